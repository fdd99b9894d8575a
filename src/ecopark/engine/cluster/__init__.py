"""The grown set-up: JetStream between doors and writers, lake on object storage. Same lake, same questions. # design 5"""
