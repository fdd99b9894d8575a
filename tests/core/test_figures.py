"""Figures: what they refuse, and that they come back from JSON as they were."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecopark.core.figures import Evidence, EvidenceKind, Figure, Standing, weakest
from ecopark.core.messages import Message
from ecopark.core.terms import Origin

FINITE = st.floats(allow_nan=False, allow_infinity=False)


@given(
    st.lists(FINITE, min_size=3, max_size=3).map(sorted),
    st.sampled_from(Standing),
    st.none() | st.sampled_from(Origin),
    st.lists(
        st.builds(Evidence, st.sampled_from(EvidenceKind), st.text(max_size=9), st.none() | st.integers(0, 99)), max_size=3
    ),
    st.booleans(),
)
def test_figure__comes_back_from_json(three, standing, origin, evidence, provisional):
    low, value, high = three
    figure = Figure(
        name="electricity_saved",
        value=value,
        unit="kWh",
        low=low,
        high=high,
        standing=standing,
        origin=origin,
        provisional=provisional,
        start="2025-01-01T00:00:00+07:00",
        end="2026-01-01T00:00:00+07:00",
        boundary=("firm:steel",),
        evidence=tuple(evidence),
        reason=Message("a.note", {"inner": Message("b", {"n": 2})}),
        contributions={"model:x": 1.0},
    )
    assert Figure.of(json.loads(json.dumps(figure.content()))) == figure


@pytest.mark.parametrize(
    "wrong",
    [
        {"value": None},
        {"value": math.nan},
        {"value": 1.0, "low": 0.5},
        {"value": 1.0, "low": 2.0, "high": 1.0},
        {"value": 1.0, "low": 0.0, "high": math.inf},
    ],
)
def test_figure__refuses_what_cannot_be_shown(wrong):
    with pytest.raises(ValueError, match="figure"):
        Figure(name="x", unit="kWh", standing=Standing.MEASURED, **wrong)


def test_weakest__is_the_worst_standing():
    assert weakest([Standing.VERIFIED, Standing.DECLARED, Standing.MEASURED]) is Standing.DECLARED
