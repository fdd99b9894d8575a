"""How many of something came within the last minute and hour."""

from __future__ import annotations

from dataclasses import dataclass, field

_WIDTH_S = 5
_KEPT = 3600 // _WIDTH_S


@dataclass(slots=True)
class Rate:
    """Counts by slots of five seconds, kept for an hour."""

    _slots: dict[int, int] = field(default_factory=dict)

    def add(self, at_s: float, count: int) -> None:
        slot = int(at_s) // _WIDTH_S
        if slot not in self._slots and len(self._slots) > 2 * _KEPT:
            self._slots = {kept: n for kept, n in self._slots.items() if kept > slot - _KEPT}
        self._slots[slot] = self._slots.get(slot, 0) + count

    def within(self, at_s: float, seconds: int) -> int:
        """Sum of the last ``seconds``, to five seconds."""
        last = int(at_s) // _WIDTH_S
        if seconds <= 60:
            return sum(self._slots.get(last - i, 0) for i in range(seconds // _WIDTH_S))
        return sum(n for slot, n in self._slots.items() if last - seconds // _WIDTH_S < slot <= last)
