"""Claims: what may be said, judged against evidence."""
