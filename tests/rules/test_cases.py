"""The cases under tests/cases: YAML that a lawyer can read, asked of the shipped rule book."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import yaml

from ecopark.account.declarations import Declaration
from ecopark.account.emitting import declared_activity, emissions_of
from ecopark.account.factor_levels import Factors
from ecopark.core.interval import Interval
from ecopark.rules.book import Missing, RuleBook
from ecopark.rules.load import load_packs
from ecopark.rules.records import Band, Statistic
from ecopark.rules.tariff import bill

FOLDER = Path(__file__).parents[1] / "cases"
FILES = ("dien", "khi-nha-kinh", "khi-thai", "nuoc-thai")  # the others have a runner beside their room
CASES = [(name, case) for name in FILES for case in yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))]
BOOK = load_packs()


def limit(book: RuleBook, *, property, medium, on, permit_date=None, statistic=None, facts=None):  # noqa: A002
    stated = {key: str(value) for key, value in (facts or {}).items()}
    wanted = None if statistic is None else Statistic(statistic)
    return book.limit(property, medium, stated, on, permit_date=permit_date, statistic=wanted)


def tariff(book: RuleBook, *, group, voltage, on, schedule=None):
    found = book.tariff(group, voltage, on, schedule=schedule)
    if isinstance(found, Missing):
        return found
    said = {band: found.price.price(Band(band)) for band in ("peak", "normal", "offpeak")}
    return {**said, "schedule": found.schedule, "note": ", ".join(note.id for note in found.notes)}


def bill_of(book: RuleBook, *, group, voltage, on, peak, normal, offpeak):
    price = book.tariff(group, voltage, on).price
    tax = book.tax(on)
    made = bill(
        {Band.PEAK: peak, Band.NORMAL: normal, Band.OFFPEAK: offpeak}, price, None if isinstance(tax, Missing) else tax
    )
    return {"net": made.net_vnd, "tax": made.tax_vnd, "total": made.total_vnd}


def grid_factor(book: RuleBook, *, year):
    found = book.grid_factor(year)
    if isinstance(found, Missing):
        return found
    note = found.note.id if found.note else ""
    return {"value": found.value, "year": found.year, "note": note, "provisional": found.provisional}


def emission(book: RuleBook, *, category, substance, activity, unit, report="AR5", year=2025, equipment="", guideline=2019):
    """What one declared amount of a year emits: sums over the gases, memos apart."""
    content = {"category": category, "substance": substance, "activity": activity, "unit": unit, "equipment": equipment,
               "first_day": f"{year}-01-01", "last_day": f"{year}-12-31", "evidence": "case"}  # fmt: skip
    declaration = Declaration.of("case", "firm", content)
    whole = Interval.of_year(year)
    what = declared_activity(declaration, whole, 1.0, ())
    factors = Factors(book, book.gwp_set(report))
    found = list(emissions_of(factors, what, date(year, 1, 1), guideline))
    known = [e for e in found if e.tco2e_per_unit is not None]
    if not known:
        return Missing(found[0].note)
    return {
        "tco2e": round(sum(e.tco2e_per_unit for e in known) * what.quantity, 3),
        "gases": {e.gas: round(e.tco2e_per_unit * what.quantity, 3) for e in known},
        "biogenic_tco2": round(sum(e.biogenic_per_unit or 0 for e in known) * what.quantity, 3),
        "apart_tco2e": round(sum(e.memo_per_unit or 0 for e in known) * what.quantity, 3),
        "level": sorted({e.level.value for e in known}),
    }


def not_entered(book: RuleBook, *, about, on):
    slot = book.not_entered(about, on)
    return {"document": slot.document if slot else None}


ASK: dict[str, Callable] = {
    "emission": emission,
    "not_entered": not_entered,
    "limit": limit,
    "tariff": tariff,
    "bill": bill_of,
    "grid_factor": grid_factor,
    "gwp": lambda book, *, gas, report: book.gwp(gas, report),
    "fuel": lambda book, *, fuel, sector="manufacturing": book.fuel(fuel, sector),
    "authority": lambda book, *, about, on: book.authority(about, on),
}


def test_cases__some_were_found_in_every_file():
    assert len(CASES) >= 40
    assert {name for name, _ in CASES} == set(FILES)


@pytest.mark.parametrize(("file", "case"), CASES, ids=[f"{file}: {case['case']}" for file, case in CASES])
def test_cases__hold(file, case):
    assert set(case) <= {"case", "citation", "ask", "with", "facts", "expect"}
    assert case["citation"]
    asked = dict(case["with"], **({"facts": case["facts"]} if "facts" in case else {}))
    if "day" in asked:  # "on" is a truth value in YAML 1.1
        asked["on"] = asked.pop("day")
    answer = ASK[case["ask"]](BOOK, **asked)
    expected = case["expect"]
    assert expected
    if "missing" in expected:
        assert isinstance(answer, Missing), answer
        assert answer.message.id == expected["missing"]
        assert answer.render("vi") != answer.render("en")
        return
    assert not isinstance(answer, Missing), answer.render("en")
    for name, value in expected.items():
        said = answer[name] if isinstance(answer, dict) else getattr(answer, name)
        assert (list(said) if isinstance(value, list) else said) == value, name


def test_cases__dates_are_dates():
    assert all(isinstance(case["with"]["day"], date) for _, case in CASES if "day" in case["with"])
