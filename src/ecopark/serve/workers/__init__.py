"""Workers of a running park: the evidence path and the watched folder."""
