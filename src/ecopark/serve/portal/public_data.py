"""What the public page shows, from the open tables alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from ecopark.account.lineage import naive_utc
from ecopark.core.messages import Lang
from ecopark.core.scope import PUBLIC
from ecopark.judge.opendata.badge import LIMITS
from ecopark.serve.opendata.badges import badge_of
from ecopark.serve.opendata.open_tables import open_table
from ecopark.serve.opendata.publishing import publication_of
from ecopark.serve.park import OpenPark
from ecopark.serve.reports.making import reports_of

_WORST = ("exceeds", "cannot_judge", "within", "no_limit")
_MOST_EXCEEDANCES = 8
LIMITS_OF_PROOF = ("collusion", "small", "commissioning", "leak", "bottle", "alone")


def public_data(park: OpenPark, lang: Lang) -> dict[str, Any]:
    """Everything on the page; the same for every reader of a language."""
    status = open_table(park, "status").to_pylist()
    judged = sorted((r for r in status if r["state"] != "no_limit"), key=lambda r: (_WORST.index(r["state"]), r["point"]))
    names = {row["point"]: row[f"name_{lang}"] or row["point"] for row in open_table(park, "points").to_pylist()}
    checkpoint, signed = park.log.published()
    exceeded = sorted(open_table(park, "exceedances").to_pylist(), key=lambda row: row["start"], reverse=True)
    return {
        "badge": badge_of(park, LIMITS),
        "rows": judged,
        "point_names": names,
        "unjudged": sorted({names[row["point"]] for row in status if row["state"] == "no_limit"} - _judged(judged, names)),
        "latest": max((row["latest_start"] for row in judged if row["latest_start"]), default=None),
        "exceedances": exceeded[:_MOST_EXCEEDANCES],
        "exceedance_count": len(exceeded),
        "figures": _newest(open_table(park, "figures").to_pylist()),
        "publication": publication_of(park),
        "claims": open_table(park, "claims").to_pylist(),
        "claim_states": {row["id"]: badge_of(park, row["id"]).state for row in open_table(park, "claims").to_pylist()},
        "quality": _last_month(open_table(park, "quality").to_pylist(), park.now()),
        "reports": reports_of(park, PUBLIC)[:12],
        "checkpoint": signed.decode(),
        "log_size": checkpoint.size,
        "verifier_key": str(park.log.verifier),
        "limits_of_proof": LIMITS_OF_PROOF,
    }


def _judged(rows: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> set[str]:
    return {names[row["point"]] for row in rows}


def _newest(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The newest month of each total that people read; counts of limits stand above already."""
    found: dict[str, Mapping[str, Any]] = {}
    for row in rows:
        if row["firm"] is None and row["step"] == "month" and not row["series"].startswith("limits."):
            known = found.get(row["series"])
            if known is None or row["start"] > known["start"]:
                found[row["series"]] = row
    return [found[name] for name in sorted(found)]


def _last_month(rows: Sequence[Mapping[str, Any]], now: datetime) -> list[Mapping[str, Any]]:
    """The newest month of each published datastream that has begun."""
    found: dict[str, Mapping[str, Any]] = {}
    naive = naive_utc(now)
    for row in rows:
        if row["month"] <= naive and (row["datastream"] not in found or row["month"] > found[row["datastream"]]["month"]):
            found[row["datastream"]] = row
    return [found[name] for name in sorted(found)]
