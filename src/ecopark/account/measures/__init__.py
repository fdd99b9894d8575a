"""Measures of resource efficiency and cleaner production: register, events, totals, digital projects. Pure."""
