"""Which checks run on which datastream, with which parameters: proposed from the declaration, overridable from YAML.

A mapping like this one (every part optional)::

    site: {latitude: 12.5, longitude: 109.0}
    properties: {ph: {rate_of_change: {per_hour: 2}}}
    datastreams: {works.outflow: {spike: off, flat_line: {readings: 5}}}
    relations: {outflow_above_inflow: {relative: 0.1}}

``off`` (or false) switches a check off; a mapping changes single parameters of the proposal. Unknown names are refused.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from typing import Any

from ecopark.core.errors import InputError
from ecopark.trust import messages as _texts  # noqa: F401  (the texts of the errors below)
from ecopark.trust.checks import physics
from ecopark.trust.checks.attenuated import Attenuated
from ecopark.trust.checks.bounds import Bounds
from ecopark.trust.checks.climatology import Climatology
from ecopark.trust.checks.clock import Future, Grid
from ecopark.trust.checks.counter import Counter
from ecopark.trust.checks.flat_line import FlatLine, Placeholder
from ecopark.trust.checks.gap import Step
from ecopark.trust.checks.isolated import Isolated
from ecopark.trust.checks.level_shift import LevelShift
from ecopark.trust.checks.multivariate import Together
from ecopark.trust.checks.neighbour import Drift, Neighbour
from ecopark.trust.checks.physics import Tolerance
from ecopark.trust.checks.profile import ProfileShift
from ecopark.trust.checks.rate import Rate
from ecopark.trust.checks.spike import Hampel, NeighbourSpike
from ecopark.trust.checks.sun import ClockShift
from ecopark.trust.checks.unit_mixup import PowersOfTen
from ecopark.trust.checks.zeros import LowOutlier, ZeroForMissing


@dataclass(frozen=True, slots=True)
class DatastreamChecks:
    """Parameters per check of one datastream; None: the check does not run on it."""

    physical_bounds: Bounds | None = None
    plausible_range: Bounds | None = None
    rate_of_change: Rate | None = None
    flat_line: FlatLine | None = None
    spike: Hampel | None = None
    neighbour_spike: NeighbourSpike | None = None
    zero_for_missing: ZeroForMissing | None = None
    low_outlier: LowOutlier | None = None
    placeholder: Placeholder | None = None
    clock_shift: ClockShift | None = None
    profile_shift: ProfileShift | None = None
    future_time: Future | None = None
    off_grid: Grid | None = None
    unit_mixup: PowersOfTen | None = None
    counter: Counter | None = None
    gap: Step | None = None
    climatology: Climatology | None = None
    attenuated: Attenuated | None = None
    level_shift: LevelShift | None = None
    neighbour: Neighbour | None = None
    drift: Drift | None = None
    isolated: Isolated | None = None
    multivariate: Together | None = None


KINDS: dict[str, type[Any]] = {
    "physical_bounds": Bounds,
    "plausible_range": Bounds,
    "rate_of_change": Rate,
    "flat_line": FlatLine,
    "spike": Hampel,
    "neighbour_spike": NeighbourSpike,
    "zero_for_missing": ZeroForMissing,
    "low_outlier": LowOutlier,
    "placeholder": Placeholder,
    "clock_shift": ClockShift,
    "profile_shift": ProfileShift,
    "future_time": Future,
    "off_grid": Grid,
    "unit_mixup": PowersOfTen,
    "counter": Counter,
    "gap": Step,
    "climatology": Climatology,
    "attenuated": Attenuated,
    "level_shift": LevelShift,
    "neighbour": Neighbour,
    "drift": Drift,
    "isolated": Isolated,
    "multivariate": Together,
}

RELATIONS: dict[str, Tolerance] = {
    "outflow_above_inflow": physics.OUTFLOW,
    "total_n_below_ammonium": physics.PART,
    "cod_below_bod": physics.PART,
    "power_factor_mismatch": physics.POWER_FACTOR,
    "submeter_above_parent": physics.SUBMETER,
    "submeters_sum": physics.SUBMETER,
    "generation_in_dark": Tolerance(relative=0.02),
}

Overrides = Mapping[str, object]  # check -> parameters, or None for off


@dataclass(frozen=True, slots=True)
class QualitySettings:
    """Overrides on top of what is proposed; made by ``read_settings``.

    ``latitude``, ``longitude`` degrees (north, east) of the park: with them the sun's position is exact; without, the
    meridian of the park's zone stands in and only deep night counts as dark.
    """

    latitude: float | None = None
    longitude: float | None = None
    properties: Mapping[str, Overrides] = field(default_factory=dict)
    datastreams: Mapping[str, Overrides] = field(default_factory=dict)
    relations: Mapping[str, Tolerance | None] = field(default_factory=lambda: dict(RELATIONS))


def read_settings(mapping: Mapping[str, object] | None = None, where: str = "") -> QualitySettings:
    """Read the mapping of the module's docstring; ``InputError`` trust.settings.* names the key that is wrong."""
    given = _mapping(mapping or {}, where, "settings")
    _known(given, ("site", "properties", "datastreams", "relations"), where)
    site = _mapping(given.get("site", {}), where, "site")
    _known(site, ("latitude", "longitude"), f"{where} site")
    relations: dict[str, Tolerance | None] = dict(RELATIONS)
    chosen = _mapping(given.get("relations", {}), where, "relations")
    _known(chosen, tuple(RELATIONS), f"{where} relations")
    for name, parameters in chosen.items():
        relations[name] = _overridden(Tolerance, relations[name], parameters, f"{where} relations.{name}")
    return QualitySettings(
        latitude=_degrees(site.get("latitude"), 90.0, f"{where} site.latitude"),
        longitude=_degrees(site.get("longitude"), 180.0, f"{where} site.longitude"),
        properties=_overrides(given.get("properties", {}), where, "properties"),
        datastreams=_overrides(given.get("datastreams", {}), where, "datastreams"),
        relations=relations,
    )


def overridden(proposal: DatastreamChecks, overrides: Overrides, where: str) -> DatastreamChecks:
    """Return the proposal with the overrides applied."""
    kept = {name: getattr(proposal, name) for name in _names(DatastreamChecks)}
    for check, parameters in overrides.items():
        kept[check] = _overridden(KINDS[check], kept[check], parameters, f"{where}.{check}")
    return DatastreamChecks(**kept)


def version_hash(content: object) -> str:
    """Return 12 hexadecimal digits of the SHA-256 of anything made of dataclasses, mappings and plain values."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), default=_fields)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _fields(thing: Any) -> dict[str, Any]:
    return {name: getattr(thing, name) for name in _names(type(thing))}


def _overrides(given: object, where: str, part: str) -> dict[str, Overrides]:
    checked: dict[str, Overrides] = {}
    for name, checks in _mapping(given, where, part).items():
        place = f"{where} {part}.{name}"
        checked[name] = _mapping(checks, where, f"{part}.{name}")
        _known(checked[name], tuple(KINDS), place)
        for check, parameters in checked[name].items():
            if parameters not in (None, False, "off"):
                _parameters(KINDS[check], parameters, f"{place}.{check}")
    return checked


def _overridden(kind: type[Any], proposal: Any, parameters: object, where: str) -> Any:
    if parameters is None or parameters is False or parameters == "off":
        return None
    values = _parameters(kind, parameters, where)
    if proposal is not None:
        return kind(**{name: values.get(name, getattr(proposal, name)) for name in _names(kind)})
    needed = [name for name in _needed(kind) if name not in values]
    if needed:
        raise InputError("trust.settings.parameter_missing", where=where.strip(), needed=", ".join(needed))
    return kind(**values)


def _needed(kind: type[Any]) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING)


def _names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(kind.__dataclass_fields__)


def _parameters(kind: type[Any], given: object, where: str) -> dict[str, Any]:
    values = _mapping(given, where, "")
    _known(values, _names(kind), where)
    for name, value in values.items():
        sequence = value if isinstance(value, list | tuple) else (value,)
        if not all(v is None or isinstance(v, int | float) for v in sequence):
            raise InputError("trust.settings.bad_value", where=where.strip(), key=name, value=str(value))
    return {name: tuple(v) if isinstance(v, list) else v for name, v in values.items()}


def _mapping(given: object, where: str, key: str) -> dict[str, Any]:
    if not isinstance(given, Mapping):
        raise InputError("trust.settings.not_a_mapping", where=where.strip(), key=key, value=str(given))
    return {str(name): value for name, value in given.items()}


def _known(given: Mapping[str, object], known: tuple[str, ...], where: str) -> None:
    for name in given:
        if name not in known:
            raise InputError("trust.settings.unknown_key", where=where.strip(), key=name, known=", ".join(known))


def _degrees(given: object, limit: float, where: str) -> float | None:
    if given is None:
        return None
    if isinstance(given, bool) or not isinstance(given, int | float) or abs(given) > limit:
        raise InputError("trust.settings.bad_value", where=where.strip(), key=where.rsplit(".", 1)[-1], value=str(given))
    return float(given)
