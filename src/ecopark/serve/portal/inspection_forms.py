"""What people enter at a desk about inspections: custody, laboratory results, calibrations, outcomes. The API does it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Annotated, Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse
from starlette.background import BackgroundTask

from ecopark.core.errors import EcoparkError, InputError
from ecopark.core.messages import Lang
from ecopark.core.properties import find_property
from ecopark.serve.access.policy import Allow
from ecopark.serve.access.ports import Caller
from ecopark.serve.api import calibrations, inspections, investigations, samples
from ecopark.serve.api.asking import Ask
from ecopark.serve.comparisons import compare_new
from ecopark.serve.park import OpenPark
from ecopark.serve.portal.context import Context, Page, PageMissing
from ecopark.serve.portal.pages.inspections import INSPECTORS, inspections_page
from ecopark.serve.portal.pages.reference import calibrations_page, investigations_page, sample_page
from ecopark.serve.portal.serving import Portal, language
from ecopark.serve.portal.typed_numbers import typed_number
from ecopark.serve.problems import NotFound

Inspector = Annotated[Caller, Depends(Allow(INSPECTORS))]
Word = Annotated[str, Form(max_length=300)]
Words = Annotated[list[str], Form(max_length=50)]
Sentence = Annotated[str, Form(min_length=3, max_length=2000)]


def inspection_form_routes(portal: Portal, park: OpenPark) -> APIRouter:
    """POST of the pages of a sample, the calibration register and investigations."""
    router = APIRouter(include_in_schema=False)

    def asked(request: Request, caller: Caller) -> Ask:
        return Ask(request, park, caller, language(request))

    def again(request: Request, path: str, page: Page, typed: Mapping[str, object], failed: EcoparkError) -> Response:
        """The page with what was typed and what is wrong with it."""
        visitor = portal.visitor_of(request)
        context = portal.context(request, visitor, path)
        shown = replace(page, data={**page.data, "typed": typed, "failed": failed.render(context.lang)})
        answer = portal.answer(request, visitor, portal.renderer.render(context, shown))
        answer.status_code = 422
        return answer

    def context_of(request: Request, path: str) -> Context:
        return portal.context(request, portal.visitor_of(request), path)

    def compared(place: str) -> Response:
        return RedirectResponse(place, 303, background=BackgroundTask(compare_new, park))

    @router.post("/inspections/plan")
    def plan(
        request: Request,
        caller: Inspector,
        visits: Annotated[int, Form(ge=1, le=1000)],
        first_day: Word,
        last_day: Word,
    ) -> Response:
        """Commits a plan and draws it at once; the last day is included."""
        ask = asked(request, caller)
        typed = {"visits": visits, "first_day": first_day, "last_day": last_day}
        try:
            after = (date.fromisoformat(last_day) + timedelta(days=1)).isoformat()
            kept = inspections.commit(ask, inspections.NewPlan(visits=visits, start=first_day, end=after))
            inspections.draw(ask, kept["id"], inspections.Draw())
        except ValueError:
            failed = InputError("serve.entry.bad_time", where="last_day", text=last_day[:40])
            return again(request, "/inspections", inspections_page(context_of(request, "/inspections")), typed, failed)
        except EcoparkError as error:
            return again(request, "/inspections", inspections_page(context_of(request, "/inspections")), typed, error)
        return RedirectResponse("/inspections#plan", 303)

    @router.post("/inspections/samples/{sample}/custody")
    def custody(
        request: Request,
        caller: Inspector,
        sample: str,
        event: Word,
        at: Word,
        by: Word,
        to: Word = "",
        seal: Word = "",
        temperature: Word = "",
    ) -> Response:
        ask, path = asked(request, caller), f"/inspections/samples/{quote(sample)}"
        page = known_sample(context_of(request, path), sample)
        typed = {"event": event, "at": at, "by": by, "to": to, "seal": seal, "temperature": temperature}
        try:
            warm = typed_number(temperature, ask.lang, "temperature")
            step = {
                "event": event,
                "at": local_moment(at, ask.zone),
                "by": by,
                "to": to,
                "seal": seal,
                "temperature_c": warm,
            }
            samples.add_step(ask, sample, step)
        except InputError as failed:
            return again(request, path, page, typed, failed)
        return compared(f"{path}?done=custody#custody")

    @router.post("/inspections/samples/{sample}/results")
    def result(
        request: Request,
        caller: Inspector,
        sample: str,
        laboratory: Word,
        report: Word,
        reported: Word,
        accreditation: Word = "",
        property: Words = [],  # noqa: A002, B006  name of the form's field; FastAPI copies defaults
        value: Words = [],  # noqa: B006
        uncertainty: Words = [],  # noqa: B006
        method: Words = [],  # noqa: B006
    ) -> Response:
        ask, path = asked(request, caller), f"/inspections/samples/{quote(sample)}"
        page = known_sample(context_of(request, path), sample)
        typed = {"laboratory": laboratory, "report": report, "reported": reported, "accreditation": accreditation}
        lists = {"property": property, "value": value, "uncertainty": uncertainty, "method": method}
        try:
            values = [
                lab_value(line, ask.lang) for line in zip(*lists.values(), strict=False) if line[0] and line[1].strip()
            ]
            content = {
                "id": secrets.token_hex(10),
                "sample": sample,
                "laboratory": laboratory,
                "accreditation": accreditation,
                "report_number": report,
                "reported_at": local_moment(reported, ask.zone),
                "values": values,
            }
            samples.send_result(ask, content)
        except InputError as failed:
            return again(request, path, page, {**typed, **lists}, failed)
        return compared(f"{path}?done=lab#results")

    @router.post("/inspections/calibrations")
    def calibrated(
        request: Request,
        caller: Inspector,
        meter: Word,
        at: Word,
        by: Word,
        certificate: Word = "",
        standard: Word = "",
        unit: Word = "",
        valid_until: Word = "",
        applied: Words = [],  # noqa: B006
        found: Words = [],  # noqa: B006
        left: Words = [],  # noqa: B006
    ) -> Response:
        ask, path = asked(request, caller), "/inspections/calibrations"
        typed = {"meter": meter, "at": at, "by": by, "certificate": certificate, "standard": standard, "unit": unit}
        lists = {"applied": applied, "found": found, "left": left}
        try:
            content = {
                **typed,
                "id": secrets.token_hex(10),
                "at": local_moment(at, ask.zone),
                "valid_until": valid_until or None,
                "as_found": checked_points(applied, found, ask.lang, "as_found"),
                "as_left": checked_points(applied, left, ask.lang, "as_left"),
            }
            calibrations.enter(ask, content)
        except InputError as failed:
            page = calibrations_page(context_of(request, path))
            return again(request, path, page, {**typed, **lists, "valid_until": valid_until}, failed)
        return RedirectResponse(f"{path}?done=calibration#{quote(meter)}", 303)

    @router.post("/inspections/investigations/{investigation}/flag")
    def flagged(request: Request, caller: Inspector, investigation: str) -> Response:
        investigations.flag(asked(request, caller), investigation)
        return RedirectResponse(f"/inspections/investigations?done=flag#{quote(investigation)}", 303)

    @router.post("/inspections/investigations/{investigation}/close")
    def closed(
        request: Request,
        caller: Inspector,
        investigation: str,
        outcome: Word,
        reason: Sentence,
        since: Word = "",
        until: Word = "",
    ) -> Response:
        ask, path = asked(request, caller), "/inspections/investigations"
        wrong = outcome == "sensor_wrong"
        try:
            said = {
                "outcome": outcome,
                "reason": reason,
                "since": local_moment(since, ask.zone) if since and wrong else None,
                "until": local_moment(until, ask.zone) if until and wrong else None,
            }
            investigations.close(ask, investigation, said)
        except InputError as failed:
            page = investigations_page(context_of(request, path))
            page = replace(page, data={**page.data, "failed_item": investigation})
            return again(request, path, page, {}, failed)
        return RedirectResponse(f"{path}?done=closed#{quote(investigation)}", 303)

    return router


def known_sample(context: Context, sample: str) -> Page:
    """The page of a sample; the same answer for one that is not there as for one that is not the reader's."""
    try:
        return sample_page(context, sample)
    except PageMissing:
        raise NotFound(sample) from None


def local_moment(text: str, zone: ZoneInfo) -> str:
    """A ``datetime-local`` value, on the park's clock, as an ISO moment with its offset."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise InputError("serve.entry.bad_time", where="at", text=text[:40]) from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).isoformat()


def lab_value(line: Sequence[str], lang: Lang) -> dict[str, Any]:
    """One line of a laboratory's report; ``<0,05`` is below detection, never zero."""
    name, text, spread, method = line
    below = text.strip().startswith("<")
    number = typed_number(text.strip().lstrip("<"), lang, f"values.{name}")
    return {
        "property": name,
        "state": "below_detection" if below else "measured",
        "value": None if below else number,
        "detection_limit": number if below else None,
        "unit": find_property(name).unit,
        "uncertainty": typed_number(spread, lang, f"values.{name}.uncertainty"),
        "coverage": 2,
        "method": method,
    }


def checked_points(applied: Sequence[str], shown: Sequence[str], lang: Lang, where: str) -> list[dict[str, float]]:
    """Pairs of the table of a certificate where both were filled in."""
    pairs = [
        (typed_number(a, lang, where), typed_number(b, lang, where))
        for a, b in zip(applied, shown, strict=False)
        if b.strip()
    ]
    return [{"applied": a, "shown": b} for a, b in pairs if a is not None and b is not None]
