"""Edge boxes: batches signed by a device's key, kept until the park acknowledges them. See ``docs/design/edge.md``."""
