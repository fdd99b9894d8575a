"""From the fields of a paper form, as somebody types them in, to the inspection that they describe, with its true times."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from ecopark.core.errors import InputError
from ecopark.core.messages import Message
from ecopark.serve.access.ports import Caller
from ecopark.serve.api.asking import Ask
from ecopark.serve.park import OpenPark
from ecopark.serve.portal.typed_numbers import typed_number
from ecopark.trust.inspection.paper import PAPER_SET, SET_LENGTH, come_back, forms_of

LISTS = ("datastream", "value", "at", "uncertainty", "seal", "seal_state", "seal_new")


def typed_inspection(ask: Ask, number: str, single: Mapping[str, str], lists: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The content of an inspection.

    Parameters
    ----------
    single, lists
        Fields of the page: those that stand once, and those of tables line by line.

    Raises
    ------
    InputError
        serve.entry.*: a number, date or time that cannot be read.
    """
    day = single.get("date", "")
    started, ended = _moment(ask, day, single.get("from", "")), _moment(ask, day, single.get("until", ""))
    kind, inspector = single.get("kind", ""), single.get("inspector", "").strip()
    note = " ".join(filter(None, (_by(ask, inspector), single.get("note", "").strip())))
    sample = _sample(ask, single, day, ended) if kind == "sample" else None
    custody = (
        [] if sample is None else [{"event": "taken", "at": sample["taken_at"], "by": inspector, "seal": sample["seal"]}]
    )
    return {
        "id": single.get("id", ""),
        "kind": kind,
        "place": single.get("place", ""),
        "planned": single.get("planned") or None,
        "started_at": started,
        "ended_at": ended,
        "entered_from": "paper",
        "paper_number": number,
        "location": None,
        "no_location_reason": single.get("location", ""),
        "readings": _readings(ask, kind, lists, day, ended),
        "photos": [],
        "seals": _seals(lists),
        "sample": sample,
        "custody": custody,
        "note": note,
        "form_version": 1,
    }


def next_number(park: OpenPark, caller: Caller, number: str) -> str:
    """The next form of the same set that nobody has entered; empty after the last."""
    kept = park.records.get(caller.scope, PAPER_SET, number[:SET_LENGTH])
    if kept is None:
        return ""
    numbers = [form.number for form in forms_of(kept)]
    entered = come_back(park.records, caller.scope, numbers)
    return next((n for n in numbers if n > number and n not in entered), "")


def _readings(ask: Ask, kind: str, lists: Mapping[str, Sequence[str]], day: str, ended: str) -> list[dict[str, Any]]:
    """What stands in the table of readings; a line without its own time was read at the end."""
    found = []
    columns = [lists.get(name, ()) for name in ("datastream", "value", "at", "uncertainty")]
    for name, text, at, spread in zip(*columns, strict=False):
        value = typed_number(text, ask.lang, name)
        if value is not None:
            stream = ask.network.datastreams.get(name)
            found.append(
                {
                    "datastream": name,
                    "value": value,
                    "unit": stream.unit if stream else "",
                    "uncertainty": typed_number(spread, ask.lang, name),
                    "method": "handheld" if kind == "sensor_check" else "display",
                    "phenomenon_time": _moment(ask, day, at) if at else ended,
                }
            )
    return found


def _seals(lists: Mapping[str, Sequence[str]]) -> list[dict[str, Any]]:
    columns = [lists.get(name, ()) for name in ("seal", "seal_state", "seal_new")]
    return [
        {"seal": seal.strip(), "state": state, "replaced_by": new.strip() or None}
        for seal, state, new in zip(*columns, strict=False)
        if seal.strip()
    ]


def _sample(ask: Ask, single: Mapping[str, str], day: str, ended: str) -> dict[str, Any]:
    at = single.get("sample_at", "")
    return {
        "id": single.get("sample", "").strip(),
        "matrix": "wastewater",
        "bottle": single.get("bottle", ""),
        "preservation": "",
        "taken_at": _moment(ask, day, at) if at else ended,
        "seal": single.get("sample_seal", ""),
    }


def _moment(ask: Ask, day: str, clock: str) -> str:
    """Date and time of the paper, on the park's clock; the time as 9:10, 9h10 or 0910."""
    parts = re.fullmatch(r"\s*(\d{1,2})\s*[:hg.]?\s*(\d{2})\s*", clock)
    try:
        if parts is None:
            raise ValueError(clock)
        return datetime.combine(date.fromisoformat(day), time(int(parts[1]), int(parts[2])), ask.zone).isoformat()
    except ValueError:
        raise InputError("serve.entry.bad_time", where="date", text=f"{day} {clock}"[:40]) from None


def _by(ask: Ask, inspector: str) -> str:
    return Message("portal.inspections.entry_by", {"name": inspector}).render(ask.lang) if inspector else ""
