"""The park benchmark: generated parks with known truth, faults, an oracle, and scores. See ``benchmarks/park_trust.py``."""
