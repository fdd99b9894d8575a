"""What a hub shows: parks, totals, findings, as plain data for the API and the pages."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import ecopark.network.national.messages
import ecopark.network.sharing.messages  # noqa: F401  texts
from ecopark.core.messages import Lang, Message
from ecopark.core.ports import Clock
from ecopark.core.records import Record
from ecopark.network.national.totals import ParkNumbers, Total, totals, withheld_or_missing
from ecopark.serve.hub.folder import HubSettings
from ecopark.serve.hub.kept import HubStore, read_message
from ecopark.serve.hub.visit import ParkState, States
from ecopark.trust.log.cosignature import cosigned
from ecopark.trust.log.note import Note, SigningKey, encode64


@dataclass
class HubView:
    """Everything that pages and API read; totals are kept until a park's numbers or states change."""

    settings: HubSettings
    states: States
    store: HubStore
    clock: Clock
    key: SigningKey = field(repr=False)
    _kept: dict[tuple[object, ...], list[Total]] = field(default_factory=dict, repr=False)

    def parks(self, lang: Lang) -> list[dict[str, Any]]:
        """Every park with its state, in the order of ``hub.yaml``."""
        counts: dict[object, int] = {}
        for record in self.store.findings():
            counts[record.content["park"]] = counts.get(record.content["park"], 0) + 1
        return [self.park(state, lang) | {"findings": counts.get(state.park.id, 0)} for state in self.states.all()]

    def park(self, state: ParkState, lang: Lang) -> dict[str, Any]:
        """One park: state and since when, log, publication, why it is in trouble or not believed."""
        now = self.clock()
        numbers = state.numbers(now, self.settings.every_s)
        why = state.disbelief or state.trouble
        withheld, missing = withheld_or_missing(state.rows.table) if state.rows is not None else (0, 0)
        return {
            "id": state.park.id,
            "name": state.park.name,
            "province": state.park.province or None,
            "status": numbers.status,
            "since": _iso(numbers.since),
            "verified": _iso(state.believed_at),
            "age_s": round((now - state.believed_at).total_seconds(), 3) if state.believed_at else None,
            "reason": why.render(lang) if why is not None else None,
            "code": why.id if why is not None else None,
            "log": None
            if state.seen is None
            else {"size": state.seen.checkpoint.size, "root": encode64(state.seen.checkpoint.root)},
            "publication": None
            if state.rows is None
            else {
                "number": state.number,
                "rows": state.rows.table.num_rows,
                "received": _iso(state.published_at),
                "withheld": withheld,
                "missing": missing,
            },
        }

    def totals(self, province: str | None = None, step: str = "month") -> list[Total]:
        """Sums over the parks of the country or a province, newest first."""
        numbers = self.numbers()
        key = province, step, self.states.version, tuple(n.status for n in numbers)
        if key not in self._kept:
            self._kept.clear()
            self._kept[key] = list(reversed(totals(numbers, province=province, step=step)))
        return self._kept[key]

    def numbers(self) -> list[ParkNumbers]:
        now = self.clock()
        return [state.numbers(now, self.settings.every_s) for state in self.states.all()]

    def provinces(self) -> list[str]:
        return sorted({state.park.province for state in self.states.all() if state.park.province})

    def findings(self, park: str, lang: Lang) -> list[dict[str, Any]]:
        return [finding_json(record, lang) for record in self.store.findings(park)]

    def cosigned_checkpoint(self, state: ParkState) -> bytes | None:
        """The newest verified checkpoint with this hub's cosignature; None for a park never reached or not believed now."""
        if state.seen is None or state.believed_at is None or state.disbelief is not None:
            return None
        return cosigned(Note.parse(state.seen.note), self.key, int(state.believed_at.timestamp())).encode()


def total_json(found: Total, lang: Lang) -> dict[str, Any]:
    """A total as JSON: ``value`` null where no park counts, and every park that is not in it with the reason."""
    low, high = found.estimate.interval() if found.estimate is not None else (None, None)
    return {
        "series": found.series,
        "step": found.step,
        "start": found.start.replace(tzinfo=UTC).isoformat(),
        "value": found.estimate.value if found.estimate is not None else None,
        "low": low,
        "high": high,
        "unit": found.unit,
        "parks_counted": found.counted,
        "parks": found.parks,
        "complete": found.complete,
        "away": found.away,
        "not_believed": found.not_believed,
        "missing": [{"park": park, "reason": why.render(lang), "code": why.id} for park, why in found.missing.items()],
        "measured_share": found.measured_share,
        "provisional": found.provisional,
    }


def rows_json(state: ParkState, lang: Lang) -> list[dict[str, Any]]:
    """The rows of a park's newest believed publication, newest first."""
    rows: Sequence[Mapping[str, Any]] = [] if state.rows is None else state.rows.table.to_pylist()
    return [_row(row, lang) for row in sorted(rows, key=lambda r: (r["start"], r["series"]), reverse=True)]


def _row(row: Mapping[str, Any], lang: Lang) -> dict[str, Any]:
    reason = Message(row["reason"], json.loads(row["reason_params"] or "{}")).render(lang) if row["reason"] else None
    shown = {k: v for k, v in row.items() if k not in ("reason", "reason_params", "uncertainty")}
    return {**shown, "start": row["start"].replace(tzinfo=UTC).isoformat(), "reason": reason}


def finding_json(record: Record, lang: Lang) -> dict[str, Any]:
    message = read_message(record.content["message"])
    return {
        "id": record.id,
        "code": record.content["code"],
        "found": _iso(record.recorded_time),
        "text": message.render(lang) if message is not None else "",
        "evidence": record.content["evidence"],
    }


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
