"""Sources: what sends and how well; adding a device with its secret, snippet and test; new secret, shutting out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from ecopark.connect.live.columns import read_json_body
from ecopark.connect.live.device import DEFAULT_QUOTA, Device
from ecopark.connect.live.judge import Judge
from ecopark.connect.live.lines import read_lines
from ecopark.connect.live.sources import SourceState
from ecopark.core.errors import EcoparkError, InputError
from ecopark.core.messages import Lang
from ecopark.core.network import Datastream
from ecopark.core.scope import Scope
from ecopark.core.terms import Role
from ecopark.serve.access.policy import SIGNED_IN, Allow
from ecopark.serve.access.ports import Caller
from ecopark.serve.park import OpenPark
from ecopark.serve.portal.context import Page
from ecopark.serve.portal.forms import SENDERS
from ecopark.serve.portal.pages.parts import thing_of
from ecopark.serve.portal.serving import Portal, language
from ecopark.serve.problems import NotFound
from ecopark.serve.readmodel.snippets import SECRET, Snippet, Target, snippets

Reader = Annotated[Caller, Depends(Allow(SIGNED_IN))]
Sender = Annotated[Caller, Depends(Allow(SENDERS))]
Word = Annotated[str, Form(max_length=200)]
_SHOWN = 50
_NOTHING_TYPED = dict.fromkeys(("device", "name", "firm", "door", "every_s", "datastreams"), "")


@dataclass(frozen=True, slots=True)
class TestRow:
    """One reading of a test message as the park understands it; ``refusal`` where it would be refused."""

    name: str
    datastream: str
    time_us: int
    value: float | None
    unit: str
    refusal: str = ""


class SourcePages:
    """The pages, over an open park."""

    def __init__(self, portal: Portal, park: OpenPark) -> None:
        self._portal, self._park = portal, park

    def page(self, request: Request, template: str, data: dict[str, object], status: int = 200) -> Response:
        visitor = self._portal.visitor_of(request)
        context = self._portal.context(request, visitor, "/sources")
        made = Page(template, "portal.sources.title", {**data, "thing": thing_of(context)})
        answer = self._portal.answer(request, visitor, self._portal.renderer.render(context, made))
        answer.status_code = status
        answer.headers["Cache-Control"] = "no-store"  # a secret may stand on it
        return answer

    def all(self, request: Request, scope: Scope) -> Response:
        states = {state.id: state for state in self._park.sources.states() if scope.sees(state.firm)}
        devices = self._park.devices.all(scope)
        silent = [d for d in devices if d.id not in states]
        named = {d.id: d for d in devices}
        data = {"states": list(states.values()), "silent": silent, "named": named, "may_add": scope.role in SENDERS}
        return self.page(request, "sources.html", data)

    def new(self, request: Request, scope: Scope, typed: dict[str, object], failed: EcoparkError | None = None) -> Response:
        writable = self._writable(scope)
        firms = [f for f in self._park.network.firms.values() if scope.sees(f.id)]
        data: dict[str, object] = {"datastreams": writable, "firms": firms, "typed": typed, "quota": DEFAULT_QUOTA}
        data |= {"failed": failed, "whole_park": scope.role is Role.MANAGER}
        return self.page(request, "source_new.html", data, 422 if failed else 200)

    def one(
        self,
        request: Request,
        scope: Scope,
        device: Device,
        *,
        secret: str = "",
        message: str = "",
        tested: Sequence[TestRow] = (),
        failed: EcoparkError | None = None,
    ) -> Response:
        state = next((s for s in self._park.sources.states() if s.id == device.id), SourceState(device.id))
        names = {d: n for n, d in device.names.items()}
        streams = self._streams(device)
        live = self._park.live.newest(scope, [d.id for d in streams])
        first = streams[0] if streams else None
        pasted = self._snippets(request, device, names.get(first.id, first.id), secret) if first else []
        data: dict[str, object] = {
            "device": device,
            "state": state,
            "secret": secret,
            "snippets": pasted,
            "streams": [(d, names.get(d.id, d.id), live.get(d.id)) for d in streams[:_SHOWN]],
            "more": max(0, len(streams) - _SHOWN),
            "live_url": _live_url([d.id for d in streams[:_SHOWN]]),
            "may_change": scope.role in SENDERS,
            "message": message,
            "tested": tested,
            "failed": failed,
        }
        return self.page(request, "source.html", data, 422 if failed else 200)

    def add(self, scope: Scope, given: Device) -> tuple[Device, str]:
        secret = self._park.devices.add(scope, given)
        device = self._park.devices.get(given.id)
        assert device is not None
        return device, secret

    def own(self, scope: Scope, device_id: str) -> Device:
        """``NotFound`` for a device of others as for one that does not exist."""
        found = self._park.devices.get(device_id)
        if found is None or not scope.sees(found.firm):
            raise NotFound(device_id)
        return found

    def test(self, device: Device, message: str, lang: Lang) -> list[TestRow]:
        """How a message of the device would be understood; nothing is stored or counted.

        Raises
        ------
        InputError
            The message cannot be read at all.
        """
        body = message.encode()
        if message.lstrip().startswith(("{", "[")):
            given = read_json_body(body, device.id)
            rows, faults = given.rows, given.faults
        else:
            now_us = int(self._park.clock().timestamp() * 1e6)
            lines = read_lines(body, device=device.id, now_us=now_us)
            rows, faults = lines.rows, lines.faults
        judged = Judge(self._park.network, self._park.devices).judge(rows, self._park.clock())
        refused = {int(i): refusal.message(int(i)) for refusal in judged.refusals for i in refusal.rows[:_SHOWN]}
        values = dict(
            zip(judged.kept.tolist(), judged.readings["value"].to_pylist() if judged.readings else (), strict=True)
        )
        made = []
        for i in range(min(len(rows), _SHOWN)):
            series, place = rows.series[rows.code[i]], judged.places[rows.code[i]]
            stream = self._park.network.datastreams.get(place.datastream)
            refusal = refused[i].render(lang) if i in refused else ""
            unit = stream.canonical_unit if stream else ""
            made.append(TestRow(series.name, place.datastream, int(rows.time_us[i]), values.get(i), unit, refusal))
        return made + [TestRow(f.where, "", 0, None, "", f.message.render(lang)) for f in faults[:_SHOWN]]

    def _writable(self, scope: Scope) -> list[Datastream]:
        streams = self._park.network.datastreams.values()
        return [d for d in streams if scope.role is Role.MANAGER or (d.firm is not None and scope.sees(d.firm))]

    def _streams(self, device: Device) -> list[Datastream]:
        streams = self._park.network.datastreams
        if device.datastreams:
            return [streams[d] for d in device.datastreams if d in streams]
        return [d for d in streams.values() if d.firm == device.firm]

    def _snippets(self, request: Request, device: Device, name: str, secret: str) -> list[Snippet]:
        mqtt = self._park.settings.mqtt
        url = f"{request.url.scheme}://{request.headers.get('host', 'localhost')}"
        port = mqtt.port if mqtt.mode == "own" else None
        target = Target(url, self._park.network.park.id, port, mqtt_tls=bool(mqtt.certificate))
        return snippets(device, name, target, secret or SECRET)


def _live_url(datastreams: Sequence[str]) -> str:
    return "/api/v1/live/events?" + "&".join(f"datastream={quote(d)}" for d in datastreams)


def source_routes(portal: Portal, park: OpenPark) -> APIRouter:
    """Pages and forms under ``/sources``."""
    router = APIRouter(include_in_schema=False)
    pages = SourcePages(portal, park)

    @router.get("/sources")
    def sources(request: Request, caller: Reader) -> Response:
        return pages.all(request, caller.scope)

    @router.get("/sources/new")
    def new(request: Request, caller: Sender) -> Response:
        return pages.new(request, caller.scope, dict(_NOTHING_TYPED))

    @router.post("/sources")
    def add(
        request: Request,
        caller: Sender,
        device: Word,
        name: Word = "",
        firm: Word = "",
        door: Word = "http",
        datastreams: Annotated[list[str] | None, Form()] = None,
        every_s: Word = "",
    ) -> Response:
        typed: dict[str, object] = {"device": device, "name": name, "firm": firm, "door": door}
        typed |= {"datastreams": datastreams or [], "every_s": every_s}
        try:
            made, secret = pages.add(caller.scope, _device_of(device, name, firm, door, datastreams or [], every_s))
        except EcoparkError as error:
            return pages.new(request, caller.scope, typed, error)
        return pages.one(request, caller.scope, made, secret=secret)

    @router.get("/sources/{device}")
    def one(request: Request, caller: Reader, device: str) -> Response:
        return pages.one(request, caller.scope, pages.own(caller.scope, device))

    @router.post("/sources/{device}/test")
    def test(request: Request, caller: Sender, device: str, message: Annotated[str, Form(max_length=100_000)]) -> Response:
        own = pages.own(caller.scope, device)
        try:
            tested = pages.test(own, message, language(request))
        except InputError as error:
            return pages.one(request, caller.scope, own, message=message, failed=error)
        return pages.one(request, caller.scope, own, message=message, tested=tested)

    @router.post("/sources/{device}/rotate")
    def rotate(request: Request, caller: Sender, device: str) -> Response:
        own = pages.own(caller.scope, device)
        return pages.one(request, caller.scope, own, secret=park.devices.rotate(caller.scope, own.id))

    @router.post("/sources/{device}/revoke")
    def revoke(caller: Sender, device: str) -> Response:
        park.devices.revoke(caller.scope, pages.own(caller.scope, device).id)
        return RedirectResponse(f"/sources/{quote(device)}", 303)

    return router


def _device_of(device: str, name: str, firm: str, door: str, datastreams: list[str], every_s: str) -> Device:
    said = every_s.strip().replace(",", ".")
    if said and not re.fullmatch(r"\d+(\.\d+)?", said):
        raise InputError("connect.device.bad_number", where="every_s", field="every_s", most=366 * 86_400)
    return Device(
        id=device.strip(),
        name=name.strip() or device.strip(),
        firm=firm or None,
        door="mqtt" if door == "mqtt" else "http",
        datastreams=tuple(datastreams),
        every_s=float(said) if said else None,
    )
