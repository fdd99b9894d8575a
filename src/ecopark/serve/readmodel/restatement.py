"""What changed in the inventory since a version that was published earlier, line by line."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from ecopark.account.restate import difference, why_message
from ecopark.core.interval import Interval
from ecopark.core.messages import Message
from ecopark.core.scope import Scope
from ecopark.serve.readmodel.source import PortalSnapshot


@dataclass(frozen=True, slots=True)
class RestatedLine:
    """One line that differs; ``change`` is added, removed or changed."""

    firm: str | None
    month: datetime
    category: str
    substance: str
    gas: str
    change: str
    before: float | None
    after: float | None
    delta: float | None
    why: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Restatement:
    """``against`` is the version of the data with which the newest is compared; ``versions`` are those to choose from."""

    against: int
    versions: tuple[int, ...]
    lines: tuple[RestatedLine, ...]


def restatement(
    snapshot: PortalSnapshot, scope: Scope, interval: Interval, against: int | None = None
) -> Restatement | None:
    """The newest inventory compared with an earlier version, the one before it by default; None if there is none."""
    earlier = snapshot.versions(scope, "inventory_lines")[:-1]
    if not earlier:
        return None
    chosen = against if against is not None and against in earlier else earlier[-1]
    old = snapshot.derived(scope, "inventory_lines", interval, version=chosen)
    new = snapshot.derived(scope, "inventory_lines", interval)
    lines = []
    for row in difference(old, new).to_pylist():
        key = json.loads(row["key"])
        why = tuple(why_message(cause) for cause in row["why"] or ())
        named = (str(key.get("category") or ""), str(key.get("substance") or ""), str(key.get("gas") or ""))
        lines.append(
            RestatedLine(row["firm"], row["month"], *named, row["change"], row["old"], row["new"], row["delta"], why)
        )
    return Restatement(chosen, tuple(earlier), tuple(lines))
