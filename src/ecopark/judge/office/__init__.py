"""Office files (DOCX, XLSX) and ZIP bundles whose bytes depend on nothing but their content."""
