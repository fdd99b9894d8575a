"""Exceedance events that people answer for, and statements of compliance that can be made again."""
