"""Paper forms: numbers that survive a bad pen, and sets of forms that were printed.

A number is ``K7QM-012-X``: the set, the form in it, and a check character by ISO 7064 MOD 37,36 over both, which finds every
single wrong character and nearly every swap of two neighbours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ecopark.core.errors import InputError
from ecopark.core.records import Record, RecordsStore
from ecopark.core.scope import Scope
from ecopark.trust.inspection import paper_messages as _texts  # noqa: F401  texts of the errors below
from ecopark.trust.inspection.actions import PAPER, WRITERS

PAPER_SET = "paper_set"
SET_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is read as another one
SET_LENGTH = 4
MOST_FORMS = 999


@dataclass(frozen=True, slots=True)
class PaperForm:
    """One numbered sheet. ``place`` None: a blank form for any place; ``planned`` the plan item that it answers."""

    number: str
    place: str | None
    planned: str | None = None


def check_character(text: str) -> str:
    """ISO 7064 MOD 37,36 of letters and digits."""
    product = 36
    for sign in text:
        product = (product + int(sign, 36)) % 36 or 36
        product = product * 2 % 37
    return "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[(37 - product) % 36]


def paper_number(set_code: str, form: int) -> str:
    """Number of a form of a set, counted from 1."""
    return f"{set_code}-{form:03d}-{check_character(f'{set_code}{form:03d}')}"


def read_paper_number(text: str, where: str = "paper_number") -> str:
    """The number as it is printed, whatever spaces, dashes and small letters were typed.

    Raises
    ------
    InputError
        trust.paper.wrong_number: a character is wrong, missing or swapped.
    """
    plain = "".join(sign for sign in text.upper() if sign.isascii() and sign.isalnum())
    code, form, check = plain[:SET_LENGTH], plain[SET_LENGTH:-1], plain[-1:]
    if len(plain) == SET_LENGTH + 4 and form.isdecimal() and check_character(code + form) == check:
        return f"{code}-{form}-{check}"
    raise InputError("trust.paper.wrong_number", where=where, number=text.strip()[:40])


def keep_set(
    records: RecordsStore, scope: Scope, set_code: str, wanted: Sequence[tuple[str | None, str | None]], now: datetime
) -> list[PaperForm]:
    """Number the forms for (place, plan item) pairs and keep the list, so that a number leads back to its place."""
    scope.require_role("print paper forms", *WRITERS)
    if not 1 <= len(wanted) <= MOST_FORMS:
        raise InputError("trust.paper.count", where="places", count=len(wanted), most=MOST_FORMS)
    forms = [PaperForm(paper_number(set_code, n), place, planned) for n, (place, planned) in enumerate(wanted, 1)]
    content = {
        "printed_at": now.isoformat(),
        "forms": [{"number": f.number, "place": f.place, "planned": f.planned} for f in forms],
    }
    records.put(scope, PAPER_SET, set_code, content, expected_revision=0)
    return forms


def forms_of(record: Record) -> list[PaperForm]:
    """The forms of a printed set."""
    listed = record.content["forms"]
    assert isinstance(listed, list)
    return [PaperForm(str(f["number"]), _text(f, "place"), _text(f, "planned")) for f in listed]


def find_form(records: RecordsStore, scope: Scope, number: str) -> PaperForm | None:
    """The form of a number, None where no set that was printed here holds it."""
    kept = records.get(scope, PAPER_SET, number[:SET_LENGTH])
    return None if kept is None else next((form for form in forms_of(kept) if form.number == number), None)


def come_back(records: RecordsStore, scope: Scope, numbers: Sequence[str]) -> Mapping[str, str]:
    """Which of the numbers were entered, and as which inspection."""
    return {number: str(claim.content["inspection"]) for number, claim in records.get_many(scope, PAPER, numbers).items()}


def _text(form: Mapping[str, object], name: str) -> str | None:
    return None if form[name] is None else str(form[name])
