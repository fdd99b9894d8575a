"""Identification of faulty meters over time: which meter of a balance is wrong, since when, how, and by how much."""
