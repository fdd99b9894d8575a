"""Devices that may send by themselves: register, rotate, revoke. Managers all, firms their own."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from ecopark.connect.live.device import DEFAULT_QUOTA, Device, Door
from ecopark.serve.api.asking import Ask, Writers
from ecopark.serve.problems import NotFound

router = APIRouter(prefix="/devices", tags=["devices"])

Name = Annotated[str, Field(min_length=1, max_length=200)]


class NewDevice(BaseModel):
    """A gateway, logger or program that sends readings."""

    id: Name = Field(examples=["gw-7"])
    name: Annotated[str, Field(max_length=200)] = ""
    firm: str | None = Field(default=None, description="Whose datastreams it may write; none: the park's own.")
    door: Door = "http"
    datastreams: Annotated[list[Name], Field(max_length=10_000)] = []
    names: Annotated[dict[Name, Name], Field(max_length=10_000)] = Field(
        default={}, description="Its own names (topic, tag, register) -> datastream.", examples=[{"meter/1": "steel.energy"}]
    )
    quota_per_minute: int = DEFAULT_QUOTA
    every_s: float | None = Field(default=None, description="How often each datastream reports.", examples=[60])
    public_keys: Annotated[list[Name], Field(max_length=20)] = []


@router.get("", summary="Devices")
def devices(ask: Writers) -> dict[str, Any]:
    """Without their secrets, which nobody knows but the device."""
    return {"items": [device_json(device) for device in ask.park.devices.all(ask.scope)]}


@router.post("", summary="Register a device", status_code=201)
def new_device(ask: Writers, given: NewDevice) -> dict[str, Any]:
    """``secret`` is shown this once; what is kept is its hash."""
    device = Device(
        id=given.id,
        name=given.name or given.id,
        firm=given.firm,
        door=given.door,
        datastreams=tuple(given.datastreams),
        names=dict(given.names),
        public_keys=tuple(given.public_keys),
        quota_per_minute=given.quota_per_minute,
        every_s=given.every_s,
    )
    secret = ask.park.devices.add(ask.scope, device)
    return {**device_json(device), "secret": secret or None}


@router.get("/{device_id}", summary="One device")
def device(ask: Writers, device_id: str) -> dict[str, Any]:
    return device_json(_own(ask, device_id))


@router.post("/{device_id}/rotate", summary="Give a device a new secret")
def rotate(ask: Writers, device_id: str) -> dict[str, Any]:
    """The old one opens nothing from now on; the new one is shown this once."""
    _own(ask, device_id)
    secret = ask.park.devices.rotate(ask.scope, device_id)
    return {**device_json(_own(ask, device_id)), "secret": secret}


@router.post("/{device_id}/revoke", summary="Shut a device out at once")
def revoke(ask: Writers, device_id: str) -> dict[str, Any]:
    """Its id is not given again, so that what it sent keeps its author."""
    _own(ask, device_id)
    ask.park.devices.revoke(ask.scope, device_id)
    return device_json(_own(ask, device_id))


def device_json(device: Device) -> dict[str, Any]:
    """All but the secret's hash."""
    content = device.content()
    del content["secret_sha256"]
    return content


def _own(ask: Ask, device_id: str) -> Device:
    found = ask.park.devices.get(device_id)
    if found is None or not ask.scope.sees(found.firm):
        raise NotFound(device_id)
    return found
