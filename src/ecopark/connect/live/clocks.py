"""A device whose clock is wrong: all its readings are ahead, or behind, by the same offset. Nothing is shifted."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from ecopark.core.messages import Message

TOLERANCE_US = 600_000_000  # ten minutes: slow networks and 5-minute files are no wrong clocks
_ZONE_US = 7 * 3_600_000_000  # Viet Nam is seven hours ahead of UTC
_LOOKS = 5
_FEWEST = 3
_STEADY_US = 5_000_000
_WINDOW_US = 5_000_000


@dataclass(slots=True)
class ClockWatch:
    """The newest times of a device's last groups, against the time at which they came.

    Ahead is wrong at once: nobody knows the future. Behind is wrong only if it stays the same while time goes on (a device
    that sends what it had kept catches up), and by more than the step of the series, whose readings are told at its end.
    """

    _seen: deque[tuple[int, int]] = field(default_factory=lambda: deque(maxlen=_LOOKS))  # arrival, offset

    def look(self, newest_us: int, now_us: int, step_us: int) -> int | None:
        """Offset of the clock in microseconds (positive: ahead), if it is wrong beyond doubt.

        Parameters
        ----------
        newest_us
            Newest phenomenon time of a group; ``now_us``: when it came.
        step_us
            Longest step of its series.
        """
        offset = newest_us - now_us
        if offset > TOLERANCE_US:
            self._seen.clear()
            return offset
        if offset >= -(TOLERANCE_US + step_us):
            self._seen.clear()
            return None
        if not self._seen or now_us - self._seen[-1][0] >= _WINDOW_US // _LOOKS:
            self._seen.append((now_us, offset))
        offsets = [seen for _, seen in self._seen] + [offset]
        long_enough = len(self._seen) >= _FEWEST and now_us - self._seen[0][0] >= _WINDOW_US // 2
        steady = max(offsets) - min(offsets) <= max(_STEADY_US, step_us)
        return offset if long_enough and steady else None


def clock_fault(device: str, offset_us: int) -> Message:
    """What to say of a wrong clock."""
    zone = abs(abs(offset_us) - _ZONE_US) < TOLERANCE_US // 2
    code = "connect.source.clock_zone" if zone else "connect.source.clock"
    return Message(code, {"device": device, "offset": offset_text(offset_us), "offset_s": round(offset_us / 1e6)})


def offset_text(offset_us: int) -> str:
    """``+7:00:05`` (hours, minutes, seconds)."""
    minutes, seconds = divmod(round(abs(offset_us) / 1e6), 60)
    return f"{'+' if offset_us > 0 else '-'}{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"
