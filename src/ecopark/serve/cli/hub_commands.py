"""What ``ecopark hub …`` and ``ecopark share …`` do."""

from __future__ import annotations

import contextlib
import secrets
import signal
import threading
from dataclasses import replace
from pathlib import Path

import ecopark.serve.hub.messages  # noqa: F401  texts
from ecopark.core.errors import EcoparkError, InputError, StateError
from ecopark.core.scope import system_scope
from ecopark.core.terms import Role
from ecopark.engine.log_files import signing_key
from ecopark.network.national.verify import NotBelieved, open_checkpoint, verify_publication
from ecopark.network.sharing.table import MISSING, PUBLISHED, WITHHELD
from ecopark.serve.access.tokens import create_token
from ecopark.serve.bootstrap import opened, system_clock
from ecopark.serve.cli.output import ExitCode, Output
from ecopark.serve.hub.folder import (
    FILE,
    HubFile,
    HubPark,
    HubSettings,
    checked,
    keep_secret,
    read_hub,
    token_file,
    write_hub,
)
from ecopark.serve.hub.kept import HubStore
from ecopark.serve.hub.rounds import Rounds, visit_all
from ecopark.serve.hub.views import HubView
from ecopark.serve.hub.visit import States, state_of
from ecopark.serve.workers.sharing import preview
from ecopark.trust.log.cosignature import cosigner_text

READER = "reader"


def init_hub(out: Output, folder: Path, name: str) -> ExitCode:
    if (folder / FILE).exists():
        raise StateError("serve.hub.exists", where=str(folder))
    folder.mkdir(parents=True, exist_ok=True)
    write_hub(folder, HubFile(HubSettings(name)))
    keep_secret(token_file(folder, READER), secrets.token_urlsafe(32))
    key = cosigner_text(signing_key(folder / "keys" / "hub.key", name).verifier)
    out.say("serve.hub.init_done", folder=folder, key=key)
    out.result({"folder": str(folder), "key": key})
    return ExitCode.OK


def add_park(out: Output, folder: Path, park_id: str, url: str, key: str, token: str, name: str, province: str) -> ExitCode:
    """Pin a park: what the hub believes of it hangs on this key."""
    present = read_hub(folder)
    added = HubPark(park_id, name or park_id, url, (key,), province)
    if park_id == READER:
        raise InputError("serve.hub.bad_id", id=park_id)
    write_hub(folder, checked(replace(present, parks=(*present.parks, added))))
    if token:
        keep_secret(token_file(folder, park_id), token)
    out.say("serve.hub.added", id=park_id, file=token_file(folder, park_id))
    out.result({"park": park_id, "token_file": str(token_file(folder, park_id))})
    return ExitCode.OK


def run_hub(out: Output, folder: Path, port: int | None, once: bool) -> ExitCode:
    """Pull and serve until SIGINT or SIGTERM; ``once``: one round, then the states."""
    content = read_hub(folder)
    with contextlib.closing(HubStore(folder, content, system_clock)) as store:
        states = _states(store, content)
        if once:
            visit_all(states, store, content.hub, system_clock)
            return _tell(out, _view(folder, content, store, states))
        return _serve(out, folder, content, store, states, port)


def show_hub(out: Output, folder: Path) -> ExitCode:
    """The states as they were kept last; asks no park."""
    content = read_hub(folder)
    with contextlib.closing(HubStore(folder, content, system_clock)) as store:
        return _tell(out, _view(folder, content, store, _states(store, content)))


def verify_hub(out: Output, folder: Path) -> ExitCode:
    """Verify every publication that was ever believed again, from what is kept: key, checkpoint, inclusion, content."""
    content, bad, checked = read_hub(folder), list[dict[str, str]](), 0
    with contextlib.closing(HubStore(folder, content, system_clock)) as store:
        for park in content.parks:
            for record in store.publications(park.id):
                checked += 1
                number = int(str(record.content["number"]))
                try:
                    note = str(record.content["checkpoint"]).encode()
                    checkpoint = open_checkpoint(note, park.verifiers, park.origin)
                    verify_publication(store.document(record), checkpoint, content.hub.name, number)
                except NotBelieved as found:
                    bad.append({"park": park.id, "number": str(number), "text": found.message.render(out.lang)})
                except EcoparkError as error:
                    bad.append({"park": park.id, "number": str(number), "text": error.render(out.lang)})
        findings = len(store.findings())
    for line in bad:
        out.line(f"  ✗ {line['park']} ({line['number']}): {line['text']}")
    if bad:
        out.say("serve.hub.verify_bad", count=len(bad))
    else:
        out.say("serve.hub.verify_ok", publications=checked, parks=len(content.parks))
    out.result({"ok": not bad, "publications": checked, "faults": bad, "findings": findings})
    return ExitCode.EVIDENCE if bad else ExitCode.OK


def share_token(out: Output, folder: Path, hub: str) -> ExitCode:
    """A token of the park for a hub, shown once, with the key that the hub shall pin."""
    with opened(folder, metered=False) as park:
        token, made = create_token(park.access, system_scope("command-line"), name=hub, role=Role.HUB)
        key = str(park.log.verifier)
    out.say("serve.hub.token_made", hub=hub, token=token, key=key)
    out.result({"hub": hub, "token": token, "id": made.id, "key": key})
    return ExitCode.OK


def share_preview(out: Output, folder: Path) -> ExitCode:
    """What would leave now, cell by cell; nothing is published."""
    with opened(folder, metered=False) as park:
        tables = preview(park)
    if not tables:
        out.say("serve.hub.shares_nothing")
    shown: dict[str, object] = {}
    for hub, table in tables.items():
        states = table["state"].to_pylist()
        counts = {name: states.count(name) for name in (PUBLISHED, WITHHELD, MISSING)}
        out.say("serve.hub.previewed", hub=hub, **counts)
        shown[hub] = {**counts, "rows": [{**row, "start": row["start"].isoformat()} for row in table.to_pylist()]}
    out.result({"hubs": shown})
    return ExitCode.OK


def _states(store: HubStore, content: HubFile) -> States:
    kept = store.states()
    return States([state_of(store, park, content.hub.name, dict(kept.get(park.id) or {})) for park in content.parks])


def _view(folder: Path, content: HubFile, store: HubStore, states: States) -> HubView:
    key = signing_key(folder / "keys" / "hub.key", content.hub.name)
    return HubView(content.hub, states, store, system_clock, key)


def _tell(out: Output, view: HubView) -> ExitCode:
    parks = view.parks(out.lang)
    for park in parks:
        size = park["log"]["size"] if park["log"] else "-"
        state = out.text(f"serve.hub.status.{park['status']}")
        out.line(f"{park['id']:20} {state:16} {park['verified'] or '-':34} {size!s:>10}  {park['reason'] or ''}".rstrip())
    out.result({"hub": view.settings.name, "parks": parks})
    states = {park["status"] for park in parks}
    if "not_believed" in states:
        return ExitCode.EVIDENCE
    return ExitCode.OK if states <= {"current"} else ExitCode.PARTLY


def _serve(out: Output, folder: Path, content: HubFile, store: HubStore, states: States, port: int | None) -> ExitCode:
    import uvicorn  # the web takes half a second to import

    from ecopark.serve.hub.app import create_hub_app
    from ecopark.serve.logs import write_logs
    from ecopark.serve.web import ToldServer, listening_socket

    write_logs("text")
    listening = listening_socket(content.hub.host, content.hub.port if port is None else port)
    address = "http://{}:{}".format(*listening.getsockname()[:2])
    reader = token_file(folder, READER).read_text(encoding="utf-8").strip()
    stop = threading.Event()
    rounds = Rounds(states, store, content.hub, system_clock, stop)
    app = create_hub_app(_view(folder, content, store, states), reader)

    def ready() -> None:
        out.say("serve.hub.serving", url=f"{address}/?key={reader}")
        out.say("cli.serve.stop")
        out.result({"address": address})

    config = uvicorn.Config(app, log_config=None, access_log=False, server_header=False, timeout_graceful_shutdown=3)
    rounds.start()
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with contextlib.closing(listening), contextlib.suppress(KeyboardInterrupt):
            ToldServer(config, ready).run(sockets=[listening])
    finally:
        signal.signal(signal.SIGTERM, before)
        stop.set()
        rounds.join()
    out.say("cli.serve.stopped")
    return ExitCode.OK
