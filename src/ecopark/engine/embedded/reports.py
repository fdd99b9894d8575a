"""What the evidence log has to hear of: sealed batches and published versions, each at least once. # design 6

``lake/reported.json`` says up to where the listener has heard; it is written after the listener returned and what it
was told is settled (durable), so after a crash the last ones are told again. The listener recognises them by their number.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

import numpy as np
import pyarrow as pa

from ecopark.engine.embedded.disk import replace_file
from ecopark.engine.embedded.ledger import PART_BITS, last_batches, read_ledger
from ecopark.engine.embedded.manifest import Manifest, ManifestReport, manifest_path, read_manifest, versions_on_disk
from ecopark.engine.embedded.runs import RUNS, DerivedReport, read_runs, reports_of
from ecopark.engine.embedded.view import LakeView

ROWS_PER_READ = 2_000_000


@dataclass(frozen=True, slots=True)
class BatchReport:
    """A sealed batch. ``observations`` (``OBSERVATIONS``) are the rows that were kept, in the batch's canonical order:
    (datastream, phenomenon_time, position in the batch). Empty when everything in it was known before.
    """

    batch: int
    source: str
    raw_sha256: str | None
    recorded_time: datetime
    duplicates: int
    restated: int
    late: int
    observations: pa.Table


OnBatch = Callable[[BatchReport], None]
OnPublished = Callable[[list[DerivedReport]], None]
OnManifest = Callable[[ManifestReport], None]


class Reporter:
    """Remembers what was reported."""

    def __init__(self, lake: Path) -> None:
        self._lake = lake
        self._path = lake / "reported.json"
        said = json.loads(self._path.read_text(encoding="utf-8")) if self._path.exists() else {}
        parts = {int(part): int(batch) for part, batch in said.get("parts", {}).items()}
        self._batches = {0: int(said.get("batch", 0)), **parts}  # part -> last one told
        self._manifest = int(said.get("manifest", 0))
        self._derived = int(said.get("derived", 0))

    @property
    def needed_from(self) -> int:
        """First version that is still to be reported; 0 as long as nobody ever listened."""
        return self._manifest + 1 if self._manifest else 0

    def last_sha256(self, manifest: Manifest) -> str:
        return _sha256(self._lake, manifest.version) if manifest.version else ""

    @contextlib.contextmanager
    def settled(self, settle: Callable[[], None] | None) -> Iterator[None]:
        """Tell inside; afterwards what was told is made durable by ``settle`` and then remembered.

        What was told before an error of a listener stays told; if ``settle`` raises, nothing counts as told.
        """
        before = (dict(self._batches), self._manifest, self._derived)
        try:
            yield
        finally:
            if settle is not None:
                try:
                    settle()
                except BaseException:
                    self._batches, self._manifest, self._derived = before
                    raise
            self._remember()

    def report(self, view: LakeView, manifest: Manifest, on_batch: OnBatch | None, on_manifest: OnManifest | None) -> None:
        """Tell of batches and versions that were not told yet."""
        if on_batch is not None:
            for part, last in last_batches(manifest.ledger).items():
                first = max(self._batches.get(part, 0), part << PART_BITS) + 1
                for report in batch_reports(view, first, last):
                    on_batch(report)
                    self._batches[part] = report.batch
        if on_manifest is not None:
            for told in manifest_reports(self._lake, self._manifest + 1):
                on_manifest(told)
                self._manifest = told.version

    def report_derived(self, view: LakeView, on_published: OnPublished | None) -> None:
        """Tell of the published versions of derived tables, one list per version."""
        if on_published is None:
            return
        runs = read_runs(view.lake, view.manifest.derived.get(RUNS, ()), after=self._derived)
        for version, told in groupby(runs, key=lambda run: run.version):
            on_published(reports_of(told))
            self._derived = version

    def _remember(self) -> None:
        said: dict[str, object] = {"batch": self._batches[0], "manifest": self._manifest, "derived": self._derived}
        if len(self._batches) > 1:
            said["parts"] = {part: batch for part, batch in self._batches.items() if part}
        content = json.dumps(said).encode()
        if any(said.values()) and (not self._path.exists() or self._path.read_bytes() != content):
            replace_file(self._path, content)


def batch_reports(view: LakeView, first: int, last: int) -> Iterator[BatchReport]:
    """Reports of a range of batches, read from the lake some millions of rows at a time."""
    if first > last:
        return
    files = [f for f in view.manifest.ledger if f.first_batch <= last and first <= f.last_batch]
    ledger = [r for r in read_ledger(view.lake, files).to_pylist() if first <= r["batch"] <= last]
    at = 0
    while at < len(ledger):
        end, rows = at, 0
        while end < len(ledger) and (end == at or rows + ledger[end]["kept"] <= ROWS_PER_READ):
            rows += ledger[end]["kept"]
            end += 1
        table = view.all_revisions(ledger[at]["batch"], ledger[end - 1]["batch"])
        numbers = table.column("batch").to_numpy()
        for row in ledger[at:end]:
            start, stop = np.searchsorted(numbers, [row["batch"], row["batch"] + 1])
            yield BatchReport(
                row["batch"],
                row["source"],
                row["raw_sha256"],
                row["recorded_time"].replace(tzinfo=UTC),
                row["duplicates"],
                row["restated"],
                row["late"],
                table.slice(int(start), int(stop - start)),
            )
        at = end


def manifest_reports(lake: Path, first: int) -> Iterator[ManifestReport]:
    """Reports of the versions on the disk from ``first`` on, each with its difference to the one before."""
    versions = versions_on_disk(lake)
    for version in versions:
        if version < first:
            continue
        manifest = read_manifest(lake, version)
        before = read_manifest(lake, version - 1) if version - 1 in versions else Manifest()
        known, now = {f.path for f in before.files()}, {f.path for f in manifest.files()}
        yield ManifestReport(
            version,
            _sha256(lake, version),
            manifest.previous,
            datetime.fromisoformat(manifest.published),
            tuple(f for f in manifest.files() if f.path not in known),
            tuple(sorted(known - now)),
        )


def _sha256(lake: Path, version: int) -> str:
    return hashlib.sha256(manifest_path(lake, version).read_bytes()).hexdigest()
