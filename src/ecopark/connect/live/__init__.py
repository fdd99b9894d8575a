"""Live doors: devices that send all the time. One intake for every protocol. See ``docs/design/live.md``."""
