"""When a device was touched: what its records (new key, new settings, replaced) say, by datastream."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_WATCHED = (
    ("public_keys", "key"),
    ("secret_sha256", "key"),
    ("firmware", "firmware"),
    ("names", "settings"),
    ("state", "state"),
)


def device_events(
    revisions: Iterable[tuple[datetime, Mapping[str, Any]]], datastreams: Iterable[str] = ()
) -> dict[str, list[tuple[int, str]]]:
    """Return what changed between consecutive revisions of one device's record, for each datastream that it sends.

    Parameters
    ----------
    revisions
        ``(recorded time, content)`` in order; content as `connect.live.device.Device.content` gives it.
    datastreams
        Those of the device where its record names none (all of its firm).

    Returns
    -------
    events
        Datastream -> ``(microseconds since 1970 UTC, what)``; what is key, firmware, settings or state.
    """
    found: dict[str, list[tuple[int, str]]] = {}
    before: Mapping[str, Any] | None = None
    everything = tuple(datastreams)
    for time, content in revisions:
        if before is not None:
            changed = dict.fromkeys(what for name, what in _WATCHED if before.get(name) != content.get(name))
            moment = (time.astimezone(UTC) - EPOCH) // timedelta(microseconds=1)
            for name in tuple(content.get("datastreams") or ()) or everything:
                found.setdefault(name, []).extend((moment, what) for what in changed)
        before = content
    return {name: events for name, events in found.items() if events}
