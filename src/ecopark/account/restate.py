"""Restatement: what changed between two versions of a derived table, line by line, and why.

Nothing is overwritten: a new version stands beside the old one, and this difference is what a reader of an earlier figure
gets. Lines are matched by what identifies them. ``delta`` counts a value that is not known as no contribution, so that the
deltas add up to the difference of the sums.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from ecopark.account import messages, messages_ghg  # noqa: F401  # makes the texts known
from ecopark.core.errors import RuleError, StateError
from ecopark.core.messages import Message
from ecopark.core.observations import TIME

DIFFERENCES = pa.schema(
    [
        pa.field("key", pa.string(), nullable=False),  # JSON text: the columns that identify the line
        pa.field("firm", pa.string()),
        pa.field("month", TIME, nullable=False),
        pa.field("change", pa.string(), nullable=False),  # added | removed | changed
        pa.field("old", pa.float64()),
        pa.field("new", pa.float64()),
        pa.field("delta", pa.float64()),
        pa.field("unit", pa.string(), nullable=False),
        pa.field("why", pa.list_(pa.string()), nullable=False),  # causes, see Comparison; empty for added and removed
    ]
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """How lines of one table are compared.

    Attributes
    ----------
    key
        Columns that identify a line.
    value, unit
        The figure that is restated; ``unit`` is a unit or, in braces, the column that holds it.
    causes
        Name of a cause -> columns; a cause is named when any of its columns differs. Text: ``account.restate.<cause>``.
    """

    key: tuple[str, ...]
    value: str
    unit: str
    causes: Mapping[str, tuple[str, ...]]


INVENTORY = Comparison(
    key=("id", "facility", "scope", "category", "substance", "gas"),
    value="emission_tco2e",
    unit="tCO2e",
    causes={
        "activity": ("activity", "activity_unit"),
        "factor": ("factor_id", "factor_value", "factor_unit", "factor_year", "factor_level"),
        "gwp": ("gwp_report",),
        "data": ("measured_share", "origin"),
        "verification": ("provisional",),
        "reason": ("reason",),
    },
)
ENERGY_COSTS = Comparison(
    key=("datastream", "band", "rule"),
    value="amount_vnd",
    unit="VND",
    causes={
        "activity": ("energy_kwh",),
        "price": ("price_vnd_per_kwh",),
        "data": ("measured_share", "origin"),
        "reason": ("reason",),
    },
)
RESOURCE_LINES = Comparison(
    key=("facility", "resource", "direction", "unit"),
    value="quantity",
    unit="{unit}",
    causes={"activity": ("quantity",), "data": ("measured_share", "origin")},
)
_BY_VALUE = {c.value: c for c in (INVENTORY, ENERGY_COSTS, RESOURCE_LINES)}


def difference(old: pa.Table, new: pa.Table) -> pa.Table:
    """Compare two versions of ``inventory_lines``, ``energy_costs`` or ``resource_lines``.

    Returns
    -------
    pyarrow.Table
        ``DIFFERENCES``: one row per added, removed or changed line, ordered by month, firm and key; unchanged lines do not
        appear. ``StateError`` account.restate.key_twice when a version holds a line twice; ``RuleError``
        account.restate.mixed when one version of an inventory uses warming potentials of several reports.
    """
    comparison = _comparison_of(old)
    for table in (old, new):
        _refuse_mixed(table)
    before, after = _by_key(old, comparison), _by_key(new, comparison)
    rows = []
    for key in before.keys() | after.keys():
        row = _compared(comparison, key, before.get(key), after.get(key))
        if row is not None:
            rows.append(row)
    rows.sort(key=lambda row: (row["month"], row["firm"] or "", row["key"]))
    return pa.Table.from_pylist(rows, schema=DIFFERENCES)


def why_message(cause: str) -> Message:
    """Text of a cause in both languages."""
    return Message(f"account.restate.{cause}")


def _refuse_mixed(table: pa.Table) -> None:
    """A change of all potentials between two versions is a reason; a mixture within one is no inventory."""
    if "gwp_report" in table.column_names:
        reports = sorted(set(table["gwp_report"].to_pylist()))
        if len(reports) > 1:
            raise RuleError("account.restate.mixed", reports=", ".join(reports))


Line = dict[str, object]


def _comparison_of(table: pa.Table) -> Comparison:
    (found,) = (c for value, c in _BY_VALUE.items() if value in table.column_names)
    return found


def _by_key(table: pa.Table, comparison: Comparison) -> dict[str, Line]:
    lines: dict[str, Line] = {}
    for line in table.to_pylist():
        identity = {name: line[name] for name in ("firm", *comparison.key)} | {"month": line["month"].isoformat()}
        key = json.dumps(identity, sort_keys=True, ensure_ascii=False)
        if key in lines:
            raise StateError("account.restate.key_twice", key=key)
        lines[key] = line
    return lines


def _compared(comparison: Comparison, key: str, old: Line | None, new: Line | None) -> Line | None:
    either = new if new is not None else old
    if either is None:
        return None
    why: list[str] = []
    change = "added" if old is None else "removed"
    if old is not None and new is not None:
        change = "changed"
        why = [cause for cause, columns in comparison.causes.items() if any(old.get(c) != new.get(c) for c in columns)]
        if not why and old[comparison.value] == new[comparison.value]:
            return None
        why = why or ["rules"]
    before, after = (_value(line, comparison.value) for line in (old, new))
    delta = None if before is None and after is None else (after or 0.0) - (before or 0.0)
    unit = comparison.unit
    return {
        "key": key,
        "firm": either["firm"],
        "month": either["month"],
        "change": change,
        "old": before,
        "new": after,
        "delta": delta,
        "unit": str(either[unit[1:-1]]) if unit.startswith("{") else unit,
        "why": why,
    }


def _value(line: Line | None, column: str) -> float | None:
    value = None if line is None else line[column]
    return float(value) if isinstance(value, int | float) else None
