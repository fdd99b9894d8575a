"""What ``claim …`` and ``ledger …`` do. A file is the claim or unit as JSON or YAML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from ecopark.core.errors import InputError
from ecopark.core.figures import message_of
from ecopark.core.records import Record
from ecopark.core.scope import system_scope
from ecopark.judge.claims.actions import CLAIM
from ecopark.judge.claims.wording import number_text, say
from ecopark.judge.claims.words import flag_words
from ecopark.serve import claims, ledger
from ecopark.serve.bootstrap import opened
from ecopark.serve.claims import Judged
from ecopark.serve.cli.output import ExitCode, Output
from ecopark.serve.park import OpenPark
from ecopark.serve.problems import NotFound

SCOPE = system_scope("command-line")
_MOST = 100_000


def new_claim(out: Output, folder: Path, file: Path, revision: int | None) -> ExitCode:
    content = _read(file)
    with opened(folder) as park:
        found = claims.draft(park, SCOPE, content, revision)
        park.log.publish()
    _show(out, found)
    return ExitCode.OK


def judge_claims(out: Output, folder: Path, claim_id: str | None) -> ExitCode:
    """One claim now, or every one whose inputs changed."""
    with opened(folder) as park:
        if claim_id is not None:
            found = claims.judge_now(park, SCOPE, _claim(park, claim_id))
            park.log.publish()
            _show(out, found)
            return ExitCode.OK
        count = claims.judge_again(park)
        park.log.publish()
    out.say("cli.claim.judged", count=count)
    out.result({"judged": count})
    return ExitCode.OK


def list_claims(out: Output, folder: Path) -> ExitCode:
    with opened(folder, metered=False) as park:
        found = [claims.judged(park, SCOPE, record) for record in park.records.find(SCOPE, CLAIM, limit=_MOST)]
    for each in found:
        said: Mapping[str, Any] = each.verdict.content if each.verdict else {}
        verdict = said.get("verdict", "-") if not said.get("blocked") else "blocked"
        out.line(f"{each.claim.content['state']!s:10} {verdict:14} {said.get('grade') or '-':2} {each.claim.id}")
        if said:
            out.line(f"    {said['sentence'][out.lang]}")
    if not found:
        out.say("cli.claim.none")
    out.result({"claims": [_json(each) for each in found]})
    return ExitCode.OK


def publish_claim(out: Output, folder: Path, claim_id: str) -> ExitCode:
    with opened(folder) as park:
        found = claims.publish(park, SCOPE, _claim(park, claim_id), out.lang)
        park.log.publish()
    out.say("cli.claim.published", id=claim_id)
    out.result(_json(found))
    return ExitCode.OK


def withdraw_claim(out: Output, folder: Path, claim_id: str, reason: str) -> ExitCode:
    with opened(folder) as park:
        found = claims.withdraw(park, SCOPE, _claim(park, claim_id), reason)
        park.log.publish()
    out.say("cli.claim.withdrawn", id=claim_id)
    out.result(_json(found))
    return ExitCode.OK


def check_words(out: Output, text: str) -> ExitCode:
    """Exit code PARTLY where something is flagged, so that a script can stop a text."""
    flags = flag_words(text)
    for flag in flags:
        out.line(f"{flag.found}  ({flag.entry.document}: {flag.entry.place})")
    out.say("judge.words.only_flags")
    out.result({"flags": [flag.content() for flag in flags]})
    return ExitCode.PARTLY if flags else ExitCode.OK


def list_units(out: Output, folder: Path) -> ExitCode:
    with opened(folder, metered=False) as park:
        found = park.records.find(SCOPE, ledger.ENTRY, limit=_MOST)
    for record in found:
        said: Mapping[str, Any] = record.content
        unit = said["unit"]
        amount = f"{number_text(unit['quantity'], out.lang)} {unit['unit']}"
        used = f" -> {said['cancelled_for']}" if said["cancelled_for"] else ""
        out.line(f"{said['state']:12} {unit['kind']:17} {amount:>20} {said['owner']:16} {record.id}{used}")
    if not found:
        out.say("cli.ledger.none")
    out.result({"units": [_unit_json(r) for r in found]})
    return ExitCode.OK


def issue(out: Output, folder: Path, file: Path) -> ExitCode:
    content = _read(file)
    with opened(folder, metered=False) as park:
        return _changed(out, park, [ledger.issue_unit(park, SCOPE, content)])


def split(out: Output, folder: Path, unit_id: str, parts: Sequence[str]) -> ExitCode:
    with opened(folder, metered=False) as park:
        return _changed(out, park, ledger.split_unit(park, SCOPE, unit_id, list(_amounts(parts).items())))


def share_out(out: Output, folder: Path, unit_id: str, key: Sequence[str]) -> ExitCode:
    with opened(folder, metered=False) as park:
        return _changed(out, park, ledger.share_unit(park, SCOPE, unit_id, _amounts(key)))


def transfer(out: Output, folder: Path, unit_id: str, to: str, model: str | None) -> ExitCode:
    with opened(folder, metered=False) as park:
        return _changed(out, park, [ledger.transfer_unit(park, SCOPE, unit_id, to, model)])


def cancel(out: Output, folder: Path, unit_id: str, claim_id: str) -> ExitCode:
    with opened(folder, metered=False) as park:
        return _changed(out, park, [ledger.cancel_unit(park, SCOPE, unit_id, claim_id)])


def audit(out: Output, folder: Path) -> ExitCode:
    with opened(folder, metered=False) as park:
        faults = ledger.audit_of(park)
    for fault in faults:
        out.line(fault.message.render(out.lang))
    if not faults:
        out.say("cli.ledger.clean")
    out.result({"faults": [{"code": fault.code, "units": list(fault.units)} for fault in faults]})
    return ExitCode.EVIDENCE if faults else ExitCode.OK


def _show(out: Output, found: Judged) -> None:
    said: Mapping[str, Any] = found.verdict.content if found.verdict else {}
    out.line(said["text"][out.lang])
    for gate in said["gates"]:
        if not gate["passed"]:
            reason = message_of(gate["reason"])
            name = out.text(f"judge.gatename.{gate['gate']}")
            out.line(f"  - {name}: {say(reason, out.lang) if reason else ''}")
    for step in said["cheapest_evidence"][:3]:
        low, high = step["cost_mvnd"]
        what = out.text(f"judge.step.{step['id']}")
        out.say("cli.claim.step", what=what, low=low, high=high, days=step["days"])
    out.say("cli.claim.may_say", text=said["may_say"][out.lang])
    out.result(_json(found))


def _changed(out: Output, park: OpenPark, records: Sequence[Record]) -> ExitCode:
    park.log.publish()
    for record in records:
        out.line(f"{record.content['state']!s:12} {record.content['owner']!s:16} {record.id}")
    out.result({"units": [_unit_json(r) for r in records]})
    return ExitCode.OK


def _claim(park: OpenPark, claim_id: str) -> Record:
    known = park.records.get(SCOPE, CLAIM, claim_id)
    if known is None:
        raise NotFound(claim_id)
    return known


def _amounts(given: Sequence[str]) -> dict[str, int]:
    """``name=123`` each."""
    found: dict[str, int] = {}
    for each in given:
        name, _, amount = each.rpartition("=")
        if not name or not amount.isdecimal() or name in found:
            raise InputError("cli.ledger.amount", where=each)
        found[name] = int(amount)
    return found


def _read(file: Path) -> object:
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))  # JSON is YAML
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InputError("cli.claim.file", where=str(file), reason=str(error)) from error
    return _texts(content)


def _texts(content: object) -> object:
    """Days and moments that YAML has read, as ISO text again."""
    if isinstance(content, Mapping):
        return {name: _texts(value) for name, value in content.items()}
    if isinstance(content, list):
        return [_texts(value) for value in content]
    return content.isoformat() if hasattr(content, "isoformat") else content


def _json(found: Judged) -> dict[str, object]:
    verdict = None if found.verdict is None else dict(found.verdict.content)
    return {"id": found.claim.id, "revision": found.claim.revision, "claim": dict(found.claim.content), "verdict": verdict}


def _unit_json(record: Record) -> dict[str, object]:
    return {"id": record.id, "revision": record.revision, **record.content}
