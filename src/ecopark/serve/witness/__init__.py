"""A small witness for the logs of others: cosigns what has only grown (C2SP tlog-witness)."""
