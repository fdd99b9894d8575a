"""Reviews: a person accepts, changes or refuses what a history suggests; from then on the checks run with it.

A review is a record ``quality_settings`` under the datastream's id: each is a revision with its author, nothing is
overwritten. The flow's version follows from its parameters, so a review makes a new version of the flags; the old one stays
readable.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Literal

from ecopark.core.errors import InputError
from ecopark.core.network import FlowNetwork
from ecopark.core.records import Record
from ecopark.trust import observed_messages as _texts  # noqa: F401  (the texts of the errors below)
from ecopark.trust.observed import Observed, Proposed
from ecopark.trust.proposal import propose
from ecopark.trust.settings import KINDS, QualitySettings, overridden, read_settings

REVIEW_KIND = "quality_settings"
Choice = Literal["accept", "change", "refuse", "off"]


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided on one check.

    ``accept`` takes the proposal, ``change`` the person's own ``parameters``, ``off`` switches the check off, ``refuse``
    leaves it as it is declared.
    """

    check: str
    choice: Choice
    parameters: Mapping[str, object] | None = None
    note: str = ""


def review_content(
    network: FlowNetwork,
    settings: QualitySettings,
    datastream: str,
    observed: Observed | None,
    decisions: Sequence[Decision],
    before: Mapping[str, object] | None = None,
) -> dict[str, object]:
    """Return the content of the next revision of a datastream's reviewed settings.

    Parameters
    ----------
    settings
        Those of the park's files: what the decisions stand on.
    observed
        What was shown to the person; kept with the decisions, as their evidence.
    before
        Content of the revision that is corrected: what is not decided anew stays.

    Raises
    ------
    InputError
        trust.review.empty, trust.review.unknown_check, trust.review.not_proposed; trust.settings.* for a bad parameter.
    """
    if not decisions:
        raise InputError("trust.review.empty", where=datastream)
    proposed = {p.check: p for p in observed.proposed} if observed is not None else {}
    checks = dict(_checks(before or {}, datastream))
    for decision in decisions:
        if decision.check not in KINDS:
            raise InputError(
                "trust.review.unknown_check", where=datastream, check=decision.check, known=", ".join(sorted(KINDS))
            )
        if decision.choice == "refuse":
            checks.pop(decision.check, None)
        elif decision.choice == "off":
            checks[decision.check] = None
        else:
            checks[decision.check] = _parameters(decision, proposed.get(decision.check), datastream)
    _usable(network, settings, datastream, checks)
    told = [{**asdict(decision), "proposed": _shown(proposed.get(decision.check))} for decision in decisions]
    return {"datastream": datastream, "checks": checks, "decisions": told, "history": _history(observed)}


def reviewed_settings(settings: QualitySettings, network: FlowNetwork, reviews: Iterable[Record]) -> QualitySettings:
    """Return the park's settings with the newest review of each datastream on top; reviews of what is gone say nothing."""
    datastreams = {name: dict(checks) for name, checks in settings.datastreams.items()}
    for review in reviews:
        if review.id in network.datastreams:
            checks = _checks(review.content, review.id)
            read = read_settings({"datastreams": {review.id: checks}}, f"{review.kind} {review.id}").datastreams[review.id]
            datastreams[review.id] = {**datastreams.get(review.id, {}), **read}
    return replace(settings, datastreams=datastreams)


def _parameters(decision: Decision, proposed: Proposed | None, datastream: str) -> dict[str, object]:
    if decision.choice == "change" and decision.parameters is not None:
        return dict(decision.parameters)
    if decision.choice == "accept" and proposed is not None and proposed.parameters is not None:
        return dict(proposed.parameters)
    raise InputError("trust.review.not_proposed", where=datastream, check=decision.check)


def _usable(network: FlowNetwork, settings: QualitySettings, datastream: str, checks: Mapping[str, object]) -> None:
    """Read what was decided as the flow will read it: a wrong parameter is told to the person, not to the next run."""
    read = read_settings({"datastreams": {datastream: dict(checks)}}, datastream).datastreams[datastream]
    overridden(propose(network.datastreams[datastream], network, settings), read, datastream)


def _checks(content: Mapping[str, object], datastream: str) -> Mapping[str, object]:
    checks = content.get("checks", {})
    if not isinstance(checks, Mapping):
        raise InputError("trust.review.not_readable", where=datastream, problem="checks")
    return checks


def _shown(proposed: Proposed | None) -> dict[str, object] | None:
    if proposed is None:
        return None
    share = None if proposed.share is None else round(proposed.share, 6)
    why = {"message_id": proposed.why.id, "params": dict(proposed.why.params)}
    return {"parameters": proposed.parameters, "evidence": why, "share": share}


def _history(observed: Observed | None) -> dict[str, object] | None:
    if observed is None:
        return None
    return {name: value for name, value in asdict(observed).items() if name != "proposed"}
