"""Inspections: plans, visits, samples, laboratory results, calibrations, comparison with sensors, investigations."""
