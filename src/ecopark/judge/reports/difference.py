"""What has changed between a report and the same report computed again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ecopark.core.messages import Message
from ecopark.judge.reports.content import Content

_SHOWN = ("value", "low", "high", "unit", "standing", "origin", "provisional")
_OF_THE_MAKING = ("made_at", "known_at", "lake_version", "log", "as_of")


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure (``key``, with its printed ``code``) or a part of the text that is no more what it was."""

    what: Message
    key: str = ""
    code: str = ""
    before: object = None
    now: object = None

    def content(self) -> dict[str, object]:
        return {"what": self.what.id, "key": self.key, "code": self.code, "before": self.before, "now": self.now}


def differences(before: Content, now: Content) -> list[Difference]:
    """Figures that differ, are gone or are new, then whether any text differs; empty: both say the same."""
    old, new = ({entry["key"]: entry for entry in content["figures"]} for content in (before, now))
    found = []
    for key, entry in old.items():
        code = str(entry.get("code", ""))
        if key not in new:
            found.append(Difference(Message("judge.difference.gone"), key, code, _shown(entry)))
        elif _shown(entry) != _shown(new[key]):
            found.append(Difference(Message("judge.difference.figure"), key, code, _shown(entry), _shown(new[key])))
    found += [Difference(Message("judge.difference.new"), key, now=_shown(new[key])) for key in new if key not in old]
    if not found and _rest(before) != _rest(now):
        found.append(Difference(Message("judge.difference.text")))
    return found


def _shown(entry: Mapping[str, Any]) -> dict[str, object]:
    return {name: entry["figure"][name] for name in _SHOWN}


def _rest(content: Content) -> object:
    facts = {name: value for name, value in content["facts"].items() if name not in _OF_THE_MAKING}
    figures = [{k: v for k, v in entry.items() if k not in ("code", "figure")} for entry in content["figures"]]
    sections = [[s["title"], [b for b in s["blocks"] if b["type"] != "facts"]] for s in content["sections"]]
    return [content["kind"], content["title"], content["subject"], facts, sections, figures]
