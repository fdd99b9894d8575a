"""Claims are judged again after each run of the evidence path; where there are many, only now and then."""

from __future__ import annotations

import time
from collections.abc import Callable

from ecopark.serve.claims import judge_again
from ecopark.serve.park import OpenPark

QUICK_S = 5.0  # a sitting that took less is held after every run
REST = 20  # times the duration of a longer one, before the next

_LAST: dict[str, tuple[float, float]] = {}  # park's folder -> when its last sitting ended, how long it took


def judge_in_turn(park: OpenPark, clock: Callable[[], float] = time.monotonic) -> int | None:
    """Judge again what changed; None where the park rests from a long sitting."""
    name, began = str(park.folder), clock()
    ended, took = _LAST.get(name, (began, 0.0))
    if took > QUICK_S and began - ended < REST * took:
        return None
    count = judge_again(park)
    _LAST[name] = (clock(), clock() - began)
    return count
