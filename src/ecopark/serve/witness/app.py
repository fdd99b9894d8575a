"""The HTTP interface of tlog-witness: POST add-checkpoint, GET <origin hash>/checkpoint. No sign-in: signatures decide."""

from __future__ import annotations

import logging

from fastapi import FastAPI, Request, Response
from fastapi.responses import PlainTextResponse
from starlette.concurrency import run_in_threadpool

from ecopark.trust.log.witness import MOST_BYTES, Refusal, Witness

_LOG = logging.getLogger("ecopark.witness")


def create_witness_app(witness: Witness) -> FastAPI:
    """The application over a witness."""
    app = FastAPI(title="ecopark witness", docs_url=None, redoc_url=None, openapi_url=None)

    @app.post("/add-checkpoint")
    async def add_checkpoint(request: Request) -> Response:
        body = bytearray()
        async for part in request.stream():
            body += part
            if len(body) > MOST_BYTES:
                return _refused(Refusal(413, "too_large", bytes=MOST_BYTES))
        try:
            return PlainTextResponse(await run_in_threadpool(witness.add_checkpoint, bytes(body)))
        except Refusal as refusal:
            return _refused(refusal)

    @app.get("/{origin_hash}/checkpoint")
    def checkpoint(origin_hash: str) -> Response:
        found = witness.latest(origin_hash)
        return Response(status_code=404) if found is None else PlainTextResponse(found.decode())

    return app


def _refused(refusal: Refusal) -> Response:
    if refusal.status == 422:
        _LOG.critical("%s", refusal)
    if refusal.newest is not None:
        return Response(f"{refusal.newest}\n", refusal.status, media_type="text/x.tlog.size")
    return PlainTextResponse(f"{refusal}\n", refusal.status)
