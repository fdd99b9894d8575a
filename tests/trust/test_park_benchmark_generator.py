"""The generator of the park benchmark: the same seed gives the same park, flows balance, faults do what they say."""

from __future__ import annotations

import numpy as np
import pytest
from benchmarks.park.faults import SHARES
from benchmarks.park.generate import COMMISSIONING, make_park
from benchmarks.park.oracle import knowable

HOURS = 60 * 24


def test_make_park__same_seed__same_park() -> None:
    one, two = make_park(3, 5, hours=HOURS), make_park(3, 5, hours=HOURS)
    assert np.array_equal(one.values, two.values, equal_nan=True)
    assert one.faults == two.faults


def test_make_park__size_and_balances() -> None:
    park = make_park(1, 0, hours=HOURS, missing=False)
    layout = park.layout
    assert layout.matrix.shape == (182, 585)
    lost = park.truth @ layout.matrix.T
    flow = np.abs(park.truth) @ np.maximum(layout.matrix, 0).T
    share = lost.mean(axis=0) / flow.mean(axis=0)
    assert np.all(np.abs(share[~layout.soft]) < 0.25)  # losses and infiltration, nothing else
    assert np.all(park.truth >= 0)


def test_make_park__faults__nothing_else_differs_and_none_in_commissioning() -> None:
    healthy, faulty = make_park(2, 0, hours=HOURS), make_park(2, 5, hours=HOURS)
    assert np.array_equal(healthy.truth, faulty.truth)
    changed = np.flatnonzero((np.nan_to_num(healthy.values) != np.nan_to_num(faulty.values)).any(axis=0))
    assert set(changed.tolist()) <= {f.meter for f in faulty.faults}
    assert np.array_equal(healthy.values[:COMMISSIONING], faulty.values[:COMMISSIONING], equal_nan=True)
    assert {f.kind for f in faulty.faults} <= set(SHARES)


def test_make_park__collusive__no_balance_sees_it() -> None:
    healthy, lying = make_park(4, 0, hours=HOURS, missing=False), make_park(4, 1, "collusive", hours=HOURS, missing=False)
    hidden = (lying.values - healthy.values) @ lying.layout.matrix.T
    assert len(lying.faults) >= 6
    assert np.abs(lying.values - healthy.values).max() > 1
    assert np.abs(hidden).max() < 1e-6


def test_make_park__unknown_scenario__refused() -> None:
    with pytest.raises(ValueError, match="scenario"):
        make_park(1, 1, "other")


def test_knowable__large_fault_stands_out_more_than_small() -> None:
    park = make_park(5, 5, hours=HOURS)
    could = knowable(park)
    assert len(could) == len(park.faults)
    assert all(0 <= k.gap <= k.z**2 + 1e-6 for k in could)
    assert any(k.identifiable for k in could)
