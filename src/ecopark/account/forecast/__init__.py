"""What the year will end with, and whether that is on the way to the target."""
