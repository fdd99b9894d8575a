"""Reports: structured content, made from tables and records, that a renderer turns into PDF and XLSX."""
