"""What ``verify`` and ``export`` do."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from ecopark.connect.anchors import plugin_verify
from ecopark.core.errors import InputError
from ecopark.core.interval import Interval
from ecopark.core.network import FlowNetwork
from ecopark.core.scope import system_scope
from ecopark.serve import evidence
from ecopark.serve.bootstrap import opened
from ecopark.serve.bundle_recompute import recompute_bundle
from ecopark.serve.cli.output import ExitCode, Output
from ecopark.trust.log.cosignature import CosignerKey
from ecopark.trust.log.forms import NoteError
from ecopark.trust.log.note import VerifierKey
from ecopark.trust.log.report import VerifyReport
from ecopark.trust.log.verify_bundle import verify_bundle

SHOWN = 50


def verify_park_folder(out: Output, folder: Path, key: str | None = None, recompute: bool = False) -> ExitCode:
    if key is not None:
        raise InputError("cli.verify.key_without_bundle", where="--key")
    with opened(folder, metered=False) as park, out.progress() as report:
        found = evidence.verify(park, lambda _check, done, total: report("verify", done, total), again=recompute)
    return _tell(out, found)


def verify_bundle_file(
    out: Output,
    bundle: Path,
    key: str | None = None,
    recompute: bool = False,
    witnesses: tuple[str, ...] = (),
    roots: tuple[bytes, ...] = (),
) -> ExitCode:
    trusted = verifier_key(key) if key is not None else None
    cosigners = cosigner_keys(witnesses)
    with out.progress() as report:
        found = verify_bundle(
            bundle,
            lambda _check, done, total: report("verify", done, total),
            key=trusted,
            witnesses=cosigners,
            required=len(cosigners),
            roots=roots,
            plugin=plugin_verify,
        )
        if recompute and found.ok:
            recompute_bundle(bundle, found, lambda _check, done, total: report("verify", done, total))
    return _tell(out, found)


def verifier_key(given: str) -> VerifierKey:
    """A verifier key, given as its text or as a file that holds it."""
    try:
        text = Path(given).read_text(encoding="utf-8") if Path(given).is_file() else given
        return VerifierKey.parse(text.strip())
    except (NoteError, OSError, UnicodeDecodeError) as error:
        reason = error.reason if isinstance(error, NoteError) else str(error)
        raise InputError("cli.verify.bad_key", where="--key", reason=reason) from error


def cosigner_keys(given: tuple[str, ...]) -> dict[str, list[CosignerKey]]:
    """Keys of witnesses by name, each given as its text or as a file that holds it."""
    found: dict[str, list[CosignerKey]] = {}
    for text in given:
        try:
            text = Path(text).read_text(encoding="utf-8") if len(text) < 250 and Path(text).is_file() else text
            key = CosignerKey.parse(text.strip())
        except (NoteError, OSError, UnicodeDecodeError) as error:
            reason = error.reason if isinstance(error, NoteError) else str(error)
            raise InputError("cli.verify.bad_key", where="--witness", reason=reason) from error
        found.setdefault(key.name, []).append(key)
    return found


def export_bundle(
    out: Output, folder: Path, target: Path, first_day: str | None, last_day: str | None, firm: str | None
) -> ExitCode:
    with opened(folder) as park, out.progress() as report:
        if firm is not None and firm not in park.network.firms:
            raise InputError("core.network.unknown_reference", where="--firm", field="firm", id=firm)
        interval = _interval(park.network, first_day, last_day)
        scope = system_scope("command-line")
        evidence.export(park, target, interval, firm, scope, lambda _step, done, total: report("export", done, total))
    size = sum(p.stat().st_size for p in ([target] if target.is_file() else target.rglob("*")) if p.is_file())
    out.say("cli.export.done", file=target, size=f"{size / 1e6:.1f}")
    out.result({"file": str(target), "bytes": size})
    return ExitCode.OK


def _interval(network: FlowNetwork, first_day: str | None, last_day: str | None) -> Interval | None:
    if first_day is None and last_day is None:
        return None
    zone = ZoneInfo(network.park.zone)
    first = _day(first_day, "--from") if first_day else date(1990, 1, 1)
    last = _day(last_day, "--to") if last_day else date(2190, 1, 1)
    return Interval(Interval.of_day(first, zone).start, Interval.of_day(last, zone).end)


def _day(text: str, where: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError("cli.date.wrong", where=where, text=text) from None


def _tell(out: Output, found: VerifyReport) -> ExitCode:
    checked = ", ".join(check.message().render(out.lang) for check in found.checks)
    for fault in found.faults[:SHOWN]:
        out.line(f"  ✗ {fault.render(out.lang)}")
    if len(found.faults) > SHOWN:
        out.line(f"  … +{len(found.faults) - SHOWN}")
    for note in found.notes:
        out.line(f"  · {note.render(out.lang)}")
    if found.ok:
        out.say("cli.verify.ok", checked=checked)
    else:
        out.say("cli.verify.faults", count=len(found.faults))
    out.result(found.as_json(out.lang))
    return ExitCode.OK if found.ok else ExitCode.EVIDENCE
