"""A small park with a log, readings, a manifest, derived tables: for the tests of bundles and verification."""

import json
import math
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pyarrow as pa
from memory_log import MemoryLogStorage, open_log

from ecopark.core.observations import readings_table
from ecopark.trust.log.batches import batch_tree, readings_entry
from ecopark.trust.log.bundle import BundleContent, DerivedTable, export_bundle
from ecopark.trust.log.content import content_hash
from ecopark.trust.log.entries import manifest_entry
from ecopark.trust.log.verify_park import ParkEvidence, StoredManifest

SALT = b"the salt of a park in a test, 32"
CREATED = datetime(2026, 4, 1, tzinfo=UTC)
RAW = b"date;value\n2026-03-01;1\n"


def readings(batch, hours=30):
    times, names, values = [], [], []
    for name in ("steel.feeder.active_energy", "plating.outfall.cod", "works.outfall.flow"):
        for i in range(hours):
            times.append(datetime(2026, 3, batch) + i * timedelta(hours=1))
            names.append(name)
            values.append(None if i == 5 else batch + math.sin(i))
    return readings_table(names, times, values)


@dataclass
class SmallPark:
    storage: MemoryLogStorage = field(default_factory=MemoryLogStorage)
    batches: dict = field(default_factory=dict)
    files: dict = field(default_factory=dict)
    derived: pa.Table = None

    def __post_init__(self):
        self.log = open_log(self.storage)
        self.files["lake/readings/2026-03/a.parquet"] = b"PAR1 as a stand-in"
        for batch in (1, 2):
            self.batches[batch] = readings(batch)
            tree = batch_tree(self.batches[batch], batch, SALT)
            content = readings_entry(
                tree, source="sheet", recorded_time=CREATED, raw_sha256=sha256(RAW).hexdigest() if batch == 1 else None
            )
            self.log.add("readings", content)
        self.manifests = {}
        self.publish_manifest(1, self.files, [])
        self.derived = pa.table({"firm": ["steel", None], "quantity": [1.5, None]})
        self.log.add("derived", {"table": "quantities", "task": "t", "content_hash": content_hash(self.derived)})
        self.log.add("record", {"id": "secret of another firm"})

    def publish_manifest(self, version, added, removed):
        files = {n: sha256(c).hexdigest() for n, c in self.files.items()}
        self.manifests[version] = json.dumps(files).encode()
        added = {n: sha256(c).hexdigest() for n, c in added.items()}
        self.log.add("manifest", manifest_entry(version, sha256(self.manifests[version]).hexdigest(), "", added, removed))

    def stored_manifest(self, version):
        content = self.manifests.get(version)
        return content and StoredManifest(f"manifests/{version}", sha256(content).hexdigest(), json.loads(content))

    def evidence(self):
        return ParkEvidence(
            log=self.storage,
            keys=[self.log.verifier],
            park_salt=SALT,
            batch_rows=self.batches.get,
            manifest=self.stored_manifest,
            file_sha256=lambda name: sha256(self.files[name]).hexdigest() if name in self.files else None,
            raw_sha256=lambda _: sha256(RAW).hexdigest(),
            derived_hash=lambda _: content_hash(self.derived),
        )

    def export(self, target, visible=None):
        content = BundleContent(
            batch_rows=self.batches.get,
            park_salt=SALT,
            visible=visible,
            scope="park" if visible is None else "firm plating",
            derived=[DerivedTable("quantities-1", self.derived)],
            rules={"factors.yaml": b"id: grid\n"},
        )
        return export_bundle(target, self.log, content, created=CREATED)


def only_plating(datastream):
    return datastream.startswith("plating.")
