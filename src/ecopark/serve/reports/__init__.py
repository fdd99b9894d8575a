"""Reports as files: content is turned into PDF and XLSX, kept, made again, checked."""
