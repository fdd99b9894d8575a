"""Trees and green areas: what they take up, as an estimate that is never part of an inventory."""
