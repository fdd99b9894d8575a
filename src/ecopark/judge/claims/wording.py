"""Sentences in both languages, made from the structure of a claim. They never say more than it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ecopark.core.figures import Figure
from ecopark.core.messages import Lang, Message
from ecopark.core.terms import Origin
from ecopark.judge.claims.evidence import EvidenceFile
from ecopark.judge.claims.gates import GateResult
from ecopark.judge.claims.records import Claim, Period

_SHOWN = ("amount", "absolute_limit", "intensity", "share", "balance")  # a saving is never shown without its baseline
_UNITS = {"m3": "m³", "tCO2e": "tCO₂e", "kgCO2e": "kgCO₂e", "mg/Nm3": "mg/Nm³", "µg/Nm3": "µg/Nm³"}


def _own_id(name: str, _lang: Lang) -> str:
    return name


@dataclass(frozen=True, slots=True)
class Names:
    """How things are called: ``of(id, lang)``; ``property_of`` the name of an observed property."""

    of: Callable[[str, Lang], str] = _own_id
    property_of: Callable[[str, Lang], str] = _own_id


def sentence(claim: Claim, lang: Lang, names: Names) -> str:
    """What the claim says, whole: who, what, how much, of what, when, measured how, without what."""
    parts = [_say(f"judge.say.{claim.kind.value}{_side(claim)}", lang, **_words(claim, lang, names))]
    if claim.baseline is not None:
        model = f" {claim.baseline.model[:12]}" if claim.baseline.model else ""
        parts.append(_say("judge.say.baseline", lang, model=model))
    if claim.boundary.whole_entity:
        parts.append(_say("judge.say.whole", lang))
    if claim.instruments:
        parts.append(_say("judge.say.instruments", lang, count=len(claim.instruments)))
    if claim.exclusions:
        parts.append(_say("judge.say.exclusions", lang, what="; ".join(claim.exclusions)))
    return " ".join(parts)


def may_say_now(
    claim: Claim,
    evidence: EvidenceFile,
    figure: Figure | None,
    gates: Sequence[GateResult],
    strongest: Claim | None,
    lang: Lang,
    names: Names,
) -> str:
    """A true sentence for now: the strongest supported claim; else the measured number; else that it is measured since."""
    if strongest is not None:
        return sentence(strongest, lang, names)
    who, what = names.of(claim.claimant, lang), quantity_text(claim, lang, names)
    trusted = {gate.gate for gate in gates if not gate.passed}.isdisjoint({"origin", "integrity"})
    differs = any(gate.gate == "agreement" and gate.outcome == "not_supported" for gate in gates)
    if any(gate.gate == "origin" and gate.reason.id.endswith("synthetic") for gate in gates):
        return _say("judge.now.synthetic", lang, who=who, what=what)
    if trusted and not differs:
        for shown, kind in ((evidence.measured, "amount"), (figure, claim.kind.value)):
            if shown is not None and shown.value is not None and shown.origin is Origin.MEASURED and kind in _SHOWN:
                named = _say(f"judge.amount.{shown.name}", lang) if kind == "amount" else what
                return _measured_now(claim, shown, kind, who, named, lang)
    if evidence.coverage is not None and evidence.coverage.months:
        month = min(evidence.coverage.months)
        return _say("judge.now.since", lang, who=who, what=what, month=_month(month, lang))
    return _say("judge.now.starting", lang, who=who, what=what)


def _measured_now(claim: Claim, shown: Figure, kind: str, who: str, what: str, lang: Lang) -> str:
    period = _period(_span_of(shown, claim.period), lang)
    params = {"who": who, "what": what, "period": period, "value": _amount(shown, lang)}
    said = _say(f"judge.now.{kind}", lang, **params)
    if shown.low is None or shown.high is None:
        return said
    return f"{said} {_say('judge.now.interval', lang, low=number_text(shown.low, lang), high=number_text(shown.high, lang))}"


def verdict_text(
    claim: Claim,
    answer: str,
    grade: str | None,
    figure: Figure | None,
    gates: Sequence[GateResult],
    expires: datetime,
    lang: Lang,
    names: Names,
) -> str:
    """The verdict for readers: what is claimed, what was found, with which interval, how sure that is, until when."""
    parts = [sentence(claim, lang, names), _say(f"judge.found.{answer}", lang)]
    if figure is not None and figure.value is not None and figure.low is not None and figure.high is not None:
        low, high = number_text(figure.low, lang), number_text(figure.high, lang)
        parts.append(_say("judge.found.interval", lang, value=_amount(figure, lang), low=low, high=high))
    failed = [gate for gate in gates if not gate.passed]
    if failed:
        parts.append(
            _say("judge.found.because", lang, why="; ".join(say(gate.reason, lang).rstrip(".") for gate in failed[:3]))
        )
    if grade is not None:
        parts.append(_say(f"judge.grade.{grade.lower()}", lang))
        parts.append(_say("judge.found.expires", lang, day=day_text(expires.date(), lang)))
    return " ".join(parts)


def say(message: Message, lang: Lang) -> str:
    """A message with its numbers written as the language does."""
    params = {name: _written(value, lang) for name, value in message.params.items()}
    return Message(message.id, params).render(lang)


def _written(value: object, lang: Lang) -> object:
    if isinstance(value, Message):
        return say(value, lang)
    if isinstance(value, float):
        return number_text(value, lang)
    if isinstance(value, str) and len(value) == 10 and value[4:5] == "-" and value[7:8] == "-":
        try:
            return day_text(date.fromisoformat(value), lang)
        except ValueError:
            return value
    return value


def quantity_text(claim: Claim, lang: Lang, names: Names) -> str:
    """``điện năng``, ``phát thải khí nhà kính (phạm vi 1+2)``, ``COD``."""
    metric = claim.metric
    if metric.property:
        return names.property_of(metric.property, lang)
    text = _say(f"judge.quantity.{metric.quantity}", lang)
    scope = f" ({_say('judge.say.scope', lang, scope=metric.scope)})" if metric.scope else ""
    return text + scope


def number_text(value: float, lang: Lang) -> str:
    """About four figures, ``1.234,5`` in Vietnamese and ``1,234.5`` in English."""
    size = abs(value)
    text = f"{value:,.0f}" if size >= 1000 or value == int(value) else f"{value:,.4g}" if size < 100 else f"{value:,.1f}"
    if "e" in text:
        text = f"{value:,.10f}".rstrip("0")
    text = text.replace("-", "\N{MINUS SIGN}")
    return text.translate(str.maketrans(",.", ".,")) if lang == "vi" else text


def unit_text(unit: str) -> str:
    return _UNITS.get(unit, unit.replace("CO2", "CO₂").replace("m3", "m³"))


def day_text(day: date, lang: Lang) -> str:
    return f"{day:%d/%m/%Y}" if lang == "vi" else f"{day.day} {day:%b} {day.year}"


def _words(claim: Claim, lang: Lang, names: Names) -> Mapping[str, object]:
    places = ", ".join(names.of(place, lang) for place in claim.boundary.listed)
    return {
        "who": names.of(claim.claimant, lang),
        "what": quantity_text(claim, lang, names),
        "target": f"{number_text(claim.target, lang)} {unit_text(claim.unit)}",
        "tolerance": f"{number_text(claim.tolerance or 0.0, lang)} {unit_text(claim.unit)}",
        "places": places,
        "period": _period(claim.period, lang),
    }


def _side(claim: Claim) -> str:
    return {">=": "_least", "<=": "_most", "=": "_about"}[claim.comparator]


def _period(period: Period, lang: Lang) -> str:
    """First and last day, both included."""
    last = period.end - timedelta(days=1)
    return _say("judge.say.period", lang, first=day_text(period.start, lang), last=day_text(last, lang))


def _span_of(figure: Figure, otherwise: Period) -> Period:
    try:
        return Period(date.fromisoformat(figure.start[:10]), date.fromisoformat(figure.end[:10]))
    except ValueError:
        return otherwise


def _amount(figure: Figure, lang: Lang) -> str:
    assert figure.value is not None
    return f"{number_text(figure.value, lang)} {unit_text(figure.unit)}"


def _month(month: str, lang: Lang) -> str:
    year, _, number = month.partition("-")
    return f"tháng {int(number)}/{year}" if lang == "vi" else f"{date(int(year), int(number), 1):%B} {year}"


def _say(message_id: str, lang: Lang, **params: object) -> str:
    return Message(message_id, params).render(lang)
