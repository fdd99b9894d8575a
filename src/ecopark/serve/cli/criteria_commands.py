"""What ``criteria status|answer|form|dossier`` do."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ecopark.core.errors import InputError
from ecopark.core.messages import Message
from ecopark.core.scope import system_scope
from ecopark.judge.criteria.answers import PARK, Answer, find_asked, typed_value
from ecopark.judge.criteria.assess import assess_pack, cheapest, counts
from ecopark.judge.criteria.dossier import dossier_sets
from ecopark.judge.criteria.ladder import ladder, level
from ecopark.judge.criteria.packs import NAMED, packs_of
from ecopark.judge.criteria.recognition import recognise
from ecopark.judge.documents import Handed
from ecopark.rules.criteria import AnswerKind
from ecopark.serve.bootstrap import opened
from ecopark.serve.cli.output import ExitCode, Output
from ecopark.serve.criteria import inputs_of, put_answer, subject_of, year_now
from ecopark.serve.documents import add_document
from ecopark.serve.dossier import MEDIA, dossier_zip, form_file
from ecopark.serve.park import OpenPark

SCOPE = system_scope("command-line")


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as the command line gives it."""

    pack: str
    code: str
    value: str
    year: int | None
    subject: str
    evidence: tuple[Path, ...]
    documents: tuple[str, ...]
    note: str


def show_status(out: Output, folder: Path, year: int | None, subject: str, pack: str | None) -> ExitCode:
    """Counts per pack with the cheapest step, or one pack line by line; the ladder; recognition of a firm."""
    if pack is not None and pack not in NAMED:
        raise InputError("judge.answer.unknown", where="--pack", pack=pack, item="")
    with opened(folder, metered=False) as park:
        who, when = subject_of(park.network, SCOPE, subject), year or year_now(park)
        inputs = inputs_of(park, SCOPE, when)
        result: dict[str, object] = {"year": when, "subject": who}
        packs = {name: assess_pack(inputs, name, who) for name in ([pack] if pack else packs_of(who))}
        result["packs"] = {name: [a.content() for a in found] for name, found in packs.items()}
        for name, found in packs.items():
            tally = counts(found)
            said = ", ".join(f"{Message(f'judge.criteria.status.{s}').render(out.lang)} {n}" for s, n in tally.items())
            out.line(f"{Message(f'judge.criteria.pack.{name}').render(out.lang)}: {said}")
            for each in found if pack else ():
                status = Message(f"judge.criteria.status.{each.status.value}").render(out.lang)
                out.line(f"  {each.criterion.code:14} {status:15} {each.criterion.text(out.lang)}")
                out.line(f"  {'':14} {'':15} {each.finding.reason.render(out.lang)}")
            step = cheapest(found)
            if step is not None:
                out.say("cli.criteria.next", code=step.criterion.code, step=step.step(out.lang))
        rungs = ladder(inputs, who)
        reached = [rung.entry.text(out.lang) for rung in rungs if rung.reached]
        out.say("cli.criteria.ladder", level=level(rungs), name=reached[-1] if reached else "–")
        result["ladder"] = level(rungs)
        if who != PARK:
            recognition = recognise(inputs, who)
            out.line(recognition.reason.render(out.lang))
            result["recognition"] = recognition.status.value
    out.result(result)
    return ExitCode.OK


def put(out: Output, folder: Path, given: Given) -> ExitCode:
    """Hand in the evidence, then answer."""
    with opened(folder, metered=False) as park:
        asked = find_asked(park.book, given.pack, given.code)
        firm = None if given.subject == PARK else given.subject
        refs = list(given.documents)
        for file in given.evidence:
            refs.append(add_document(park, SCOPE, Handed(file.name, file.read_bytes(), firm=firm)).record.id)
        by_firm = asked.answer is AnswerKind.SHARE and firm is not None
        value = typed_value(given.value, asked.answer, yes_no=by_firm)
        answer = Answer(given.pack, given.code, given.year or year_now(park), given.subject, value, note=given.note)
        kept = put_answer(park, SCOPE, answer, refs)
    out.say("cli.criteria.kept", id=kept.id, revision=kept.revision, count=len(refs))
    out.result({"id": kept.id, "revision": kept.revision, "content": dict(kept.content)})
    return ExitCode.OK


def write_form(out: Output, folder: Path, form: str, file: Path, year: int | None, subject: str) -> ExitCode:
    kind = file.suffix.removeprefix(".").lower()
    if kind not in MEDIA:
        raise InputError("cli.criteria.kind", where=str(file))
    with opened(folder, metered=False) as park:
        when = year or year_now(park)
        content = form_file(park, SCOPE, form, kind, when, subject_of(park.network, SCOPE, subject), out.lang)
    return _written(out, file, content, form=form, year=when)


def show_dossier(out: Output, folder: Path, file: Path | None, year: int | None) -> ExitCode:
    """The checklist; with a file, the whole dossier as ZIP."""
    with opened(folder, metered=False) as park:
        when = year or year_now(park)
        sets = dossier_sets(park.book, park.records, SCOPE, when)
        for each in sets:
            mark = "x" if each.ready else " "
            unnamed = "" if each.named else f"  ({Message('cli.criteria.not_found').render(out.lang)})"
            out.line(f"[{mark}] {each.entry.code}. {each.entry.text(out.lang)}{unnamed}")
        if file is not None:
            return _written(out, file, _zip(park, when, out), form="dossier", year=when)
    out.result({"year": when, "sets": [each.content() for each in sets]})
    return ExitCode.OK


def _zip(park: OpenPark, year: int, out: Output) -> bytes:
    return dossier_zip(park, SCOPE, year, out.lang)


def _written(out: Output, file: Path, content: bytes, **said: object) -> ExitCode:
    file.write_bytes(content)
    out.say("cli.criteria.written", file=str(file), bytes=len(content))
    out.result({"file": str(file), "bytes": len(content), **said})
    return ExitCode.OK
