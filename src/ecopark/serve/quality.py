"""Settings of the quality checks as they are in force: the park's files, and what people reviewed on top of them."""

from __future__ import annotations

from collections.abc import Sequence

from ecopark.core.network import Datastream
from ecopark.core.records import Record
from ecopark.core.scope import Scope, system_scope
from ecopark.engine.embedded.snapshot import Snapshot
from ecopark.serve.park import OpenPark
from ecopark.trust.evaluate import StreamPlan
from ecopark.trust.observed import Observed, observe
from ecopark.trust.quality import standard_offset, stream_plan
from ecopark.trust.review import REVIEW_KIND, Decision, review_content, reviewed_settings
from ecopark.trust.series import split_series
from ecopark.trust.settings import QualitySettings

WORKER = system_scope("quality")


def settings_of(park: OpenPark) -> QualitySettings:
    """The settings that the flow runs with."""
    return reviewed_settings(park.quality, park.network, park.records.find(WORKER, REVIEW_KIND, limit=100_000))


def plan_of(park: OpenPark, stream: Datastream) -> StreamPlan:
    """What the checks know of a datastream now, its parameters included."""
    return stream_plan(park.network, stream.id, settings_of(park))


def observed_of(park: OpenPark, scope: Scope, snapshot: Snapshot, stream: Datastream) -> Observed | None:
    """What the stored history of a datastream suggests; None where it is too short."""
    series = split_series(snapshot.observations(scope, [stream.id]), [stream.id]).get(stream.id)
    if series is None:
        return None
    class_pct = park.network.meters[stream.meter].accuracy_class_pct
    return observe(series, plan_of(park, stream), standard_offset(park.network), class_pct)


def review(
    park: OpenPark,
    scope: Scope,
    snapshot: Snapshot,
    stream: Datastream,
    decisions: Sequence[Decision],
    expected_revision: int | None = None,
) -> Record:
    """Write down a person's decisions; the next run of the evidence path uses them and makes a new version."""
    observed = observed_of(park, scope, snapshot, stream)
    before = park.records.get(scope, REVIEW_KIND, stream.id)
    content = review_content(
        park.network, park.quality, stream.id, observed, decisions, None if before is None else before.content
    )
    return park.records.put(scope, REVIEW_KIND, stream.id, content, firm=stream.firm, expected_revision=expected_revision)
