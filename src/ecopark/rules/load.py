"""From pack files to a rule book: ids, overlaps, supersession and verification are checked across all packs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations
from pathlib import Path

from ecopark.core.errors import RuleError
from ecopark.rules import messages  # noqa: F401  # registers the texts of this room
from ecopark.rules.book import RuleBook, content_hash
from ecopark.rules.conditions import never_together
from ecopark.rules.packs import read_pack
from ecopark.rules.records import Rule, TariffHours, Verification

SHIPPED = Path(__file__).parent / "data"


def load_packs(folder: Path | None = None, *, shipped: bool = True) -> RuleBook:
    """The packs that ship with ecopark, and those of the park's own ``folder`` beside them.

    A folder adds rules, fills slots (``supersedes``) and verifies shipped rules; it never changes one.
    ``shipped=False`` takes the folder alone. ``RuleError`` rules.pack.… names file, line, reason and remedy.
    """
    folders = [SHIPPED] if shipped else []
    if folder is not None:
        if not folder.is_dir():
            raise RuleError("rules.pack.no_folder", where=str(folder))
        folders.append(folder)
    return book_of([rule for each in folders for file in pack_files(each) for rule in read_pack(file)])


def pack_files(folder: Path) -> list[Path]:
    """Pack files in a fixed order, so that the same rules make the same book everywhere."""
    return sorted(file for file in folder.iterdir() if file.suffix in {".csv", ".yaml"})


def book_of(rules: Sequence[Rule]) -> RuleBook:
    """Check rules against each other and bind them into a book."""
    if not rules:
        raise RuleError("rules.pack.nothing_loaded")
    by_id: dict[str, Rule] = {}
    for rule in rules:
        if rule.id in by_id:
            raise RuleError("rules.pack.double_id", where=rule.where, id=rule.id, first=by_id[rule.id].where)
        by_id[rule.id] = rule
    for rule in rules:
        for replaced in rule.supersedes:
            if replaced not in by_id:
                raise RuleError("rules.pack.unknown_rule", where=rule.where, id=replaced)
    _refuse_overlaps(rules)
    _refuse_gaps_in_hours(rules)
    return RuleBook(tuple(_verified(rules, by_id)))


def _refuse_overlaps(rules: Iterable[Rule]) -> None:
    by_question: dict[tuple[object, ...], list[Rule]] = defaultdict(list)
    for rule in rules:
        by_question[rule.asked()].append(rule)
    for same in by_question.values():
        for one, other in combinations(same, 2):
            replaced = one.id in other.supersedes or other.id in one.supersedes
            if not replaced and _both_in_force(one, other) and not never_together(one.scope, other.scope):
                raise RuleError("rules.pack.overlap", where=other.where, id=other.id, other=one.id, other_where=one.where)


def _both_in_force(one: Rule, other: Rule) -> bool:
    starts = max(one.valid_from or date.min, other.valid_from or date.min)
    return starts <= min(one.valid_to or date.max, other.valid_to or date.max)


def _refuse_gaps_in_hours(rules: Iterable[Rule]) -> None:
    """On every weekday the lines of a schedule must fill the 24 hours exactly, without gap or overlap."""
    schedules: dict[str, list[TariffHours]] = defaultdict(list)
    for rule in rules:
        if isinstance(rule, TariffHours):
            schedules[rule.schedule].append(rule)
    for schedule, lines in schedules.items():
        for weekday in range(7):
            reached = 0
            of_day = sorted((line for line in lines if weekday in line.days.weekdays), key=lambda line: line.start_minute)
            for line in of_day:
                if line.start_minute != reached or line.end_minute <= line.start_minute:
                    raise RuleError("rules.hours.not_exact", where=line.where, schedule=schedule, at=_clock(reached))
                reached = line.end_minute
            if reached != 24 * 60:
                raise RuleError("rules.hours.not_exact", where=lines[0].where, schedule=schedule, at=_clock(reached))


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _verified(rules: Iterable[Rule], by_id: dict[str, Rule]) -> Iterator[Rule]:
    """Rules with the verifications of people applied; one of another wording of the rule is refused."""
    verified: dict[str, Verification] = {}
    for rule in rules:
        if isinstance(rule, Verification):
            if rule.rule not in by_id:
                raise RuleError("rules.pack.unknown_rule", where=rule.where, id=rule.rule)
            if rule.rule_hash != content_hash(by_id[rule.rule]):
                expected = content_hash(by_id[rule.rule])
                raise RuleError("rules.pack.other_wording", where=rule.where, id=rule.rule, expected=expected)
            verified[rule.rule] = rule
    for rule in rules:
        by = verified.get(rule.id)
        if by is None:
            yield rule
        else:
            yield replace(rule, verified_by=by.verified_by, verified_on=by.verified_on, confidence=by.confidence)
