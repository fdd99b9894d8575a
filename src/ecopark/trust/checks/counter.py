"""Registers that only count up: roll-over at the declared end, reset or replacement, and steps back that are neither."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecopark.trust.checks.runs import Floats, Mask, Times


@dataclass(frozen=True, slots=True)
class Counter:
    """How a register may fall.

    Attributes
    ----------
    rollover
        Value at which it returns to zero, canonical unit; None where unknown.
    near
        A roll-over comes from the last and lands in the first ``near`` share of the range.
    reset
        A new or reset register starts below ``reset`` times the old reading.
    noise
        Falls of at most this much (canonical unit: one step of resolution) are rounding.
    """

    rollover: float | None = None
    near: float = 0.1
    reset: float = 0.1
    noise: float = 0.0


@dataclass(frozen=True, slots=True)
class CounterFalls:
    """Masks of shape (n,), disjoint: the reading after the fall is marked."""

    rolled_over: Mask
    reset: Mask
    backward: Mask


def counter_falls(values: Floats, counter: Counter) -> CounterFalls:
    """Tell roll-overs, resets (or replacements) and impossible steps back apart.

    Parameters
    ----------
    values
        Present register readings in order of time, shape (n,).
    """
    n = len(values)
    rolled, reset, backward = (np.zeros(n, dtype=np.bool_) for _ in range(3))
    falls = np.flatnonzero(values[1:] < values[:-1] - counter.noise) + 1 if n > 1 else np.empty(0, np.intp)
    if len(falls):
        before, after = values[falls - 1], values[falls]
        end = counter.rollover
        over = (
            np.zeros(len(falls), np.bool_)
            if end is None
            else (before >= (1 - counter.near) * end) & (after <= counter.near * end)
        )
        fresh = ~over & (after <= counter.reset * before)
        rolled[falls[over]], reset[falls[fresh]], backward[falls[~over & ~fresh]] = True, True, True
    return CounterFalls(rolled, reset, backward)


def increments(times: Times, values: Floats, counter: Counter) -> tuple[Times, Floats]:
    """Return ``(start, amount)`` between consecutive readings; over a roll-over the amount is whole.

    Intervals over a reset or a step back are left out: what was used in them is not known. # design 4.4
    """
    falls = counter_falls(values, counter)
    amount = np.diff(values)
    amount[falls.rolled_over[1:]] += counter.rollover or 0.0
    known = ~(falls.reset | falls.backward)[1:]
    return times[:-1][known], np.maximum(amount[known], 0.0)
