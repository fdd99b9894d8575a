"""Products: footprints that can be exchanged (PACT), their semantic check, the CBAM data sheet."""
