"""Evidence of a reduction: the locked baseline, non-routine events, what is taken off the saving."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from ecopark.core.errors import InputError
from ecopark.core.figures import Figure, Standing
from ecopark.core.units import conversion
from ecopark.judge.claims import evidence as at_hand
from ecopark.serve.claim_figures import ONE_SIDED
from ecopark.serve.claim_scene import MOST, WORKER, Scene
from ecopark.serve.kept_energy import kept_energy

PRODUCTION = ("product_mass", "production", "material_mass")


def baseline_of(scene: Scene) -> at_hand.BaselineEvidence:
    """The newest lock of the measure with what its verification says; and what is missing where there is none."""
    measure = scene.claim.baseline.measure if scene.claim.baseline else ""
    records, firm = scene.park.records, scene.claim.firm
    locked = records.get(WORKER, "baseline", measure)
    verified = records.get(WORKER, "verification", measure)
    missing = _missing(scene, None if verified is None else verified.content)
    if locked is None or locked.firm != firm:
        return at_hand.BaselineEvidence(missing=missing)
    said: Mapping[str, Any] = locked.content
    model: Mapping[str, Any] = said.get("content") or {}
    chosen: Mapping[str, Any] = next((s for s in model.get("scores") or () if s.get("name") == model.get("chosen")), {})
    start = datetime.fromisoformat(said["reporting_start"])
    locked_at = datetime.fromisoformat(said["locked_at"])
    if said.get("after_seeing"):
        locked_at = max(locked_at, start + timedelta(seconds=1))  # readings of the period were known: not for a claim
    return at_hand.BaselineEvidence(
        sha256=said["sha256"],
        locked_at=locked_at,
        reporting_start=start,
        months=_months(said.get("period")),
        full_cycle=None,
        blocked_cv=chosen.get("cvrmse"),
        bias=chosen.get("bias"),
        extrapolated_share=None if verified is None else _extrapolated(verified.content),
        missing=missing,
    )


def _months(period: Mapping[str, str] | None) -> float | None:
    """Whole months that a baseline covers: a year of days is twelve."""
    if period is None:
        return None
    start, end = (datetime.fromisoformat(period[side]) for side in ("start", "end"))
    return round((end - start).total_seconds() / 86_400 / 365 * 12, 2)


def _extrapolated(verification: Mapping[str, Any]) -> float | None:
    value = verification.get("extrapolated_share", verification.get("extrapolated"))
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _missing(scene: Scene, verification: Mapping[str, Any] | None) -> tuple[at_hand.MissingCovariate, ...]:
    """What the method asks for; without a verification: production, where the claimant has no data of it."""
    if verification is not None:
        if verification.get("standing") == Standing.VERIFIED.value:
            return ()  # what it lists then would help, and is not needed
        return tuple(_covariate(row) for row in verification.get("missing") or ())
    own = [s for s in scene.network.datastreams.values() if s.firm == scene.claim.firm]
    if any(s.observed_property in PRODUCTION for s in own):
        return ()
    return (at_hand.MissingCovariate("production"),)


def _covariate(row: object) -> at_hand.MissingCovariate:
    if not isinstance(row, Mapping):
        return at_hand.MissingCovariate(str(row))
    what = row.get("what")
    name = what.get("id", "") if isinstance(what, Mapping) else what
    return at_hand.MissingCovariate(
        str(name).rpartition(".")[2].removeprefix("want_"), row.get("interval_now"), row.get("interval_then")
    )


def events_of(scene: Scene) -> tuple[at_hand.EventEvidence, ...] | None:
    """Events of the measure that were not rejected; None while nobody has looked (there is no verification)."""
    measure = scene.claim.baseline.measure if scene.claim.baseline else ""
    verified = scene.park.records.get(WORKER, "verification", measure)
    if verified is None or verified.firm != scene.claim.firm:
        return None
    figures: Mapping[str, Any] = verified.content.get("figures") or {}  # type: ignore[assignment]
    both = bool(figures.get("avoided")) and bool(figures.get("avoided_unadjusted"))
    found = []
    for record in scene.park.records.find(WORKER, "non_routine_event", limit=MOST):
        said: Mapping[str, Any] = record.content
        if said.get("measure") != measure or said.get("state") == "rejected":
            continue
        found.append(
            at_hand.EventEvidence(
                id=record.id,
                dated=bool(said.get("start")),
                evidenced=bool(said.get("evidence")),
                claimant=str(said.get("claimant") or ""),
                accepted_by=str(said.get("decided_by") or "") if said.get("state") == "accepted" else "",
                both_shown=both,
            )
        )
    return tuple(found)


def netting_of(scene: Scene, measured: Figure | None) -> tuple[at_hand.Netted, ...] | None:
    """The platform's own electricity over the period, the claimant's part of it, in the claim's unit.

    A firm carries one part in as many as there are firms, the park all. Figures are rounded up to one digit, so that a
    verdict does not change with every look at the counters. Rebound lies inside the measured use; leakage is nil where
    the whole border is metered, else not known.
    """
    kept = kept_energy(scene.park.records)
    if kept is None:
        return None
    used, elapsed_s = kept
    parts = 1 if scene.claim.firm is None else max(1, len(scene.network.firms))
    scale = scene.interval.seconds / elapsed_s / parts
    low, high = used.energy.interval(ONE_SIDED)
    amounts = [amount * scale for amount in (used.energy.value, max(low, 0.0), high)]
    own = _in_unit(scene, amounts, measured)
    if own is None:
        return None
    value, low, high = own
    made = [at_hand.Netted("ict_operational", value, low, high), at_hand.Netted("rebound", 0.0, 0.0, 0.0)]
    whole = scene.claim.boundary.whole_entity or bool(scene.claim.boundary.tenants)
    made.append(at_hand.Netted("leakage", 0.0, 0.0, 0.0) if whole else at_hand.Netted("leakage"))
    return tuple(made)


def _in_unit(scene: Scene, amounts: Sequence[float], measured: Figure | None) -> tuple[float, float, float] | None:
    """(value, low, high) in the claim's unit; per cent of what was measured where the claim is in per cent."""
    unit = scene.claim.unit
    if scene.claim.metric.quantity != "energy":
        return 0.0, 0.0, 0.0  # electricity is no part of a saving of water or waste; its emissions are in the inventory
    if unit == "%":
        if measured is None or not measured.value:
            return None
        try:
            whole = measured.value * conversion(measured.unit, "kWh")[0]
        except InputError:
            return None
        shares = [100 * amount / whole for amount in amounts]
    else:
        try:
            shares = [amount * conversion("kWh", unit)[0] for amount in amounts]
        except InputError:
            return None
    value, _, high = shares
    return _up(value), 0.0, max(_up(high), _up(value))


def _up(value: float) -> float:
    """Rounded up to one significant digit."""
    if value <= 0:
        return 0.0
    step = 10.0 ** math.floor(math.log10(value))
    return float(f"{math.ceil(value / step - 1e-9) * step:.6g}")
