"""The content of a report as plain data: what is said, in both languages, with every number as a figure.

The content is the report. PDF and XLSX are made of it and of nothing else, so that they can be made again bit by bit; texts
stand in it as they were, so that a later wording of the platform changes no report of the past.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import ecopark.judge.reports.beside_messages
import ecopark.judge.reports.gri_messages
import ecopark.judge.reports.messages
import ecopark.judge.reports.statement_messages  # noqa: F401  texts
from ecopark.core.figures import Figure
from ecopark.core.messages import LANGS, Message
from ecopark.judge.reports.codes import MOST_NUMBERS, Code
from ecopark.trust.log.entries import canonical_json

FORMAT = "ecopark-report/v1"
Content = Mapping[str, Any]
Words = Mapping[str, str]
"""A text in both languages: ``{"vi": …, "en": …}``."""


def words(message_id: str, **params: object) -> dict[str, str]:
    """A message in both languages."""
    return said(Message(message_id, params))


def said(message: Message) -> dict[str, str]:
    return {lang: message.render(lang) for lang in LANGS}


def named(vi: str, en: str) -> dict[str, str]:
    """A name that a park or firm gave itself."""
    return {"vi": vi or en, "en": en or vi}


@dataclass
class ReportDraft:
    """Builds the content in reading order; numbers are counted as they come."""

    kind: str
    title: Words
    subject: Words
    facts: Mapping[str, object]
    sections: list[dict[str, Any]] = field(default_factory=list)
    figures: list[dict[str, Any]] = field(default_factory=list)

    def section(self, title: Words) -> None:
        self.sections.append({"title": dict(title), "blocks": []})

    def text(self, text: Words, style: str = "body") -> None:
        """``style``: body, lead, note (small), warning."""
        self._add({"type": "text", "style": style, "text": dict(text)})

    def facts_table(self, rows: Sequence[tuple[Words, object]]) -> None:
        """Names and values that are no figures: who, when, by which rule."""
        self._add({"type": "facts", "rows": [[dict(name), _plain(value)] for name, value in rows]})

    def figure(self, key: str, title: Words, figure: Figure) -> dict[str, int]:
        """Count a figure; returns the cell that stands for it. ``key`` names it across versions of the same report."""
        number = len(self.figures) + 1
        if number > MOST_NUMBERS:
            raise ValueError(f"a report has at most {MOST_NUMBERS} numbers")
        reason = said(figure.reason) if figure.reason else None
        self.figures.append(
            {"number": number, "key": key, "title": dict(title), "figure": figure.content(), "reason": reason}
        )
        return {"figure": number}

    def figures_table(self, title: Words, entries: Sequence[tuple[str, Words, Figure]]) -> None:
        """The common table of figures: what, value, interval, standing, code."""
        self._add({"type": "figures", "title": dict(title), "figures": [self.figure(*e)["figure"] for e in entries]})

    def table(self, title: Words, columns: Sequence[tuple[Words, int]], rows: Sequence[Sequence[object]]) -> None:
        """A table of texts and figures (cells of ``figure``); columns as (head, relative width)."""
        heads = [{"title": dict(head), "width": width} for head, width in columns]
        self._add({"type": "table", "title": dict(title), "columns": heads, "rows": [[_plain(c) for c in r] for r in rows]})

    def content(self) -> dict[str, Any]:
        """What the report says, without its id and codes: equal inputs give equal content."""
        return {
            "format": FORMAT,
            "kind": self.kind,
            "title": dict(self.title),
            "subject": dict(self.subject),
            "facts": dict(self.facts),
            "sections": self.sections,
            "figures": self.figures,
        }

    def _add(self, block: dict[str, Any]) -> None:
        self.sections[-1]["blocks"].append(block)


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    return value if value is None or isinstance(value, str) else str(value)


def digest_of(content: Content) -> str:
    """SHA-256 (hex) of the canonical JSON."""
    return sha256(canonical_json(content)).hexdigest()


def with_codes(content: Content, tag: str) -> dict[str, Any]:
    """The content under its tag: every figure with its printed code."""
    coded = [{**entry, "code": str(Code(tag, entry["number"]))} for entry in content["figures"]]
    return {**content, "id": tag, "figures": coded}


def figure_entry(content: Content, number: int) -> Mapping[str, Any] | None:
    """The entry of a number of a report; None if it has no such number."""
    entries = content["figures"]
    return entries[number - 1] if 1 <= number <= len(entries) else None
