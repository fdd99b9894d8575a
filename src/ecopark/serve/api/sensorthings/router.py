"""Endpoints of OGC SensorThings API 1.1 (OGC 18-088): read everything, create Datastreams and Observations."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

import ecopark.serve.api.sensorthings.messages  # noqa: F401  texts
from ecopark.connect.live.sensorthings import read_data_array, read_observation
from ecopark.core.errors import EcoparkError, InputError
from ecopark.core.messages import Message
from ecopark.serve.access.devices import DeviceAsk
from ecopark.serve.api.asking import Ask, Everyone, Senders
from ecopark.serve.api.sensorthings.answers import Answers
from ecopark.serve.api.sensorthings.catalogue import ATTRIBUTES, Entity
from ecopark.serve.api.sensorthings.options import MODEL, Options, Segment, quoted, read_options, read_path
from ecopark.serve.api.sensorthings.sight import Sight
from ecopark.serve.api.sensorthings.writing import (
    bind,
    create_datastream,
    create_observations,
    create_proposal,
    refusal,
)
from ecopark.serve.problems import NotFound, Refused, language_of, problem_of

PREFIX_PATH = "/sta/v1.1"
_SPEC = "http://www.opengis.net/spec/iot_sensing/1.1"
_CONFORMANCE = (
    *(f"{_SPEC}/req/datamodel/{name}" for name in ("thing", "location", "datastream", "sensor", "observed-property")),
    *(f"{_SPEC}/req/datamodel/{name}" for name in ("observation", "feature-of-interest", "entity-control-information")),
    f"{_SPEC}/req/resource-path/resource-path-to-entities",
    *(f"{_SPEC}/req/request-data/{name}" for name in ("order", "expand", "select", "status-codes", "query-status-codes")),
    *(f"{_SPEC}/req/request-data/{name}" for name in ("orderby", "top", "skip", "count", "filter", "pagination")),
    *(f"{_SPEC}/req/request-data/{name}" for name in ("built-in-filter-operations", "built-in-query-functions")),
    f"{_SPEC}/req/create-update-delete/create-entity",
    f"{_SPEC}/req/create-update-delete/link-to-existing-entities",
    f"{_SPEC}/req/create-update-delete/deep-insert",
    f"{_SPEC}/req/data-array/data-array",
)


class StaRoute(APIRoute):
    """Problems as SensorThings clients read them: ``{"code", "type", "message"}``, in the language that is asked for."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def told(request: Request) -> Response:
            try:
                return await handle(request)
            except EcoparkError as error:
                problem = problem_of(error, language_of(request))
                said = {"code": problem.status, "type": "error", "message": problem.detail, "where": problem.where or None}
                return JSONResponse({**said, "id": problem.code}, problem.status, headers=dict(problem.headers))
            except RequestValidationError as error:
                return JSONResponse({"code": 400, "type": "error", "message": str(error.errors()[0]["msg"])}, 400)
            except HTTPException as error:
                said = {"code": error.status_code, "type": "error", "message": str(error.detail)}
                return JSONResponse(said, error.status_code)

        return told


router = APIRouter(prefix=PREFIX_PATH, tags=["sensorthings"], route_class=StaRoute)
Key = Annotated[str | None, Header(alias="Idempotency-Key", max_length=200)]


async def _body(request: Request) -> bytes:
    return await request.body()


Body = Annotated[bytes, Depends(_body)]


@router.get("", summary="SensorThings: what there is")
@router.get("/", include_in_schema=False)
def root(ask: Everyone) -> JSONResponse:
    """The entity sets and what of the standard is kept."""
    base = _base(ask.request)
    sets = [{"name": name, "url": f"{base}/{name}"} for name in MODEL]
    settings = {
        "conformance": list(_CONFORMANCE),
        f"{_SPEC}/req/data-array/data-array": {"endpoints": [f"{base}/CreateObservations"]},
    }
    return JSONResponse({"value": sets, "serverSettings": settings})


@router.get("/{path:path}", summary="SensorThings: entities, collections, properties")
def read(ask: Everyone, path: str) -> Response:
    """``Datastreams('x')/Observations?$filter=…`` and the like. Who is not signed in sees what is published."""
    answers = Answers(Sight(ask.park, ask.caller, ask.lang), _base(ask.request))
    return _resource(ask, answers, read_path(path))


@router.post("/CreateObservations", status_code=201, summary="SensorThings: observations as a data array")
def create_many(ask: Senders, body: Body, key: Key = None) -> Response:
    """Per observation its address, or ``error`` and why; what has an address is durable."""
    sight, answers = _writing(ask)
    sent = read_data_array(_json(body), ask.request.app.state.park.clock())
    made = create_observations(ask, sight, sent, body, key)
    said = [
        f"error: {one.render(ask.lang)}" if isinstance(one, Message) else answers.link("Observations", one) for one in made
    ]
    return JSONResponse(said, 201)


@router.post("/{path:path}", status_code=201, summary="SensorThings: create an Observation or a Datastream")
def create(ask: Senders, path: str, body: Body, key: Key = None) -> Response:
    """201 with its address once it is durable. A Datastream is bound to a declared one, or kept as a proposal.

    ``properties.datastream`` names the declared datastream. Observations of a proposal are kept with it.
    """
    sight, answers = _writing(ask)
    steps = read_path(path)
    said = _json(body)
    if len(steps) == 2 and (steps[0].name, steps[1]) == ("Datastreams", Segment("Observations", None)) and steps[0].key:
        return _created_observation(ask, sight, answers, said, body, key, steps[0].key)
    if len(steps) != 1 or steps[0].key is not None or steps[0].name not in MODEL:
        raise NotFound(path[:100])
    kind = steps[0].name
    if kind == "Observations":
        return _created_observation(ask, sight, answers, said, body, key, None)
    if not isinstance(said, dict):
        raise InputError("connect.sta.type", where="/", wanted="object")
    made = create_datastream(ask, sight, said)[0] if kind == "Datastreams" else create_proposal(sight, kind, said)
    if kind == "Datastreams" and isinstance(said.get("Observations"), list) and said["Observations"]:
        sight, answers = _writing(ask)  # with what was just created
        now = ask.request.app.state.park.clock()
        inner = [read_observation(one, now, made, f"/Observations/{i}") for i, one in enumerate(said["Observations"])]
        refused = next((m for m in create_observations(ask, sight, inner, body, key) if isinstance(m, Message)), None)
        if refused is not None:
            raise refusal(refused, ask.lang)
    return _created(_writing(ask)[1], kind, made)


@router.patch("/{path:path}", summary="SensorThings: bind a proposed Datastream to a declared one")
def change(ask: Senders, path: str, body: Body) -> Response:
    """``{"properties": {"datastream": "…"}}``; its observations go through the intake. All else is declared in the park."""
    sight, _ = _writing(ask)
    steps = read_path(path)
    said = _json(body)
    if len(steps) != 1 or steps[0].key is None or not isinstance(said, dict):
        raise NotFound(path[:100])
    bind(ask, sight, steps[0].key, said, body)
    answers = _writing(ask)[1]
    entity = answers.get("Datastreams", steps[0].key)
    return JSONResponse(answers.entity("Datastreams", entity or {"id": steps[0].key}, Options()))


def _created_observation(
    ask: DeviceAsk, sight: Sight, answers: Answers, said: object, body: bytes, key: str | None, datastream: str | None
) -> Response:
    if datastream is not None and not sight.sees(datastream):
        raise NotFound(f"Datastreams({quoted(datastream)})"[:100])
    sent = read_observation(said, ask.request.app.state.park.clock(), datastream)
    (made,) = create_observations(ask, sight, [sent], body, key)
    if isinstance(made, Message):
        raise refusal(made, ask.lang)
    return _created(answers, "Observations", made)


def _created(answers: Answers, kind: str, entity_id: str) -> Response:
    entity = answers.get(kind, entity_id)
    said = None if entity is None else answers.entity(kind, entity, Options())
    return JSONResponse(said, 201, headers={"Location": answers.link(kind, entity_id)})


def _writing(ask: DeviceAsk) -> tuple[Sight, Answers]:
    sight = Sight(ask.request.app.state.park, ask.caller, ask.lang)
    return sight, Answers(sight, _base(ask.request))


def _base(request: Request) -> str:
    return str(request.base_url).rstrip("/") + PREFIX_PATH


def _json(body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise InputError("serve.sta.json", where="/", reason=str(error)[:200]) from error


def _resource(ask: Ask, answers: Answers, steps: Sequence[Segment]) -> Response:
    """Walk a path: sets and entities in turn, at its end perhaps an attribute."""
    if not steps or steps[0].name not in MODEL:
        raise NotFound(steps[0].name if steps else "/")
    kind, key = steps[0].name, steps[0].key
    ids = answers.everything(kind)
    address = f"{answers.base}/{kind}"
    entity = None if key is None else _found(answers, kind, key)
    for at, step in enumerate(steps[1:], 1):
        last = at == len(steps) - 1
        if step.name == "$ref" and last:
            return _references(ask, answers, kind, ids, entity, address)
        if entity is None:
            raise NotFound(step.name)
        if step.name not in MODEL[kind]:
            return _attribute(kind, entity, steps[at:])
        other, many = MODEL[kind][step.name]
        ids = answers.related(kind, entity, step.name)
        address = f"{answers.link(kind, str(entity['id']))}/{step.name}"
        entity = _next_entity(answers, other, ids, step, many)
        kind = other
    options = read_options(ask.request.query_params.multi_items(), kind, ask.park.clock())
    if entity is not None:
        return JSONResponse(answers.entity(kind, entity, options))
    return JSONResponse(answers.collection(kind, ids, options, address))


def _next_entity(answers: Answers, kind: str, ids: Sequence[str], step: Segment, many: bool) -> Entity | None:
    if not many:
        return _found(answers, kind, ids[0]) if ids else _missing(step.name)
    if step.key is None:
        return None
    entity = _found(answers, kind, step.key)
    owner = str(entity["datastream"]) if kind == "Observations" else step.key
    return entity if owner in ids else _missing(f"{kind}({quoted(step.key)})")


def _found(answers: Answers, kind: str, key: str) -> Entity:
    entity = answers.get(kind, key)
    return entity if entity is not None else _missing(f"{kind}({quoted(key)})")


def _missing(what: str) -> Entity:
    raise NotFound(what[:100])


def _references(ask: Ask, answers: Answers, kind: str, ids: Sequence[str], entity: Entity | None, address: str) -> Response:
    if entity is not None:
        return JSONResponse({"@iot.selfLink": answers.link(kind, str(entity["id"]))})
    options = read_options(ask.request.query_params.multi_items(), kind, ask.park.clock())
    said = answers.collection(kind, ids, options, address)
    return JSONResponse({**said, "value": [{"@iot.selfLink": one["@iot.selfLink"]} for one in said["value"]]})


def _attribute(kind: str, entity: Entity, steps: Sequence[Segment]) -> Response:
    """An attribute of an entity as ``{name: value}``, or bare with ``$value``; 204 where there is nothing."""
    name = steps[0].name
    if name not in ATTRIBUTES[kind] or steps[0].key is not None:
        raise NotFound(name)
    value = entity.get(name)
    rest = [step.name for step in steps[1:]]
    if value is None:
        return Response(status_code=204)
    if rest == ["$value"]:
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        return Response(text, media_type="text/plain")
    if rest:
        raise Refused(404, "serve.request.not_found", what="/".join(rest)[:100])
    return JSONResponse({name: value})
