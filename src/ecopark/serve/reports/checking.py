"""What stands behind a printed code: the number as printed, its evidence, the same number computed again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ecopark.core.messages import Lang, Message
from ecopark.core.records import Record
from ecopark.core.scope import Scope
from ecopark.judge.reports.codes import parse_code
from ecopark.judge.reports.content import figure_entry
from ecopark.judge.reports.difference import Difference
from ecopark.serve.park import OpenPark
from ecopark.serve.problems import NotFound
from ecopark.serve.reports.kept_checks import verified_once
from ecopark.serve.reports.making import REPORT, Checked, content_in


@dataclass(frozen=True, slots=True)
class CodeCheck:
    """``then``: what differs from the print when computed from the same data; ``today``: from today's; None: nothing."""

    code: str
    report: Record
    title: Mapping[str, str]
    entry: Mapping[str, Any]
    checked: Checked
    then: Difference | None
    today: Difference | None

    @property
    def state(self) -> str:
        """same: computed again alike; changed: the data have been corrected since; differs: it cannot be made again."""
        if self.then is not None or not self.checked.content_kept or self.checked.logged is None:
            return "differs"
        return "changed" if self.today is not None else "same"

    def content(self, lang: Lang) -> dict[str, Any]:
        """As JSON."""
        return {
            "code": self.code,
            "state": self.state,
            "meaning": Message(f"report.check.{self.state}").render(lang),
            "report": self.report.id,
            "report_title": self.title[lang],
            "title": self.entry["title"][lang],
            "figure": self.entry["figure"],
            "reason": self.entry["reason"][lang] if self.entry["reason"] else None,
            "recomputed": self.then.content() if self.then else "same",
            "today": self.today.content() if self.today else "same",
            "content_sha256": self.report.content["content_sha256"],
            "log_index": self.checked.logged,
            "lake_version": self.report.content["lake_version"],
            "changed_inputs": list(self.checked.changed_inputs),
        }


def check_code(park: OpenPark, scope: Scope, code: str) -> CodeCheck:
    """Look a code up.

    Raises
    ------
    InputError
        judge.code.*: typed wrong.
    NotFound
        Alike for a code that was never printed and for a report that the scope does not reach.
    """
    read = parse_code(code)
    record = park.records.get(scope, REPORT, read.tag)
    if record is None:
        raise NotFound(str(read))
    content = content_in(park, record)
    entry = figure_entry(content, read.number)
    if entry is None:
        raise NotFound(str(read))
    checked = verified_once(park, record)
    key = entry["key"]
    then = next((d for d in checked.recomputed if d.key == key), None)
    today = next((d for d in checked.since if d.key == key), None)
    return CodeCheck(str(read), record, content["title"], entry, checked, then, today)
