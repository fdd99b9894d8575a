"""Fair shares: a token bucket per device. Who sends more than its quota waits; the others do not notice."""

from __future__ import annotations

import math
import threading
from collections.abc import Mapping
from dataclasses import dataclass

BURST_MINUTES = 5.0
_ROUNDING = 1e-6  # of a reading


@dataclass(frozen=True, slots=True)
class Wait:
    """Who has to wait, and for how long."""

    device: str
    quota: int
    retry_after_s: int


@dataclass(slots=True)
class _Bucket:
    readings: float  # may be taken now; below zero after a group larger than the whole bucket
    at_s: float


class Quotas:
    """Buckets that fill by ``quota`` readings a minute up to five minutes' worth.

    A group larger than that is taken from a full bucket and paid back: no group waits for ever, the average holds.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._buckets: dict[str, _Bucket] = {}

    def take(self, wanted: Mapping[str, int], quotas: Mapping[str, int], now_s: float) -> Wait | None:
        """Take the readings of all devices at once, or nothing and say who waits longest.

        Parameters
        ----------
        wanted
            Device -> readings.
        quotas
            Device -> readings per minute, of the same devices.
        now_s
            Seconds of a clock that does not go back.
        """
        with self._lock:
            longest: Wait | None = None
            for device, count in wanted.items():
                bucket, quota = self._filled(device, quotas[device], now_s), quotas[device]
                lacking = min(float(count), quota * BURST_MINUTES) - bucket.readings
                if lacking > _ROUNDING:
                    wait_s = max(1, math.ceil(lacking / quota * 60))
                    if longest is None or wait_s > longest.retry_after_s:
                        longest = Wait(device, quota, wait_s)
            if longest is None:
                for device, count in wanted.items():
                    self._buckets[device].readings -= count
            return longest

    def give_back(self, taken: Mapping[str, int]) -> None:
        """What was taken was not stored after all."""
        with self._lock:
            for device, count in taken.items():
                self._buckets[device].readings += count

    def _filled(self, device: str, quota: int, now_s: float) -> _Bucket:
        most = quota * BURST_MINUTES
        bucket = self._buckets.setdefault(device, _Bucket(most, now_s))
        bucket.readings = min(most, bucket.readings + max(0.0, now_s - bucket.at_s) * quota / 60)
        bucket.at_s = max(bucket.at_s, now_s)
        return bucket
