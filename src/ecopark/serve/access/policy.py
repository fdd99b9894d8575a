"""The policy of an endpoint: which roles may, and that a change was meant (CSRF, origin). # design 4.8

Every endpoint declares one as its first dependency; the application refuses to start with one that does not.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

import ecopark.serve.access.messages  # noqa: F401  texts
from ecopark.core.errors import NotAllowed
from ecopark.core.terms import Role
from ecopark.serve.access.doorkeeper import host_name
from ecopark.serve.access.ports import Caller
from ecopark.serve.access.sessions import csrf_matches
from ecopark.serve.problems import SignInNeeded

EVERYONE = frozenset(Role) - {Role.HUB}
SIGNED_IN = frozenset({Role.MANAGER, Role.FIRM, Role.INSPECTOR, Role.REGULATOR})
HUBS = frozenset({Role.HUB})
WHOLE_PARK = frozenset({Role.MANAGER, Role.INSPECTOR, Role.REGULATOR})
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
CSRF_HEADER, CSRF_FIELD = "x-csrf-token", "csrf_token"


@dataclass(frozen=True, slots=True)
class Allow:
    """``caller: Caller = Depends(Allow(roles))``.

    Parameters
    ----------
    roles
        Who may. ``Role.PUBLIC`` lets in those who are not signed in, with the scope of the public.
    forgeable
        True only for sign-in, which has no session yet and is guarded by origin alone.
    devices
        Whether devices may too, whatever their role elsewhere (the public's).
    """

    roles: frozenset[Role]
    forgeable: bool = False
    devices: bool = False

    async def __call__(self, request: Request) -> Caller:
        refusal = getattr(request.state, "refusal", None)
        if refusal is not None:
            raise refusal
        caller: Caller = request.state.caller
        if caller.scope.role not in self.roles and not (self.devices and caller.device is not None):
            if not caller.signed_in:
                raise SignInNeeded("serve.request.sign_in_needed")
            what = f"{request.method} {request.url.path}"
            raise NotAllowed("core.scope.not_allowed", role=caller.scope.role.value, what=what)
        if request.method not in _SAFE:
            _same_origin(request)
            if caller.via == "session" and not self.forgeable and not csrf_matches(caller, await _given_token(request)):
                raise NotAllowed("serve.csrf.missing")
        return caller


def policies(dependant: Any) -> Iterable[Allow]:
    """The policies that an endpoint declares, at any depth of its dependencies."""
    for below in dependant.dependencies:
        if isinstance(below.call, Allow):
            yield below.call
        yield from policies(below)


def _same_origin(request: Request) -> None:
    """Refuse what a browser says comes from another site. Programs send neither header."""
    origin = request.headers.get("origin")
    if origin is not None:
        scheme, _, rest = origin.partition("://")
        if scheme not in ("http", "https") or rest.lower() != request.headers.get("host", "").lower():
            raise NotAllowed("serve.csrf.other_origin", origin=origin[:100])
    elif request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise NotAllowed("serve.csrf.other_origin", origin=host_name(request.headers.get("referer", "?"))[:100])


async def _given_token(request: Request) -> str:
    header = request.headers.get(CSRF_HEADER)
    if header is not None:
        return header
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in ("application/x-www-form-urlencoded", "multipart/form-data"):
        return ""
    given = (await request.form()).get(CSRF_FIELD)
    return given if isinstance(given, str) else ""
