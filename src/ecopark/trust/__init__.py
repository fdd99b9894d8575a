"""May this number be believed? Checks, flags with history, findings, and the evidence log."""
