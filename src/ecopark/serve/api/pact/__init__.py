"""PACT v3: product footprints for buyers' programs, under ``/pact``."""
