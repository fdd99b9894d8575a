"""The one intake of every live door: judge, keep what is refused, store durably, count, show. # design live 2"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from ecopark.connect.live.devices import Devices
from ecopark.connect.live.judge import UPLOAD, Judge, Judged, row_fault
from ecopark.connect.live.latest import LiveValues
from ecopark.connect.live.quota import Quotas
from ecopark.connect.live.refused import Refused, RefusedGroup
from ecopark.connect.live.sources import Seen, Sources
from ecopark.connect.live.wire import Ints, Taken, WireFault, WireRows
from ecopark.connect.raw import RawStore
from ecopark.core.errors import StateError
from ecopark.core.messages import Message
from ecopark.core.network import FlowNetwork
from ecopark.core.ports import Clock, ReadingsWriter, Receipt
from ecopark.core.records import RecordsStore
from ecopark.core.scope import Scope

SHOWN_FAULTS = 100
UPLOAD_QUOTA = 3_000_000  # readings a minute of a person or program with a token
MOST_WAITING = 20_000_000  # readings that wait for compaction
BUSY_S = 2
_LOOK_AT_BACKLOG_S = 0.25


class Intake:
    """Takes groups of rows from the doors. ``take`` may be called from several threads.

    Parameters
    ----------
    backlog
        Readings that are durable and not yet in the lake: above ``MOST_WAITING`` the doors have to wait.
    """

    def __init__(
        self,
        *,
        network: FlowNetwork,
        writer: ReadingsWriter,
        records: RecordsStore,
        raw: RawStore,
        clock: Clock,
        devices: Devices,
        sources: Sources,
        live: LiveValues,
        backlog: Callable[[], int] = lambda: 0,
    ) -> None:
        self._writer = writer
        self._clock = clock
        self._devices = devices
        self._sources = sources
        self._live = live
        self._backlog = backlog
        self._judge = Judge(network, devices)
        self._quotas = Quotas()
        self.refused = Refused(records, raw, clock)
        self._looked_s, self._waiting = float("-inf"), 0

    def take(
        self,
        rows: WireRows,
        *,
        door: str,
        key: str | None = None,
        raw: bytes | None = None,
        faults: Sequence[WireFault] = (),
        scope: Scope | None = None,
        messages: Mapping[str, int] | None = None,
    ) -> Taken:
        """Judge, store, count; on return what was stored and what was refused is on the disk, synced.

        Parameters
        ----------
        door
            ``http``, ``mqtt``, ``edge``, …: stands in the ledger and at the source.
        key
            Idempotency key of the request: the same again stores nothing and says so.
        raw
            The bytes to keep if something is refused.
        faults
            What the door could not decode.
        scope
            Rights of a person or program that sends as ``upload:<user>``; devices have their own.
        messages
            Device -> messages in this group; None: one each.

        Raises
        ------
        StateError
            connect.quota.exceeded (``device``, ``quota``, ``retry_after_s``), connect.intake.busy (``retry_after_s``):
            nothing was taken, send it again later. What the writer raises: engine.disk.full, engine.writer.closed.
        """
        if not len(rows) and not faults:
            return Taken(0, 0, None)
        now = self._clock()
        parts = _Parts.of(rows, faults)
        wanted = {device: parts.rows[device] + parts.faults[device] for device in parts.devices}
        self._refuse_if_busy()
        self._spend(wanted)
        try:
            judged = self._judge.judge(rows, now, scope)
            quarantine = self._keep_refused(parts, rows, judged, faults, door, raw, scope)
            receipt = self._store(judged, parts, door, key)
        except BaseException:
            self._quotas.give_back(wanted)
            raise
        self._count(parts, rows, judged, receipt, door, scope, messages)
        shown = _row_faults(rows, judged, SHOWN_FAULTS - min(len(faults), SHOWN_FAULTS))
        stored = receipt.rows if receipt is not None else 0
        repeated = receipt is not None and receipt.repeated
        return Taken(
            stored=stored,
            refused=judged.refused + len(faults),
            batch=receipt.batch if receipt is not None else None,
            repeated=repeated,
            faults=(*faults[:SHOWN_FAULTS], *shown),
            quarantine=quarantine,
            duplicates=len(judged.repeated),
        )

    def flush(self, *, everything: bool = False) -> None:
        """Write down what has grown: quarantine items and the states of the sources. For the worker, and at closing."""
        self.refused.flush(everything=everything)
        self._sources.save()

    def _refuse_if_busy(self) -> None:
        now_s = time.monotonic()
        if now_s - self._looked_s >= _LOOK_AT_BACKLOG_S:
            self._looked_s, self._waiting = now_s, self._backlog()
        if self._waiting > MOST_WAITING:
            raise StateError("connect.intake.busy", where="", waiting=self._waiting, retry_after_s=BUSY_S)

    def _spend(self, wanted: Mapping[str, int]) -> None:
        wait = self._quotas.take(wanted, {device: self._quota(device) for device in wanted}, self._clock().timestamp())
        if wait is None:
            return
        shown = {"device": wait.device, "quota": wait.quota, "retry_after_s": wait.retry_after_s}
        self._sources.error(wait.device, Message("connect.quota.exceeded", shown))
        raise StateError("connect.quota.exceeded", where=wait.device, **shown)

    def _quota(self, source: str) -> int:
        device = None if source.startswith(UPLOAD) else self._devices.get(source)
        return device.quota_per_minute if device is not None else UPLOAD_QUOTA

    def _firm(self, source: str, scope: Scope | None) -> str | None:
        if source.startswith(UPLOAD):
            return min(scope.firms) if scope is not None and scope.firms else None
        device = self._devices.get(source)
        return device.firm if device is not None else None

    def _store(self, judged: Judged, parts: _Parts, door: str, key: str | None) -> Receipt | None:
        if judged.readings is None:
            return None
        who = parts.devices[0] if len(parts.devices) == 1 else f"{len(parts.devices)} devices"
        if key is not None:
            key = "live:" + hashlib.sha256(f"{who}|{key}".encode()).hexdigest()
        receipt = self._writer.append(judged.readings, source=f"{door}:{who}", idempotency_key=key)
        if not receipt.repeated:
            self._live.update(judged.readings)
        return receipt

    def _keep_refused(
        self,
        parts: _Parts,
        rows: WireRows,
        judged: Judged,
        faults: Sequence[WireFault],
        door: str,
        raw: bytes | None,
        scope: Scope | None,
    ) -> str | None:
        """Keep what is refused of each device; return the first item's id."""
        if not judged.refusals and not faults:
            return None
        kept = None
        for device in parts.devices:
            at, counts, examples = parts.refused_of(device, rows, judged)
            own = [fault for fault in faults if fault.device == device]
            by_code: dict[str, tuple[Message, int]] = {}
            for fault in own:
                message, count = by_code.get(fault.message.id, (fault.message, 0))
                by_code[fault.message.id] = (message, count + 1)
            counts += by_code.values()
            if not counts:
                continue
            examples += own
            group = RefusedGroup(device, door, self._firm(device, scope), rows, at, own, counts, examples, raw)
            item = self.refused.keep(group)
            kept = kept or item
            for message, count in counts:
                example = next((f.fragment for f in examples if f.message.id == message.id), "")
                self._sources.error(device, message, count=count, example=example)
        return kept

    def _count(
        self,
        parts: _Parts,
        rows: WireRows,
        judged: Judged,
        receipt: Receipt | None,
        door: str,
        scope: Scope | None,
        messages: Mapping[str, int] | None,
    ) -> None:
        again = receipt is not None and receipt.repeated
        for device in parts.devices:
            kept, repeated = parts.count(device, judged.kept), parts.count(device, judged.repeated)
            known = None if device.startswith(UPLOAD) else self._devices.get(device)
            every_s = known.every_s if known is not None else None
            self._sources.saw(
                Seen(
                    source=device,
                    door=door,
                    firm=self._firm(device, scope),
                    messages=1 if messages is None else messages.get(device, 1),
                    stored=0 if again else kept,
                    refused=parts.rows[device] - kept - repeated + parts.faults[device],
                    repeated=repeated + (kept if again else 0),
                    newest_us=parts.newest(device, rows),
                    times=parts.times(device, rows, judged) if every_s is not None else {},
                    step_s=parts.step_s(device, judged),
                    quota_per_minute=known.quota_per_minute if known is not None else None,
                    every_s=every_s,
                )
            )


class _Parts:
    """A group by device. Most groups are of one device: then nothing is selected."""

    def __init__(self, devices: list[str], of_series: Ints, rows: WireRows, faults: Sequence[WireFault]) -> None:
        self.devices = devices
        self._place = {device: i for i, device in enumerate(devices)}
        self._of_series = of_series
        self._of_row = of_series[rows.code] if len(devices) > 1 and len(rows) else None
        counts = [len(rows)] if self._of_row is None else np.bincount(self._of_row, minlength=len(devices)).tolist()
        self.rows = dict(zip(devices, counts, strict=True))
        self.faults = dict.fromkeys(devices, 0)
        for fault in faults:
            self.faults[fault.device] += 1

    @classmethod
    def of(cls, rows: WireRows, faults: Sequence[WireFault]) -> _Parts:
        devices: dict[str, int] = {}
        of_series = np.array([devices.setdefault(s.device, len(devices)) for s in rows.series], np.int64)
        for fault in faults:
            devices.setdefault(fault.device, len(devices))
        return cls(list(devices), of_series, rows, faults)

    def of_device(self, device: str, positions: Ints) -> Ints:
        return positions if self._of_row is None else positions[self._of_row[positions] == self._place[device]]

    def count(self, device: str, positions: Ints) -> int:
        return len(self.of_device(device, positions))

    def newest(self, device: str, rows: WireRows) -> int | None:
        times = rows.time_us if self._of_row is None else rows.time_us[self._of_row == self._place[device]]
        return int(times.max()) if len(times) else None

    def step_s(self, device: str, judged: Judged) -> float:
        own = self._of_series == self._place[device]
        return max((p.step_s for p, mine in zip(judged.places, own.tolist(), strict=True) if mine), default=0.0)

    def times(self, device: str, rows: WireRows, judged: Judged) -> dict[str, Ints]:
        """Datastream -> its stored phenomenon times, sorted."""
        at = self.of_device(device, judged.kept)
        code, times = rows.code[at], rows.time_us[at]
        order = np.lexsort((times, code))
        code, times = code[order], times[order]
        starts = np.flatnonzero(np.r_[True, code[1:] != code[:-1]]) if len(code) else np.empty(0, np.int64)
        runs = np.split(times, starts[1:]) if len(starts) else []
        found: dict[str, Ints] = {}
        for start, run in zip(starts.tolist(), runs, strict=True):
            name = judged.places[code[start]].datastream
            found[name] = np.sort(np.concatenate([found[name], run])) if name in found else run
        return found

    def refused_of(
        self, device: str, rows: WireRows, judged: Judged
    ) -> tuple[Ints, list[tuple[Message, int]], list[WireFault]]:
        """Positions of the refused rows of a device, counts by reason, first examples."""
        positions, counts, examples = [], [], []
        for refusal in judged.refusals:
            own = self.of_device(device, refusal.rows)
            if len(own):
                positions.append(own)
                counts.append((refusal.message(int(own[0])), len(own)))
                examples += [row_fault(rows, int(i), refusal.message(int(i))) for i in own[:5]]
        at = np.sort(np.concatenate(positions)) if positions else np.empty(0, np.int64)
        return at, counts, examples


def _row_faults(rows: WireRows, judged: Judged, most: int) -> list[WireFault]:
    """The first of the refused rows, in order of the source."""
    said: list[tuple[int, Message]] = []
    for refusal in judged.refusals:
        said += [(int(i), refusal.message(int(i))) for i in refusal.rows[:most]]
    return [row_fault(rows, i, message) for i, message in sorted(said, key=lambda one: one[0])[:most]]
