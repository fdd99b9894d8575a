"""What a park shares with a hub, and what it must not reveal."""
