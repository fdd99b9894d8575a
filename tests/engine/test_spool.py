"""The spool keeps what it took, in order, numbered and chained, through reopening, kills and full disks."""

from __future__ import annotations

import hashlib
import itertools
import os
import signal
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from ecopark.core.errors import Fatal, StateError
from ecopark.engine.spool import Spool, SpoolRow

START = datetime(2026, 1, 1, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


def encode(seq, previous, rows):
    body = repr([(r.name, r.unit, r.time_us, r.value, r.reason, r.status, r.result_us) for r in rows]).encode()
    return body, hashlib.sha256(f"{seq}{previous}".encode() + body).hexdigest()


def decode(body):
    return [SpoolRow(*row) for row in eval(body)]


def row(n: int, name: str = "a") -> SpoolRow:
    return SpoolRow(name, "", n, float(n), 0, 255)


class Machine(RuleBasedStateMachine):
    """Anything may happen in any order; what was put is there, once and in order, until it is sent and 60 days old."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.clock = Clock()
        self.spool = Spool(Path(self.folder.name) / "spool.sqlite", self.clock)
        self.put_rows: list[SpoolRow] = []
        self.sealed_at: dict[int, datetime] = {}
        self.acknowledged: list[int] = []
        self.count = 0

    @rule(
        names=st.lists(st.sampled_from(["a", "b", "ç"]), max_size=5),
        unit=st.sampled_from(["", "kWh"]),
        missing=st.booleans(),
    )
    def put(self, names, unit, missing):
        rows = []
        for name in names:
            self.count += 1
            value, reason = (None, 6) if missing else (self.count / 4, 0)
            rows.append(SpoolRow(name, unit, self.count, value, reason, 0, self.count + 1 if missing else None))
        self.spool.put(rows)
        self.put_rows += rows

    @rule(most=st.integers(1, 4))
    def seal(self, most):
        made = self.spool.seal(encode, most)
        if made is not None:
            self.sealed_at[made.seq] = self.clock()

    @rule()
    def acknowledge(self):
        waiting = self.spool.unsent()
        if waiting is not None:
            self.spool.acknowledge(waiting.seq, f"receipt {waiting.seq}")
            self.spool.acknowledge(waiting.seq, "a later receipt changes nothing")
            self.acknowledged.append(waiting.seq)

    @rule(days=st.integers(1, 40))
    def time_passes(self, days):
        self.clock.now += timedelta(days=days)

    @rule()
    def reopen(self):
        self.spool.close()
        self.spool = Spool(Path(self.folder.name) / "spool.sqlite", self.clock)

    @invariant()
    def nothing_is_lost_or_doubled(self):
        here = list(self.spool.sealed())
        seqs = [batch.seq for batch, _ in here]
        assert seqs == sorted(set(seqs))
        gone = set(self.sealed_at) - set(seqs)
        assert gone <= set(self.acknowledged), "only what was acknowledged may go"
        assert all(self.clock() - self.sealed_at[seq] > timedelta(days=60) for seq in gone)
        for (one, _), (two, _) in itertools.pairwise(here):
            if two.seq == one.seq + 1:
                assert two.previous == one.hash
        for batch, receipt in here:
            assert receipt == (f"receipt {batch.seq}" if batch.seq in self.acknowledged else None)
        rows = [r for batch, _ in here for r in decode(batch.body)]
        state = self.spool.state()
        assert rows == self.put_rows[len(self.put_rows) - state.waiting - len(rows) : len(self.put_rows) - state.waiting]
        if not gone:
            assert len(rows) + state.waiting == len(self.put_rows)
        assert state.unsent_batches == len(set(seqs) - set(self.acknowledged))
        assert state.given_up == 0

    def teardown(self):
        self.spool.close()
        self.folder.cleanup()


TestSpool = Machine.TestCase
TestSpool.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)


def test_begin__only_before_the_first_batch(tmp_path):
    with Spool(tmp_path / "s.sqlite", Clock()) as spool:
        spool.begin(8, "ab" * 32)
        spool.put([row(1), row(2)])
        first = spool.seal(encode, 1)
        spool.begin(100, "cd" * 32)
        second = spool.seal(encode)
    assert (first.seq, first.previous, second.seq, second.previous) == (8, "ab" * 32, 9, first.hash)


def fill(spool, batches, rows=40):
    for n in range(batches):
        spool.put([row(n * rows + i, f"name {i}") for i in range(rows)])
        spool.seal(lambda seq, previous, rows: (os.urandom(20_000), f"{seq:064x}"))


def test_put__full_sent_batches_go_first_then_old_unsent_then_new_readings_are_refused(tmp_path):
    clock = Clock()
    with Spool(tmp_path / "s.sqlite", clock, most_bytes=400_000) as spool:
        fill(spool, 10)
        for _ in range(5):
            spool.acknowledge(spool.unsent().seq, "r")
        fill(spool, 13)  # the sent ones go, and no others
        assert spool.unsent().seq == 6
        assert spool.state().sent_batches < 5
        with pytest.raises(StateError) as caught:
            fill(spool, 10)
        assert caught.value.code == "engine.spool.full"
        assert spool.unsent().seq == 6, "unsent data of less than 60 days are never removed"
        assert spool.state().given_up == 0
        clock.now += timedelta(days=61)
        fill(spool, 3)
        assert spool.unsent().seq > 6
        assert spool.state().given_up >= 40


def test_put__disk_full_refuses_and_keeps_everything_before(tmp_path):
    with Spool(tmp_path / "s.sqlite", Clock()) as spool:
        spool.put([row(n) for n in range(500)])
        spool._db.execute(f"PRAGMA max_page_count = {spool._one('PRAGMA page_count') + 1}")
        with pytest.raises(StateError) as caught:
            spool.put([row(n, f"new {n}") for n in range(20_000)])
        assert caught.value.code == "engine.spool.full"
        spool._db.execute("PRAGMA max_page_count = 1000000")
        assert spool.state().waiting == 500
        spool.put([row(1, "new 1")])  # names of the refused transaction are not taken for known
        assert [r.name for r in decode(spool.seal(encode).body)][-1] == "new 1"


def test_open__a_damaged_file_is_named(tmp_path):
    (tmp_path / "s.sqlite").write_bytes(b"this is no database" * 400)
    with pytest.raises(Fatal) as caught:
        Spool(tmp_path / "s.sqlite", Clock())
    assert caught.value.code == "engine.spool.damaged"


CHILD = """
import sys, datetime, hashlib
from pathlib import Path
from ecopark.engine.spool import Spool, SpoolRow
spool = Spool(Path(sys.argv[1]), lambda: datetime.datetime.now(datetime.UTC))
n = int(sys.argv[2])
while True:
    spool.put([SpoolRow("a", "", n + i, float(n + i), 0, 255) for i in range(3)])
    n += 3
    sys.stdout.write(f"{n}\\n"); sys.stdout.flush()
    if n % 5 == 0:
        spool.seal(lambda seq, p, rows: (repr([(r.name, r.unit, r.time_us, r.value, r.reason, r.status, r.result_us)
            for r in rows]).encode(), hashlib.sha256(f"{seq}{p}".encode()).hexdigest()), 7)
"""


def test_put__what_was_acknowledged_survives_kill_9(tmp_path):
    path, told = tmp_path / "s.sqlite", 0
    for kill_after in (1, 23, 60):
        child = subprocess.Popen([sys.executable, "-c", CHILD, str(path), str(told)], stdout=subprocess.PIPE, text=True)
        for _ in range(kill_after):
            told = int(child.stdout.readline())
        os.kill(child.pid, signal.SIGKILL)
        rest = child.stdout.read().splitlines()
        told = int(rest[-1]) if rest and rest[-1].isdigit() else told
        child.wait()
        child.stdout.close()
        with Spool(path, Clock()) as spool:
            there = [r.time_us for batch, _ in spool.sealed() for r in decode(batch.body)]
            while (made := spool.seal(encode)) is not None:
                there += [r.time_us for r in decode(made.body)]
            assert there == list(range(len(there))), "none lost, none twice"
            assert told <= len(there) <= told + 3
            told = len(there)
