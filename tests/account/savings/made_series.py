"""Series with a known truth: level by hour and weekday, a bend in temperature, production, noise."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from ecopark.account.savings.series import Covariate, Role, Series, micros

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
START = datetime(2024, 1, 1, tzinfo=ZONE)


def hourly(days=364, start=START, seed=1, *, noise=5.0, saved=0.0, production=False, temperature=True):
    """Hourly kWh: 100 by night, 200 by day on working days, 3 kWh/°C above 26 °C, production adds 0.5 kWh per unit."""
    rng = np.random.default_rng(seed)
    n = 24 * days
    hour = np.arange(n) % 24
    weekday = (start.weekday() + np.arange(n) // 24) % 7
    part = (start.timetuple().tm_yday + np.arange(n) / 24) / 365
    covariates = {}
    amount = 100.0 + 100.0 * ((weekday < 5) & (hour >= 7) & (hour < 18))
    celsius = 27 + 3 * np.sin(2 * np.pi * part) + 4 * np.sin(2 * np.pi * (hour - 9) / 24) + rng.normal(0, 1, n)
    amount = amount + 3.0 * np.maximum(celsius - 26, 0)
    if temperature:
        covariates["temperature"] = Covariate(Role.TEMPERATURE, celsius, "°C")
    if production:
        units = np.repeat(rng.uniform(0, 200, days), 24)
        amount = amount + 0.5 * units
        covariates["units"] = Covariate(Role.PRODUCTION, units, "t")
    amount = amount * (1 - saved) + rng.normal(0, noise, n)
    return Series(micros(start) + np.arange(n) * 3_600_000_000, 3600, amount, "kWh", ZONE, covariates)


def daily(days=364, start=START, seed=1, *, saved=0.0, noise=40.0):
    """Daily kWh: 2,000 on working days, 1,200 else, heating 30 kWh/°C below 15 °C and cooling 50 kWh/°C above 22 °C."""
    rng = np.random.default_rng(seed)
    day = np.arange(days)
    weekday = (start.weekday() + day) % 7
    celsius = 18 + 9 * np.sin(2 * np.pi * (start.timetuple().tm_yday + day) / 365) + rng.normal(0, 2, days)
    amount = np.where(weekday < 5, 2000.0, 1200.0) + 30 * np.maximum(15 - celsius, 0) + 50 * np.maximum(celsius - 22, 0)
    moments = [micros(start + timedelta(days=int(k))) for k in day]
    covariates = {"temperature": Covariate(Role.TEMPERATURE, celsius, "°C")}
    amount = amount * (1 - saved) + rng.normal(0, noise, days)
    return Series(np.array(moments), 86400, amount, "kWh", ZONE, covariates)


def after(days, **said):
    """The days that follow a baseline of ``hourly()``."""
    return hourly(days, START + timedelta(days=364), seed=said.pop("seed", 2), **said)
