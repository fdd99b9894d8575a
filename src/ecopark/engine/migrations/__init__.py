"""Versioned migrations of the records database (Alembic). Never change one that was released: add the next."""
