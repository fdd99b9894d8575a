"""The page of the settings of the checks of one datastream: proposed and why, in force, decided; what a change changed."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from ecopark.core.errors import EcoparkError, InputError, StateError
from ecopark.core.messages import Lang
from ecopark.core.network import Datastream
from ecopark.core.scope import Scope
from ecopark.core.terms import Role
from ecopark.engine.embedded.snapshot import Snapshot
from ecopark.serve.access import visible
from ecopark.serve.access.policy import SIGNED_IN, Allow
from ecopark.serve.access.ports import Caller
from ecopark.serve.formats import duration, number, unit_text
from ecopark.serve.park import OpenPark
from ecopark.serve.portal.context import Page
from ecopark.serve.portal.pages.checks import check_name, explained
from ecopark.serve.portal.pages.datastreams import local_input
from ecopark.serve.portal.rendering import known, translate
from ecopark.serve.portal.serving import Portal, language
from ecopark.serve.portal.typed_numbers import typed_number
from ecopark.serve.quality import observed_of, plan_of, review
from ecopark.serve.readmodel.datastreams import place_of
from ecopark.serve.readmodel.quality_settings import (
    TIMES,
    WHOLE,
    CheckRow,
    ChecksVersion,
    changed_readings,
    check_rows,
    checks_versions,
    chosen_pair,
)
from ecopark.trust.episodes import moment
from ecopark.trust.observed import Observed
from ecopark.trust.relations import station_of
from ecopark.trust.review import REVIEW_KIND, Decision
from ecopark.trust.versions import Difference, flag_difference

JUDGES = frozenset({Role.MANAGER, Role.INSPECTOR})
_SHORTEST_REASON, _LONGEST_REASON = 3, 500
_CHANGED, _VERSIONS = 20, 30
Form = Mapping[str, str]


async def _form(request: Request) -> Form:
    return {name: value for name, value in (await request.form()).items() if isinstance(value, str)}


def quality_settings_routes(portal: Portal, park: OpenPark) -> APIRouter:
    """GET and POST of ``/datastreams/{datastream}/quality``."""
    router = APIRouter(include_in_schema=False)
    path = "/datastreams/{datastream}/quality"

    @router.get(path)
    def show(request: Request, caller: Annotated[Caller, Depends(Allow(SIGNED_IN))], datastream: str) -> Response:
        return page(request, caller.scope, visible.datastream(park.network, caller.scope, datastream))

    @router.post(path)
    def decide(
        request: Request,
        caller: Annotated[Caller, Depends(Allow(JUDGES))],
        datastream: str,
        typed: Annotated[Form, Depends(_form)],
    ) -> Response:
        stream = visible.datastream(park.network, caller.scope, datastream)
        snapshot = park.snapshot()
        try:
            rows = rows_of(caller.scope, stream, observed_of(park, caller.scope, snapshot, stream))
            decisions = decisions_of(rows, typed, language(request))
            revision = int(typed["revision"]) if typed.get("revision", "").isdecimal() else None
            review(park, caller.scope, snapshot, stream, decisions, revision)
        except (InputError, StateError) as error:
            return page(request, caller.scope, stream, typed, error)
        return RedirectResponse(f"/datastreams/{quote(stream.id)}/quality?done={len(decisions)}", 303)

    def rows_of(scope: Scope, stream: Datastream, observed: Observed | None) -> list[CheckRow]:
        reviews = park.records.history(scope, REVIEW_KIND, stream.id)
        proposed = () if observed is None else observed.proposed
        return check_rows(stream, plan_of(park, stream).checks, park.quality, proposed, reviews)

    def page(
        request: Request,
        scope: Scope,
        stream: Datastream,
        typed: Form | None = None,
        failed: EcoparkError | None = None,
    ) -> Response:
        visitor, lang = portal.visitor_of(request), language(request)
        context = portal.context(request, visitor, f"/datastreams/{stream.id}/quality")
        snapshot = park.snapshot()
        observed = observed_of(park, scope, snapshot, stream)
        rows = rows_of(scope, stream, observed)
        reviewed = park.records.get(scope, REVIEW_KIND, stream.id)
        versions = checks_versions(snapshot.derived_versions("flags", scope, station_of(park.network, stream)))
        pair = chosen_pair(versions, context.query.get("before"), context.query.get("after"))
        found = pair and difference_of(snapshot, scope, stream, *pair)
        newest = versions[-1].published if versions else None
        data: dict[str, Any] = {
            "d": stream,
            "place": place_of(park.network, stream),
            "observed": observed,
            "observed_times": observed and (moment(observed.first), moment(observed.last)),
            "rows": [r for r in rows if r.proposed is not None],
            "others": [r for r in rows if r.proposed is None],
            "may_decide": scope.role in JUDGES,
            "revision": 0 if reviewed is None else reviewed.revision,
            "waiting": bool(reviewed and newest and reviewed.recorded_time > newest),
            "versions": versions[: -_VERSIONS - 1 : -1],
            "pair": pair,
            "difference": found,
            "changed": changed_readings(found, _CHANGED) if found else [],
            "most": _CHANGED,
            "done": done if (done := context.query.get("done", "")).isdecimal() and len(done) < 3 else "",
            "typed": typed or {},
            "failed": failed.render(lang) if failed else "",
            "local_input": local_input,
            "check_name": lambda code: check_name(lang, code),
            "setting_name": lambda check: setting_name(lang, check),
            "explained": lambda check: explained(lang, f"trust.{check}"),
            "parameter": lambda name, value: parameter(lang, name, value, stream.canonical_unit),
            "unit_of": lambda name: unit_of(lang, name, stream.canonical_unit),
            "editing": lambda name, value: editing(lang, name, value),
            "say": lambda message: translate(lang, message.id, **message.params),
        }
        made = Page("quality_settings.html", str(getattr(stream, f"name_{lang}")), data, titled=False)
        answer = portal.answer(request, visitor, portal.renderer.render(context, made))
        answer.status_code = 422 if failed else answer.status_code
        return answer

    return router


def difference_of(
    snapshot: Snapshot, scope: Scope, stream: Datastream, before: ChecksVersion, after: ChecksVersion
) -> Difference:
    """The last flags of the one version of the checks beside the first flags of the other: hardly any readings between."""
    old, new = (snapshot.derived(scope, "flags", datastreams=[stream.id], version=v) for v in (before.last, after.first))
    return flag_difference(old, new)


def decisions_of(rows: list[CheckRow], typed: Form, lang: Lang) -> list[Decision]:
    """What was chosen on the form; each needs a reason.

    Raises
    ------
    InputError
        serve.review.nothing, serve.review.reason_needed; serve.entry.* for a number that cannot be read.
    """
    found = []
    for row in rows:
        choice = typed.get(f"choice.{row.check}", "")
        chosen = next((c for c in row.choices if c == choice), None)
        if chosen is None:
            continue
        note = typed.get(f"note.{row.check}", "").strip()
        if not _SHORTEST_REASON <= len(note) <= _LONGEST_REASON:
            code, name = "serve.review.reason_needed", setting_name(lang, row.check)
            raise InputError(code, where=row.check, check=name, least=_SHORTEST_REASON, most=_LONGEST_REASON)
        parameters = _typed_parameters(row, typed, lang) if chosen == "change" else None
        found.append(Decision(row.check, chosen, parameters, note))
    if not found:
        raise InputError("serve.review.nothing", where="choice")
    return found


def _typed_parameters(row: CheckRow, typed: Form, lang: Lang) -> dict[str, object]:
    """The basis with what was typed; an emptied bound is no bound, other emptied fields keep the check's own value."""
    parameters: dict[str, object] = dict(row.basis)
    for name in row.editable:
        value = typed_number(typed.get(f"p.{row.check}.{name}", "")[:40], lang, f"{row.check}.{name}")
        if value is None and name not in ("minimum", "maximum"):
            parameters.pop(name, None)
            continue
        scaled = value * 1e6 if value is not None and name in TIMES else value
        parameters[name] = round(scaled) if scaled is not None and name in WHOLE else scaled
    return parameters


def setting_name(lang: Lang, check: str) -> str:
    """Name of a check by its name in the settings."""
    own = f"portal.settings.check_{check}"
    return translate(lang, own) if known(own) else check_name(lang, f"trust.{check}")


def unit_of(lang: Lang, name: str, unit: str) -> str:
    if name in TIMES:
        return translate(lang, "portal.settings.seconds")
    if name == "per_hour":
        return translate(lang, "portal.settings.per_hour_unit", unit=unit_text(unit, lang))
    return unit_text(unit, lang) if name in ("minimum", "maximum", "threshold", "least", "smallest") else ""


def parameter(lang: Lang, name: str, value: Any, unit: str) -> str:
    """``smallest 0.5 mg/L``: a parameter as people read it."""
    label = translate(lang, f"portal.settings.p_{name}")
    if name in TIMES:
        return f"{label} {duration(value / 1e6, lang)}"
    if value is None:
        return f"{label} {translate(lang, 'portal.settings.none')}"
    return f"{label} {number(value, lang, 0 if name in WHOLE else None)} {unit_of(lang, name, unit)}".strip()


def editing(lang: Lang, name: str, value: Any) -> str:
    """A number as a person of the language types it, with all its digits."""
    if value is None:
        return ""
    text = f"{Decimal(repr(value / 1e6 if name in TIMES else value)):f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace(".", ",") if lang == "vi" else text
