"""The flow ``limits``: what counts, what is judged by which rule, and what cannot be judged and why."""

import json
import pickle
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pyarrow as pa
import pytest

from ecopark.core.errors import InputError
from ecopark.core.interval import Interval
from ecopark.core.messages import Message, known_messages
from ecopark.core.network import Datastream, FlowNetwork, Meter, MonitoringPoint, Node, Park
from ecopark.core.observations import FLAGS, OBSERVATIONS
from ecopark.core.terms import DatastreamKind, DeviceStatus, Flag, MissingReason, NodeKind, Origin
from ecopark.judge.limits import limits_flow
from ecopark.judge.records import AVERAGES, EXCEEDANCES, LIMIT_STATES, LimitSettings
from ecopark.rules.load import load_packs
from ecopark.rules.permits import Permit, PermitLimit, permit_of_record
from ecopark.rules.records import Statistic

BOOK = load_packs()
LOCAL_MIDNIGHT = datetime(2025, 3, 9, 17)  # 2025-03-10 00:00 in Viet Nam, as naive UTC
FIVE_MINUTES = timedelta(minutes=5)
RIVER = {"column": "A", "receiving_body": "river", "river_flow_m3_s": "30", "discharge_flow_m3_d": "2000"}


def network(*, facts=RIVER, permit_date=date(2020, 1, 1), step_s=300, medium="wastewater", properties=("cod",), **stream):
    units = {
        "o2": "%",
        "ph": "-",
        "nox": "mg/Nm3",
        "pm10": "µg/Nm3",
        "so2": "mg/Nm3",
        "o3": "µg/Nm3",
        "wastewater_flow": "m3/h",
    }
    return FlowNetwork.of(
        Park("p", "Khu", "Park"),
        nodes=[Node("out", NodeKind.OUTFALL, "Cửa xả", "Outfall")],
        monitoring_points=[
            MonitoringPoint("mp", "out", "Điểm xả", "Outfall", medium, permit_date=permit_date, rule_facts=dict(facts))
        ],
        meters=[Meter("m", monitoring_point="mp")],
        datastreams=[
            Datastream(
                f"mp.{name}",
                "m",
                name,
                units.get(name, "mg/L"),
                stream.get("kind", DatastreamKind.MEASUREMENT),
                stream.get("origin", Origin.MEASURED),
                name,
                name,
                step_s=step_s,
            )
            for name in properties
        ],
    )


def observations(start, step, values, *, datastream="mp.cod", status=DeviceStatus.MEASURING, revision=0):
    n = len(values)
    statuses = list(status) if isinstance(status, list) else [int(status)] * n
    reasons = [int(MissingReason.PRESENT if v is not None else MissingReason.NOT_MEASURED) for v in values]
    times = [start + k * step for k in range(n)]
    return pa.table(
        [
            pa.array([datastream] * n, pa.string()),
            pa.array(times, pa.timestamp("us")),
            pa.array(values, pa.float64()),
            pa.array(reasons, pa.uint8()),
            pa.array(statuses, pa.uint8()),
            pa.nulls(n, pa.timestamp("us")),
            pa.array(times, pa.timestamp("us")),
            pa.array([revision] * n, pa.uint16()),
            pa.array([0] * n, pa.int64()),
        ],
        schema=OBSERVATIONS,
    )


def flags(times=(), datastream="mp.cod", flag=Flag.BAD, revision=0):
    return pa.table(
        [
            pa.array([datastream] * len(times), pa.string()),
            pa.array(list(times), pa.timestamp("us")),
            pa.array([revision] * len(times), pa.uint16()),
            pa.array([int(flag)] * len(times), pa.uint8()),
            pa.array([1] * len(times), pa.uint32()),
        ],
        schema=FLAGS,
    )


def run(net, readings, flagged=None, *, book=BOOK, until=None, **options):
    flow = limits_flow(book, net, **options)
    times = readings["phenomenon_time"].to_pylist()
    start = min(times).replace(tzinfo=UTC)
    end = (until or max(times) + timedelta(seconds=1)).replace(tzinfo=UTC)
    (task,) = flow.plan(net, Interval(start, end))
    run_again = pickle.loads(pickle.dumps(flow.run))  # a task may run in another process
    out = run_again(task, {"observations": readings, "flags": flags() if flagged is None else flagged})
    for table in (AVERAGES, EXCEEDANCES, LIMIT_STATES):
        assert out[table.name].schema == table.schema
        for moment in out[table.name][table.time_column].to_pylist():
            assert task.answers.contains(moment.replace(tzinfo=UTC))
    texts = known_messages()
    for name in ("exceedances", "limit_states"):
        assert {reason for reason in out[name]["reason"].to_pylist() if reason} <= set(texts)
    return {name: table.to_pylist() for name, table in out.items()}


def days(*values, start=LOCAL_MIDNIGHT, **options):
    """Five-minute readings: one constant value per day."""
    return observations(start, FIVE_MINUTES, [v for value in values for v in [value] * 288], **options)


def daily(out):
    return [row for row in out["averages"] if row["step_s"] == 86_400]


def test_limits_flow__cod_column_a_is_67_5_and_exceeding_days_merge():
    # QCVN 40:2011/BTNMT: C = 75 mg/L (Table 1, row 5, column A), Kq = 0.9 (Q <= 50 m3/s), Kf = 1.0: Cmax = 67.5 mg/L
    out = run(network(), days(60.0, 70.0, 82.5, 67.5, 68.0))
    assert [row["average"] for row in daily(out)] == [60.0, 70.0, 82.5, 67.5, 68.0]
    first, second = out["exceedances"]
    assert (first["start"], first["end"]) == (LOCAL_MIDNIGHT + timedelta(days=1), LOCAL_MIDNIGHT + timedelta(days=3))
    assert (first["worst"], first["worst_time"]) == (82.5, LOCAL_MIDNIGHT + timedelta(days=2))
    assert (first["limit"], first["unit"], first["statistic"]) == (67.5, "mg/L", "mean_24h")
    assert first["limit_rule"] == "qcvn40-2011.cod.A × qcvn40-2011.kq.river-1 × qcvn40-2011.kf.3"
    assert first["provisional"]
    assert first["reason"] == "judge.state.statistic_assumed"
    assert (second["start"], second["worst"]) == (LOCAL_MIDNIGHT + timedelta(days=4), 68.0)  # 67.5 itself is within
    (state,) = out["limit_states"]
    assert (state["judged"], state["exceeded"], state["not_judged"], state["limit"]) == (5, 3, 0, 67.5)
    assert state["month"] == datetime(2025, 2, 28, 17)  # 1 March in Viet Nam


def test_limits_flow__calibration_and_fault_never_count_but_are_counted():
    # trap 5 of the facts: a dropped status column. Circular 10/2021: 01 calibrating, 02 fault
    values = [60.0] * 230 + [500.0] * 40 + [900.0] * 18
    status = [0] * 230 + [int(DeviceStatus.CALIBRATING)] * 40 + [int(DeviceStatus.FAULT)] * 18
    out = run(network(), observations(LOCAL_MIDNIGHT, FIVE_MINUTES, values, status=status))
    (day,) = daily(out)
    assert (day["average"], day["calibrating"], day["fault"]) == (60.0, 40, 18)
    assert day["valid_share"] == pytest.approx(230 / 288)
    assert out["exceedances"] == []


def test_limits_flow__too_few_valid_is_not_judged_and_says_why():
    values = [100.0] * 215 + [None] * 73  # 215/288 < 75 %
    out = run(network(), observations(LOCAL_MIDNIGHT, FIVE_MINUTES, values))
    assert daily(out)[0]["average"] is None
    assert out["exceedances"] == []
    (state,) = out["limit_states"]
    assert (state["judged"], state["not_judged"], state["reason"]) == (0, 1, "judge.state.too_few_valid")
    enough = run(network(), observations(LOCAL_MIDNIGHT, FIVE_MINUTES, [100.0] * 216 + [None] * 72))
    assert len(enough["exceedances"]) == 1
    assert enough["exceedances"][0]["valid_share"] == 0.75


def test_limits_flow__bad_flags_count_only_for_their_revision():
    spikes = [LOCAL_MIDNIGHT + k * FIVE_MINUTES for k in range(20)]
    values = [5000.0] * 20 + [60.0] * 268
    readings = observations(LOCAL_MIDNIGHT, FIVE_MINUTES, values)
    assert len(run(network(), readings)["exceedances"]) == 1
    assert run(network(), readings, flags(spikes))["exceedances"] == []
    assert daily(run(network(), readings, flags(spikes)))[0]["average"] == 60.0
    assert len(run(network(), readings, flags(spikes, revision=1))["exceedances"]) == 1
    assert len(run(network(), readings, flags(spikes, flag=Flag.DOUBTFUL))["exceedances"]) == 1


def test_limits_flow__gap_between_exceeding_days_ends_the_exceedance():
    readings = pa.concat_tables([days(80.0), days(80.0, start=LOCAL_MIDNIGHT + timedelta(days=2))])
    out = run(network(), readings)
    assert [e["start"] for e in out["exceedances"]] == [LOCAL_MIDNIGHT, LOCAL_MIDNIGHT + timedelta(days=2)]
    assert len({e["id"] for e in out["exceedances"]}) == 2


def test_limits_flow__an_exceedance_over_the_turn_of_the_month_stays_one():
    out = run(network(), days(80.0, 80.0, start=datetime(2025, 3, 30, 17)))
    (exceedance,) = out["exceedances"]
    assert exceedance["end"] - exceedance["start"] == timedelta(days=2)
    assert [state["exceeded"] for state in out["limit_states"]] == [1, 1]


def test_limits_flow__id_stays_while_the_exceedance_grows():
    shorter, longer = run(network(), days(80.0)), run(network(), days(80.0, 90.0))
    assert shorter["exceedances"][0]["id"] == longer["exceedances"][0]["id"]


def test_limits_flow__daily_composite_is_its_own_average():
    readings = observations(LOCAL_MIDNIGHT, timedelta(days=1), [60.0, 90.0, None])
    out = run(network(step_s=86_400), readings)
    assert {row["step_s"] for row in out["averages"]} == {86_400}
    assert [row["valid_share"] for row in out["averages"]] == [1.0, 1.0, 0.0]
    (state,) = out["limit_states"]
    assert (state["judged"], state["exceeded"], state["not_judged"]) == (2, 1, 1)


def test_limits_flow__irregular_samples_count_what_was_sent():
    readings = observations(LOCAL_MIDNIGHT + timedelta(hours=9), timedelta(hours=50), [90.0, 60.0])
    out = run(network(step_s=None), readings)
    (state,) = out["limit_states"]
    assert (state["judged"], state["exceeded"], state["not_judged"]) == (2, 1, 0)


def test_limits_flow__weekly_samples_speak_for_their_own_day():
    readings = observations(LOCAL_MIDNIGHT + timedelta(hours=9), timedelta(days=7), [90.0, 60.0])
    out = run(network(step_s=7 * 86_400), readings)
    (exceedance,) = out["exceedances"]
    assert exceedance["end"] - exceedance["start"] == timedelta(days=1)
    assert [(s["judged"], s["not_judged"]) for s in out["limit_states"]] == [(2, 0)]


def test_limits_flow__ph_has_two_sides():
    # QCVN 40:2011, Table 1, row 3, column A: pH 6 to 9, no Kq, no Kf
    readings = days(5.9, 6.0, 9.0, 9.1, datastream="mp.ph")
    out = run(network(properties=("ph",)), readings)
    assert [(e["worst"], e["limit"]) for e in out["exceedances"]] == [
        (pytest.approx(5.9), 6.0),
        (pytest.approx(9.1), 9.0),
    ]
    assert (out["limit_states"][0]["limit_low"], out["limit_states"][0]["limit"]) == (6.0, 9.0)


def test_limits_flow__permit_wins_and_switches_on_its_first_day():
    permit = Permit(
        "12/GPMT",
        "mp",
        (PermitLimit("cod", "mg/L", upper=50.0, statistic=Statistic.MEAN_24H),),
        valid_from=date(2025, 3, 12),
        verified_by="Nguyễn Văn A",
        verified_on=date(2025, 3, 1),
    )
    out = run(network(), days(60.0, 60.0, 60.0, 60.0), permits=[permit])
    (exceedance,) = out["exceedances"]
    assert exceedance["start"] == LOCAL_MIDNIGHT + timedelta(days=2)
    assert (exceedance["limit"], exceedance["limit_rule"]) == (50.0, "permit:12/GPMT:cod:mean_24h")
    assert not exceedance["provisional"]  # statistic stated, permit verified
    assert exceedance["reason"] is None
    assert [(s["limit"], s["provisional"]) for s in out["limit_states"]] == [(67.5, True), (50.0, False)]


def test_limits_flow__rules_replaced_mid_month_are_judged_by_their_own_date():
    # trap 9. QCVN 40:2025 is in force for all from 2032-01-01 and its table is not entered
    out = run(network(), days(80.0, 80.0, start=datetime(2031, 12, 30, 17)))
    (exceedance,) = out["exceedances"]
    assert exceedance["end"] == datetime(2031, 12, 31, 17)
    december, january = out["limit_states"]
    assert (december["judged"], december["exceeded"]) == (1, 1)
    assert (january["judged"], january["not_judged"], january["reason"]) == (0, 1, "rules.limit.table_not_entered")
    assert (january["limit"], january["limit_rule"]) == (None, "")
    said = Message(january["reason"], json.loads(january["reason_params"])).render("vi")
    assert said.startswith("QCVN 40:2025/BTNMT đã có hiệu lực nhưng bảng giá trị chưa được nhập")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"facts": {**RIVER, "column": ""}}, "rules.limit.column_not_stated"),
        ({"facts": {"column": "A", "discharge_flow_m3_d": "10"}}, "rules.limit.receiving_body_not_stated"),
        ({"facts": {"column": "A", "receiving_body": "river"}}, "rules.limit.discharge_flow_not_stated"),
        ({"facts": {**RIVER, "receiving_body": "central_works"}}, "rules.limit.connection_standard"),
    ],
)
def test_limits_flow__what_cannot_be_judged_says_why(change, reason):
    out = run(network(**change), days(500.0))
    assert out["exceedances"] == []
    (state,) = out["limit_states"]
    assert (state["judged"], state["not_judged"], state["reason"]) == (0, 1, reason)


def test_limits_flow__new_facility_waits_for_the_table_of_2025():
    readings = days(500.0, start=datetime(2026, 3, 9, 17))
    assert run(network(permit_date=date(2026, 1, 1)), readings)["limit_states"][0]["reason"] == (
        "rules.limit.table_not_entered"
    )
    assert run(network(permit_date=None), readings)["limit_states"][0]["reason"] == "rules.limit.permit_date_not_stated"
    assert len(run(network(), readings)["exceedances"]) == 1  # permit of 2020: old table until 2031-12-31


def test_limits_flow__unlimited_property_and_permitted_but_unmeasured_property_are_named():
    permit = permit_of_record(
        {"number": "9", "monitoring_point": "mp", "limits": [{"property": "tss", "upper": 50, "unit": "mg/L"}]}
    )
    readings = days(30.0, datastream="mp.wastewater_flow")
    out = run(network(properties=("wastewater_flow",)), readings, permits=[permit])
    reasons = {(s["property"], s["reason"]) for s in out["limit_states"]}
    assert reasons == {("wastewater_flow", "rules.limit.no_limit"), ("tss", "judge.state.not_measured")}


def test_limits_flow__a_silent_station_is_named_month_by_month():
    out = run(network(), days(60.0), until=datetime(2025, 5, 20))
    assert [(s["month"].month, s["reason"]) for s in out["limit_states"]] == [
        (2, "judge.state.statistic_assumed"),  # month starts are UTC: 1 March in Viet Nam is 28 February 17:00
        (3, "judge.state.no_readings"),
        (4, "judge.state.no_readings"),
    ]


def test_limits_flow__hourly_statistic_of_the_permit():
    permit = permit_of_record(
        {
            "number": "9",
            "monitoring_point": "mp",
            "limits": [{"property": "cod", "upper": 70, "unit": "mg/L", "statistic": "mean_1h"}],
        }
    )
    values = [60.0] * 12 + [75.0] * 12 + [90.0] * 12 + [60.0] * 12
    out = run(network(), observations(LOCAL_MIDNIGHT, FIVE_MINUTES, values), permits=[permit])
    (exceedance,) = out["exceedances"]
    assert exceedance["end"] - exceedance["start"] == timedelta(hours=2)
    assert (exceedance["worst"], exceedance["statistic"]) == (90.0, "mean_1h")
    coarse = run(network(step_s=86_400), observations(LOCAL_MIDNIGHT, timedelta(days=1), [500.0]), permits=[permit])
    assert (coarse["exceedances"], coarse["limit_states"][0]["reason"]) == ([], "judge.state.too_coarse")


def test_limits_flow__maximum_judges_every_valid_reading():
    limit = {"property": "cod", "upper": 70, "unit": "mg/L", "statistic": "maximum"}
    permit = permit_of_record({"number": "9", "monitoring_point": "mp", "limits": [limit]})
    readings = observations(LOCAL_MIDNIGHT, FIVE_MINUTES, [60.0, 71.0, 80.0, None, 75.0, 60.0])
    out = run(network(), readings, permits=[permit])
    assert [(e["worst"], e["end"] - e["start"]) for e in out["exceedances"]] == [
        (80.0, timedelta(minutes=10)),
        (75.0, timedelta(minutes=5)),
    ]


def test_limits_flow__stack_in_milligrams_per_normal_cubic_metre():
    # QCVN 19:2009/BTNMT: NOx column B 850 mg/Nm3, Kp 0.8 above 100,000 Nm3/h, Kv 1.0 in an industrial park: 680
    facts = {"stack_flow_nm3_h": "120000", "zone": "3", "normal_temperature_c": "25", "process": "other"}
    net = network(facts=facts, medium="stack", properties=("nox",), step_s=3600)
    out = run(net, observations(LOCAL_MIDNIGHT, timedelta(hours=1), [690.0] * 24, datastream="mp.nox"))
    (exceedance,) = out["exceedances"]
    assert (exceedance["limit"], exceedance["unit"]) == (680.0, "mg/Nm3")
    # trap 10: the same gas per Nm3 at 0 °C reads 298.15/273.15 higher, so 690 is within
    cold = network(facts={**facts, "normal_temperature_c": "0"}, medium="stack", properties=("nox",), step_s=3600)
    out = run(cold, observations(LOCAL_MIDNIGHT, timedelta(hours=1), [690.0] * 24, datastream="mp.nox"))
    assert out["exceedances"] == []
    assert out["limit_states"][0]["limit"] == pytest.approx(680 * 298.15 / 273.15)


def test_limits_flow__ambient_limits_by_averaging_period():
    # QCVN 05:2023/BTNMT as compiled: SO2 350 (1 h) and 125 (24 h) µg/Nm3; the year is not over and not judged
    net = network(medium="ambient", properties=("so2",), step_s=3600, facts={})
    out = run(net, observations(LOCAL_MIDNIGHT, timedelta(hours=1), [0.2] * 24, datastream="mp.so2"))
    (exceedance,) = out["exceedances"]
    assert (exceedance["statistic"], exceedance["limit"]) == ("mean_24h", 0.125)
    judged = {s["statistic"]: s["judged"] for s in out["limit_states"]}
    assert judged == {"mean_1h": 24, "mean_24h": 1, "mean_year": 0}
    assert {s["reason"] for s in out["limit_states"] if not s["judged"]} == {"judge.state.year_incomplete"}


def test_limits_flow__running_means_of_eight_hours_are_judged_hour_by_hour():
    # QCVN 05:2023/BTNMT: O3 has a 1-hour and an 8-hour limit
    net = network(medium="ambient", properties=("o3",), step_s=3600, facts={})
    out = run(net, observations(LOCAL_MIDNIGHT, timedelta(hours=1), [150.0] * 24, datastream="mp.o3"))
    states = {s["statistic"]: (s["judged"], s["not_judged"], s["reason"]) for s in out["limit_states"]}
    assert states["mean_8h"] == (17, 0, "judge.state.rule_provisional")
    assert states["mean_1h"][0] == 24


def test_limits_flow__a_permit_that_ends_gives_way_to_the_table():
    line = PermitLimit("cod", "mg/L", upper=50.0, statistic=Statistic.MEAN_24H)
    permit = Permit("1", "mp", (line,), issued=date(2025, 1, 1), valid_to=date(2025, 3, 11))
    out = run(network(), days(60.0, 60.0, 60.0), permits=[permit])
    assert [(s["limit"], s["judged"], s["exceeded"]) for s in out["limit_states"]] == [(50.0, 2, 2), (67.5, 1, 0)]


def test_limits_flow__change_days_of_other_rules_do_not_cut_an_exceedance():
    # 2025-07-01 is a change day of the stack rules, 2025-09-01 of the wastewater rules; the limit stays the same
    out = run(network(), days(80.0, 80.0, start=datetime(2025, 8, 30, 17)))
    (exceedance,) = out["exceedances"]
    assert exceedance["end"] - exceedance["start"] == timedelta(days=2)


def test_limits_flow__equal_readings_at_the_limit_never_exceed_by_a_last_bit():
    # As: C = 0.05, Kq 1.0, Kf 1.0 -> 0.05 mg/L
    facts = {**RIVER, "river_flow_m3_s": "100"}
    out = run(network(properties=("arsenic",), facts=facts), days(0.05, datastream="mp.arsenic"))
    assert out["exceedances"] == []
    assert out["limit_states"][0]["judged"] == 1


def test_limits_flow__of_two_instruments_the_measured_one_is_judged_and_the_other_is_named():
    one = network(properties=("ph",))
    copy = replace(one.datastreams["mp.ph"], id="mp.a-synthetic-ph", origin=Origin.SYNTHETIC)
    parts = {name: getattr(one, name).values() for name in ("nodes", "monitoring_points", "meters")}
    both = FlowNetwork.of(one.park, **parts, datastreams=[copy, *one.datastreams.values()])
    limit = {"property": "ph", "lower": 6, "upper": 9, "unit": "-", "statistic": "mean_24h"}
    content = {
        "number": "9",
        "monitoring_point": "mp",
        "limits": [limit],
        "verified_by": "Lê C",
        "verified_on": "2025-01-01",
    }
    readings = pa.concat_tables([days(7.0, datastream="mp.ph"), days(2.0, datastream="mp.a-synthetic-ph")])
    out = run(both, readings, permits=[permit_of_record(content)])
    assert out["exceedances"] == []
    assert {row["origin"] for row in out["averages"]} == {"measured"}
    (state,) = out["limit_states"]
    assert state["reason"] == "judge.state.further_datastreams"
    assert "mp.a-synthetic-ph" in state["reason_params"]


def test_limits_flow__synthetic_origin_reaches_every_table():
    out = run(network(origin=Origin.SYNTHETIC), days(60.0, 80.0))
    assert [{row["origin"] for row in out[name]} for name in ("averages", "exceedances", "limit_states")] == [
        {"synthetic"}
    ] * 3


def test_limits_flow__a_limit_that_was_verified_and_states_its_statistic_is_not_provisional():
    verified = [
        replace(r, confidence="high", verified_by="Trần Thị B", verified_on=date(2026, 11, 1), statistic=Statistic.MEAN_24H)
        if r.id == "qcvn40-2011.ph.A"
        else r
        for r in BOOK.rules
    ]
    from ecopark.rules.load import book_of
    from ecopark.rules.records import Confidence

    book = book_of([replace(r, confidence=Confidence(r.confidence)) for r in verified])
    out = run(network(properties=("ph",)), days(5.0, datastream="mp.ph"), book=book)
    assert [e["provisional"] for e in out["exceedances"]] == [False]
    assert run(network(properties=("ph",)), days(5.0, datastream="mp.ph"))["exceedances"][0]["provisional"]


def test_limits_flow__version_follows_rules_settings_and_permits():
    net = network()
    permit = Permit("1", "mp", (PermitLimit("cod", "mg/L", upper=1.0),))
    versions = {
        limits_flow(BOOK, net).version,
        limits_flow(BOOK, net, settings=LimitSettings(required_share=0.5)).version,
        limits_flow(BOOK, net, permits=[permit]).version,
        limits_flow(BOOK, network(facts={**RIVER, "column": "B"})).version,
    }
    assert len(versions) == 4
    assert limits_flow(load_packs(), network()).version == limits_flow(BOOK, net).version


def test_limits_flow__amounts_and_registers_are_not_averaged():
    assert limits_flow(BOOK, net := network(kind=DatastreamKind.TOTAL)).plan(net, Interval.of_day(date(2025, 3, 10))) == []


def test_limits_flow__points_of_media_without_limits_are_not_judged_unless_a_permit_names_them():
    net, day = network(medium="process"), Interval.of_day(date(2025, 3, 10))
    assert limits_flow(BOOK, net).plan(net, day) == []
    permit = Permit("1", "mp", (PermitLimit("cod", "mg/L", upper=900.0),))
    assert [task.key for task in limits_flow(BOOK, net, permits=[permit]).plan(net, day)] == ["mp"]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"settings": LimitSettings(required_share=0)}, "judge.limits.bad_share"),
        ({"settings": LimitSettings(unstated_statistic=Statistic.MEAN_8H)}, "judge.limits.bad_statistic"),
        ({"permits": [Permit("1", "elsewhere", ())]}, "judge.limits.unknown_point"),
    ],
)
def test_limits_flow__settings_that_mean_nothing_are_refused(options, code):
    with pytest.raises(InputError) as refused:
        limits_flow(BOOK, network(), **options)
    assert refused.value.code == code
    assert "{" not in refused.value.render("vi") + refused.value.render("en")
