"""When the evidence path runs: after a pause, after a while in any case, and not all the time in a large park."""

from hypothesis import given
from hypothesis import strategies as st

from ecopark.serve.workers.inbox import LONGEST_S, MANY_ROWS, QUIET_S, REST, Turns


def test_due__after_a_pause_in_the_coming():
    turns = Turns()
    assert not turns.due(10, 0.0)
    assert not turns.due(10, QUIET_S - 0.1)
    assert turns.due(10, QUIET_S)


def test_due__readings_that_keep_coming_do_not_hold_it_up_for_ever():
    turns = Turns()
    moments = [0.5 * i for i in range(100)]
    first = next(at for at in moments if turns.due(int(at * 2) + 1, at))
    assert first == LONGEST_S


def test_due__nothing_waiting_nothing_to_do():
    turns = Turns()
    assert not any(turns.due(0, 0.5 * i) for i in range(100))


def test_due__rests_after_a_long_run_unless_too_many_wait():
    turns = Turns()
    turns.ran(0.0, 14.0)
    assert not any(turns.due(10, 14.0 + at) for at in range(int(14 * REST)))
    assert turns.due(10, 14.0 * (1 + REST))
    turns.ran(0.0, 14.0)
    turns.due(MANY_ROWS, 15.0)
    assert turns.due(MANY_ROWS, 15.5)


@given(st.lists(st.floats(0.01, 60), min_size=3, max_size=20))
def test_turns__the_path_takes_a_fifth_of_the_time_at_most(durations):
    """While readings keep coming, whatever the runs last."""
    turns, now, busy, waiting = Turns(), 0.0, 0.0, 0
    for duration in durations:
        waiting += 1
        while not turns.due(waiting, now):
            now, waiting = now + 0.5, waiting + 1
        turns.ran(now, now + duration)
        now, busy = now + duration, busy + duration
        last = duration
    assert (busy - last) / (now - last) <= 1 / (1 + REST) + 1e-9
