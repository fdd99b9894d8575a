"""The figures that everybody may have: what the sharing policy publishes for the reader named ``public``.

Open figures go the same way as those for a hub: the policy of ``settings.sharing`` with its delay, rounding and disclosure
rule, the memory of what has left, an entry of the log per version. Firms consent to ``public`` as they do to a hub.
"""

from __future__ import annotations

from datetime import datetime

import pyarrow as pa

from ecopark.network.sharing.table import SHARED
from ecopark.serve.park import OpenPark
from ecopark.serve.workers.sharing import PUBLICATION, SCOPE, SharedPublication, publication_bytes

READER = "public"
"""Name of everybody in ``settings.sharing.hubs``."""


def publication_of(park: OpenPark, known_at: datetime | None = None) -> SharedPublication | None:
    """The newest publication for everybody (as known at a moment); None while there is none."""
    record = park.records.get(SCOPE, PUBLICATION, READER, known_at=known_at)
    return None if record is None else SharedPublication.of(record)


def published_table(park: OpenPark, known_at: datetime | None = None) -> pa.Table:
    """Its table; empty while nothing was published."""
    made = publication_of(park, known_at)
    if made is None:
        return SHARED.empty_table()
    with pa.ipc.open_stream(pa.BufferReader(publication_bytes(park, made))) as stream:
        return stream.read_all()


def shares_with_everybody(park: OpenPark) -> bool:
    """Whether the policy names ``public``."""
    return any(grant.name == READER for grant in park.settings.sharing.hubs)
