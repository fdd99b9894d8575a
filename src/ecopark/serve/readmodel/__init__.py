"""What a page shows: functions that turn snapshots, derived tables and records into small view records, under a Scope."""
