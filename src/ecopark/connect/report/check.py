"""Settings of the sender that cannot work are refused when the park is opened, with file, row and remedy."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ecopark.connect.report.plan import station_plans
from ecopark.connect.report.receivers import PLACES, Receiver, ReportSettings, SentStation
from ecopark.connect.values import did_you_mean
from ecopark.core.errors import InputError
from ecopark.core.network import FlowNetwork

_PLACE = re.compile(r"\{([^{}]*)\}")
_ID = re.compile(r"\w[\w.-]{0,59}")
_CODE = re.compile(r"\w[\w.-]{0,119}")


def check_report(settings: ReportSettings, network: FlowNetwork) -> None:
    """Refuse receivers that cannot work, whatever the other side does: ``connect.report.*`` with file and row.

    Raises
    ------
    InputError
        Unknown points, datastreams or units; double ids; a way of signing in that does not fit the protocol; a folder
        pattern with unknown places.
    """
    seen: dict[str, str] = {}
    for receiver in settings.receivers:
        if not _ID.fullmatch(receiver.id):
            raise InputError("connect.park.bad_id", where=receiver.where, value=receiver.id)
        if receiver.id in seen:
            first = seen[receiver.id]
            raise InputError("core.network.double_id", where=receiver.where, id=receiver.id, first=first, thing="receiver")
        seen[receiver.id] = receiver.where
        _check_sign_in(receiver)
        _check_folder(receiver)
        if receiver.grace_min < 0 or receiver.files_per_minute < 1 or not 0 <= receiver.port < 65536:
            raise InputError("connect.report.bad_number", where=receiver.where)
        for station in receiver.stations:
            _check_station(station, network)
        station_plans(receiver, network)


def _check_sign_in(receiver: Receiver) -> None:
    if receiver.protocol == "sftp":
        if not receiver.host_key.startswith("SHA256:"):
            raise InputError("connect.report.no_host_key", where=receiver.where, host=receiver.host)
        if not receiver.password_file and not receiver.key_file:
            raise InputError("connect.report.no_secret", where=receiver.where, field="password_file, key_file")
        return
    if not receiver.password_file:
        raise InputError("connect.report.no_secret", where=receiver.where, field="password_file")
    for name in ("key_file", "host_key", *(("ca_file",) if receiver.protocol == "ftp" else ())):
        if getattr(receiver, name):
            raise InputError("connect.report.not_for", where=receiver.where, field=name, protocol=receiver.protocol)


def _check_folder(receiver: Receiver) -> None:
    for place in _PLACE.findall(receiver.folder):
        if place not in PLACES:
            known = ", ".join(f"{{{name}}}" for name in PLACES)
            raise InputError("connect.report.folder_place", where=receiver.where, place=f"{{{place}}}", known=known)
    bare = _PLACE.sub("x", receiver.folder)
    if any(part == ".." for part in bare.split("/")) or not bare.isprintable() or "{" in bare or "}" in bare:
        raise InputError("connect.report.folder", where=receiver.where, folder=receiver.folder)


def _check_station(station: SentStation, network: FlowNetwork) -> None:
    _known("monitoring_point", station.monitoring_point, network.monitoring_points, station.where)
    code = station.code or network.monitoring_points[station.monitoring_point].station or ""
    if not _CODE.fullmatch(code):
        raise InputError("connect.report.no_code", where=station.where, point=station.monitoring_point, given=code)
    for parameter in station.parameters:
        _known("datastream", parameter.datastream, network.datastreams, parameter.where)


def _known(kind: str, wanted: str, among: Mapping[str, object], where: str) -> None:
    if wanted not in among:
        near = did_you_mean(wanted, list(among))
        hint = f" → {near}?" if near else ""
        raise InputError("connect.settings.unknown_reference", where=where, field=kind, id=wanted, hint=hint)
