"""OAuth 2.0 client credentials (RFC 6749, 4.4) for programs that know nothing else: PACT hosts of buyers.

A client is a program's token (``tokens.create_token``): its id is the client id, the token itself the client
secret. It is exchanged for an access token of an hour, which is signed with the park's secret and kept nowhere; a revoked or
expired program token takes its access tokens with it at once.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import timedelta

from ecopark.engine.records_access import ApiToken
from ecopark.serve.access.ports import PLATFORM, Access, Caller, scope_of
from ecopark.serve.access.tokens import token_of_secret

PREFIX = "ecopark-access."
LASTS = timedelta(hours=1)


def grant(access: Access, client_id: str, client_secret: str) -> tuple[str, int] | None:
    """An access token and its seconds; None if there is no such client."""
    token = token_of_secret(access, client_secret)
    if token is None or not hmac.compare_digest(token.id, client_id):
        return None
    ends = access.clock() + LASTS
    if token.expires_time is not None:
        ends = min(ends, token.expires_time)
    said = f"{token.id}.{int(ends.timestamp())}"
    seconds = int((ends - access.clock()).total_seconds())
    return f"{PREFIX}{said}.{_signature(access, token, said)}", max(seconds, 0)


def caller_of_access_token(access: Access, given: str) -> Caller | None:
    """Who the program is; None for a token that is not ours, has run out, or whose client is gone."""
    token = _client(access, given)
    if token is None or has_run_out(access, given):
        return None
    return Caller(scope_of(f"token:{token.id}", token.role, token.firms), token.name, "token")


def has_run_out(access: Access, given: str) -> bool:
    """Whether it was a good access token once, whose hour is over."""
    return _client(access, given) is not None and int(given.split(".")[2]) <= access.clock().timestamp()


def _client(access: Access, given: str) -> ApiToken | None:
    """The client whose signature an access token carries, whatever the time."""
    parts = given.split(".")
    if not given.startswith(PREFIX) or len(parts) != 4 or not parts[2].isdigit():
        return None
    token = access.store.token_of_id(PLATFORM, parts[1])
    if token is None or token.revoked_time is not None:
        return None
    if token.expires_time is not None and access.clock() >= token.expires_time:
        return None
    return token if hmac.compare_digest(_signature(access, token, f"{parts[1]}.{parts[2]}"), parts[3]) else None


def _signature(access: Access, token: ApiToken, said: str) -> str:
    key = hmac.new(access.salt, b"ecopark access token\0" + token.token_sha256.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(hmac.new(key, said.encode(), hashlib.sha256).digest()).decode().rstrip("=")
