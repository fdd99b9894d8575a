"""What the park gives to everybody: the published table, open tables, badges, signed statements."""
