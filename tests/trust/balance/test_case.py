"""Problems given as JSON."""

from __future__ import annotations

import json

import numpy as np
import pytest
from benchmarks.reconcile import case_json, case_text

from ecopark.core.errors import InputError
from ecopark.trust.balance.case import read_case, solve_case

GOOD = {"name": "tee", "measured": [10.0, 6.0, 5.0], "sd": [1, 1, 1], "incidence": [[1, -1, -1]]}


def test_solve_case__three_flows_by_hand():
    """The imbalance -1 is shared by three equal meters."""
    solved = solve_case(read_case(GOOD))
    assert solved.result.reconciled[0] == pytest.approx([10 + 1 / 3, 6 - 1 / 3, 5 - 1 / 3])
    assert solved.result.chi_square[0] == pytest.approx(1 / 3)
    assert solved.measurement_test == pytest.approx([1 / 3**0.5, -1 / 3**0.5, -1 / 3**0.5])
    assert solved.nodal_test == pytest.approx([-1 / 3**0.5])
    assert solved.p_value == pytest.approx(0.5637, abs=1e-4)
    assert solved.result.contribution[0] == pytest.approx([1 / 9] * 3)


def test_read_case__forms_of_the_same_problem():
    named = {"balance": {"in": 1, "a": -1, "b": -1}}
    forms = [
        {**GOOD, "flows": ["in", "a", "b"], "incidence": named},
        {k: v for k, v in GOOD.items() if k != "sd"} | {"variance": [1, 1, 1]},
        {k: v for k, v in GOOD.items() if k != "sd"} | {"covariance": np.eye(3).tolist()},
        {k: v for k, v in GOOD.items() if k != "sd"} | {"relative_sd": [0.1, 1 / 6, 0.2]},
        {**GOOD, "known": [0], "balance_sd": [0]},
    ]
    for form in forms:
        solved = solve_case(read_case(json.loads(json.dumps(form))))
        assert solved.result.reconciled[0] == pytest.approx([10 + 1 / 3, 6 - 1 / 3, 5 - 1 / 3])


def test_solve_case__not_measured_known_term_and_bound():
    solved = solve_case(read_case({**GOOD, "measured": [10.0, None, 12.0], "sd": [1, None, 1], "bounds": True}))
    assert solved.result.reconciled[0] == pytest.approx([11.0, 0.0, 11.0])
    assert np.isnan(solved.measurement_test[1])
    shifted = solve_case(read_case({**GOOD, "known": [-1.0]}))
    assert shifted.result.reconciled[0] == pytest.approx([10, 6, 5])


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"messured": [1]}, "trust.balance.case_key"),
        ({"sd": [1, 1]}, "trust.balance.case_size"),
        ({"sd": [1, 1, -1]}, "trust.balance.bad_sd"),
        ({"incidence": [[1, -1]]}, "trust.balance.case_size"),
        ({"incidence": [[1, -1, -1], [1]]}, "trust.balance.case_number"),
        ({"incidence": {"node": {"7": 1}}}, "trust.balance.case_flow"),
        ({"measured": ["10", 6, 5]}, "trust.balance.case_number"),
        ({"known": [0, 0]}, "trust.balance.case_size"),
        ({"alpha": 2}, "trust.balance.case_number"),
        ({"covariance": [[1, 2, 0], [2, 1, 0], [0, 0, 1]]}, "trust.balance.bad_covariance"),
    ],
)
def test_read_case__refuses_with_what_is_wrong(change, code):
    with pytest.raises(InputError) as raised:
        read_case({**GOOD, **change})
    assert raised.value.code == code


def test_case_text__and_json_say_the_same():
    solved = solve_case(read_case({**GOOD, "measured": [10.0, 6.0, None], "sd": [1, 1, None]}))
    text, data = case_text(solved), case_json(solved)
    assert "10.0000" in text
    assert "0 degrees of freedom" in text
    assert json.loads(json.dumps(data))["adjusted"] == pytest.approx([10, 6, 4])
    assert data["measurement_test"] == [None, None, None]
    assert data["states"] == {"1": "only_measured", "2": "only_measured", "3": "computed"}
