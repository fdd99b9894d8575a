"""The sample park: named public data assembled as a park, and a seeded generator for what real data lack."""
