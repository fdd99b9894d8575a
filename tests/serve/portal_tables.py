"""Derived tables, readings and flags of the portal's test park, in the shapes of docs/design/rooms.md."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa

from ecopark.core.interval import Interval
from ecopark.core.network import FlowNetwork
from ecopark.core.observations import FLAGS, OBSERVATIONS, TIME
from ecopark.serve.finding_tables import FINDING_TABLES
from ecopark.serve.readmodel.months import Month, months_between

NOW = datetime(2025, 11, 18, 7, 30, tzinfo=UTC)
FIRST = Month(2025, 9)
MONTHS = months_between(FIRST, Month.of(NOW))
YEARLY_MWH = {"steel": 4200.0, "plating": 620.0, "metal": 890.0, "furniture": 310.0}
GAP = (np.datetime64("2025-11-09T20", "us"), np.datetime64("2025-11-10T05", "us"))

_KINDS: dict[str, pa.DataType] = {"s": pa.string(), "t": TIME, "f": pa.float64(), "i": pa.int64(), "n": pa.int32()}
_KINDS |= {"b": pa.bool_(), "l": pa.list_(pa.string())}
SCHEMAS = {
    "quantities": "datastream:s start:t step_s:n quantity:f unit:s measured_s:f origin:s",
    "coverage": "datastream:s month:t evaluated:i good:i doubtful:i bad:i missing:i expected:i run:s",
    "findings": "id:s code:s datastream:s others:l start:t end:t severity:s message_id:s params:s evidence:s check_version:s"
    " count:i",
    "reconciled": "firm:s edge:s datastream:s start:t step_s:n quantity:f reconciled:f sd:f unit:s state:s origin:s",
    "imbalances": "firm:s balance:s carrier:s day:t inflow:f outflow:f imbalance:f sd:f chi_square:f valid_share:f unit:s"
    " reason:s reason_params:s",
    "meter_trust": "firm:s datastream:s carrier:s month:t redundant:b detectability:f adjustability:f smallest_bias:f"
    " tamper_index:i group:l best_added_meter:s reason:s",
    "energy_costs": "firm:s datastream:s month:t band:s energy_kwh:f price_vnd_per_kwh:i amount_vnd:i rule:s"
    " measured_share:f reason:s reason_params:s origin:s",
    "inventory_lines": "id:s firm:s facility:s month:t scope:n category:s substance:s activity:f activity_unit:s gas:s"
    " factor_id:s factor_value:f factor_unit:s factor_year:n factor_source:s gwp_report:s emission_tco2e:f biogenic_tco2:f"
    " uncertainty:s measured_share:f origin:s provisional:b reason:s reason_params:s iso_category:n factor_level:s"
    " equipment:s memo_tco2e:f",
    "inventory_variants": "line:s firm:s month:t guideline:n chosen:b gas:s factor_id:s factor_value:f emission_tco2e:f"
    " provisional:b reason:s reason_params:s",
    "scope2": "id:s firm:s month:t method:s consumption_kwh:f own_generation_kwh:f sold_attribute_kwh:f matched_kwh:f"
    " residual_kwh:f matched_share:f factor_id:s factor_value:f factor_unit:s factor_year:n factor_source:s emission_tco2e:f"
    " units:s uncertainty:s measured_share:f origin:s provisional:b reason:s reason_params:s",
    "resource_lines": "firm:s facility:s month:t resource:s direction:s quantity:f unit:s measured_share:f origin:s",
    "averages": "monitoring_point:s property:s start:t step_s:n average:f unit:s valid_share:f calibrating:i fault:i"
    " origin:s",
    "exceedances": "id:s monitoring_point:s property:s start:t end:t worst:f worst_time:t limit:f unit:s limit_rule:s"
    " valid_share:f statistic:s provisional:b reason:s",
    "limit_states": "monitoring_point:s property:s month:t judged:i exceeded:i not_judged:i limit:f limit_low:f unit:s"
    " limit_rule:s statistic:s provisional:b reason:s reason_params:s origin:s",
    "limit_bands": "monitoring_point:s property:s month:t limit_rule:s statistic:s surely_within:i in_band:i"
    " surely_exceeded:i expanded:f relative:f absolute:f source:s worst:f worst_time:t unit:s valid_share:f calibrating:i"
    " fault:i",
}


def table(name: str, rows: Sequence[Mapping[str, object]]) -> pa.Table:
    """Rows as a derived table; a column that a row leaves out is null, one that the table lacks is an error."""
    schema = pa.schema([(column, _KINDS[kind]) for column, kind in (part.split(":") for part in SCHEMAS[name].split())])
    for row in rows:
        assert set(row) <= set(schema.names), (name, set(row) - set(schema.names))
    return pa.Table.from_pylist([dict(row) for row in rows], schema=schema)


def hours() -> np.ndarray:
    stop = NOW.replace(tzinfo=None, minute=0)
    return np.arange(np.datetime64(FIRST.start, "us"), np.datetime64(stop, "us"), np.timedelta64(1, "h"))


def load_shape(name: str, times: np.ndarray) -> np.ndarray:
    """Deterministic load: day and week pattern with a little noise."""
    rng = np.random.default_rng(sum(name.encode()))
    hour = times.astype("datetime64[h]").astype(int) + 7
    day = 0.55 + 0.45 * np.exp(-(((hour % 24 - 13.5) / 5.0) ** 2))
    return day * np.where((hour // 24 + 3) % 7 >= 5, 0.55, 1.0) * rng.normal(1, 0.04, len(times))


def amounts() -> dict[str, np.ndarray]:
    """Hourly amounts of every metered edge; what enters the bus bar is 2.1 % more than what leaves it."""
    at = hours()
    found: dict[str, np.ndarray] = {}
    for firm, mwh in YEARLY_MWH.items():
        found[f"{firm}.energy"] = load_shape(firm, at) * mwh * 1000 / 8760 * 1.5
        found[f"{firm}.water"] = load_shape(firm + "w", at) * mwh / 300
        found[f"{firm}.wastewater"] = found[f"{firm}.water"] * 0.82
    local = (at.astype("datetime64[h]").astype(int) + 7) % 24
    found["pv.energy"] = np.maximum(0, np.sin((local - 6) / 12 * math.pi)) * 180 * (local >= 6) * (local <= 18)
    found["wwtp.energy"] = load_shape("wwtp", at) * 60
    found["wwtp.flow"] = np.sum([found[f"{firm}.wastewater"] for firm in YEARLY_MWH], axis=0) * 1.03
    taken = np.sum([found[f"{firm}.energy"] for firm in YEARLY_MWH], axis=0) + found["wwtp.energy"]
    found["grid.energy"] = (taken - found["pv.energy"]) * 1.021
    return found


def derived_tables(net: FlowNetwork) -> dict[str, pa.Table]:
    found = amounts()
    assert set(found) == {d.id for d in net.datastreams.values() if net.meters[d.meter].edge}
    return {
        "quantities": _quantities(net, found),
        "coverage": _coverage(net),
        **{name: table("findings", []) for name in FINDING_TABLES},
        "findings": _findings(),
        **_balances(),
        **_accounts(found),
        **_limits(),
    }


def _balances() -> dict[str, pa.Table]:
    """Eighteen days of November: the bus bar closes, the water main does not, the sewer cannot be judged."""
    days = [datetime(2025, 10, 31, 17) + timedelta(days=d) for d in range(18)]
    bus = {
        "balance": "bus",
        "carrier": "electricity",
        "inflow": 20_000.0,
        "outflow": 19_950.0,
        "imbalance": 50.0,
        "sd": 80.0,
    }
    main = {"balance": "river", "carrier": "water", "inflow": 900.0, "outflow": 810.0, "imbalance": 90.0, "sd": 9.0}
    sewer = {"balance": "wwtp", "carrier": "wastewater", "reason": "portal.believe.too_few_days"}
    units = {"electricity": "kWh", "water": "m3", "wastewater": "m3"}
    rows = [{**b, "day": day, "unit": units[str(b["carrier"])]} for b in (bus, main, sewer) for day in days]
    month = Month.of(NOW).interval.start.replace(tzinfo=None)
    meters = [
        {
            "datastream": "grid.energy",
            "redundant": True,
            "smallest_bias": 0.012,
            "tamper_index": 3,
            "group": ["grid.energy"],
        },
        {"firm": "steel", "datastream": "steel.energy", "redundant": True, "smallest_bias": 0.02, "tamper_index": 2}
        | {"group": ["steel.energy", "metal.energy"]},
        {"datastream": "wwtp.energy", "redundant": False, "tamper_index": 1, "group": [], "best_added_meter": "bus-wwtp"},
    ]
    common = {"carrier": "electricity", "month": month}
    hour = {"start": datetime(2025, 11, 12, 3), "step_s": 3600, "unit": "kWh", "state": "adjusted", "origin": "measured"}
    steel = {
        "firm": "steel",
        "edge": "bus-steel",
        "datastream": "steel.energy",
        "quantity": 500.0,
        "reconciled": 497.5,
        "sd": 2.0,
    }
    return {
        "imbalances": table("imbalances", rows),
        "meter_trust": table("meter_trust", [{**common, **m} for m in meters]),
        "reconciled": table("reconciled", [{**hour, **steel}]),
    }


def _quantities(net: FlowNetwork, found: Mapping[str, np.ndarray]) -> pa.Table:
    at, parts = hours(), []
    gap = (at >= GAP[0]) & (at < GAP[1])
    for name, values in found.items():
        missing = gap if name == "steel.energy" else np.zeros(len(at), bool)
        columns = {
            "datastream": [name] * len(at),
            "start": pa.array(at, TIME),
            "step_s": pa.array([3600] * len(at), pa.int32()),
            "quantity": pa.array(values, pa.float64(), mask=missing),
            "unit": ["kWh" if "energy" in name else "m3"] * len(at),
            "measured_s": np.where(missing, 0.0, 3600.0),
            "origin": [net.datastreams[name].origin.value] * len(at),
        }
        parts.append(pa.table(columns))
    return pa.concat_tables(parts)


def _coverage(net: FlowNetwork) -> pa.Table:
    rows: list[dict[str, object]] = []
    for month in MONTHS:
        for d in net.datastreams.values():
            if d.id == "stack.co" and month == FIRST:
                continue
            expected = int(month.elapsed(NOW).seconds) // (d.step_s or 3600)
            missing = expected // (15 if d.id == "outfall.tss" else 120)
            bad = expected // 200 if d.id.startswith("steel") else 0
            doubtful = expected // 90
            counts = {"evaluated": expected - missing, "good": expected - missing - bad - doubtful, "doubtful": doubtful}
            rows.append({"datastream": d.id, "month": month.start, **counts, "bad": bad, "missing": missing}
                        | {"expected": expected, "run": "run-1"})  # fmt: skip
    return table("coverage", rows)


def _accounts(found: Mapping[str, np.ndarray]) -> dict[str, pa.Table]:
    at = hours()
    costs: list[dict[str, object]] = []
    lines: list[dict[str, object]] = []
    resources: list[dict[str, object]] = []
    for month in MONTHS:
        end = np.datetime64(month.interval.end.replace(tzinfo=None), "us")
        inside = (at >= np.datetime64(month.start, "us")) & (at < end)
        for firm in YEARLY_MWH:
            of = {"firm": firm, "facility": f"{firm}-1", "month": month.start}
            sums = {name: float(found[f"{firm}.{name}"][inside].sum()) for name in ("energy", "water", "wastewater")}
            costs += _costs(firm, month, sums["energy"])
            lines += _lines(of, firm, month, sums["energy"])
            for resource, direction, name, unit, origin in (
                ("electricity", "in", "energy", "kWh", "measured"),
                ("water", "in", "water", "m3", "synthetic"),
                ("wastewater", "out", "wastewater", "m3", "synthetic"),
            ):
                amount = {"quantity": sums[name], "unit": unit, "measured_share": 0.985, "origin": origin}
                resources.append({**of, "resource": resource, "direction": direction, **amount})
            waste = {"resource": "waste", "direction": "generated", "quantity": 12.4, "unit": "t", "measured_share": 0.0}
            resources.append({**of, **waste, "origin": "declared"})
    return {
        "energy_costs": table("energy_costs", costs),
        "inventory_lines": table("inventory_lines", lines),
        "inventory_variants": table("inventory_variants", []),
        "scope2": table("scope2", [row for line in lines if line["scope"] == 2 for row in _three_ways(line)]),
        "resource_lines": table("resource_lines", resources),
    }


def _three_ways(line: Mapping[str, object]) -> list[dict[str, object]]:
    same = ("firm", "month", "factor_id", "factor_value", "factor_unit", "factor_year", "factor_source", "emission_tco2e")
    of = {name: line[name] for name in (*same, "uncertainty", "measured_share", "origin", "provisional")}
    kwh = {"consumption_kwh": line["activity"], "residual_kwh": line["activity"], "matched_kwh": 0.0, "units": "[]"}
    return [{**of, **kwh, "id": f"{line['id']}-{m}", "method": m} for m in ("location", "market", "hourly")]


def _costs(firm: str, month: Month, kwh: float) -> list[dict[str, object]]:
    bands = (("peak", 0.2, 3640), ("normal", 0.55, 2025), ("offpeak", 0.25, 1300))
    of = {"firm": firm, "datastream": f"{firm}.energy", "month": month.start, "rule": "evn.2025-05", "origin": "measured"}
    return [
        {**of, "band": band, "energy_kwh": kwh * part, "price_vnd_per_kwh": price, "amount_vnd": round(kwh * part * price)}
        | {"measured_share": 0.985}
        for band, part, price in bands
    ]


def _lines(of: Mapping[str, object], firm: str, month: Month, kwh: float) -> list[dict[str, object]]:
    grid = {"factor_id": "vn.grid.2023", "factor_value": 0.6592, "factor_unit": "tCO2e/MWh", "factor_year": 2023}
    electricity = {"scope": 2, "category": "grid_electricity", "activity": kwh / 1000, "activity_unit": "MWh", "gas": "CO2e"}
    made: list[dict[str, object]] = [
        {**of, "id": f"s2-{firm}-{month.key}", **electricity, **grid, "factor_source": "Department of Climate Change"}
        | {"gwp_report": "AR5", "emission_tco2e": kwh / 1000 * 0.6592, "uncertainty": json.dumps({"vn.grid": 0.05})}
        | {"measured_share": 0.985, "origin": "measured", "provisional": True}
    ]
    if firm == "steel":
        fuel = {"scope": 1, "category": "stationary_combustion", "gas": "CO2", "factor_unit": "kg/GJ", "factor_year": 2006}
        known = {**of, **fuel, "factor_source": "IPCC 2006 vol. 2", "gwp_report": "AR5", "origin": "declared"}
        gas = {"substance": "natural gas", "activity": 4200.0, "activity_unit": "GJ", "factor_id": "ipcc.gas"}
        diesel = {"substance": "gas/diesel oil", "activity_unit": "t", "factor_id": "ipcc.diesel", "factor_value": 74.1}
        figure = {"emission_tco2e": 235.6, "uncertainty": json.dumps({"ipcc.gas": 0.04}), "measured_share": 0.0}
        made.append({**known, "id": f"s1-{month.key}", **gas, "factor_value": 56.1, **figure, "provisional": False})
        made.append({**known, "id": f"s1b-{month.key}", **diesel, "provisional": False, "reason": "account.line.no_data"})
    return made


def _limits() -> dict[str, pa.Table]:
    """Daily averages of four parameters; ammonium exceeds its limit now and then, solids lack data in the last month."""
    averages: list[dict[str, object]] = []
    exceeded: list[dict[str, object]] = []
    states: list[dict[str, object]] = []
    rng = np.random.default_rng(5)
    for point, name, limit, mean, unit in (
        ("outfall-1", "cod", 75.0, 52.0, "mg/L"),
        ("outfall-1", "ammonium_n", 5.0, 4.1, "mg/L"),
        ("outfall-1", "tss", 50.0, 20.0, "mg/L"),
        ("stack-1", "nox", 250.0, 68.0, "mg/Nm3"),
    ):
        of = {"monitoring_point": point, "property": name, "unit": unit}
        rule = {"limit": limit, "limit_rule": "qcvn40.2011.b", "statistic": "mean_24h", "provisional": name == "ammonium_n"}
        for month in MONTHS:
            judged = over = thin = 0
            for day in month.elapsed(NOW).days():
                start = Interval.of_day(day).start.replace(tzinfo=None)
                value, share = float(mean * rng.lognormal(0, 0.16)), 0.98 if rng.random() > 0.08 else 0.5
                row = {**of, "start": start, "step_s": 86400, "origin": "synthetic" if point == "outfall-1" else "measured"}
                if share < 0.75 or (name == "tss" and month == MONTHS[-1]):
                    averages.append({**row, "valid_share": 0.4, "calibrating": 3, "fault": 5})
                    thin += 1
                    continue
                averages.append({**row, "average": value, "valid_share": share, "calibrating": 1, "fault": 0})
                judged += 1
                if value > limit:
                    over += 1
                    when = {"start": start, "end": start + timedelta(days=1), "worst_time": start + timedelta(hours=9)}
                    exceeded.append({**of, **rule, "id": f"x-{name}-{day}", **when, "worst": value, "valid_share": share})
            counts = {"judged": judged, "exceeded": over, "not_judged": thin}
            states.append({**of, **rule, "month": month.start, **counts})
    named = {"averages": averages, "exceedances": exceeded, "limit_states": states, "limit_bands": []}
    return {name: table(name, rows) for name, rows in named.items()}


def _findings() -> pa.Table:
    common: dict[str, object] = {
        "others": [],
        "check_version": "v1",
        "evidence": json.dumps({"rows": [["2025-11-09", None]]}),
    }
    rows: list[dict[str, object]] = [
        {"id": "f-gap-1", "code": "trust.gap", "datastream": "steel.energy", "start": datetime(2025, 11, 9, 20)}
        | {"end": datetime(2025, 11, 10, 5), "severity": "attention", "message_id": "portal.sample.gap", "count": 36}
        | {"params": json.dumps({"hours": 9.0})},
        {"id": "f-flat-1", "code": "trust.flat_line", "datastream": "outfall.tss", "start": datetime(2025, 11, 3, 1)}
        | {"end": datetime(2025, 11, 4, 3), "severity": "serious", "message_id": "portal.sample.flat", "count": 104}
        | {"params": json.dumps({"value": 20.25, "hours": 26.0})},
        {"id": "f-spike-1", "code": "trust.spike", "datastream": "plating.energy", "start": datetime(2025, 10, 3, 1)}
        | {"end": datetime(2025, 10, 3, 2), "severity": "info", "message_id": "portal.sample.flat", "count": 4}
        | {"params": json.dumps({"value": 1.5, "hours": 1.0})},
    ]
    return table("findings", [{**common, **row} for row in rows])


def readings_and_flags() -> tuple[pa.Table, pa.Table]:
    """Three months of 15-minute readings of the steel works with a gap, and fifty flagged ones near the end."""
    stop = np.datetime64(NOW.replace(tzinfo=None), "us")
    times = np.arange(np.datetime64(FIRST.start, "us"), stop, np.timedelta64(15, "m"))
    missing = (times >= GAP[0]) & (times < GAP[1])
    n = len(times)
    columns = [
        pa.array(["steel.energy"] * n),
        pa.array(times, TIME),
        pa.array(load_shape("steel", times) * 120, mask=missing),
        pa.array(missing.astype(np.uint8)),
        pa.array([255] * n, pa.uint8()),
        pa.nulls(n, TIME),
        pa.array([NOW.replace(tzinfo=None)] * n, TIME),
        pa.array([0] * n, pa.uint16()),
        pa.array([3] * n, pa.int64()),
    ]
    marked = [
        {
            "datastream": "steel.energy",
            "phenomenon_time": t.astype(datetime),
            "revision": 0,
            "flag": 2 if i < 30 else 3,
            "tests": 8,
        }
        for i, t in enumerate(times[-200:-150])
    ]
    return pa.Table.from_arrays(columns, schema=OBSERVATIONS), pa.Table.from_pylist(marked, schema=FLAGS)
