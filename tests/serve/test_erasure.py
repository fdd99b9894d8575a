"""Erased content of a record is gone from the disk and from every answer; the log stays valid and says so."""

from __future__ import annotations

import pytest
from tests.faults.live_park import new_park

from ecopark.core.errors import InputError, NotAllowed
from ecopark.core.scope import Scope, system_scope
from ecopark.core.terms import Role
from ecopark.serve.bootstrap import opened
from ecopark.serve.evidence import verify
from ecopark.trust.log.report import no_progress

SCOPE = system_scope("test")
WORD = "zinnober-nguyen-van-a"


def test_erase__leaves_the_log_valid_and_nothing_of_the_content(tmp_path):
    folder = new_park(tmp_path / "park")
    firm = Scope(user="someone", role=Role.FIRM, firms=frozenset({"x"}))
    with opened(folder, metered=False) as park:
        park.records.put(SCOPE, "triage", "one", {"note": WORD})
        park.records.put(SCOPE, "triage", "one", {"note": WORD + " again"})
        park.records.put(SCOPE, "triage", "two", {"note": "stays"})
        for wrong, reason in (("one", "because"), ("three", "person")):
            with pytest.raises(InputError):
                park.records.erase(SCOPE, "triage", wrong, reason)
        with pytest.raises(NotAllowed):
            park.records.erase(firm, "triage", "one", "person")
        assert park.records.erase(SCOPE, "triage", "one", "person") == 2
        assert park.records.get(SCOPE, "triage", "one") is None
        assert park.records.history(SCOPE, "triage", "one") == []
        assert park.records.get_many(SCOPE, "triage", ["one"]) == {}
        assert [r.id for r in park.records.find(SCOPE, "triage")] == ["two"]
        report = verify(park, no_progress)
        assert report.faults == []
        (note,) = [note for note in report.notes if note.id == "trust.verify.erased"]
        assert "triage one" in note.render("vi")
        assert "system:test" in note.render("en")
        park.records.put(SCOPE, "triage", "one", {"note": "new"})  # life goes on
        park.log.publish()
        assert verify(park, no_progress).faults == []
    everything = b"".join(p.read_bytes() for p in (folder / "data").rglob("*") if p.is_file())
    assert WORD.encode() not in everything
    assert b"stays" in everything
    with opened(folder, metered=False) as park:  # gone without an entry of its erasure: a fault
        park.records.stored.erase(SCOPE, "triage", "two")
        assert any("two" in fault.where for fault in verify(park, no_progress).faults)
