"""What the evidence log says of batches and derived tables."""

from __future__ import annotations

from datetime import datetime

import pyarrow as pa

from ecopark.engine.embedded.manifest import ManifestReport
from ecopark.engine.embedded.runs import DerivedReport
from ecopark.serve.park import OpenPark
from ecopark.trust.log.batches import batch_tree, readings_entry
from ecopark.trust.log.entries import manifest_entry


def enter_batch(
    park: OpenPark, batch: int, source: str, raw_sha256: str | None, recorded_time: datetime, observations: pa.Table
) -> None:
    """One entry per batch that brought something new; telling it again changes nothing.

    Of the source the log names the door only (``station``, ``csv``): a file's name may say more than is public.
    """
    if observations.num_rows == 0 or park.log.find("readings", batch) is not None:
        return
    tree = batch_tree(observations, batch, park.salt)
    door = source.partition(":")[0]
    entry = readings_entry(tree, source=door, recorded_time=recorded_time, raw_sha256=raw_sha256)
    park.log.add("readings", entry, publish=False)


def enter_version(park: OpenPark, manifest: ManifestReport) -> None:
    """One entry per published version; telling it again changes nothing, whatever older versions are still on the disk."""
    if park.log.find("manifest", manifest.version) is None:
        park.log.add("manifest", _version_entry(manifest), publish=False)


def _version_entry(manifest: ManifestReport) -> dict[str, object]:
    """The files that came and went with their hashes; where they do not fit, how many."""
    added = {entry.path: entry.sha256 for entry in manifest.added}
    entry = manifest_entry(manifest.version, manifest.sha256, manifest.previous, added, manifest.removed)
    return entry if "added" in entry else {**entry, "files_added": len(added), "files_removed": len(manifest.removed)}


def derived_entry(park: OpenPark, said: DerivedReport) -> dict[str, object]:
    """Entry of one task and table of a version: what was computed, by which version of the flow, with which content."""
    return {
        "table": said.table,
        "task": said.task,
        "version": said.version,
        "flow": said.flow,
        "flow_version": said.flow_version,
        "content_hash": said.content,
        "rows": said.rows,
        "rules": park.book.version,
    }
