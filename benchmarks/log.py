"""The evidence log: what sealing, publishing, proving and verifying cost.

``python benchmarks/log.py`` prints a table; ``--rows`` sets the size of the big batch. Rates are per CPU-second of one
process unless the line says otherwise; publishing waits for the disk, so it is given per second of the clock.
"""

from __future__ import annotations

import argparse
import hashlib
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ecopark.core.observations import READINGS
from ecopark.engine.log_files import FileLogStorage, make_signing_key
from ecopark.trust.log import merkle
from ecopark.trust.log.batches import ROW, batch_tree, reading_proof, readings_entry
from ecopark.trust.log.bundle import BundleContent, export_bundle
from ecopark.trust.log.content import content_hash
from ecopark.trust.log.evidence import EvidenceLog
from ecopark.trust.log.verify_bundle import verify_bundle

SALT = b"salt of the benchmark, 32 bytes."
START_US = 1_735_689_600_000_000  # 2025-01-01T00:00:00 UTC
ORIGIN = "park.example/log"


def readings(rows: int, datastreams: int, step_s: int) -> pa.Table:
    """Rows of equally many readings per datastream, in order."""
    each = rows // datastreams
    codes = pa.array(np.repeat(np.arange(datastreams, dtype=np.int32), each))
    names = pa.array(sorted(f"firm{i % 20:02d}.meter{i:05d}.active_energy" for i in range(datastreams)))
    times = np.tile(START_US + np.arange(each, dtype=np.int64) * step_s * 1_000_000, datastreams)
    values = np.random.default_rng(1).random(len(codes))
    ids = pa.DictionaryArray.from_arrays(codes, names)
    zero = pa.array(np.zeros(len(codes), np.uint8))
    columns = [ids, pa.array(times).cast(pa.timestamp("us")), pa.array(values), zero, zero]
    return pa.Table.from_arrays([*columns, pa.nulls(len(codes), pa.timestamp("us"))], schema=READINGS)


def cpu(work: Callable[[], object], repeat: int = 3) -> float:
    """Smallest CPU time of some runs, in seconds."""
    best = float("inf")
    for _ in range(repeat):
        began = time.process_time()
        work()
        best = min(best, time.process_time() - began)
    return best


def line(what: str, value: float, unit: str) -> None:
    print(f"| {what} | {value:,.3g} | {unit} |")


def trees(rows: int) -> None:
    big, small = readings(rows, max(1, rows // 43_200), 60), readings(rows // 10, max(1, rows // 10 // 96), 900)
    shuffled = big.take(pa.array(np.random.default_rng(2).permutation(big.num_rows)))
    names = ("minute data (1,440 rows per chunk)", "quarter-hours (96 rows per chunk)", "minute data, rows in any order")
    for name, table in zip(names, (big, small, shuffled), strict=True):
        line(f"tree of a batch, {name}", table.num_rows / cpu(lambda t=table: batch_tree(t, 1, SALT)) / 1e6, "M rows/CPU-s")
    plain = np.zeros(rows, ROW).tobytes()
    line("for comparison: SHA-256 over the same bytes", rows / cpu(lambda: hashlib.sha256(plain)) / 1e6, "M rows/CPU-s")
    segment(big, "values without any pattern")
    place, rounded = big.column_names.index("value"), pc.round(pc.multiply(big["value"], 100.0), 1)
    segment(big.set_column(place, big.schema.field(place), rounded), "values of three digits, as meters give them")
    line("content hash of a table, rows sorted", big.num_rows / cpu(lambda: content_hash(big), 1) / 1e6, "M rows/CPU-s")


def segment(table: pa.Table, what: str) -> None:
    """A segment of the lake as a manifest entry seals it: SHA-256 of the whole Parquet file (zstd)."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "segment.parquet"
        pq.write_table(table, path, compression="zstd")
        content = path.read_bytes()
        each = f"{len(content) / table.num_rows:.1f} bytes a row"

        def seal() -> None:
            with path.open("rb") as file:
                hashlib.file_digest(file, "sha256")

        line(
            f"Parquet segment sealed whole in its manifest, {what} ({each})",
            table.num_rows / cpu(seal) / 1e6,
            "M rows/CPU-s",
        )
        plain = table.num_rows / cpu(lambda: hashlib.sha256(content)) / 1e6
        line("for comparison: hashlib over the segment in memory, the physical limit", plain, "M rows/CPU-s")


def log_of(folder: Path, entries: int, group: int) -> EvidenceLog:
    key = make_signing_key(folder / "log.key", ORIGIN)
    log = EvidenceLog.open(FileLogStorage(folder / "log"), key, ORIGIN, lambda: datetime.now(UTC))
    began, cpu_began = time.perf_counter(), time.process_time()
    for i in range(entries):
        log.add("record", {"record": "benchmark", "id": f"{i:012d}", "content_hash": "0" * 64}, publish=(i + 1) % group == 0)
    log.publish()
    took, cpu_took = time.perf_counter() - began, time.process_time() - cpu_began
    name = "one by one, each durable and signed" if group == 1 else f"in groups of {group:,}"
    line(f"entries added {name}", entries / took, "entries/s")
    line(f"entries added {name}", entries / cpu_took, "entries/CPU-s")
    return log


def proofs(log: EvidenceLog) -> None:
    indices = np.random.default_rng(3).integers(0, log.size, 200).tolist()
    line(
        f"inclusion proof from tiles, log of {log.size:,}",
        cpu(lambda: [log.inclusion_proof(i) for i in indices]) / 200 * 1e3,
        "ms",
    )
    line("consistency proof from tiles", cpu(lambda: [log.consistency_proof(i + 1) for i in indices]) / 200 * 1e3, "ms")
    leaf, proof = merkle.leaf_hash(log.entry(indices[0])), log.inclusion_proof(indices[0])
    root, size = log.root(), log.size
    checked = cpu(lambda: [merkle.verify_inclusion(leaf, indices[0], size, proof, root) for _ in range(200)])
    line("inclusion proof checked", checked / 200 * 1e3, "ms")


def bundles(folder: Path, log: EvidenceLog, rows: int) -> None:
    table = readings(rows, max(1, rows // 43_200), 60)
    tree = batch_tree(table, 1, SALT)
    log.add("readings", readings_entry(tree, source="benchmark", recorded_time=datetime.now(UTC)))
    at = datetime(2025, 1, 1, 12, tzinfo=UTC)
    line(
        "proof of one reading, tree at hand",
        cpu(lambda: reading_proof(log, tree, tree.chunks[0].datastream, at)) * 1e3,
        "ms",
    )
    content = BundleContent(batch_rows=lambda _: table, park_salt=SALT)
    target = folder / "bundle"
    took = cpu(lambda: export_bundle(target, log, content, created=datetime.now(UTC)), 1)
    line("bundle exported", table.num_rows / took / 1e6, "M rows/CPU-s")
    reports = []
    took = cpu(lambda: reports.append(verify_bundle(target)), 1)
    assert reports[0].ok, reports[0].faults
    line("bundle verified, each row compared", table.num_rows / took / 1e6, "M rows/CPU-s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--entries", type=int, default=100_000)
    options = parser.parse_args()
    print("| what | figure | unit |\n|---|---|---|")
    trees(options.rows)
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as many:
        log_of(Path(one), 300, 1)
        log = log_of(Path(many), options.entries, 1_000)
        proofs(log)
        bundles(Path(many), log, options.rows // 5)


if __name__ == "__main__":
    main()
