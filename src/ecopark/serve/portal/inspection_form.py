"""The phone form for inspections: its page, its service worker, and what it keeps for working without a network.

The page itself holds no data of the park: everybody may load it. Plan and names go to those who may send inspections.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse

from ecopark.core.messages import LANGS, Message
from ecopark.core.network import FlowNetwork
from ecopark.core.terms import Role
from ecopark.serve.access.headers import SECURITY_HEADERS
from ecopark.serve.access.policy import EVERYONE, Allow
from ecopark.serve.access.ports import Caller
from ecopark.serve.access.sessions import csrf_token
from ecopark.serve.formats import unit_text
from ecopark.serve.park import OpenPark
from ecopark.serve.portal.inspection_form_messages import FORM_TEXTS
from ecopark.serve.portal.serving import Portal
from ecopark.serve.readmodel.inspections import PlannedVisit, planned_visits
from ecopark.serve.readmodel.places import ReadPlace, ReadStream, Scale, places_to_read

INSPECTORS = frozenset({Role.MANAGER, Role.INSPECTOR})
SCRIPTS = tuple(
    f"js/inspect/{name}.js"
    for name in ("kept", "hash", "numbers", "sending", "words", "photos", "content", "parts", "form", "tray", "main")
)
_WORKER = ("js/inspect/kept.js", "js/inspect/hash.js", "js/inspect/sending.js", "js/inspect/worker.js")
_REASONS = 2  # the strongest ones; a small screen has room for no more
_BEGINNING = "portal.inspect."
_PERMISSIONS = b"permissions-policy"

Inspector = Annotated[Caller, Depends(Allow(INSPECTORS))]
Anyone = Annotated[Caller, Depends(Allow(EVERYONE))]


@dataclass(frozen=True, slots=True)
class Shell:
    """The files of the form, the same for everybody; ``version`` names their content."""

    page: bytes
    files: tuple[str, ...]
    worker: str

    @classmethod
    def of(cls, portal: Portal) -> Shell:
        page = portal.renderer.alone("inspect.html", texts=form_texts(), scripts=SCRIPTS, title="ecopark").encode()
        kept = (*SCRIPTS, "inspect.css", "icon.svg")
        files = ("/inspect", "/inspect/manifest.webmanifest", *(portal.statics.address(name) for name in kept))
        sources = [(portal.statics.find(name), name) for name in _WORKER]
        worker = "\n".join(found.content.decode() for found, _ in sources if found is not None)
        version = hashlib.sha256(page + worker.encode()).hexdigest()[:16]
        head = f"const ECOPARK = {json.dumps({'version': version, 'files': files})};\n"
        return cls(page, files, head + worker)


def form_texts() -> dict[str, dict[str, str]]:
    """All texts of the form by their last name, in both languages: the phone has no one to ask."""
    return {lang: {name.removeprefix(_BEGINNING): text.get(lang) for name, text in FORM_TEXTS.items()} for lang in LANGS}


def form_shell_routes(portal: Portal, park: OpenPark) -> APIRouter:
    """``/inspect`` and what it loads."""
    router = APIRouter(include_in_schema=False)
    shell = Shell.of(portal)

    @router.get("/inspect")
    def form(_caller: Anyone) -> Response:
        headers = {"Cache-Control": "no-cache", "Permissions-Policy": _with_geolocation()}
        return Response(shell.page, headers=headers, media_type="text/html; charset=utf-8")

    @router.get("/inspect-worker.js")
    def worker(_caller: Anyone) -> Response:
        return Response(shell.worker, headers={"Cache-Control": "no-cache"}, media_type="text/javascript; charset=utf-8")

    @router.get("/inspect/manifest.webmanifest")
    def manifest(_caller: Anyone) -> Response:
        name = FORM_TEXTS["portal.inspect.title"].vi
        icon = {"src": portal.statics.address("icon.svg"), "sizes": "any", "type": "image/svg+xml"}
        about = {"name": name, "short_name": "ecopark", "start_url": "/inspect", "scope": "/inspect", "lang": "vi"}
        about |= {"display": "standalone", "background_color": "#ffffff", "theme_color": "#0b5f50"}
        text = json.dumps({**about, "icons": [icon]}, ensure_ascii=False)
        return Response(text, headers={"Cache-Control": "no-cache"}, media_type="application/manifest+json")

    @router.get("/inspect/session")
    def session(caller: Anyone) -> dict[str, Any]:
        """Who sends, the token for sending, and the server's clock, with which the phone compares its own."""
        return {
            "server_time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "signed_in": caller.signed_in,
            "user": caller.scope.user if caller.signed_in else None,
            "name": caller.name,
            "may_send": caller.scope.role in INSPECTORS,
            "csrf": csrf_token(caller),
        }

    @router.get("/inspect/places")
    def places(_request: Request, caller: Inspector) -> JSONResponse:
        found = places_to_read(park.network, park.snapshot(), caller.scope)
        plan = [
            _planned_json(visit) for visit in planned_visits(park.records, caller.scope, park.now()) if visit.state != "done"
        ]
        return JSONResponse({"places": [place_json(park.network, place) for place in found], "plan": plan})

    return router


def place_json(network: FlowNetwork, place: ReadPlace) -> dict[str, Any]:
    """A place as the phone keeps it; firms by both names."""
    firm = network.firms.get(place.firm or "")
    return {
        "id": place.id,
        "name_vi": place.name_vi,
        "name_en": place.name_en,
        "firm_name": firm.name_vi if firm else "",
        "point": place.point,
        "streams": [_stream_json(stream) for stream in place.streams],
    }


def _planned_json(visit: PlannedVisit) -> dict[str, Any]:
    """A visit of the plan with its sentences in both languages: the phone cannot ask later."""
    kind = "sample" if "take_sample" in visit.what else "meter_reading"
    made: dict[str, Any] = {"id": visit.id, "place": visit.place, "kind": kind, "due": visit.until.isoformat()}
    for lang in LANGS:
        made[f"why_{lang}"] = "; ".join(Message(f"trust.plan.why.{code}").render(lang) for code in visit.why[:_REASONS])
        made[f"what_{lang}"] = [Message(f"trust.plan.do.{code}").render(lang) for code in visit.what]
    return made


def _stream_json(stream: ReadStream) -> dict[str, Any]:
    return {
        "id": stream.datastream.id,
        "name_vi": stream.datastream.name_vi,
        "name_en": stream.datastream.name_en,
        "register": stream.register,
        "last_time": None if stream.last_time is None else stream.last_time.isoformat() + "Z",
        "display": _scale_json(stream.display),
        "reference": _scale_json(stream.reference),
    }


def _scale_json(scale: Scale) -> dict[str, Any]:
    text = unit_text(scale.unit, "vi")
    return {"unit": scale.unit, "unit_text": text, "low": scale.low, "high": scale.high, "last": scale.last}


def _with_geolocation() -> str:
    """The portal's policy, with the location for this page alone."""
    policy = dict(SECURITY_HEADERS)[_PERMISSIONS].decode()
    return policy.replace("geolocation=()", "geolocation=(self)")
