"""How much? Quantities, resources, greenhouse gases, cost and the platform's own footprint. No I/O, no clock."""
