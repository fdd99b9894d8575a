"""What ``quality propose | review | compare`` do. Proposing and comparing only read."""

from __future__ import annotations

import getpass
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from ecopark.core.errors import InputError
from ecopark.core.network import Datastream
from ecopark.core.scope import Scope, system_scope
from ecopark.serve.bootstrap import opened
from ecopark.serve.cli.output import ExitCode, Output
from ecopark.serve.park import OpenPark
from ecopark.serve.quality import observed_of, review
from ecopark.serve.workers.evidence_path import run_path
from ecopark.trust.episodes import moment
from ecopark.trust.observed import Observed
from ecopark.trust.relations import station_of
from ecopark.trust.review import Choice, Decision
from ecopark.trust.versions import flag_difference

SCOPE = system_scope("command-line")


def show_proposal(out: Output, folder: Path, datastream: str) -> ExitCode:
    with opened(folder, metered=False) as park:
        stream = _stream(park, datastream)
        observed = observed_of(park, SCOPE, park.snapshot(), stream)
    if observed is None:
        out.say("cli.quality.too_short", datastream=datastream)
        out.result({"datastream": datastream, "history": None, "proposed": []})
        return ExitCode.OK
    _show(out, stream, observed)
    history = {name: value for name, value in asdict(observed).items() if name != "proposed"}
    proposed = [
        {"check": p.check, "parameters": p.parameters, "share": p.share, "evidence": p.why.render(out.lang)}
        for p in observed.proposed
    ]
    out.result({"datastream": datastream, "history": history, "proposed": proposed})
    return ExitCode.OK


def review_settings(
    out: Output,
    folder: Path,
    datastream: str,
    choices: Mapping[Choice, Sequence[str]],
    changes: Sequence[str],
    note: str,
    person: str | None,
) -> ExitCode:
    """Write the decisions down and run the checks with them: a new version of the flags."""
    decisions = [Decision(check, choice, None, note) for choice, checks in choices.items() for check in checks]
    decisions += [Decision(check, "change", given, note) for check, given in _changed(changes).items()]
    who = system_scope(f"command-line:{person or getpass.getuser()}")
    with opened(folder, metered=False) as park:
        stream = _stream(park, datastream)
        before = park.snapshot().version
        kept = review(park, who, park.snapshot(), stream, decisions)
        run_path(park)
        after = park.snapshot().version
        difference = _difference(park, SCOPE, stream, before, after)
    out.say("cli.quality.reviewed", datastream=datastream, revision=kept.revision, actor=kept.actor, version=after)
    for change, count in sorted(difference["changes"].items()):
        out.say(f"cli.quality.{change}", count=count)
    out.result({"revision": kept.revision, "actor": kept.actor, "content": dict(kept.content), **difference})
    return ExitCode.OK


def compare_versions(out: Output, folder: Path, datastream: str, before: int | None, after: int | None) -> ExitCode:
    with opened(folder, metered=False) as park:
        stream = _stream(park, datastream)
        task = station_of(park.network, stream)
        versions = [r.version for r in park.snapshot().derived_versions("flags", SCOPE, task)]
        if len(versions) < 2 and before is None:
            out.say("cli.quality.one_version", versions=", ".join(map(str, versions)))
            out.result({"versions": versions, "changes": {}, "checks": {}})
            return ExitCode.OK
        old, new = before if before is not None else versions[-2], after if after is not None else versions[-1]
        found = _difference(park, SCOPE, stream, old, new)
    out.say("cli.quality.compared", before=old, after=new, versions=", ".join(map(str, versions)))
    for change, count in sorted(found["changes"].items()):
        out.say(f"cli.quality.{change}", count=count)
    out.result({"versions": versions, **found})
    return ExitCode.OK


def _difference(park: OpenPark, scope: Scope, stream: Datastream, before: int, after: int) -> dict[str, dict[str, object]]:
    snapshot = park.snapshot()
    old, new = (snapshot.derived(scope, "flags", datastreams=[stream.id], version=v) for v in (before, after))
    found = flag_difference(old, new)
    checks: dict[str, object] = {code: {"added": added, "gone": gone} for code, (added, gone) in found.checks.items()}
    return {"changes": dict(found.changes), "checks": checks}


def _show(out: Output, stream: Datastream, observed: Observed) -> None:
    first, last = (moment(us).date().isoformat() for us in (observed.first, observed.last))
    out.say(
        "cli.quality.history",
        datastream=stream.id,
        readings=observed.readings,
        first=first,
        last=last,
        step_s=observed.step / 1e6,
        resolution=observed.resolution,
        noise=f"{observed.noise:.4g}",
        unit=stream.canonical_unit,
    )
    for proposed in observed.proposed:
        if proposed.parameters is None:
            out.line(f"  - {proposed.check}: {proposed.why.render(out.lang)}")
            continue
        told = {k: v for k, v in proposed.parameters.items() if not isinstance(v, list) or len(v) <= 4}
        out.line(f"  + {proposed.check} {told}: {proposed.why.render(out.lang)}")
        if proposed.share is not None:
            out.say("cli.quality.share", share=f"{100 * proposed.share:.3f}")


def _stream(park: OpenPark, datastream: str) -> Datastream:
    found = park.network.datastreams.get(datastream)
    if found is None:
        raise InputError("cli.quality.unknown", where=datastream)
    return found


def _changed(changes: Sequence[str]) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = {}
    for change in changes:
        name, _, value = change.partition("=")
        check, _, parameter = name.partition(".")
        try:
            found.setdefault(check, {})[parameter] = float(value) if any(c in value for c in ".eE") else int(value)
        except ValueError:
            raise InputError("cli.quality.bad_change", where=change) from None
    return found
