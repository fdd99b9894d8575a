"""Sums over every onset at once: what a fault that begins at some hour would leave in innovations, and how much there is.

The filter (`whitening`) is linear. A signature that begins at t0 leaves what the whole signature leaves, less what the
filter's state at t0 carries over; that remainder fades by a known factor each hour. So one pass forward and one back give
N = sum of signature x innovation and D = sum of signature squared for every t0, instead of one pass for each.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Filtered:
    """Signatures of shape (hours, shapes, columns) after the filter, and what is needed to begin them later.

    ``fade``, ``inverse`` (hours, columns): how the state fades within an hour; one over the standard deviation.
    ``ahead`` (hours, shapes, columns) and ``own`` (hours, columns): sums from each hour on of a fading state times the
    signature, and times itself.
    """

    signature: np.ndarray
    state: np.ndarray
    fade: np.ndarray
    inverse: np.ndarray
    ahead: np.ndarray
    own: np.ndarray


def filtered(shapes: np.ndarray, keep: np.ndarray, gain: np.ndarray, inverse: np.ndarray) -> Filtered:
    """Filter ``shapes`` (hours, shapes, columns); ``keep`` (columns,), ``gain`` and ``inverse`` (hours, columns)."""
    hours = len(shapes)
    kind = shapes.dtype
    keep, gain, inverse = keep.astype(kind), gain.astype(kind), inverse.astype(kind)
    signature, before = np.empty_like(shapes), np.empty_like(shapes)
    state = np.zeros(shapes.shape[1:], dtype=kind)
    for t in range(hours):
        before[t] = state
        innovation = shapes[t] - state
        state += gain[t] * innovation
        state *= keep
        np.multiply(innovation, inverse[t], out=signature[t])
    fade = keep * (1 - gain)
    ahead, own = np.empty_like(shapes), np.empty_like(fade)
    later, itself = np.zeros(shapes.shape[1:], dtype=kind), np.zeros(shapes.shape[2], dtype=kind)
    for t in range(hours - 1, -1, -1):
        later *= fade[t]
        later += signature[t] * inverse[t]
        itself = inverse[t] ** 2 + fade[t] ** 2 * itself
        ahead[t], own[t] = later, itself
    return Filtered(signature, before, fade, inverse, ahead, own)


def squares(of: Filtered, first: int, second: int, onsets: np.ndarray) -> np.ndarray:
    """Sum of shape ``first`` times shape ``second`` when both begin at each onset (ascending hours), (onsets, columns)."""
    a, b = of.signature[:, first], of.signature[:, second]
    total = _from(a * b, onsets)
    s, r = of.state[onsets, first], of.state[onsets, second]
    return np.asarray(total + s * of.ahead[onsets, second] + r * of.ahead[onsets, first] + s * r * of.own[onsets])


def fading(white: np.ndarray, fade: np.ndarray, inverse: np.ndarray, onsets: np.ndarray) -> np.ndarray:
    """Sum from each onset on of a fading state times innovations ``white`` (hours, series), (onsets, series)."""
    out, later = np.empty((len(onsets), white.shape[1])), np.zeros(white.shape[1])
    weighted, position = white * inverse, len(onsets) - 1
    for t in range(len(white) - 1, -1, -1):
        later = weighted[t] + fade[t] * later
        while position >= 0 and onsets[position] == t:
            out[position] = later
            position -= 1
    return out


@dataclass(frozen=True)
class Part:
    """Some columns of filtered signatures, as `products` reads them: from the first onset on, and states at the onsets."""

    signature: np.ndarray  # (shapes, columns, hours)
    state: np.ndarray  # (onsets, shapes, columns)
    onsets: np.ndarray


def part(of: Filtered, columns: np.ndarray, onsets: np.ndarray) -> Part:
    first = int(onsets[0])
    signature = np.ascontiguousarray(of.signature[first:, :, columns].transpose(1, 2, 0))
    return Part(signature, of.state[onsets][:, :, columns], onsets)


def products(of: Part, white: np.ndarray, faded: np.ndarray) -> np.ndarray:
    """Sum of each shape times innovations (hours, columns), beginning at each onset: (onsets, shapes, columns).

    ``faded``: `fading` of the same innovations, (onsets, columns).
    """
    first = int(of.onsets[0])
    weighted = of.signature * np.ascontiguousarray(white[first:].T)
    parts = np.add.reduceat(weighted, of.onsets - first, axis=2)
    total = parts[:, :, ::-1].cumsum(axis=2)[:, :, ::-1]
    return np.asarray(total.transpose(2, 0, 1) + of.state * faded[:, None])


def _from(values: np.ndarray, onsets: np.ndarray) -> np.ndarray:
    """Sum over hours from each onset (ascending) to the end."""
    parts = np.add.reduceat(values, onsets, axis=0)
    return parts[::-1].cumsum(axis=0)[::-1]
