"""A hub: pulls parks, verifies, adds up, shows. It keeps no reading of anybody."""
