"""ecopark: the shared platform of an eco-industrial park."""

__version__ = "0.4.0"
