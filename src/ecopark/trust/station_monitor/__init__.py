"""Multivariate station monitor: does this reading of all properties together belong to what the station has shown so far?"""
