"""Publishes what the sharing policy allows: one table per hub, an entry of the log, the bytes kept, before a hub can ask.

Order: the memory of what has left (records, so that a later publication can be compared with it), the bytes, the entry,
the record of the publication. A crash in between leaves an entry that no hub is told of; the next look publishes again.
"""

from __future__ import annotations

import io
import json
import logging
import secrets
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa

from ecopark.account.lineage import naive_utc
from ecopark.core.errors import EcoparkError, Fatal
from ecopark.core.interval import Interval
from ecopark.core.records import Record
from ecopark.core.scope import system_scope
from ecopark.network.national.verify import KIND
from ecopark.network.sharing.figures import ParkTables, closed_months, figures_of
from ecopark.network.sharing.policy import BY_FIRM
from ecopark.network.sharing.table import FORMAT, Consent, Decisions, Told, decide, shared_table
from ecopark.serve.park import OpenPark
from ecopark.serve.workers.evidence_path import flows_of
from ecopark.trust.log.content import content_hash
from ecopark.trust.log.entries import canonical_json

SCOPE = system_scope("sharing")
PUBLICATION, CONSENT, MEMORY = "shared_publication", "sharing_consent", "shared_cells"
EVERY_S, LAKE_EVERY_S = 60.0, 900.0
_LOG = logging.getLogger("ecopark.sharing")
_OWN_ENERGY = "own_energy"


@dataclass(frozen=True, slots=True)
class SharedPublication:
    """What the park keeps of a publication; its bytes lie with the raw files under ``raw_sha256``."""

    hub: str
    number: int
    index: int
    content_hash: str
    rows: int
    raw_sha256: str
    policy: str
    time: str

    def content(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    @classmethod
    def of(cls, record: Record) -> SharedPublication:
        return cls(**{name: record.content[name] for name in cls.__dataclass_fields__})  # type: ignore[arg-type]


def share(park: OpenPark) -> list[SharedPublication]:
    """Publish to every hub whose table has changed; a hub that left the policy gets one last, empty table.

    Returns the new publications. Nothing is published, and nothing is read, for a park without a policy.
    """
    policy = park.settings.sharing
    before = {r.id: SharedPublication.of(r) for r in park.records.find(SCOPE, PUBLICATION, limit=10_000)}
    hubs = sorted({grant.name for grant in policy.hubs} | set(before))
    if not hubs:
        return []
    consents = consents_of(park)
    decisions = _decisions(park, consents)
    tables = {hub: shared_table(decisions, policy, hub, consents) for hub in hubs}
    due = [hub for hub in hubs if _differs(tables[hub], policy.content(hub), before.get(hub))]
    if not due:
        return []
    _remember(park, decisions)
    made = [_publish(park, hub, tables[hub], before.get(hub)) for hub in due]
    park.log.publish()  # the entries of the records, too
    return made


def preview(park: OpenPark) -> Mapping[str, pa.Table]:
    """What each hub of the policy would get now; nothing is kept or published."""
    policy, consents = park.settings.sharing, consents_of(park)
    if not policy.hubs:
        return {}
    decisions = _decisions(park, consents)
    return {grant.name: shared_table(decisions, policy, grant.name, consents) for grant in policy.hubs}


def consents_of(park: OpenPark) -> list[Consent]:
    """What the firms allow, by firm and hub."""
    found = park.records.find(SCOPE, CONSENT, limit=100_000)
    return [_consent(record) for record in found if record.firm is not None]


def _consent(record: Record) -> Consent:
    given = record.content.get("aggregates")
    listed = given if isinstance(given, list | tuple) else ()
    return Consent(str(record.firm), str(record.content["hub"]), tuple(a for a in BY_FIRM if a in listed))


def newest(park: OpenPark, hub: str) -> SharedPublication | None:
    """The newest publication for a hub; older ones are not given out any more."""
    record = park.records.get(SCOPE, PUBLICATION, hub)
    return None if record is None else SharedPublication.of(record)


def _decisions(park: OpenPark, consents: Sequence[Consent]) -> Decisions:
    policy, zone = park.settings.sharing, ZoneInfo(park.network.park.zone)
    months = closed_months(park.now(), zone, policy.delay_days, policy.months)
    span = Interval(months[0].start, months[-1].end)
    days = any(grant.granularity == "day" for grant in policy.hubs)
    wanted = {aggregate for grant in policy.hubs for aggregate in grant.share}
    tables = _tables(park, span, days=days)
    figures = [figure for figure in figures_of(tables, months, days=days) if figure.aggregate in wanted]
    memory = {r.id: _memory(r) for r in park.records.find(SCOPE, MEMORY, limit=10_000)}
    return decide(figures, policy, consents, memory, park.network.park.id, zone)


def _memory(record: Record) -> Mapping[str, Told]:
    cells: Mapping[str, Any] = record.content
    return {key: Told.of(content) for key, content in cells.items()}


def _tables(park: OpenPark, span: Interval, *, days: bool) -> ParkTables:
    park.store.declare(flows_of(park))  # a table that has no rows yet is empty, not unknown
    snapshot = park.snapshot()

    def derived(name: str) -> pa.Table:
        table = snapshot.derived(SCOPE, name, span)
        return table if "month" not in table.column_names else _between(table, span)

    return ParkTables(
        network=park.network,
        park_lines=derived("park_lines"),
        resource_lines=derived("resource_lines"),
        inventory_lines=derived("inventory_lines"),
        limit_states=derived("limit_states"),
        coverage=derived("coverage"),
        own_energy={r.id: r.content for r in park.records.find(SCOPE, _OWN_ENERGY, limit=100_000)},
        quantities=derived("quantities") if days else None,
    )


def _between(table: pa.Table, span: Interval) -> pa.Table:
    months = table["month"].to_pylist()
    inside = [naive_utc(span.start) <= month < naive_utc(span.end) for month in months]
    return table.filter(pa.array(inside, pa.bool_()))


def _differs(table: pa.Table, policy: Mapping[str, object], before: SharedPublication | None) -> bool:
    if before is None:
        return bool(policy["share"])
    return before.content_hash != content_hash(table) or before.policy != _digest(policy)


def _remember(park: OpenPark, decisions: Decisions) -> None:
    for month, cells in decisions.memory.items():
        content = {key: told.content() for key, told in cells.items()}
        known = park.records.get(SCOPE, MEMORY, month)
        if known is None or canonical_json(dict(known.content)) != canonical_json(content):
            park.records.put(SCOPE, MEMORY, month, content)


def _publish(park: OpenPark, hub: str, table: pa.Table, before: SharedPublication | None) -> SharedPublication:
    bytes_, digest = arrow_stream(table), content_hash(table)
    number = before.number + 1 if before else 1
    policy = _digest(park.settings.sharing.content(hub))
    kept = park.raw.put(bytes_)
    entry = {
        "format": FORMAT,
        "hub": hub,
        "number": number,
        "content_hash": digest,
        "rows": table.num_rows,
        "policy": policy,
        "blind": secrets.token_hex(16),  # the leaf hash is public: it must not let anybody guess the content
    }
    index = park.log.add(KIND, entry)
    moment = park.clock().isoformat()
    made = SharedPublication(hub, number, index, digest, table.num_rows, kept, policy, moment)
    park.records.put(SCOPE, PUBLICATION, hub, made.content())
    return made


def arrow_stream(table: pa.Table) -> bytes:
    """The table as it is sent: an Arrow stream, compressed."""
    sink = io.BytesIO()
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    with pa.ipc.new_stream(sink, table.schema, options=options) as stream:
        stream.write_table(table)
    return sink.getvalue()


def publication_bytes(park: OpenPark, publication: SharedPublication) -> bytes:
    """The bytes of a publication as they were published; ``Fatal`` if what is kept is not what was logged."""
    kept = park.raw.get(publication.raw_sha256)
    with pa.ipc.open_stream(pa.BufferReader(kept)) as stream:
        if content_hash(stream.read_all()) != publication.content_hash:
            raise Fatal("trust.derived.not_proved", where=PUBLICATION, task=publication.hub, version=publication.number)
    return kept


def _digest(policy: Mapping[str, object]) -> str:
    return sha256(json.dumps(policy, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


class SharingWorker(threading.Thread):
    """Looks once a minute whether there may be something new to publish.

    A consent and a new day count at once; a new version of the lake, which in a running park comes every few seconds and
    hardly ever touches a closed month, a quarter of an hour after the last time.
    """

    def __init__(self, park: OpenPark, stop: threading.Event, *, every_s: float = EVERY_S) -> None:
        super().__init__(name="ecopark-sharing", daemon=True)
        self._park, self._stop_asked, self._every_s = park, stop, every_s
        self._urgent: object = None
        self._version, self._shared_at = -1, 0.0

    def run(self) -> None:
        while True:
            try:
                self._look()
            except EcoparkError as error:  # no room on the disk, damaged tables: said, tried again
                _LOG.error("sharing: %s", error)
            if self._stop_asked.wait(self._every_s):
                return

    def _look(self) -> None:
        park = self._park
        revisions = [(r.id, r.revision) for r in park.records.find(SCOPE, CONSENT, limit=100_000)]
        urgent, version, now = (revisions, park.now().date()), park.snapshot().version, time.monotonic()
        if urgent != self._urgent or (version != self._version and now - self._shared_at >= LAKE_EVERY_S):
            for made in share(park):
                _LOG.info("publication %s for hub %s: %s rows", made.number, made.hub, made.rows)
            self._urgent, self._version, self._shared_at = urgent, version, now
