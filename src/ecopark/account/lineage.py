"""Where a figure comes from: weakest origin, version of a flow, months of the park. # design 4.11"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from ecopark.core.interval import Interval
from ecopark.core.messages import Message
from ecopark.core.network import FlowNetwork
from ecopark.core.terms import Origin

_WEAKNESS = {Origin.MEASURED: 0, Origin.MODELLED: 1, Origin.DECLARED: 2, Origin.SYNTHETIC: 3}


def weakest(origins: Iterable[str]) -> str | None:
    """Return the weakest origin (measured < modelled < declared < synthetic); None when there is none."""
    return max((Origin(origin) for origin in origins), key=_WEAKNESS.__getitem__, default=None)


def flow_version(code: str, parameters: object) -> str:
    """Return ``code-hash``: the hand-counted version of the code and a hash of all parameters of a flow.

    ``parameters`` is JSON-able; the same parameters give the same version on every machine.
    """
    text = json.dumps(parameters, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return f"{code}-{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def line_id(*parts: object) -> str:
    """Stable id of a line of an account: the hash of what identifies it, so that versions can be compared."""
    text = json.dumps([str(part) for part in parts], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def zone_of(network: FlowNetwork) -> ZoneInfo:
    return ZoneInfo(network.park.zone)


def years_of(interval: Interval, zone: ZoneInfo) -> tuple[int, ...]:
    """Calendar years of the park's zone that the interval touches."""
    return tuple(dict.fromkeys(year for year, _ in interval.months(zone)))


def months_of(interval: Interval, zone: ZoneInfo) -> tuple[Interval, ...]:
    """Whole calendar months of the park's zone that the interval touches."""
    return tuple(Interval.of_month(year, month, zone) for year, month in interval.months(zone))


def naive_utc(moment: datetime) -> datetime:
    """The form in which times are stored: UTC without zone. # design 5.9"""
    return moment.astimezone(UTC).replace(tzinfo=None)


def microseconds(moment: datetime) -> int:
    """Microseconds since 1970, the integer behind the stored time."""
    return (naive_utc(moment) - datetime(1970, 1, 1)) // timedelta(microseconds=1)  # noqa: DTZ001 - naive UTC


def moment(microseconds: int) -> datetime:
    """Inverse of `microseconds`: aware, UTC."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)


def relative_parts(text: str) -> Mapping[str, float]:
    """Read the ``uncertainty`` column: JSON text, source id -> relative standard uncertainty."""
    return {str(source): float(value) for source, value in json.loads(text or "{}").items()}


def reason_columns(message: Message | None) -> dict[str, str | None]:
    """The columns ``reason`` (message id) and ``reason_params`` (JSON text), from which both languages are made."""
    if message is None:
        return {"reason": None, "reason_params": None}
    params = json.dumps(dict(message.params), sort_keys=True, ensure_ascii=False, default=str)
    return {"reason": message.id, "reason_params": params}


def read_reason(line: Mapping[str, object]) -> Message | None:
    """The message of a line's ``reason``; None where it has none."""
    if not line["reason"]:
        return None
    return Message(str(line["reason"]), json.loads(str(line["reason_params"] or "{}")))
