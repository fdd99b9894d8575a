"""Every change of an exported bundle is found: every byte of a small one, random ones of a large, in memory.

``python benchmarks/mutations.py`` prints a table (``--write``: docs/benchmarks/mutations.md). The verification that runs is the
product's own (`trust.log.verify_bundle.verify_files`); it stops at its first fault. Digests of files whose bytes were not
touched are remembered between runs, nothing else is.

Kinds: every byte with another value (small: exhaustively, one bit and a random value each), random bytes of a large bundle,
truncation at every length, a byte inserted at every place, each file removed, renamed, added, swapped with another; the
same for every byte of the zip that holds the bundle.
"""

from __future__ import annotations

import argparse
import io
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import numpy as np
import pyarrow as pa

from ecopark.core.observations import READINGS
from ecopark.engine.log_files import FileLogStorage, make_signing_key
from ecopark.trust.log.batches import batch_tree, readings_entry
from ecopark.trust.log.bundle import BundleContent, DerivedTable, export_bundle
from ecopark.trust.log.bundle_files import DAMAGED, ZipBundle, pack
from ecopark.trust.log.content import content_hash
from ecopark.trust.log.evidence import EvidenceLog
from ecopark.trust.log.report import VerifyReport
from ecopark.trust.log.verify_bundle import verify_files

SALT = b"salt of the benchmark, 32 bytes."
ORIGIN = "park.example/log"


class Found(Exception):
    """The verification has named a fault."""


class FirstFault(VerifyReport):
    def fault(self, what: str, file: str, where: str = "", **more: object) -> None:  # type: ignore[override]
        raise Found(file)


@dataclass
class MemoryBundle:
    """A bundle in memory; ``changed`` lies over ``files`` (None: removed), so that nothing is copied."""

    files: dict[str, bytes]
    changed: dict[str, bytes | bytearray | None] = field(default_factory=dict)
    known: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, folder: Path) -> MemoryBundle:
        return cls({p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()})

    def names(self) -> list[str]:
        present = {n for n in self.files if self.changed.get(n, b"") is not None}
        return sorted(present | {n for n, c in self.changed.items() if c is not None})

    def read(self, name: str) -> bytes | None:
        content = self.changed[name] if name in self.changed else self.files.get(name)
        return None if content is None else bytes(content)

    def open(self, name: str):
        return closing(io.BytesIO(self.read(name) or b""))

    def digest(self, name: str) -> str:
        if name in self.changed:
            return sha256(self.changed[name] or b"").hexdigest()
        if name not in self.known:
            self.known[name] = sha256(self.files[name]).hexdigest()
        return self.known[name]

    def archive_is_as_written(self) -> bool:
        return True


def found_by(files: object, name: str = "bundle") -> str | None:
    """The file that the verification names first; None if it holds the bundle for whole."""
    report = FirstFault()
    try:
        verify_files(files, name, report)  # type: ignore[arg-type]
    except Found as found:
        return str(found)
    return None if report.ok else "nothing was checked"


def zip_found(content: bytes) -> bool:
    """Whether a changed zip is refused as unreadable or found changed."""
    try:
        with ZipBundle(content) as files:
            return found_by(files) is not None
    except DAMAGED:
        return True


def small_changes(bundle: MemoryBundle, dice: random.Random) -> Iterator[tuple[str, dict[str, bytes | bytearray | None]]]:
    """Every change of a small bundle, by kind."""
    for name, content in bundle.files.items():
        for place in range(len(content)):
            for value in (content[place] ^ 1 << dice.randrange(8), (content[place] + dice.randrange(1, 256)) % 256):
                yield "a byte changed, every one", {name: _with(content, place, value)}
            yield "cut off, at every length", {name: content[:place]}
            yield "a byte inserted, at every place", {name: content[:place] + bytes([dice.randrange(256)]) + content[place:]}
            yield "a byte removed, every one", {name: content[:place] + content[place + 1 :]}
        yield "a byte appended", {name: content + b"\n"}
        yield "a file removed, each", {name: None}
        yield "a file renamed, each", {name: None, name + ".old": content}
        yield "a file added beside each", {name + "x": content}
        for other, its in bundle.files.items():
            if other > name and its != content:
                yield "two files swapped, every pair", {name: its, other: content}


def _with(content: bytes, place: int, value: int) -> bytearray:
    changed = bytearray(content)
    changed[place] = value
    return changed


def random_changes(bundle: MemoryBundle, count: int, dice: random.Random) -> Iterator[dict[str, bytes | bytearray | None]]:
    """One changed byte each, every byte of the bundle equally likely."""
    names, sizes = list(bundle.files), [len(c) for c in bundle.files.values()]
    for name in dice.choices(names, sizes, k=count):
        content = bundle.files[name]
        place = dice.randrange(len(content))
        yield {name: _with(content, place, (content[place] + dice.randrange(1, 256)) % 256)}


def made_bundle(folder: Path, batches: int, rows: int) -> Path:
    """A bundle of a made park: ``batches`` of ``rows`` readings, manifests left out, a derived table, a rule file."""
    log = EvidenceLog.open(
        FileLogStorage(folder / "log"), make_signing_key(folder / "log.key", ORIGIN), ORIGIN, lambda: datetime.now(UTC)
    )
    tables = {number: _readings(number, rows) for number in range(1, batches + 1)}
    for number, table in tables.items():
        entry = readings_entry(batch_tree(table, number, SALT), source="csv", recorded_time=datetime.now(UTC))
        log.add("readings", entry, publish=False)
    derived = pa.table({"firm": ["steel", None], "quantity": [1.5, None]})
    log.add("derived", {"table": "quantities", "task": "t", "content_hash": content_hash(derived)})
    content = BundleContent(
        batch_rows=tables.get,
        park_salt=SALT,
        derived=[DerivedTable("quantities-1", derived)],
        rules={"factors.yaml": b"id: grid\n"},
    )
    return export_bundle(folder / "bundle", log, content, created=datetime.now(UTC))


def _readings(number: int, rows: int) -> pa.Table:
    dice = np.random.default_rng(number)
    streams = max(1, rows // 480)
    codes = pa.array((np.arange(rows) % streams).astype(np.int32))
    names = pa.array([f"firm{i:02d}.meter{i:05d}.active_energy" for i in range(streams)])
    times = 1_735_689_600_000_000 + (number * rows + np.arange(rows) // streams) * 60_000_000
    zero = pa.array(np.zeros(rows, np.uint8))
    table = [pa.DictionaryArray.from_arrays(codes, names), pa.array(times).cast(pa.timestamp("us"))]
    table += [pa.array(dice.random(rows)), zero, zero, pa.nulls(rows, pa.timestamp("us"))]
    return pa.Table.from_arrays(table, schema=READINGS)


def run_small(folder: Path, dice: random.Random) -> list[tuple[str, int, int, float]]:
    bundle = MemoryBundle.of(made_bundle(folder, 1, 12))
    assert found_by(bundle) is None
    rows: dict[str, list[float]] = {}
    for kind, changed in small_changes(bundle, dice):
        bundle.changed = changed
        began = time.perf_counter()
        found = found_by(bundle)
        row = rows.setdefault(kind, [0, 0, 0.0])
        row[0] += 1
        row[1] += found is not None
        row[2] += time.perf_counter() - began
    size = sum(map(len, bundle.files.values()))
    return [(f"small bundle ({size:,} bytes): {kind}", int(n), int(f), s) for kind, (n, f, s) in rows.items()]


def run_zip(folder: Path, dice: random.Random) -> list[tuple[str, int, int, float]]:
    target = folder / "bundle.zip"
    pack(folder / "bundle", target)
    content = target.read_bytes()
    assert not zip_found(content)
    began, found = time.perf_counter(), 0
    for place in range(len(content)):
        found += zip_found(bytes(_with(content, place, content[place] ^ 1 << dice.randrange(8))))
    took = time.perf_counter() - began
    return [(f"the same as a zip ({len(content):,} bytes): a byte changed, every one", len(content), found, took)]


def run_large(folder: Path, batches: int, rows: int, count: int, dice: random.Random) -> list[tuple[str, int, int, float]]:
    bundle = MemoryBundle.of(made_bundle(folder, batches, rows))
    assert found_by(bundle) is None
    began, found = time.perf_counter(), 0
    for changed in random_changes(bundle, count, dice):
        bundle.changed = changed
        found += found_by(bundle) is not None
    size = sum(map(len, bundle.files.values()))
    name = f"large bundle ({size / 1e6:,.1f} MB, {batches * rows:,} readings): a random byte changed"
    return [(name, count, found, time.perf_counter() - began)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--batches", type=int, default=300)
    parser.add_argument("--rows", type=int, default=4800, help="readings in each batch of the large bundle")
    parser.add_argument("--count", type=int, default=100_000, help="random changes of the large bundle")
    parser.add_argument("--seed", type=int, default=4)
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks/mutations.md")
    options = parser.parse_args()
    dice = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as small, tempfile.TemporaryDirectory() as large:
        rows = run_small(Path(small), dice) + run_zip(Path(small), dice)
        rows += run_large(Path(large), options.batches, options.rows, options.count, dice)
    lines = ["| changes | tried | found | not found | ms each |", "|---|---:|---:|---:|---:|"]
    lines += [f"| {what} | {n:,} | {f:,} | {n - f:,} | {s / n * 1e3:.2f} |" for what, n, f, s in rows]
    print("\n".join(lines))
    if options.write:
        page = Path(__file__).parents[1] / "docs" / "benchmarks" / "mutations.md"
        head = "# Changes of an exported bundle\n\nMade by `python benchmarks/mutations.py --write`; every change must be found.\n\n"
        page.write_text(head + "\n".join(lines) + "\n", "utf-8")
    if any(n != f for _, n, f, _ in rows):
        sys.exit("some changes were not found")


if __name__ == "__main__":
    main()
