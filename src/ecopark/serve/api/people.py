"""Sign-in and sign-out, oneself, users and tokens of programs."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from ecopark.core.terms import Role
from ecopark.engine.records_access import ApiToken, User
from ecopark.serve.access.doorkeeper import address_of, cookie_name
from ecopark.serve.access.ports import Access
from ecopark.serve.access.sessions import SignedIn as Opened
from ecopark.serve.access.sessions import csrf_token, sign_in, sign_out
from ecopark.serve.access.tokens import create_token, revoke_token
from ecopark.serve.access.users import change_password, create_user, disable_user
from ecopark.serve.api.asking import Ask, Everyone, Managers, SignedIn, SigningIn
from ecopark.serve.api.documents import A_PAGE, example
from ecopark.serve.api.paging import Cursor, Limit, decode, encode, next_link
from ecopark.serve.api.times import moment, shown

router = APIRouter(tags=["people"])

Name = Annotated[str, Field(min_length=1, max_length=200)]
Secret = Annotated[str, Field(min_length=1, max_length=1000)]
Firms = Annotated[list[str], Field(max_length=100)]


class Credentials(BaseModel):
    """Who wants in."""

    user: Name = Field(examples=["steel"])
    password: Secret


class NewUser(BaseModel):
    """A person who shall sign in."""

    id: Name = Field(examples=["minh"])
    name: Name = Field(examples=["Trần Minh"])
    role: Role
    firms: Firms = Field(default=[], examples=[["steel"]])
    password: Secret


class NewPassword(BaseModel):
    """``old`` is needed for one's own."""

    new: Secret
    old: Secret | None = None


class NewToken(BaseModel):
    """A program that shall have access."""

    name: Name = Field(examples=["data logger of the steel works"])
    role: Role
    firms: Firms = []
    expires: str | None = Field(default=None, examples=["2027-01-01"])


@router.post("/sign-in", summary="Open a session", responses=example({"user": "steel", "csrf": "…"}))
def open_session(ask: SigningIn, given: Credentials, response: Response) -> dict[str, Any]:
    """Sets the session's cookie and gives the CSRF token that every change needs in ``X-CSRF-Token``."""
    opened = start_session(ask.request, ask.park.access, given.user, given.password)
    set_cookie(ask.request, response, opened)
    return {
        "user": opened.user.id,
        "name": opened.user.name,
        "role": opened.user.role.value,
        "firms": list(opened.user.firms),
        "csrf": csrf_token(opened.caller),
        "expires": shown(opened.expires, ask.zone),
    }


@router.post("/sign-out", summary="End the session", status_code=204)
def end_session(ask: SignedIn, response: Response) -> None:
    sign_out(ask.park.access, ask.caller)
    drop_cookie(ask.request, response)


@router.get("/me", summary="Who I am")
def me(ask: Everyone) -> dict[str, Any]:
    """Role, firms, and a CSRF token for the session."""
    firms = ask.scope.firms
    return {
        "signed_in": ask.caller.signed_in,
        "user": ask.scope.user if ask.caller.signed_in else None,
        "name": ask.caller.name or None,
        "role": ask.scope.role.value,
        "firms": None if firms is None else sorted(firms),
        "csrf": csrf_token(ask.caller) or None,
    }


@router.post("/me/password", summary="Change my password", status_code=204)
def my_password(ask: SignedIn, given: NewPassword, response: Response) -> None:
    """Ends all sessions of the user, this one too."""
    change_password(ask.park.access, ask.scope, ask.scope.user, new=given.new, old=given.old)
    drop_cookie(ask.request, response)


@router.get("/users", summary="Users", responses=A_PAGE)
def users(ask: Managers, cursor: Cursor = None, limit: Limit = 100) -> JSONResponse:
    after = decode(cursor, 1)
    found = ask.park.records.access.users(ask.scope, after=after[0] if after else None, limit=limit + 1)
    return _page(ask, [user_json(ask, user) for user in found], limit)


@router.post("/users", summary="Create a user", status_code=201)
def new_user(ask: Managers, given: NewUser) -> dict[str, Any]:
    user = create_user(
        ask.park.access, ask.scope, given.id, name=given.name, role=given.role, password=given.password, firms=given.firms
    )
    return user_json(ask, user)


@router.post("/users/{user_id}/disable", summary="Shut a user out at once")
def disable(ask: Managers, user_id: str) -> dict[str, Any]:
    return user_json(ask, disable_user(ask.park.access, ask.scope, user_id))


@router.post("/users/{user_id}/enable", summary="Let a user in again")
def enable(ask: Managers, user_id: str) -> dict[str, Any]:
    return user_json(ask, disable_user(ask.park.access, ask.scope, user_id, disabled=False))


@router.post("/users/{user_id}/password", summary="Reset a user's password")
def reset_password(ask: Managers, user_id: str, given: NewPassword) -> dict[str, Any]:
    """Ends all sessions of the user."""
    return user_json(ask, change_password(ask.park.access, ask.scope, user_id, new=given.new, old=given.old))


@router.get("/tokens", summary="Tokens of programs", responses=A_PAGE)
def tokens(ask: Managers, cursor: Cursor = None, limit: Limit = 100) -> JSONResponse:
    after = decode(cursor, 1)
    found = ask.park.records.access.tokens(ask.scope, after=after[0] if after else None, limit=limit + 1)
    return _page(ask, [token_json(ask, token) for token in found], limit)


@router.post("/tokens", summary="Create a token", status_code=201)
def new_token(ask: Managers, given: NewToken) -> dict[str, Any]:
    """``token`` is shown this once; what is kept is its hash."""
    expires = moment(given.expires, ask.zone, "expires") if given.expires else None
    secret, token = create_token(
        ask.park.access, ask.scope, name=given.name, role=given.role, firms=given.firms, expires=expires
    )
    return {**token_json(ask, token), "token": secret}


@router.post("/tokens/{token_id}/revoke", summary="Revoke a token", status_code=204)
def revoke(ask: Managers, token_id: str) -> None:
    revoke_token(ask.park.access, ask.scope, token_id)


def start_session(request: Request, access: Access, user: str, password: str) -> Opened:
    """Sign in from a request, ending the session that the browser had; the portal's form uses it too."""
    old = request.cookies.get(cookie_name(request.url.scheme == "https"))
    return sign_in(access, user, password, address=address_of(request), old_token=old)


def set_cookie(request: Request, response: Response, opened: Opened) -> None:
    secure = request.url.scheme == "https"
    response.set_cookie(cookie_name(secure), opened.token, httponly=True, samesite="lax", secure=secure, path="/")


def drop_cookie(request: Request, response: Response) -> None:
    secure = request.url.scheme == "https"
    response.delete_cookie(cookie_name(secure), httponly=True, samesite="lax", secure=secure, path="/")


def user_json(ask: Ask, user: User) -> dict[str, Any]:
    return {
        "id": user.id,
        "name": user.name,
        "role": user.role.value,
        "firms": list(user.firms),
        "disabled": user.disabled,
        "revision": user.revision,
        "changed_time": shown(user.changed_time, ask.zone),
    }


def token_json(ask: Ask, token: ApiToken) -> dict[str, Any]:
    return {
        "id": token.id,
        "name": token.name,
        "role": token.role.value,
        "firms": list(token.firms),
        "created_by": token.created_by,
        "created_time": shown(token.created_time, ask.zone),
        "expires_time": shown(token.expires_time, ask.zone) if token.expires_time else None,
        "revoked_time": shown(token.revoked_time, ask.zone) if token.revoked_time else None,
    }


def _page(ask: Ask, items: list[dict[str, Any]], limit: int) -> JSONResponse:
    following = encode([items[limit - 1]["id"]]) if len(items) > limit else None
    answer = {"items": items[:limit], "next": following, "notice": None}
    return JSONResponse(answer, headers=next_link(ask.request, following))
