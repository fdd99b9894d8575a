"""Flag history: the highest flag wins, nothing is deleted, notes are people's and say why."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecopark.core.errors import InputError
from ecopark.core.interval import Interval
from ecopark.core.records import Record
from ecopark.core.terms import Flag
from ecopark.trust.checks.registry import BY_SHORT
from ecopark.trust.history import NOTE_KIND, FlagNote, history_of, note_content, qartod, read_note, with_notes

T = datetime(2025, 5, 1, 8, tzinfo=UTC)
HOUR = Interval(T, T + timedelta(hours=1))
SPIKE, ZERO = BY_SHORT["spike"].mask, BY_SHORT["zero_for_missing"].mask


def note(flag, *, made=T, actor="linh", datastream="d", interval=HOUR, name="n1"):
    return FlagNote(name, datastream, interval, flag, "kiểm tra tại chỗ", actor, made)


def test_history_of__automatic_flags_and_who_said_what():
    history = history_of("d", T, [("v1", SPIKE | ZERO, True)], [note(Flag.DOUBTFUL)])
    assert history.effective is Flag.BAD
    assert [(e.source, e.by) for e in history.events] == [
        ("automatic", "trust.spike"),
        ("automatic", "trust.zero_for_missing"),
        ("manual", "linh"),
    ]
    assert history.events[2].reason == "kiểm tra tại chỗ"


def test_history_of__a_note_cannot_whitewash_but_the_dispute_is_kept():
    history = history_of("d", T, [("v1", SPIKE, True)], [note(Flag.GOOD)])
    assert history.effective is Flag.DOUBTFUL
    assert history.disputed
    assert len(history.events) == 2


def test_history_of__a_note_can_raise():
    history = history_of("d", T, [("v1", 0, True)], [note(Flag.BAD)])
    assert (history.effective, history.disputed) == (Flag.BAD, False)
    assert history.events[0].flag is Flag.GOOD


def test_history_of__a_newer_run_replaces_the_verdict_and_keeps_the_old_one_on_record():
    history = history_of("d", T, [("v1", SPIKE, True), ("v2", 0, True)], [])
    assert history.effective is Flag.GOOD
    assert [e.version for e in history.events] == ["v1", "v2"]


def test_history_of__not_evaluated_is_unflagged():
    assert history_of("d", T, [("v1", 0, False)], []).effective is Flag.UNFLAGGED


def test_history_of__notes_about_other_readings_do_not_count():
    later = note(Flag.BAD, interval=Interval(T + timedelta(hours=2), T + timedelta(hours=3)))
    history = history_of("d", T, [("v1", 0, True)], [later, note(Flag.BAD, datastream="other")])
    assert history.effective is Flag.GOOD


@settings(deadline=None)
@given(
    flags=st.lists(st.sampled_from(list(Flag)), min_size=1, max_size=30),
    notes=st.lists(
        st.tuples(st.sampled_from([Flag.GOOD, Flag.DOUBTFUL, Flag.BAD]), st.integers(0, 28), st.integers(1, 9)), max_size=6
    ),
)
def test_with_notes__never_below_the_automatic_flag_and_independent_of_order(flags, notes):
    start = int(T.timestamp() * 1e6)
    times, automatic = start + np.arange(len(flags)) * 60_000_000, np.array(flags, np.uint8)
    made = [
        note(f, interval=Interval(T + timedelta(minutes=a), T + timedelta(minutes=a + n)), name=str(i))
        for i, (f, a, n) in enumerate(notes)
    ]
    effective = with_notes("d", times, automatic, made)
    assert (effective >= automatic).all()
    assert np.array_equal(effective, with_notes("d", times, automatic, made[::-1]))
    for i in range(len(flags)):
        said = [n.flag for n in made if n.interval.contains(T + timedelta(minutes=i))]
        assert effective[i] == max([flags[i], *said])


def test_note__round_trip_through_a_record():
    content = note_content("d", HOUR, Flag.DOUBTFUL, " đầu đo bị bẩn ")
    record = Record(NOTE_KIND, "n7", 0, None, False, content, "linh", T)
    assert read_note(record) == FlagNote("n7", "d", HOUR, Flag.DOUBTFUL, "đầu đo bị bẩn", "linh", T)


@pytest.mark.parametrize(
    "change",
    [{"flag": "PERHAPS"}, {"flag": "UNFLAGGED"}, {"reason": "  "}, {"start": "yesterday"}, {"end": HOUR.start.isoformat()}],
)
def test_read_note__refused_with_reason(change):
    content = {**note_content("d", HOUR, Flag.BAD, "x"), **change}
    with pytest.raises(InputError) as caught:
        read_note(Record(NOTE_KIND, "n8", 0, None, False, content, "linh", T))
    assert caught.value.code == "trust.note.not_readable"
    assert "n8" in str(caught.value)


def test_qartod__exchange_vocabulary():
    flags = np.array([Flag.GOOD, Flag.UNFLAGGED, Flag.DOUBTFUL, Flag.BAD, Flag.GOOD], np.uint8)
    missing = np.array([False, False, False, False, True])
    assert qartod(flags, missing).tolist() == [1, 2, 3, 4, 9]
