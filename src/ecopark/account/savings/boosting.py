"""Gradient boosting of what an additive model leaves: symmetric trees on histograms, in NumPy.

Every level of a tree asks one question (feature above a threshold) of all steps, so a tree is a list of questions and a
table of values, and a model is small enough to stand in a locked baseline as JSON. No random numbers: the same data give
the same trees; a prediction is comparisons and additions in a fixed order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ecopark.account.savings.features import Features
from ecopark.account.savings.series import Float, Int

TREES = 80
DEPTH = 4
RATE = 0.1
BINS = 24
LEAF_WEIGHT = 40.0  # observations that speak for zero in every leaf


@dataclass(frozen=True, slots=True)
class Boosted:
    """Trees on named columns: each a list of (column, threshold) and 2^depth values."""

    names: tuple[str, ...]
    questions: tuple[tuple[tuple[int, float], ...], ...]
    values: tuple[tuple[float, ...], ...]

    def predict(self, columns: Float) -> Float:
        """Sum of all trees at each row of ``columns`` (n, features); NaN where a column is NaN."""
        total = np.zeros(len(columns))
        for questions, values in zip(self.questions, self.values, strict=True):
            leaf = np.zeros(len(columns), dtype=np.int64)
            for column, threshold in questions:
                leaf = leaf * 2 + (columns[:, column] > threshold)
            total = total + np.array(values)[leaf]
        return np.where(np.isnan(columns).any(axis=1), np.nan, total)

    def content(self) -> dict[str, Any]:
        questions = [[[column, threshold] for column, threshold in tree] for tree in self.questions]
        return {"names": list(self.names), "questions": questions, "values": [list(tree) for tree in self.values]}

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> Boosted:
        questions = tuple(tuple((int(c), float(t)) for c, t in tree) for tree in content["questions"])
        return cls(tuple(content["names"]), questions, tuple(tuple(tree) for tree in content["values"]))


def columns_of(seen: Features, expected: Float, *, season: bool) -> tuple[tuple[str, ...], Float]:
    """Names and columns (n, features) that the trees may ask about; ``expected`` is the additive prediction."""
    made: dict[str, Float] = {
        "expected": expected,
        "hour": seen.hour.astype(np.float64),
        "weekday": seen.weekday.astype(np.float64),
        "kind": seen.kind.astype(np.float64),
    }
    if season:
        made["year_part"] = seen.year_part
    if seen.temperature_c is not None:
        made["temperature_c"] = seen.temperature_c
    if seen.lagged_c is not None:
        made["lagged_c"] = seen.lagged_c
    made.update({f"production:{name}": values for name, values in seen.production.items()})
    made.update({f"mode:{name}": values.astype(np.float64) for name, values in seen.mode.items()})
    return tuple(made), np.column_stack(list(made.values()))


def boost(names: Sequence[str], columns: Float, target: Float, trees: int = TREES) -> Boosted:
    """Fit ``target`` (n,) on ``columns`` (n, features), all finite."""
    thresholds = [_thresholds(columns[:, k]) for k in range(columns.shape[1])]
    bins = np.column_stack([np.searchsorted(t, columns[:, k], side="left") for k, t in enumerate(thresholds)])
    width = max(len(t) for t in thresholds) + 1
    flat = bins + np.arange(len(thresholds)) * width
    allowed = np.zeros((len(thresholds), width), dtype=bool)
    for k, t in enumerate(thresholds):
        allowed[k, : len(t)] = True
    left = target.astype(np.float64).copy()
    questions, values = [], []
    for _ in range(trees):
        asked, leaf = _grow(flat, bins, left, width, allowed)
        if not asked:
            break
        size = 1 << len(asked)
        value = RATE * np.bincount(leaf, left, size) / (np.bincount(leaf, minlength=size) + LEAF_WEIGHT)
        left -= value[leaf]
        questions.append(tuple((k, float(thresholds[k][cut])) for k, cut in asked))
        values.append(tuple(float(v) for v in value))
    return Boosted(tuple(names), tuple(questions), tuple(values))


def _thresholds(column: Float) -> Float:
    """Cuts between neighbours in value, at most ``BINS``: ``column > cut`` splits."""
    distinct = np.unique(column)
    if len(distinct) > BINS + 1:
        distinct = np.unique(np.quantile(column, np.linspace(0, 1, BINS + 2)))
    return (distinct[:-1] + distinct[1:]) / 2


def _grow(flat: Int, bins: Int, left: Float, width: int, allowed: Any) -> tuple[list[tuple[int, int]], Int]:
    """Questions (feature, cut) of one tree, greedily, and the leaf of each row."""
    n, features = flat.shape
    leaf = np.zeros(n, dtype=np.int64)
    asked: list[tuple[int, int]] = []
    weights = np.repeat(left, features)
    for depth in range(DEPTH):
        size = 1 << depth
        key = (flat + (leaf * (features * width))[:, None]).ravel()
        total = np.bincount(key, weights, size * features * width).reshape(size, features, width).cumsum(axis=2)
        count = np.bincount(key, minlength=size * features * width).reshape(size, features, width).cumsum(axis=2)
        all_total, all_count = total[:, :, -1:], count[:, :, -1:]
        gain = total**2 / (count + LEAF_WEIGHT) + (all_total - total) ** 2 / (all_count - count + LEAF_WEIGHT)
        gain = np.where(allowed, gain.sum(axis=0), -np.inf)
        best = int(np.argmax(gain))
        feature, cut = divmod(best, width)
        before = float((all_total[:, 0, 0] ** 2 / (all_count[:, 0, 0] + LEAF_WEIGHT)).sum())
        if not gain[feature, cut] > before:
            break
        asked.append((feature, cut))
        leaf = leaf * 2 + (bins[:, feature] > cut)
    return asked, leaf
