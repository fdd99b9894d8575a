"""How well a sensor agrees with all that it was compared with: figures and picture for API and pages."""

from __future__ import annotations

from typing import Any

from ecopark.core.messages import Lang, Message
from ecopark.core.records import Record
from ecopark.core.scope import Scope
from ecopark.serve.park import OpenPark
from ecopark.trust.inspection.agreement import bland_altman, deming, equivalence
from ecopark.trust.inspection.comparison import differences
from ecopark.trust.inspection.investigation import COMPARISON


def agreement_of(park: OpenPark, scope: Scope, datastream: str, margin: float, lang: Lang) -> dict[str, Any]:
    """Figures of all pairs of a datastream that the scope reaches.

    Display readings of the same meter are left out: they say nothing about the meter. ``margin`` is a share of the mean.
    """
    pairs = [r for r in park.records.find(scope, COMPARISON, limit=100_000) if _counts(r, datastream)]
    contents = [r.content for r in sorted(pairs, key=lambda r: str(r.content["time"]))]
    sensor, reference, stated = differences(contents)
    unit = park.network.datastreams[datastream].canonical_unit
    states = [str(c["state"]) for c in contents]
    head = {
        "datastream": datastream,
        "unit": unit,
        "pairs": len(sensor),
        "states": {state: states.count(state) for state in ("agree", "disagree", "waiting", "not_comparable")},
        "below_detection": sum(c["reference"] is None and c["state"] in ("agree", "disagree") for c in contents),
    }
    picture = bland_altman(sensor, reference)
    if isinstance(picture, Message):
        return {**head, "verdict": "insufficient", "text": picture.render(lang), "picture": None, "deming": None}
    allowed = margin * abs(float(reference.mean()))
    if allowed == 0:
        text = Message("trust.agreement.no_spread", {"n": len(sensor)}).render(lang)
        return {**head, "verdict": "insufficient", "text": text, "picture": picture.picture(unit), "deming": None}
    test = equivalence(sensor, reference, allowed, stated=stated)
    line = deming(sensor, reference)
    return {
        **head,
        "verdict": test.verdict,
        "text": test.reason.render(lang),
        "margin": allowed,
        "interval": None if test.interval is None else test.interval.content(),
        "p": test.p,
        "pairs_needed": test.n_needed,
        "picture": picture.picture(unit),
        "deming": None
        if isinstance(line, Message)
        else {"slope": line.slope.content(), "intercept": line.intercept.content()},
    }


def _counts(record: Record, datastream: str) -> bool:
    return record.content["datastream"] == datastream and record.content["instrument"] != "display"
