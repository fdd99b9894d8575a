"""Gaps: stretches in which a datastream did not report as often as its device states, until they are filled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import numpy as np

from ecopark.connect.live.wire import Ints

KEPT = 100  # the newest ones
_SLACK = 1.5
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Gap:
    """Between two readings of a datastream (ISO, UTC); ``missing``: readings that should stand there."""

    datastream: str
    after: str
    before: str
    missing: int


@dataclass(slots=True)
class GapWatch:
    """Newest time per datastream, and the gaps that are open."""

    open: list[Gap] = field(default_factory=list)
    _newest: dict[str, int] = field(default_factory=dict)

    def look(self, times: Mapping[str, Ints], every_us: int) -> None:
        """Look at the times (microseconds, sorted) that a group brought for each datastream."""
        for datastream, found in times.items():
            if not len(found):
                continue
            newest = self._newest.get(datastream)
            if newest is not None and len(found) == 1 and 0 < found[0] - newest <= _SLACK * every_us:
                self._newest[datastream] = int(found[0])
                continue
            if newest is not None and found[0] <= newest:
                self._fill(datastream, found[found <= newest].tolist(), every_us)
                found = found[found > newest]
            line = found if newest is None else np.concatenate(([newest], found))
            for i in np.flatnonzero(np.diff(line) > _SLACK * every_us).tolist():
                self.open.append(_gap(datastream, int(line[i]), int(line[i + 1]), every_us))
            self._newest[datastream] = int(line[-1])
        del self.open[:-KEPT]

    def _fill(self, datastream: str, found: list[int], every_us: int) -> None:
        """Readings of the past: a gap in which they lie becomes the gaps that are left."""
        left: list[Gap] = []
        for gap in self.open:
            start, end = _micros(gap.after), _micros(gap.before)
            inside = [m for m in found if start < m < end] if gap.datastream == datastream else []
            if not inside:
                left.append(gap)
                continue
            bounds = [start, *inside, end]
            left += [_gap(datastream, a, b, every_us) for a, b in pairwise(bounds) if b - a > _SLACK * every_us]
        self.open = left


def _gap(datastream: str, after_us: int, before_us: int, every_us: int) -> Gap:
    missing = max(1, round((before_us - after_us) / every_us) - 1)
    return Gap(datastream, _text(after_us), _text(before_us), missing)


def _text(moment_us: int) -> str:
    return (_EPOCH + timedelta(microseconds=int(moment_us))).isoformat().replace("+00:00", "Z")


def _micros(text: str) -> int:
    return (datetime.fromisoformat(text) - _EPOCH) // timedelta(microseconds=1)
