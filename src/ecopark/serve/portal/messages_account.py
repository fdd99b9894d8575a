"""Texts of the portal's pages."""

from __future__ import annotations

from ecopark.core.messages import catalogue

catalogue({})
