"""PACT events: what recipients ask of us and tell us, and our answers, which are tried again until they arrive.

Content of a ``pact_event``: ``{"direction": "in", "recipient", "event", "state": "waiting" | "answered" | "given_up" |
"kept", "tries", "next_try", "answer": type or null, "trouble", "findings": {pf id: [finding]}}``.
"""

from __future__ import annotations

import contextlib
import logging
import os
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from ecopark.account.product.actions import shared_with
from ecopark.account.product.criteria import criteria_of
from ecopark.account.product.pcf_schema import is_uuid, moment_of
from ecopark.account.product.semantics import check_footprint
from ecopark.connect.pact import Callback, deliver
from ecopark.core.errors import EcoparkError, InputError, StateError
from ecopark.core.messages import Text, catalogue
from ecopark.core.records import Record
from ecopark.core.scope import Scope, system_scope
from ecopark.serve.park import OpenPark

EVENT = "pact_event"
RECIPIENT = "pact_recipient"
CREATED, FULFILLED, REJECTED, PUBLISHED = (
    f"org.wbcsd.pact.ProductFootprint.{name}.3"
    for name in ("RequestCreatedEvent", "RequestFulfilledEvent", "RequestRejectedEvent", "PublishedEvent")
)
GIVE_UP = timedelta(hours=72)  # as the specification recommends
WORKER = system_scope("pact")
_MOST = 10_000
_LOG = logging.getLogger("ecopark.pact")

catalogue(
    {
        "serve.pact.not_json": Text(vi="nội dung không phải JSON.", en="the body is no JSON."),
        "serve.pact.event": Text(
            vi="sự kiện thiếu hoặc sai ô “{field}”.", en="the event lacks “{field}”, or it has not the right form."
        ),
        "serve.pact.event_type": Text(vi="không nhận loại sự kiện “{type}”.", en="events of type “{type}” are not taken."),
        "serve.pact.no_callback": Text(
            vi="chưa có địa chỉ nhận trả lời của bạn. Hãy báo ban quản lý khu công nghiệp.",
            en="no address for answers to you is on file. Tell it to the park's management board.",
        ),
        "serve.pact.url": Text(
            vi="địa chỉ “{url}” không dùng được: cần https://, không có tham số.",
            en="the address “{url}” cannot be used: it must be https:// and without parameters.",
        ),
    }
)


def take_event(park: OpenPark, scope: Scope, name: str, event: object) -> Record | None:
    """Keep a valid event, once; None where it was known. ``InputError`` serve.pact.… for one that is not valid."""
    said = _checked(event)
    recipient = scope.user.removeprefix("token:")
    record_id = sha256(f"{recipient}\0{said['source']}\0{said['id']}".encode()).hexdigest()[:32]
    if park.records.get(WORKER, EVENT, record_id) is not None:
        return None  # sent again: it was taken the first time
    content: dict[str, Any] = {
        "direction": "in", "recipient": recipient, "name": name, "event": said, "state": "kept", "tries": 0,
        "next_try": None, "answer": None, "trouble": "", "findings": {},
    }  # fmt: skip
    if said["type"] == CREATED:
        if callback_of(park, recipient) is None:
            raise InputError("serve.pact.no_callback", where="source")
        content |= {"state": "waiting", "next_try": park.clock().isoformat()}
    if said["type"] == FULFILLED:
        content["findings"] = {
            str(pf.get("id")): [f.content() for f in check_footprint(pf, now=park.clock())] for pf in said["data"]["pfs"]
        }
    with contextlib.suppress(StateError):  # the same, at the same moment
        return park.records.put(WORKER, EVENT, record_id, content, expected_revision=0)
    return None


def answer_due(park: OpenPark) -> int:
    """Answer the requests that are due; return how many were answered. Safe to call at once from several threads."""
    answered, now = 0, park.clock()
    for kept in park.records.find(WORKER, EVENT, limit=_MOST):
        content: dict[str, Any] = dict(kept.content)
        if content["state"] != "waiting" or datetime.fromisoformat(content["next_try"]) > now:
            continue
        tries = content["tries"] + 1
        claimed = {**content, "tries": tries, "next_try": (now + _pause(tries)).isoformat()}
        try:  # whoever claims it sends it
            kept = park.records.put(WORKER, EVENT, kept.id, claimed, expected_revision=kept.revision)
        except StateError:
            continue
        done = _answer(park, claimed, kept.recorded_time)
        park.records.put(WORKER, EVENT, kept.id, done, expected_revision=kept.revision)
        answered += done["state"] == "answered"
    return answered


def callback_of(park: OpenPark, recipient: str) -> Callback | None:
    """Where answers to a recipient go; the secret lies among the park's keys, not in the records."""
    kept = park.records.get(WORKER, RECIPIENT, recipient)
    if kept is None or not kept.content.get("url"):
        return None
    secret = _secret_file(park, recipient)
    return Callback(
        str(kept.content["url"]),
        str(kept.content.get("client_id") or ""),
        secret.read_text("utf-8") if secret.is_file() else "",
    )


def keep_recipient(park: OpenPark, scope: Scope, recipient: str, name: str, url: str, client_id: str, secret: str) -> Record:
    """Remember a recipient and its address for answers (empty: it only fetches)."""
    if url and not Callback(url, client_id, secret).allowed:
        raise InputError("serve.pact.url", where="url", url=url[:200])
    if secret:
        path = _secret_file(park, recipient)
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(secret)
    content = {"name": name, "url": url.rstrip("/"), "client_id": client_id}
    return park.records.put(scope, RECIPIENT, recipient, content)


def _secret_file(park: OpenPark, recipient: str) -> Path:
    return park.folder / "data" / "keys" / "pact" / f"{recipient}.secret"


def _answer(park: OpenPark, content: dict[str, Any], last_try: datetime) -> dict[str, Any]:
    callback = callback_of(park, content["recipient"])
    asked = content["event"]
    event = _event_of(park, content["recipient"], asked, park.clock())
    try:
        if callback is None:
            raise InputError("serve.pact.no_callback")
        deliver(callback, event)
    except (EcoparkError, OSError) as error:
        _LOG.warning("answer to %s did not arrive: %s", content["recipient"], error)
        first = moment_of(asked["time"]) or last_try
        state = "given_up" if park.clock() - first.astimezone(UTC) > GIVE_UP else "waiting"
        return {**content, "state": state, "trouble": str(error)[:500]}
    return {**content, "state": "answered", "answer": event["type"], "trouble": "", "next_try": None}


def _event_of(park: OpenPark, recipient: str, asked: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Fulfilled with all active and replaced footprints that match and are allowed; otherwise Rejected."""
    today = now.astimezone(ZoneInfo(park.network.park.zone)).date()
    wanted = criteria_of(asked["data"])
    found = [r.content["document"] for r in shared_with(park.records, WORKER, recipient, today)]
    matching = [pf for pf in found if isinstance(pf, Mapping) and wanted.match(pf)]
    data: dict[str, Any] = {"requestEventId": asked["id"]}
    if matching:
        data["pfs"] = [dict(pf) for pf in matching]
    else:
        data["error"] = {"code": "NotFound", "message": "There is no footprint that matches and that you may have."}
    return {
        "type": FULFILLED if matching else REJECTED,
        "specversion": "1.0",
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{park.network.park.id}/{recipient}/{asked['source']}/{asked['id']}")),
        "source": f"//{park.network.park.id}/pact/3/events",
        "time": now.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "data": data,
    }


def _pause(tries: int) -> timedelta:
    """Exponential: 1, 2, 4 … minutes, at most 6 hours."""
    return min(timedelta(minutes=2 ** min(tries - 1, 10)), timedelta(hours=6))


def _checked(event: object) -> dict[str, Any]:
    """A CloudEvent of one of the four types with the data that the type needs."""
    if not isinstance(event, dict):
        raise InputError("serve.pact.event", where="body", field="type")
    for field in ("type", "specversion", "id", "source", "time"):
        if not isinstance(event.get(field), str) or not event[field] or len(event[field]) > 2000:
            raise InputError("serve.pact.event", where="body", field=field)
    data = event.get("data")
    if not isinstance(data, dict):
        raise InputError("serve.pact.event", where="body", field="data")
    if moment_of(event["time"]) is None:
        raise InputError("serve.pact.event", where="body", field="time")
    if event["type"] == CREATED:
        criteria_of(data)
    elif event["type"] == PUBLISHED:
        ids = data.get("pfIds")
        if not isinstance(ids, list) or not ids or not all(is_uuid(one) for one in ids):
            raise InputError("serve.pact.event", where="body", field="data.pfIds")
    elif event["type"] in (FULFILLED, REJECTED):
        _check_answer(event["type"], data)
    else:
        raise InputError("serve.pact.event_type", where="type", type=event["type"][:100])
    return event


def _check_answer(kind: str, data: Mapping[str, Any]) -> None:
    if not isinstance(data.get("requestEventId"), str):
        raise InputError("serve.pact.event", where="body", field="data.requestEventId")
    if kind == FULFILLED:
        pfs = data.get("pfs")
        if not isinstance(pfs, list) or not pfs or not all(isinstance(pf, Mapping) for pf in pfs):
            raise InputError("serve.pact.event", where="body", field="data.pfs")
    elif not isinstance(data.get("error"), Mapping) or not {"code", "message"} <= set(data["error"]):
        raise InputError("serve.pact.event", where="body", field="data.error")
