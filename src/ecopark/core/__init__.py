"""Words of the field: terms, units, intervals, records, the flow network, ports, scope, errors. No I/O, no clock."""
