"""Measured savings: baseline models, intervals, event proposals, sufficiency. No records, no I/O. # design judge 4"""
