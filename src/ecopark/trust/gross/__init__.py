"""Gross errors in snapshots: which meter or balance does not fit, and what the data cannot tell apart. See README.md."""
