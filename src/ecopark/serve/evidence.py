"""What verification and export read of an open park."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from importlib.resources import files
from pathlib import Path

from ecopark.connect.anchors import plugin_verify
from ecopark.connect.raw import RawStore
from ecopark.core.errors import Fatal
from ecopark.core.interval import Interval
from ecopark.core.scope import Scope
from ecopark.engine.embedded.manifest import manifest_path, read_manifest
from ecopark.engine.layout import LAYOUT_VERSION
from ecopark.serve.bundle_recompute import description_of
from ecopark.serve.derived_evidence import StoredTables, exported_tables, recompute
from ecopark.serve.park import OpenPark
from ecopark.serve.stored_batches import AUDITOR, StoredBatches
from ecopark.serve.workers.anchors import receipts_of
from ecopark.trust.log.bundle import BundleContent, export_bundle
from ecopark.trust.log.report import Progress, VerifyReport
from ecopark.trust.log.verify_park import ParkEvidence, StoredManifest, verify_park
from ecopark.trust.log.witnesses import cosigners_of


def verify(park: OpenPark, progress: Progress, *, again: bool = False) -> VerifyReport:
    """Recompute the log, every batch, manifest, file of the present version, derived table, record and file as it came.

    Parameters
    ----------
    again
        Run the flows again, too, and compare every derived table with what was published.
    """
    lake = park.folder / "data" / "lake"
    evidence = ParkEvidence(
        log=park.log_storage,
        keys=(park.log.verifier,),
        park_salt=park.salt,
        batch_rows=StoredBatches(park.store.snapshot()).rows,
        manifest=lambda version: _stored_manifest(lake, version),
        file_sha256=lambda name: _sha256(lake / name),
        raw_sha256=lambda digest: _raw_sha256(park.raw, digest),
        derived_hash=StoredTables(park.store.audit()).hash_of,
        revisions=lambda: park.records.stored.stored(AUDITOR),
        origin=park.log.origin,
        witnesses=cosigners_of(park.settings.witnesses),
        receipts=lambda: receipts_of(park),
        plugin=plugin_verify,
    )
    report = verify_park(evidence, progress)
    _check_raw_files(park.raw, report, progress)
    _check_small_files(park, report)
    if again:
        recompute(park, report, progress)
    return report


def _check_small_files(park: OpenPark, report: VerifyReport) -> None:
    """Files whose whole content follows from what is known: the version of the layout and the published key."""
    data = park.folder / "data"
    for name, expected in (("VERSION", f"{LAYOUT_VERSION}\n"), ("keys/log.key.pub", f"{park.log.verifier}\n")):
        try:
            found = (data / name).read_bytes()
        except OSError:
            report.fault("missing", name)
            continue
        if found != expected.encode():
            report.fault("file", name, expected=expected.strip(), found=found[:100].decode("utf-8", "replace").strip())


def _check_raw_files(raw: RawStore, report: VerifyReport, progress: Progress) -> None:
    """Every file as it came, packs included: the log names the files of a pack only through a listing."""
    before, count = len(report.faults), 0
    for digest, path, intact in raw.check():
        count += 1
        progress("raw", count, count)
        if not intact:
            report.fault("file", path.name, str(path.parent.name), expected=digest)
    report.checked("raw", count, before)


def _stored_manifest(lake: Path, version: int) -> StoredManifest | None:
    path = manifest_path(lake, version)
    digest = _sha256(path)
    if digest is None:
        return None
    try:
        listed = {f.path: f.sha256 for f in read_manifest(lake, version).files()}
    except Fatal:
        listed = {}  # its changed bytes are the fault that is told
    return StoredManifest(path.name, digest, listed)


def export(
    park: OpenPark, target: Path, interval: Interval | None, firm: str | None, scope: Scope, progress: Progress
) -> Path:
    """Write a bundle with the batches and derived tables of the interval, cut to what the firm (or scope) may see."""
    network = park.network
    visible: Callable[[str], bool] | None = None
    firms: frozenset[str] | None = None
    if firm is not None or not scope.sees_all_firms:
        allowed = {
            d.id
            for d in network.datastreams.values()
            if scope.sees(d.firm, public=d.public) and (firm is None or d.firm == firm or d.public)
        }
        visible = allowed.__contains__
        firms = frozenset([firm]) if firm is not None else scope.firms
    content = BundleContent(
        batch_rows=StoredBatches(park.store.snapshot()).rows,
        park_salt=park.salt,
        visible=visible,
        scope=f"firm {firm}" if firm else "park",
        batches=batches_of(park, interval) if interval else None,
        derived=exported_tables(park, interval, firms),
        rules=rule_files(),
        more={**receipts_of(park), **(description_of(park) if visible is None else {})},
    )
    return export_bundle(target, park.log, content, created=park.clock(), progress=progress)


def batches_of(park: OpenPark, interval: Interval) -> frozenset[int]:
    """Numbers of the batches that brought a reading of the interval."""
    table = park.store.snapshot().observations(AUDITOR, list(park.network.datastreams), interval)
    return frozenset(table["batch"].unique().to_pylist())


def rule_files() -> Mapping[str, bytes]:
    """The shipped rule packs, byte for byte."""
    folder = files("ecopark.rules").joinpath("data")
    return {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file()}


def _sha256(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return None


def _raw_sha256(raw: RawStore, digest: str) -> str | None:
    return hashlib.sha256(raw.get(digest)).hexdigest() if raw.has(digest) else None
