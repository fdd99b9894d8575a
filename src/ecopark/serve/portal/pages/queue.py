"""The queue of things that need somebody: cases with cause, picture, suggested action and the decision to take."""

from __future__ import annotations

from collections.abc import Mapping

from ecopark.core.terms import Role
from ecopark.serve.portal.context import Context, Page
from ecopark.serve.portal.names import in_words, meter_name
from ecopark.serve.portal.pages.checks import check_name
from ecopark.serve.portal.pages.datastreams import local_input
from ecopark.serve.portal.pages.parts import account_words
from ecopark.serve.portal.rendering import known, translate
from ecopark.serve.portal.small_plot import SmallPlot, small_plot
from ecopark.serve.readmodel.queue import CaseRow, cases, plot_of
from ecopark.trust.triage import TriageState

DECISIONS = ("acknowledged", "confirmed", "explained", "resolved", "dismissed", "snoozed")
SNOOZE_DAYS = (1, 7, 30, 90)
_DRAWN = 10
_TRIAGE = frozenset({Role.MANAGER, Role.FIRM, Role.INSPECTOR})


def queue_page(context: Context) -> Page:
    rows = cases(context.snapshot, context.park.records, context.scope, context.now)
    places = {place: [r for r in rows if r.case.where == place] for place in ("open", "waiting", "quieted", "settled")}
    shown = places["open"][: _whole(context.query.get("show"), 25)]
    done = context.query.get("done", "")
    return Page(
        "queue.html",
        "portal.nav.queue",
        {
            "shown": shown,
            "more": len(places["open"]) - len(shown),
            "open": len(places["open"]),
            "waiting": places["waiting"],
            "quieted": places["quieted"],
            "settled": places["settled"][:50],
            "plots": {r.finding.id: _plot(context, r) for r in shown[:_DRAWN]},
            "proof": {r.finding.id: _proof(context, r) for r in shown},
            "may_triage": context.scope.role in _TRIAGE,
            "decisions": DECISIONS,
            "days": SNOOZE_DAYS,
            "done": done if done in set(TriageState) else "",
            "check_name": lambda code: check_name(context.lang, code),
            "say": lambda message: translate(context.lang, message.id, **message.params),
            "local_input": local_input,
            "meter": lambda thing: meter_name(context.network, thing, context.lang),
            "words": lambda params: in_words(context.network, params, context.lang),
            "line_name": lambda name: _line_name(context, name),
            **account_words(context),
        },
    )


def _plot(context: Context, row: CaseRow) -> SmallPlot | None:
    stream = context.network.datastreams.get(row.finding.datastream)
    unit, step_s = (stream.canonical_unit, stream.step_s) if stream else ("", None)
    return small_plot(plot_of(context.snapshot, context.scope, row.finding, unit, step_s))


def _proof(context: Context, row: CaseRow) -> Mapping[str, object]:
    """What limits the suspicion, in words: who else it could be, what would prove it, how often it is wrong."""
    evidence = row.finding.evidence
    group = [str(g) for g in _list(evidence.get("group")) if g != row.finding.datastream]
    alternatives = _list(evidence.get("alternatives"))
    return {
        "group": group,
        "alternatives": [translate(context.lang, a).rstrip(".") for a in map(str, alternatives) if known(a)],
        "next_proof": _sentence(context, evidence.get("next_proof")),
        "base_rate": _rate(evidence.get("base_rate")),
        "wrong_rate": _rate(evidence.get("wrong_rate")),
    }


def _line_name(context: Context, name: str) -> str:
    """A line of a finding's own plot: a datastream, or a word for which there is a text."""
    message_id = f"portal.queue.line_{name}"
    return translate(context.lang, message_id) if known(message_id) else meter_name(context.network, name, context.lang)


def _sentence(context: Context, said: object) -> str:
    if isinstance(said, str):
        return translate(context.lang, said) if known(said) else ""
    if isinstance(said, Mapping):
        message_id, params = str(said.get("id") or said.get("message_id") or ""), said.get("params")
        given = in_words(context.network, dict(params) if isinstance(params, Mapping) else {}, context.lang)
        return translate(context.lang, message_id, **given) if known(message_id) else ""
    return ""


def _rate(said: object) -> Mapping[str, object] | None:
    """``{"value": share, "source": text}``; None where the finding says that it is not known, or nothing."""
    if isinstance(said, Mapping) and isinstance(said.get("value"), int | float):
        return {"value": float(said["value"]), "source": str(said.get("source", ""))}
    return None


def _list(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else []


def _whole(text: str | None, otherwise: int) -> int:
    return max(25, min(1000, int(text))) if text and text.isdigit() else otherwise
