"""The candidates for a baseline, and how they are compared: on blocks of weeks that they have not seen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from ecopark.account.savings.additive import Additive, Form, fit_additive, select
from ecopark.account.savings.boosting import Boosted, boost, columns_of
from ecopark.account.savings.features import Features
from ecopark.account.savings.series import Bool, Float, Int

SEASON_DAYS = 330  # below, nothing is learnt about the time of the year: it would be carried on blindly

TOWT = Form("towt", temperature="pieces")
CHANGE_POINT = Form("change_point", temperature="balance", own_days=True)
STEADY = Form("steady", temperature="pieces", own_days=True, shrink=100.0, lagged=True)
EXTENDED = Form("extended", temperature="pieces", own_days=True, shrink=30.0, lagged=True, by_hour=True)
SEASONAL = Form("seasonal", temperature="pieces", own_days=True, shrink=30.0, lagged=True, by_hour=True, season=12)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A form, with or without boosted trees on what it leaves."""

    form: Form
    boosted: bool = False

    @property
    def name(self) -> str:
        return f"{self.form.name}_boosted" if self.boosted else self.form.name


CANDIDATES = (
    Candidate(TOWT),
    Candidate(CHANGE_POINT),
    Candidate(STEADY),
    Candidate(EXTENDED),
    Candidate(SEASONAL),
    Candidate(EXTENDED, boosted=True),
    Candidate(SEASONAL, boosted=True),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """How a baseline is chosen.

    Attributes
    ----------
    block_days, gap_days
        Whole weeks that are held out together, and the days beside them that are not learnt from either.
    candidates
        Names of the candidates that are compared, in order of simplicity; a later one must be better.
    folds
        How often models are fitted to hold all blocks out.
    simpler_by
        A later candidate is taken only if its error is smaller by this share.
    """

    block_days: int = 28
    gap_days: int = 7
    folds: int = 7
    candidates: tuple[str, ...] = tuple(candidate.name for candidate in CANDIDATES)
    simpler_by: float = 0.005


@dataclass(frozen=True, slots=True)
class Score:
    """Out-of-sample error of a candidate on the held-out blocks of the baseline.

    Attributes
    ----------
    cvrmse, bias
        Root mean square error and mean error (model minus measured) per step, over the mean amount.
    block
        Root mean square of the blocks' mean errors, over the mean amount: what matters for sums.
    """

    name: str
    cvrmse: float
    bias: float
    block: float


def block_of(day: Int, block_days: int) -> Int:
    """Number of the block of weeks that each day belongs to."""
    return np.asarray((day - day[0]) // block_days, dtype=np.int64)


def learnt_from(day: Int, held: Iterable[int], block_days: int, gap_days: int) -> Bool:
    """Steps that a model which must not see some blocks (nor the gaps beside them) may learn from."""
    kept = np.ones(len(day), dtype=bool)
    for block in held:
        first = day[0] + block * block_days
        kept &= (day < first - gap_days) | (day >= first + block_days + gap_days)
    return kept


def admitted(settings: Settings, seen: Features, season: bool) -> Iterator[Candidate]:
    """Candidates that make sense: no change points without temperature, no season of less than a year."""
    for candidate in CANDIDATES:
        if candidate.name not in settings.candidates or (candidate.form.season and not season):
            continue
        if candidate.form.temperature == "balance" and seen.temperature_c is None:
            continue
        yield candidate


def fit(candidate: Candidate, seen: Features, amount: Float, kept: Bool, season: bool) -> tuple[Additive, Boosted | None]:
    additive = fit_additive(candidate.form, seen, amount, kept)
    return additive, _boost(additive, seen, amount, kept, season) if candidate.boosted else None


def _boost(additive: Additive, seen: Features, amount: Float, kept: Bool, season: bool) -> Boosted:
    expected = additive.predict(seen)
    names, columns = columns_of(seen, expected, season=season)
    return boost(names, columns[kept], amount[kept] - expected[kept])


def predicted(additive: Additive, boosted: Boosted | None, seen: Features) -> Float:
    expected = additive.predict(seen)
    if boosted is None:
        return expected
    _, columns = columns_of(seen, expected, season="year_part" in boosted.names)
    return expected + boosted.predict(columns)


def held_out_values(
    candidates: tuple[Candidate, ...], seen: Features, amount: Float, valid: Bool, settings: Settings, season: bool
) -> dict[Candidate, Float]:
    """Value of every step by each candidate that has not seen the step's block; NaN where that cannot be.

    Several blocks far from each other are held out at once, so that there are at most ``settings.folds`` fits.
    """
    outs = {candidate: np.full(len(amount), np.nan) for candidate in candidates}
    blocks = block_of(seen.day, settings.block_days)
    present = np.unique(blocks[valid])
    for fold in range(min(settings.folds, len(present))):
        held = present[fold :: settings.folds]
        kept = valid & learnt_from(seen.day, held, settings.block_days, settings.gap_days)
        asked = valid & np.isin(blocks, held)
        if kept.sum() < 7 * seen.hours:
            continue
        of_form: dict[Form, Additive] = {}
        for candidate, out in outs.items():
            if candidate.form not in of_form:
                of_form[candidate.form] = fit_additive(candidate.form, seen, amount, kept)
            additive = of_form[candidate.form]
            boosted = _boost(additive, seen, amount, kept, season) if candidate.boosted else None
            out[asked] = predicted(additive, boosted, select(seen, asked))
    return outs


def score(name: str, out: Float, amount: Float, valid: Bool, blocks: Int) -> Score:
    known = valid & np.isfinite(out)
    error, mean = (out - amount)[known], float(amount[known].mean())
    scale = abs(mean) or 1.0
    count = np.bincount(blocks[known])
    sums = np.bincount(blocks[known], error)
    means = sums[count > 0] / count[count > 0]
    return Score(
        name,
        cvrmse=float(np.sqrt(np.mean(error**2)) / scale),
        bias=float(error.mean() / scale),
        block=float(np.sqrt(np.mean(means**2)) / scale),
    )


def best_of(scores: list[Score], simpler_by: float) -> str:
    best = scores[0]
    for score in scores[1:]:
        if score.cvrmse < best.cvrmse * (1 - simpler_by):
            best = score
    return best.name
