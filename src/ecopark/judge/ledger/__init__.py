"""One ledger of attribute units: a unit is used once."""
