"""What the platform shows about itself: electricity, carbon, how they were found, with factor and parameters."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from ecopark.account.activities import grid_electricity
from ecopark.account.footprint import PowerModel, Sample, own_energy
from ecopark.account.uncertainty import Estimate
from ecopark.rules.book import RuleBook


def footprint_report(
    since: datetime, sample: Sample, book: RuleBook, on: datetime, model: PowerModel | None = None
) -> Mapping[str, object]:
    """JSON-able figures of the platform itself over one (summed) sample.

    Parameters
    ----------
    since
        When counting began, aware.
    on
        The moment of asking, aware: the grid factor is that of its year, or of the latest year before.

    Returns
    -------
    mapping
        ``label`` (measured | modelled), ``message_id`` of its text, ``since``, ``elapsed_s``, ``cpu_s``, ``memory_bytes``,
        ``electricity`` and ``carbon`` (value, unit, low, high of the 95 % interval; carbon None without a grid factor),
        ``factor`` (id, value, unit, year, source, provisional), ``model`` (parameter -> low, high, source).
    """
    used = model or PowerModel()
    own = own_energy([sample], used)
    if own is None:
        return {}
    grid = grid_electricity(book, on.year)
    carbon = None
    if grid.tco2e_per_unit is not None:
        per_kwh = Estimate.of(grid.tco2e_per_unit * 1000, "kgCO2e/kWh", grid.parts)
        carbon = own.energy.times(per_kwh, "kgCO2e")
    return {
        "label": own.label,
        "message_id": f"account.footprint.{own.label}",
        "since": since.isoformat(),
        "elapsed_s": sample.elapsed_s,
        "cpu_s": sample.cpu_s,
        "memory_bytes": sample.memory_bytes,
        "electricity": _figure(own.energy),
        "carbon": None if carbon is None else _figure(carbon),
        "factor": {
            "id": grid.factor_id,
            "value": grid.value,
            "unit": grid.unit,
            "year": grid.year,
            "source": grid.source,
            "provisional": grid.provisional,
        },
        "model": {
            name: {"low": limits.low, "high": limits.high, "source": limits.source} for name, limits in used.ranges().items()
        },
    }


def _figure(estimate: Estimate) -> dict[str, object]:
    low, high = estimate.interval()
    return {"value": estimate.value, "unit": estimate.unit, "low": max(low, 0.0), "high": high}
