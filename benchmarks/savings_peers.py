"""The peer's side of ``benchmarks/savings.py``: CalTRACK hourly of the package eemeter. ``savings_peers.py IN OUT``."""

from __future__ import annotations

import sys
import time
import warnings

import numpy as np
import pandas as pd
from eemeter import __version__
from eemeter.eemeter.models.hourly_caltrack import HourlyBaselineData, HourlyModel, HourlyReportingData


def caltrack(
    index: pd.DatetimeIndex, amount: np.ndarray, temperature_f: np.ndarray, learn: np.ndarray, electricity: bool
) -> np.ndarray:
    """Prediction of every hour by a model that has seen the hours ``learn``."""
    known = pd.DataFrame({"observed": np.where(learn, amount, np.nan), "temperature": temperature_f}, index=index)
    asked = pd.DataFrame({"observed": amount, "temperature": temperature_f}, index=index)
    model = HourlyModel().fit(HourlyBaselineData(known, electricity))
    return model.predict(HourlyReportingData(asked, electricity))["predicted"].reindex(index).to_numpy()


def main(source: str, target: str) -> None:
    warnings.filterwarnings("ignore")
    given = np.load(source, allow_pickle=False)
    out: dict[str, np.ndarray] = {"version": np.array(__version__)}
    for key in sorted({name.split("|")[0] for name in given.files}):
        index = pd.to_datetime(given[f"{key}|start_us"], unit="us", utc=True).tz_convert(str(given[f"{key}|zone"]))
        made, began = np.full(len(index), np.nan), time.perf_counter()
        for learn, ask in zip(given[f"{key}|learn"], given[f"{key}|ask"], strict=True):
            amount, temperature = given[f"{key}|amount"], given[f"{key}|temperature_f"]
            made[ask] = caltrack(index, amount, temperature, learn, bool(given[f"{key}|electricity"]))[ask]
        out[f"{key}|predicted"] = made
        out[f"{key}|seconds"] = np.array((time.perf_counter() - began) / len(given[f"{key}|learn"]))
    np.savez(target, **out)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
