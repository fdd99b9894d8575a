"""Checks: small pure functions on columns, one file per idea. Present values only; missing ones never reach a kernel."""
