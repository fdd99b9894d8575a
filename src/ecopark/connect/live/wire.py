"""What every live door makes of its messages, in columns, and what the intake answers. # design 5.6

A door knows its protocol and nothing of the park: names stay as the device says them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ecopark.core.messages import Message

Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]
Bytes8 = npt.NDArray[np.uint8]


class Series(NamedTuple):
    """One series of a device. ``name``: as the device says it; ``unit``: as sent, None for the datastream's own.

    A tuple, because every group looks up each of its series: hashing is then not Python's work.
    """

    device: str
    name: str
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class WireRows:
    """Readings of one group of messages; all columns have the same length n.

    Attributes
    ----------
    series
        What ``code`` counts into; each series stands once.
    code
        int32 [n].
    time_us
        int64 [n], phenomenon time in microseconds since 1970, UTC.
    value
        float64 [n] in the series' unit; NaN where there is none.
    reason
        uint8 [n], ``MissingReason``; None: PRESENT where the value is finite, else NOT_MEASURED for NaN and NOT_A_NUMBER
        for infinities.
    status
        uint8 [n], ``DeviceStatus``; None: NOT_STATED everywhere.
    result_us
        int64 [n], when the source knew it; None: the source does not say. -1 where it does not say for a row.
    row
        int64 [n], place in the source from 1; None: the position.
    """

    series: Sequence[Series]
    code: Codes
    time_us: Ints
    value: Floats
    reason: Bytes8 | None = None
    status: Bytes8 | None = None
    result_us: Ints | None = None
    row: Ints | None = None

    def __len__(self) -> int:
        return len(self.code)


def no_rows() -> WireRows:
    """A group without rows, for a message of which nothing could be decoded."""
    return WireRows((), np.empty(0, np.int32), np.empty(0, np.int64), np.empty(0, np.float64))


@dataclass(frozen=True, slots=True)
class WireFault:
    """Something of a message that no reading could be made of, or a row that was refused.

    ``where``: place in the message (JSON pointer, line, topic); ``fragment``: what stood there, at most 200 characters.
    """

    device: str
    where: str
    message: Message
    fragment: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """The intake's answer; once it is there, what was ``stored`` is on the disk, synced.

    ``faults`` are at most 100 of the ``refused``; the refused input waits in quarantine under ``quarantine``.
    ``duplicates``: rows that said again what another row of the group said: rows = stored + refused + duplicates.
    """

    stored: int
    refused: int
    batch: int | None
    repeated: bool = False
    faults: tuple[WireFault, ...] = ()
    quarantine: str | None = None
    duplicates: int = 0
