"""All rules of a book, found by kind, date, subject and scope; and the hash that names this set of rules."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TypeVar

from ecopark.core.errors import RuleError
from ecopark.core.messages import Message
from ecopark.rules.records import Rule

R = TypeVar("R", bound=Rule)


@dataclass(frozen=True, slots=True)
class Missing:
    """No rule answers: an answer with its reason, never a number of another rule. # design 4.7

    ``considered`` names the rules that were looked at.
    """

    message: Message
    considered: tuple[str, ...] = ()

    def render(self, lang: str = "vi") -> str:
        return self.message.render("vi" if lang == "vi" else "en")


@dataclass(frozen=True)
class RuleIndex:
    """Immutable set of checked rules (``load.py`` checks them)."""

    rules: tuple[Rule, ...]

    @cached_property
    def by_id(self) -> Mapping[str, Rule]:
        return {rule.id: rule for rule in self.rules}

    @cached_property
    def version(self) -> str:
        """Rule-set version: SHA-256 over the content of all rules, whatever the order or files they came in."""
        content = sorted((rule.content() for rule in self.rules), key=lambda said: said["id"])
        return _sha256(content)

    @cached_property
    def _by_kind(self) -> Mapping[type[Rule], tuple[Rule, ...]]:
        found: dict[type[Rule], list[Rule]] = {}
        for rule in self.rules:
            found.setdefault(type(rule), []).append(rule)
        return {kind: tuple(rules) for kind, rules in found.items()}

    @cached_property
    def _superseding(self) -> Mapping[str, tuple[Rule, ...]]:
        found: dict[str, list[Rule]] = {}
        for rule in self.rules:
            for replaced in rule.supersedes:
                found.setdefault(replaced, []).append(rule)
        return {replaced: tuple(rules) for replaced, rules in found.items()}

    def rule(self, rule_id: str) -> Rule:
        """The rule of an id; ``RuleError`` rules.book.unknown_rule otherwise."""
        try:
            return self.by_id[rule_id]
        except KeyError:
            raise RuleError("rules.book.unknown_rule", id=rule_id) from None

    def all(self, kind: type[R], **subject: object) -> tuple[R, ...]:
        """Every rule of a kind whose fields equal ``subject``, whenever it applies."""
        return tuple(
            rule
            for rule in self._by_kind.get(kind, ())
            if isinstance(rule, kind) and all(getattr(rule, name) == wanted for name, wanted in subject.items())
        )

    def in_force(self, kind: type[R], on: date, **subject: object) -> tuple[R, ...]:
        """Those of ``all`` that apply on a day, whatever their scope."""
        return tuple(rule for rule in self.all(kind, **subject) if rule.in_force(on))

    def find(self, kind: type[R], on: date, facts: Mapping[str, str] | None = None, **subject: object) -> tuple[R, ...]:
        """Rules of a kind that apply on a day to a place with these facts; a condition nobody can judge fails."""
        stated = facts or {}
        return tuple(rule for rule in self.in_force(kind, on, **subject) if all(c.holds(stated) for c in rule.scope))

    def is_superseded(self, rule: Rule, on: date | None = None) -> bool:
        """Whether another rule replaces this one; with a day: one that is in force on it."""
        by = self._superseding.get(rule.id, ())
        return bool(by) if on is None else any(other.in_force(on) for other in by)

    def change_days(self, *kinds: type[Rule]) -> tuple[date, ...]:
        """Days on which the answer of a rule of these kinds may change: first days, and days after the last ones."""
        days: set[date] = set()
        for rule in (rule for kind in kinds for rule in self._by_kind.get(kind, ())):
            if rule.valid_from is not None:
                days.add(rule.valid_from)
            if rule.valid_to is not None and rule.valid_to < date.max:
                days.add(rule.valid_to + timedelta(days=1))
        return tuple(sorted(days))


def content_hash(rule: Rule) -> str:
    """SHA-256 of what one rule says, verification left out: names the wording that somebody verified."""
    said = rule.content()
    return _sha256({key: said[key] for key in said if key not in {"verified_by", "verified_on"}})


def _sha256(content: object) -> str:
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
