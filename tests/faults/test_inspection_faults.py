"""Inspections that stop half-way: every step at which a crash can come, and what sending again makes of it.

| crash or loss | afterwards | sending again |
|---|---|---|
| between photo and inspection | the photo's bytes; nobody can see them | it is new, no photo is missing |
| between inspection and photo | the inspection; the photo is said to be missing | the photo is kept |
| after paper number or sample were claimed | the claim alone | finds its own claim and goes on |
| after it was stored, before the answer | the inspection | 200: one record, one revision, one entry |
| between the inspection and its log entry | the inspection | the next opening enters it, marked as caught up |
| while it is compared with the sensor | the inspection | it is compared at the next run |
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.serve.small_park import Served, small_park
from tests.serve.test_inspections_api import JPEG, SHA, URL, VISIT, visit

from ecopark.connect.raw import RawStore
from ecopark.core.errors import StateError
from ecopark.core.records import Record
from ecopark.core.scope import Scope, system_scope
from ecopark.serve import comparisons
from ecopark.serve.logged_records import LoggedRecords
from ecopark.trust.inspection.actions import keep_photo, missing_photos, take_inspection
from ecopark.trust.inspection.records import stored_inspection
from ecopark.trust.log.entries import decode_entry
from ecopark.trust.log.revisions import key_of, keyed_id

PHONE = system_scope("phone")


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with small_park(tmp_path) as made:
        yield made


class Crash(Exception):
    """The process ends here."""


class CrashingRecords:
    """Records whose process ends before or after the put of one kind."""

    def __init__(self, records: LoggedRecords, kind: str, when: str) -> None:
        self._records, self._kind, self._when = records, kind, when

    def put(self, scope: Scope, kind: str, record_id: str, content: Mapping[str, object], **said: Any) -> Record:
        if kind == self._kind and self._when == "before":
            raise Crash
        kept = self._records.put(scope, kind, record_id, content, **said)
        if kind == self._kind:
            raise Crash
        return kept

    def __getattr__(self, name: str) -> Callable[..., Any]:
        found: Callable[..., Any] = getattr(self._records, name)
        return found


SAMPLED = visit(
    id="sampled",
    kind="sample",
    place="steel.point",
    readings=[],
    entered_from="paper",
    paper_number="P-77",
    sample={"id": "bottle-1", "matrix": "nước thải", "taken_at": VISIT["started_at"]},
)


@pytest.mark.parametrize("kind", ["paper_form", "sample", "inspection"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_crash__at_every_put_is_mended_by_sending_again(served: Served, kind: str, when: str) -> None:
    records, network = served.park.records, served.park.network
    crashing: Any = CrashingRecords(records, kind, when)
    with pytest.raises(Crash):
        take_inspection(crashing, network, PHONE, SAMPLED)
    done = kind == "inspection" and when == "after"
    assert (records.get(PHONE, "inspection", "sampled") is not None) == done
    taken = take_inspection(records, network, PHONE, SAMPLED)
    assert taken.new == (not done)
    for name, key in (("inspection", "sampled"), ("sample", "bottle-1"), ("paper_form", "P-77")):
        assert [r.revision for r in records.history(PHONE, name, key)] == [1], name
    with pytest.raises(StateError, match=r"trust\.inspection\.paper_used"):
        take_inspection(records, network, PHONE, SAMPLED | {"id": "other"})


def test_crash__between_photo_and_inspection(served: Served) -> None:
    assert keep_photo(served.park.records, served.park.raw, PHONE, VISIT["id"], SHA, "image/jpeg", JPEG)
    again = RawStore(served.park.raw.folder)
    assert served.client("inspector").get(f"{URL}/{VISIT['id']}/photos/{SHA}").status_code == 404
    taken = take_inspection(served.park.records, served.park.network, PHONE, visit())
    assert taken.new
    assert missing_photos(again, stored_inspection(taken.record.content)) == ()


def test_crash__between_inspection_and_photo_says_which_photo_is_missing(served: Served) -> None:
    taken = take_inspection(served.park.records, served.park.network, PHONE, visit())
    inspector = served.client("inspector")
    assert inspector.get(f"{URL}/{VISIT['id']}").json()["photos_missing"] == [SHA]
    assert missing_photos(served.park.raw, stored_inspection(taken.record.content)) == (SHA,)
    half = JPEG[: len(JPEG) // 2]  # the connection broke in the middle
    broken = inspector.request(
        "PUT", f"{URL}/{VISIT['id']}/photos/{SHA}", content=half, headers={"Content-Type": "image/jpeg"}
    )
    assert broken.status_code == 422
    assert not served.park.raw.has(SHA)
    assert not served.park.raw.has(hashlib.sha256(half).hexdigest())


def test_crash__before_the_entry_of_the_log_is_caught_up(served: Served) -> None:
    """The revision is durable first; what has no entry gets one when the park is opened."""
    stored = served.park.records.stored
    take_inspection(stored, served.park.network, PHONE, visit())
    keys = [key for entry in served.park.log.entries() if (key := key_of(decode_entry(entry))) is not None]
    mine = keyed_id(served.park.salt, "inspection", VISIT["id"])
    assert mine not in {name for _, name, _ in keys}
    assert served.park.records.catch_up(frozenset(keys)) == 1
    served.park.log.publish()
    entries = [decode_entry(entry) for entry in served.park.log.entries()]
    assert [entry["caught_up"] for entry in entries if entry.get("id") == mine] == [True]


def test_fault__of_a_comparison_takes_nothing_from_the_sender(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(comparisons, "_pair", lambda *_: (_ for _ in ()).throw(StateError("engine.disk.full")))
        answer = served.client("inspector").post(URL, json=visit(kind="sensor_check"))
    assert answer.status_code == 201, "stored, and said so, before anything was compared"
    assert served.park.records.find(PHONE, "comparison", after="0") is not None
    made = comparisons.compare_new(served.park)
    assert [record.content["source"] for record in made if record.content["source"] == VISIT["id"]] == [VISIT["id"]]
