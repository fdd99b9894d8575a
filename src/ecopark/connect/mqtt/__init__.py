"""The MQTT door: a receiver that acknowledges only what is durable, and a reader at a Mosquitto. ``docs/design/mqtt.md``."""
