"""Flags in the words of others, versions side by side, reviews of what a history suggests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.trust import sample_series as series

from ecopark.core.errors import InputError
from ecopark.core.observations import FLAGS, TIME
from ecopark.core.records import Record
from ecopark.core.terms import DeviceStatus, Flag
from ecopark.trust.checks.registry import BY_BIT, BY_SHORT, CHECKS, level_of
from ecopark.trust.exchange import QARTOD_TESTS, SAQC, circular10, qartod_tests, saqc_flags, saqc_history
from ecopark.trust.observed import observe
from ecopark.trust.quality import COVERAGE, quality_flow, quality_plan
from ecopark.trust.review import Decision, review_content, reviewed_settings
from ecopark.trust.series import split_series
from ecopark.trust.settings import QualitySettings
from ecopark.trust.translation import flags_of_readings, ran_checks
from ecopark.trust.versions import DIFFERENCE, flag_difference

START = datetime(2025, 3, 1)
EVERY = int(sum(check.mask for check in BY_BIT.values()))


def bit(*shorts):
    return np.uint32(sum(BY_SHORT[short].mask for short in shorts))


def flags_table(rows):
    """``{hour: tests}`` of one datastream as ``FLAGS``."""
    return pa.Table.from_pylist(
        [
            {"datastream": "a", "phenomenon_time": START + timedelta(hours=h), "revision": 0,
             "flag": int(level_of(int(tests))), "tests": int(tests)}
            for h, tests in rows.items()
        ],
        FLAGS,
    )  # fmt: skip


# -- QARTOD: IOOS, Manual for the Use of Real-Time Oceanographic Data Quality Control Flags 1.2 (2020), table 1


def test_qartod_tests__every_flagging_check_feeds_exactly_one_test():
    fed = [short for shorts in QARTOD_TESTS.values() for short in shorts]
    assert sorted(fed) == sorted(check.short for check in CHECKS if check.bit is not None)


def test_qartod_tests__pass_not_evaluated_suspect_fail_missing():
    tests = np.array([0, bit("spike"), bit("physical_bounds", "plausible_range"), bit("plausible_range"), 0], np.uint32)
    missing = np.array([False, False, False, False, True])
    found = qartod_tests(tests, missing, int(bit("spike", "physical_bounds", "plausible_range")))
    assert found["gross_range_test"].tolist() == [1, 1, 4, 3, 9]
    assert found["spike_test"].tolist() == [1, 3, 1, 1, 9]
    assert found["neighbor_test"].tolist() == [2, 2, 2, 2, 9]


# -- SaQC 2.9 saqc.constants: UNFLAGGED -inf, GOOD 0, DOUBTFUL 25, BAD 255


def test_saqc__constants_and_history():
    assert [SAQC[flag] for flag in sorted(Flag)] == [-np.inf, 0.0, 25.0, 255.0]
    assert saqc_flags(np.array([0, 1, 2, 3, 1], np.uint8)).tolist() == [-np.inf, 0.0, 25.0, 255.0, 0.0]
    history = saqc_history(np.array([0, bit("spike", "device_fault")], np.uint32))
    assert sorted(history) == ["trust.device_fault", "trust.spike"]
    assert history["trust.spike"][1] == 25.0
    assert np.isnan(history["trust.spike"][0])


@given(st.lists(st.integers(0, EVERY), min_size=1, max_size=30))
@settings(max_examples=100, deadline=None)
def test_translations__agree_with_the_flag_on_the_worst(tests):
    column = np.array(tests, np.uint32)
    flags = np.array([int(level_of(t)) for t in tests], np.uint8)
    by_test = np.stack(list(qartod_tests(column, np.zeros(len(tests), bool), EVERY).values()))
    assert by_test.max(axis=0).tolist() == [{1: 1, 2: 3, 3: 4}[f] for f in flags.tolist()]
    history = saqc_history(column)
    worst = np.nanmax(np.stack([np.zeros(len(tests)), *history.values()]), axis=0)
    assert np.array_equal(worst, saqc_flags(flags))


def test_circular10__the_instrument_has_the_word():
    status = np.array([0, 1, 2, 255, 255, 255], np.uint8)
    tests = np.array([bit("spike"), 0, 0, bit("calibrating"), bit("device_fault"), bit("physical_bounds")], np.uint32)
    assert circular10(status, tests).tolist() == [0, 1, 2, 1, 2, 0]
    assert {int(s) for s in DeviceStatus} == {0, 1, 2, 255}


def test_flags_of_readings__good_only_where_a_run_has_looked():
    from tests.trust.sample_series import observations

    from ecopark.core.observations import readings_table

    hours = [0, 1, 2, 3, 24 * 40]
    moments = [(START + timedelta(hours=h)).replace(tzinfo=UTC) for h in hours]
    table = observations(readings_table("a", moments, [1.0, 2.0, None, 4.0, 5.0]))
    coverage = COVERAGE.empty_table()
    unseen = flags_of_readings(table, flags_table({}), coverage)
    assert unseen.flags.tolist() == [0] * 5
    columns = {f.name: [0] for f in COVERAGE} | {"datastream": ["a"], "run": ["x"], "month": [START]}
    seen = flags_of_readings(table, flags_table({1: bit("spike")}), pa.table(columns).cast(COVERAGE))
    assert seen.flags.tolist() == [1, 2, 0, 1, 0]
    assert seen.missing.tolist() == [False, False, True, False, False]


# -- versions


@given(
    st.dictionaries(st.integers(0, 30), st.sampled_from([1, 2, 3, 16])),
    st.dictionaries(st.integers(0, 30), st.sampled_from([1, 2, 3, 16])),
)
@settings(max_examples=100, deadline=None)
def test_flag_difference__is_what_must_be_done_to_the_old_to_get_the_new(old, new):
    found = flag_difference(flags_table(old), flags_table(new))
    assert found.rows.schema == DIFFERENCE
    again = dict(old)
    for row in found.rows.to_pylist():
        hour = (row["phenomenon_time"] - START) // timedelta(hours=1)
        assert row["tests_before"] == again.get(hour, 0)
        assert row["change"] in {"flagged", "cleared", "other_level", "other_reason"}
        again[hour] = row["tests_after"]
        if row["tests_after"] == 0:
            del again[hour]
    assert again == new
    added = sum(bin(new.get(h, 0) & ~old.get(h, 0)).count("1") for h in range(31))
    assert sum(a for a, _ in found.checks.values()) == added


# -- reviews


def looked_at(name="steel.main.active_energy"):
    network, tables = series.sample()
    plan = quality_plan(network, QualitySettings())
    seen = observe(split_series(tables[name], [name])[name], plan.streams[name], plan.site.utc_offset)
    return network, name, seen


def kept(name, content, revision=1):
    return Record("quality_settings", name, revision, "steel", False, content, "user.x", datetime(2025, 1, 1, tzinfo=UTC))


def test_review__is_used_from_then_on_and_makes_another_version():
    network, name, seen = looked_at()
    decisions = [
        Decision("climatology", "accept"),
        Decision("plausible_range", "change", {"minimum": 0, "maximum": 100}, "transformer"),
        Decision("flat_line", "off"),
        Decision("rate_of_change", "refuse"),
    ]
    content = review_content(network, QualitySettings(), name, seen, decisions)
    settings_now = reviewed_settings(QualitySettings(), network, [kept(name, content), kept("gone", content)])
    before, after = (quality_plan(network, s) for s in (QualitySettings(), settings_now))
    checks = after.streams[name].checks
    assert checks.climatology is not None
    assert len(checks.climatology.low) == 32
    assert checks.plausible_range.maximum == 100
    assert checks.flat_line is None
    assert checks.rate_of_change == before.streams[name].checks.rate_of_change
    assert quality_flow(network, settings_now).version != quality_flow(network, QualitySettings()).version
    told = {d["check"]: d for d in content["decisions"]}
    assert told["climatology"]["proposed"]["evidence"]["params"]["cells"] == 32
    assert told["plausible_range"]["note"] == "transformer"
    later = review_content(network, QualitySettings(), name, seen, [Decision("climatology", "refuse")], content)
    assert set(later["checks"]) == {"plausible_range", "flat_line"}


@pytest.mark.parametrize(
    ("decision", "code"),
    [
        (None, "trust.review.empty"),
        (Decision("colour", "off"), "trust.review.unknown_check"),
        (Decision("isolated", "accept"), "trust.review.not_proposed"),
        (Decision("plausible_range", "change", {"high": 3}), "trust.settings.unknown_key"),
        (Decision("plausible_range", "change", {"maximum": "x"}), "trust.settings.bad_value"),
        (Decision("attenuated", "change", {"least": 3}), "trust.settings.parameter_missing"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_review__what_cannot_run_is_told_to_the_person(decision, code):
    network, name, seen = looked_at()
    with pytest.raises(InputError) as error:
        review_content(network, QualitySettings(), name, seen, [decision] if decision else [])
    assert error.value.code == code


def test_ran_checks__of_what_is_switched_on():
    network, name, _ = looked_at()
    ran = ran_checks(quality_plan(network, QualitySettings()).streams[name].checks)
    assert ran & int(bit("physical_bounds"))
    assert not ran & int(bit("climatology"))


def test_time__flag_tables_keep_the_type_of_times():
    assert flags_table({1: 1}).schema.field("phenomenon_time").type == TIME
