"""Settings of a park: the part of park.yaml below ``settings:``. Unknown keys are refused with line and remedy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from ecopark.connect.mqtt.settings import MqttSettings
from ecopark.connect.report.check import check_report
from ecopark.connect.report.receivers import ReportSettings
from ecopark.connect.values import did_you_mean
from ecopark.core.errors import InputError
from ecopark.core.network import FlowNetwork
from ecopark.core.properties import find_property
from ecopark.core.units import conversion
from ecopark.judge.opendata.settings import OpenDataSettings, check_open_data
from ecopark.network.sharing.policy import SharingPolicy, check_policy
from ecopark.trust.balance.settings import check_balance_settings, read_balance_settings
from ecopark.trust.log.anchors import AnchorSettings, check_anchors
from ecopark.trust.log.witnesses import WitnessSettings, check_witnesses
from ecopark.trust.settings import read_settings as read_quality

PARK = "park"


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """Where the portal listens. ``allowed_hosts``: names under which it may be called; loopback always may.

    ``log``: lines for people or JSON lines for programs, on stderr.
    """

    host: str = "127.0.0.1"
    port: int = 8765
    allowed_hosts: tuple[str, ...] = ()
    log: Literal["text", "json"] = "text"


@dataclass(frozen=True, slots=True)
class InventorySettings:
    """How the greenhouse-gas inventory is made.

    Attributes
    ----------
    gwp_report
        Assessment report of the IPCC whose warming potentials the inventory uses; one per inventory.
    wastewater_guideline
        IPCC text for wastewater: 2019 (refinement) or 2006; the other one is kept as a variant.
    base_year
        Year with which later years are compared; None: none chosen.
    recalculation_threshold_percent
        The base year is to be recalculated when changes add up to this share of it (GHG Protocol, chapter 5).
    """

    gwp_report: Literal["AR4", "AR5", "AR6"] = "AR5"
    wastewater_guideline: Literal["2006", "2019"] = "2019"
    base_year: int | None = None
    recalculation_threshold_percent: float = 5.0


@dataclass(frozen=True, slots=True)
class FirmTariff:
    """Tariff group and voltage level of a supply, in the words of the tariff pack (rules).

    ``schedule``: rule id of the time-of-use hours that the bills print, where it is not the default one.
    """

    group: str
    voltage: str
    schedule: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class PermitLimit:
    """One limit of a permit, in ``unit``; ``statistic`` is what the limit is compared with."""

    property: str
    unit: str
    minimum: float | None = None
    maximum: float | None = None
    statistic: Literal["instant", "hour_mean", "day_mean"] = "day_mean"
    where: str = ""


@dataclass(frozen=True, slots=True)
class Permit:
    """An environmental permit; it wins over the table of the technical regulation at its monitoring point.

    ``kind`` connection_contract: a contract with the central works, which binds only water that goes to them.
    """

    id: str
    monitoring_point: str
    document: str
    valid_from: date
    valid_to: date | None = None
    limits: tuple[PermitLimit, ...] = ()
    kind: Literal["permit", "connection_contract"] = "permit"
    where: str = ""


@dataclass(frozen=True, slots=True)
class ParkSettings:
    """What a park chooses.

    Attributes
    ----------
    lang
        Language of the portal and of messages until a person chooses another.
    field
        Map of field devices (Modbus, OPC UA) that the server polls, relative to the park's folder; empty: none.
    inbox
        Watched folder, relative to the park's folder.
    records_url
        SQLAlchemy address of the records store; empty: SQLite beside the data.
    tariff_groups
        Firm id -> tariff group and voltage; ``park`` is what the park itself buys from the grid.
    mqtt
        The MQTT door, see `connect.mqtt.settings`.
    permits
        Permits with their limits.
    quality
        Overrides of the quality checks: ``site``, ``properties``, ``datastreams``, ``relations``, see `trust.settings`.
    balances
        Shares, storage and complete splits of the balances, see `trust.balance.settings`.
    report
        Receivers of station files, see `report.receivers`.
    sharing
        What goes to which hub, and to everybody (``public``); nothing if left out, see `network.sharing.policy`.
    open_data
        Licence of what everybody may have, see `judge.opendata.settings`.
    witnesses
        Who cosigns the evidence log, see `trust.log.witnesses`.
    anchors
        Where checkpoints are laid down outside, see `trust.log.anchors`.
    """

    lang: Literal["vi", "en"] = "vi"
    inbox: str = "inbox"
    records_url: str = ""
    server: ServerSettings = field(default_factory=ServerSettings)
    mqtt: MqttSettings = field(default_factory=MqttSettings)
    inventory: InventorySettings = field(default_factory=InventorySettings)
    tariff_groups: Mapping[str, FirmTariff] = field(default_factory=dict)
    permits: tuple[Permit, ...] = ()
    quality: Mapping[str, object] = field(default_factory=dict)
    balances: Mapping[str, object] = field(default_factory=dict)
    report: ReportSettings = field(default_factory=ReportSettings)
    sharing: SharingPolicy = field(default_factory=SharingPolicy)
    open_data: OpenDataSettings = field(default_factory=OpenDataSettings)
    witnesses: WitnessSettings = field(default_factory=WitnessSettings)
    anchors: tuple[AnchorSettings, ...] = ()
    field: str = ""
    where: str = ""


def check_settings(settings: ParkSettings, network: FlowNetwork) -> None:
    """Refuse settings that name a firm, point, datastream, property or unit which the park does not have."""
    for firm, tariff in settings.tariff_groups.items():
        if firm != PARK:
            _known("firm", firm, network.firms, tariff.where)
    for datastream in read_quality(settings.quality, settings.where).datastreams:
        _known("datastream", datastream, network.datastreams, settings.where)
    check_balance_settings(read_balance_settings(settings.balances, settings.where), network, settings.where)
    check_report(settings.report, network)
    check_policy(settings.sharing)
    check_open_data(settings.open_data)
    check_witnesses(settings.witnesses)
    check_anchors(settings.anchors)
    first: dict[str, str] = {}
    for permit in settings.permits:
        if permit.id in first:
            raise InputError(
                "core.network.double_id", where=permit.where, id=permit.id, first=first[permit.id], thing="permit"
            )
        first[permit.id] = permit.where
        _known("monitoring_point", permit.monitoring_point, network.monitoring_points, permit.where)
        for limit in permit.limits:
            conversion(limit.unit, find_property(limit.property, limit.where).unit, limit.where)
            if limit.minimum is None and limit.maximum is None:
                raise InputError("connect.settings.no_limit", where=limit.where, field=limit.property)


def _known(kind: str, wanted: str, among: Mapping[str, object], where: str) -> None:
    if wanted not in among:
        near = did_you_mean(wanted, list(among))
        hint = f" → {near}?" if near else ""
        raise InputError("connect.settings.unknown_reference", where=where, field=kind, id=wanted, hint=hint)
