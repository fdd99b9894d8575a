"""OGC SensorThings API 1.1 at ``/sta/v1.1``: the flow network as Things and Datastreams, readings as Observations."""
