"""Problems as PACT writes them: ``{"code": …, "message": …}`` with the status of the code."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from ecopark.core.errors import EcoparkError
from ecopark.serve.access.clients import has_run_out
from ecopark.serve.access.devices import given_in
from ecopark.serve.problems import language_of, problem_of

_LOG = logging.getLogger("ecopark.serve")
_CODES = {401: "BadRequest", 403: "AccessDenied", 404: "NotFound", 500: "InternalError", 501: "NotImplemented"}


class PactRoute(APIRoute):
    """A route whose problems leave as PACT errors."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            try:
                return await handle(request)
            except EcoparkError as error:
                found = problem_of(error, language_of(request))
                headers = dict(found.headers)
                return pact_error(
                    found.status, found.detail, expired=found.status == 401 and _expired(request), headers=headers
                )
            except (RequestValidationError, ValueError) as error:
                return pact_error(400, str(error)[:500])
            except HTTPException as error:
                return pact_error(error.status_code, str(error.detail))
            except Exception as error:
                reference = secrets.token_hex(4)
                _LOG.error("fault %s: %s %s", reference, request.method, request.url.path, exc_info=error)
                return pact_error(500, f"fault {reference}")

        return guarded


def pact_error(status: int, message: str, *, expired: bool = False, headers: dict[str, str] | None = None) -> JSONResponse:
    """The error with its code: BadRequest, AccessDenied, TokenExpired, NotFound, InternalError."""
    code = "TokenExpired" if expired else _CODES.get(status, "BadRequest" if status < 500 else "InternalError")
    return JSONResponse({"code": code, "message": message}, status, headers=headers)


def _expired(request: Request) -> bool:
    given = given_in(request.headers.get("authorization", ""))
    return given is not None and has_run_out(request.app.state.park.access, given.secret)
