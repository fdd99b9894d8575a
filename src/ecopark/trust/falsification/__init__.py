"""Signals for which a person would call in an inspector. No signal is a proof, and none is called a falsification."""
