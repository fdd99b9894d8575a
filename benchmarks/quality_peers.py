"""The peers' side of ``benchmarks/quality.py``; runs in their own environment: ``quality_peers.py NAME SOURCE TARGET``."""

from __future__ import annotations

import json
import sys

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

LOW, HIGH, PER_MINUTE, SPIKE, FLAT_READINGS, STEP_S = 0.0, 200.0, 40.0, 40.0, 30, 60


def read_wide(source: str) -> pd.DataFrame:
    """One column per sensor on the common minute grid; absent readings are NaN."""
    file = pq.ParquetFile(source)
    columns = {}
    for i in range(file.num_row_groups):
        table = file.read_row_group(i, columns=["datastream", "phenomenon_time", "value"])
        index = pd.DatetimeIndex(table["phenomenon_time"].to_numpy())
        columns[table["datastream"][0].as_py()] = pd.Series(table["value"].to_numpy(), index=index)
    grid = pd.date_range(min(c.index[0] for c in columns.values()), max(c.index[-1] for c in columns.values()), freq="1min")
    return pd.DataFrame({name: column.reindex(grid) for name, column in columns.items()})


def flag_table(name: str, index: pd.DatetimeIndex, tests: np.ndarray) -> pa.Table:
    rows = np.flatnonzero(tests)
    return pa.table(
        {"datastream": pa.array([name] * len(rows), pa.string()), "phenomenon_time": index[rows], "tests": tests[rows]}
    )


def write(target: str, tables: list[pa.Table]) -> None:
    pq.write_table(pa.concat_tables(tables), target, compression="zstd")


def finish(target: str, index: pd.DatetimeIndex, masks: dict[str, pd.DataFrame]) -> dict[str, int]:
    """Write the flags of all sensors; return readings marked per check."""
    tables = []
    for name in next(iter(masks.values())).columns:
        tests = np.zeros(len(index), dtype=np.uint32)
        for bit, mask in enumerate(masks.values()):
            tests |= mask[name].to_numpy().astype(np.uint32) << bit
        tables.append(flag_table(name, index, tests))
    write(target, tables)
    return {check: int(mask.to_numpy().sum()) for check, mask in masks.items()}


def run_saqc(source: str, target: str) -> dict[str, int]:
    from saqc import SaQC

    data = read_wide(source)
    fields = list(data.columns)
    steps = {
        "range": lambda qc: qc.flagRange(fields, min=LOW, max=HIGH),
        "gap": lambda qc: qc.flagMissing(fields),
        "flat_line": lambda qc: qc.flagConstants(fields, window=f"{FLAT_READINGS - 1}min", thresh=0),
        "rate": lambda qc: _generic(qc, fields),  # flagJumps compares means of windows: not the same check
        "spike": lambda qc: qc.flagOffset(fields, thresh=SPIKE, window="3min", tolerance=SPIKE / 2),
    }
    masks = {}
    for check, step in steps.items():
        qc = step(SaQC(data))
        masks[check] = pd.DataFrame({f: qc._flags[f] for f in fields}, index=data.index) > 0
    return finish(target, data.index, masks)


def _generic(qc, fields):
    for field in fields:
        qc = qc.flagGeneric(field, func=lambda x: x.diff().abs() > PER_MINUTE)
    return qc


def run_ioos_qc(source: str, target: str) -> dict[str, int]:
    from ioos_qc import qartod

    file = pq.ParquetFile(source)
    tables, counts = [], dict.fromkeys(("range", "flat_line", "rate", "spike"), 0)
    for i in range(file.num_row_groups):
        table = file.read_row_group(i, columns=["datastream", "phenomenon_time", "value"])
        value, times = table["value"].to_numpy(), table["phenomenon_time"].to_numpy()
        span = (FLAT_READINGS - 1) * STEP_S
        found = {
            "range": qartod.gross_range_test(value, fail_span=(LOW, HIGH)),
            "flat_line": qartod.flat_line_test(value, times, suspect_threshold=span, fail_threshold=span, tolerance=1e-9),
            "rate": qartod.rate_of_change_test(value, times, threshold=PER_MINUTE / 60),
            "spike": qartod.spike_test(value, suspect_threshold=SPIKE, fail_threshold=1e9),
        }
        tests = np.zeros(len(value), dtype=np.uint32)
        for bit, (check, flags) in enumerate(found.items()):
            hit = np.asarray(flags.filled(9)) if hasattr(flags, "filled") else np.asarray(flags)
            hit = (hit == 3) | (hit == 4)
            counts[check] += int(hit.sum())
            tests |= hit.astype(np.uint32) << bit
        tables.append(flag_table(table["datastream"][0].as_py(), pd.DatetimeIndex(times), tests))
    write(target, tables)
    return counts


def run_pecos(source: str, target: str) -> dict[str, int]:
    from pecos.monitoring import PerformanceMonitoring

    data = read_wide(source)
    steps = {
        "range": lambda pm: pm.check_range([LOW, HIGH]),
        "gap": lambda pm: pm.check_missing(),
        "flat_line": lambda pm: pm.check_delta([1e-9, None], window=(FLAT_READINGS - 1) * STEP_S),
        "rate": lambda pm: pm.check_increment([None, PER_MINUTE]),
        "spike": lambda pm: pm.check_outlier([None, 5], window=60 * STEP_S, absolute_value=True),
    }
    masks = {}
    for check, step in steps.items():
        pm = PerformanceMonitoring()
        pm.add_dataframe(data)
        step(pm)
        masks[check] = ~pm.mask
    return finish(target, data.index, masks)


if __name__ == "__main__":
    engine, source_file, target_file = sys.argv[1:]
    runs = {"saqc": run_saqc, "ioos_qc": run_ioos_qc, "pecos": run_pecos}
    print(json.dumps(runs[engine](source_file, target_file)))
