"""The life of a report: made, kept, made again bit by bit, checked. # docs/design/reports.md

Order of making: content into ``raw/`` by its hash, both files into ``raw/``, the entry of the log, the record. What a crash
leaves before the record is a content that no report names.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import ecopark.serve.reports.messages  # noqa: F401  texts
from ecopark.core.errors import InputError, NotAllowed
from ecopark.core.messages import Lang
from ecopark.core.records import Record
from ecopark.core.scope import Scope
from ecopark.core.terms import Role
from ecopark.judge.reports.codes import tag_of
from ecopark.judge.reports.content import Content, digest_of, with_codes
from ecopark.judge.reports.difference import Difference, differences
from ecopark.judge.reports.kinds import KINDS, content_of
from ecopark.serve.park import OpenPark
from ecopark.serve.problems import NotFound
from ecopark.serve.reports.loading import WORKER, Wanted, basis_of, moment_in, moment_of, network_digest
from ecopark.serve.reports.renderer import files_of, renderer_version
from ecopark.trust.log.entries import canonical_json

REPORT = "report"
"""Kind of the record, and of the entry of the log that holds the hash of the content."""
ENTRY_FORMAT = "ecopark-report-entry/v1"
_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Recreated:
    """Files made again from the content. ``same``: equal to the ones that were made first, bit by bit, by name."""

    files: Mapping[str, bytes]
    same: Mapping[str, bool]
    renderer_then: str
    renderer_now: str

    @property
    def identical(self) -> bool:
        return all(self.same.values())


@dataclass(frozen=True, slots=True)
class Checked:
    """What a verification of a report found.

    Attributes
    ----------
    content_kept
        The content in ``raw/`` has the hash that the record and the log name.
    logged
        Index of its entry under the log's checkpoint; None where there is none.
    files
        As `Recreated`.
    recomputed
        What differs when the content is computed again from the same version of the data and records; empty: nothing.
    since
        What differs when it is computed from today's data.
    changed_inputs
        Which of ``rules``, ``engine``, ``network``, ``settings`` are not the ones of then: a difference may come from that.
    """

    content_kept: bool
    logged: int | None
    files: Recreated
    recomputed: Sequence[Difference]
    since: Sequence[Difference]
    changed_inputs: Sequence[str]

    @property
    def holds(self) -> bool:
        """Kept, logged, and computing it again says the same."""
        return self.content_kept and self.logged is not None and not self.recomputed

    def content(self) -> dict[str, object]:
        """As JSON."""
        return {
            "holds": self.holds,
            "content_kept": self.content_kept,
            "log_index": self.logged,
            "files": {name: {"identical": same} for name, same in self.files.same.items()},
            "renderer_then": self.files.renderer_then,
            "renderer_now": self.files.renderer_now,
            "recomputed": [difference.content() for difference in self.recomputed],
            "since": [difference.content() for difference in self.since],
            "changed_inputs": list(self.changed_inputs),
        }


def make_report(park: OpenPark, scope: Scope, wanted: Wanted, lang: Lang) -> Record:
    """Make, keep and log a report; durable on return.

    Raises
    ------
    NotAllowed
        Only the manager makes reports of the park; a firm makes its own, not public.
    InputError
        judge.report.*: unknown kind, period; core: unknown firm.
    """
    _may_make(park, scope, wanted)
    if wanted.kind not in KINDS:
        raise InputError("judge.report.unknown_kind", where=wanted.kind[:40], kind=wanted.kind[:40], known=", ".join(KINDS))
    plain = content_of(wanted.kind, basis_of(park, wanted, moment_of(park)))
    content = with_codes(plain, _free_tag(park, digest_of(plain)))
    stored = canonical_json(content)
    digest = park.raw.put(stored)
    files = {name: park.raw.put(made) for name, made in files_of(content, lang).items()}
    entry = {"format": ENTRY_FORMAT, "report": content["id"], "content_sha256": digest}
    index = park.log.add(REPORT, entry)
    facts = content["facts"]
    said = {
        "kind": wanted.kind,
        "period": wanted.period,
        "firm": wanted.firm,
        "public": wanted.public,
        "lang": lang,
        "content_sha256": digest,
        "files": files,
        "renderer": renderer_version(),
        "figures": len(content["figures"]),
        "log_index": index,
        **{name: facts[name] for name in ("lake_version", "rules_version", "engine_version", "made_at")},
    }
    return park.records.put(scope, REPORT, content["id"], said, firm=wanted.firm, public=wanted.public)


def reports_of(park: OpenPark, scope: Scope) -> Sequence[Record]:
    """Reports that the scope reaches, the newest first."""
    found = park.records.find(scope, REPORT, limit=_MOST)
    return sorted(found, key=lambda record: (record.recorded_time, record.id), reverse=True)


def report_record(park: OpenPark, scope: Scope, report: str) -> Record:
    """The record of ``7K3F`` or ``EP-7K3F``; ``NotFound`` alike if there is none and if the scope does not reach it."""
    record = park.records.get(scope, REPORT, report.strip().upper().removeprefix("EP-"))
    if record is None:
        raise NotFound(report)
    return record


def content_in(park: OpenPark, record: Record) -> Content:
    """The content as it was kept; ``Fatal`` connect.raw.changed if the bytes are not those of the hash."""
    content: dict[str, Any] = json.loads(park.raw.get(str(record.content["content_sha256"])))
    return content


def kept_file(park: OpenPark, record: Record, name: str) -> bytes:
    """The file as it was made first; ``NotFound`` for another name than ``pdf`` and ``xlsx``."""
    files: Any = record.content["files"]
    if name not in files:
        raise NotFound(f"{record.id}.{name}")
    return park.raw.get(str(files[name]))


def recreate(park: OpenPark, record: Record) -> Recreated:
    """Make both files again from the content alone, and compare them with the first ones by hash."""
    files = files_of(content_in(park, record), lang_of(record))
    first: Any = record.content["files"]
    same = {name: sha256(made).hexdigest() == first[name] for name, made in files.items()}
    return Recreated(files, same, str(record.content["renderer"]), renderer_version())


def verify_report(park: OpenPark, record: Record) -> Checked:
    """Check that content and files are the first ones, and compute the content again: from the data of then and of today."""
    content = content_in(park, record)
    wanted, facts = wanted_of(record), content["facts"]
    then = content_of(wanted.kind, basis_of(park, wanted, moment_in(facts)))
    today = content_of(wanted.kind, basis_of(park, wanted, moment_of(park)))
    return Checked(
        content_kept=sha256(canonical_json(content)).hexdigest() == record.content["content_sha256"],
        logged=_logged(park, record),
        files=recreate(park, record),
        recomputed=differences(content, then),
        since=differences(content, today),
        changed_inputs=_changed(park, facts, then["facts"]),
    )


def wanted_of(record: Record) -> Wanted:
    said = record.content
    firm = said["firm"]
    return Wanted(str(said["kind"]), str(said["period"]), None if firm is None else str(firm), bool(said["public"]))


def lang_of(record: Record) -> Lang:
    return "en" if record.content["lang"] == "en" else "vi"


def _changed(park: OpenPark, then: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    assert network_digest(park.network) == now["network"]
    names = {"rules_version": "rules", "engine_version": "engine", "network": "network", "settings": "settings"}
    return [said for name, said in names.items() if then.get(name) != now[name]]


def _logged(park: OpenPark, record: Record) -> int | None:
    index = int(str(record.content["log_index"]))
    if index >= park.log.size:
        return None
    entry = json.loads(park.log.entry(index))
    same = entry.get("content_sha256") == record.content["content_sha256"] and entry.get("report") == record.id
    return index if entry.get("kind") == REPORT and same else None


def _free_tag(park: OpenPark, digest: str) -> str:
    for attempt in range(11):
        tag = tag_of(digest, attempt)
        if park.records.get(WORKER, REPORT, tag) is None:
            return tag
    raise InputError("judge.report.no_tag", where=digest)


def _may_make(park: OpenPark, scope: Scope, wanted: Wanted) -> None:
    scope.require_role("make reports", Role.MANAGER, Role.FIRM)
    if wanted.firm is not None and wanted.firm not in park.network.firms:
        raise NotFound(wanted.firm)
    if scope.role is Role.FIRM and (wanted.firm is None or wanted.public):
        raise NotAllowed("judge.report.own_only")
    scope.require(wanted.firm, "report")
    if wanted.public and wanted.firm is not None:
        raise InputError("judge.report.no_public_firm", where=wanted.firm)
