"""In and out: station files, sheets, Parquet, readings sent as JSON, the description of a park."""

from ecopark.connect import messages as messages
