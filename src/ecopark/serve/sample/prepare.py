"""Make the sample park ready: description, readings through the doors, users, evidence path. Safe to repeat."""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ecopark.connect import actions
from ecopark.core.scope import system_scope
from ecopark.core.terms import Role
from ecopark.serve.access.users import all_users, create_user
from ecopark.serve.claims import draft
from ecopark.serve.park import OpenPark
from ecopark.serve.sample import assemble
from ecopark.serve.sample.measures import put_sample_measures
from ecopark.serve.workers.evidence_path import PathRun, run_path

Report = Callable[[str, int, int], None]
SCOPE = system_scope("sample")
SIGN_IN = "sample-sign-in.txt"
DECLARATIONS = "declarations.json"


@dataclass(frozen=True, slots=True)
class SampleUser:
    role: Role
    id: str
    name: str
    firms: tuple[str, ...] = ()


USERS = (
    SampleUser(Role.MANAGER, "quanly", "Ban quản lý khu mẫu"),
    SampleUser(Role.FIRM, "thep", "Thép Cửa Vịnh", ("steel",)),
    SampleUser(Role.FIRM, "madien", "Mạ điện Ánh Kim", ("plating",)),
    SampleUser(Role.INSPECTOR, "thanhtra", "Thanh tra viên"),
    SampleUser(Role.REGULATOR, "sonnmt", "Cơ quan quản lý môi trường"),
)


def prepare(park: OpenPark, report: Report) -> PathRun | None:
    """Bring the sample to where a portal can be served; None if it was there already."""
    done = park.folder / "data" / "sample-ready"
    if done.exists():
        return None
    sources = park.folder / "sources"
    files = assemble.write_sample_readings(sources, park.now(), report)
    for i, file in enumerate(files):
        report("import", i, len(files))
        actions.take_file(file, **park.desk(SCOPE))
    report("import", len(files), len(files))
    inbox = park.folder / park.settings.inbox
    assemble.write_sample_station_files(inbox, park.now())
    actions.take_folder(inbox, **park.desk(SCOPE), progress=lambda n, total: report("stations", n, total))
    _sheet_with_a_broken_row(park)
    _declarations(park)
    run = run_path(park, report)
    put_sample_measures(park, report)
    _claims(park)
    done.write_text("The sample's readings are imported; see ecopark status.\n")
    return run


def sign_in_lines(park: OpenPark, report: Report) -> list[tuple[SampleUser, str]]:
    """The sample's users with their passwords, made at random on the first call and kept in a file of mode 0600."""
    path = park.folder / "data" / "keys" / SIGN_IN
    known: dict[str, str] = {}
    if path.exists():
        known = {u: p for _, u, p in (line.split("\t") for line in path.read_text().splitlines())}
    existing = {user.id for user in all_users(park.access, SCOPE)}
    for i, user in enumerate(USERS):
        if user.id not in known or user.id not in existing:
            report("users", i, len(USERS))
            known.setdefault(user.id, f"{secrets.token_urlsafe(9)}")
            if user.id not in existing:
                create_user(
                    park.access, SCOPE, user.id, name=user.name, role=user.role, password=known[user.id], firms=user.firms
                )
            report("users", i + 1, len(USERS))
    lines = "".join(f"{user.role}\t{user.id}\t{known[user.id]}\n" for user in USERS)
    if not path.exists() or path.read_text() != lines:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(lines)
    return [(user, known[user.id]) for user in USERS]


def forget_sources(park: OpenPark) -> None:
    """Remove the sample's files that stand in the raw store already."""
    shutil.rmtree(park.folder / "sources", ignore_errors=True)


def _sheet_with_a_broken_row(park: OpenPark) -> None:
    """A small firm's spreadsheet as such sheets are: one row is broken and waits in quarantine."""
    sheet = (
        "Thời gian;Mã điểm đo;Giá trị;Đơn vị\n"
        "28/12/2025 08:00;furniture.sewer.volume;16,42;m3\n"
        "28/12/2025 09:00;furniture.sewer.volume;mười bảy;m3\n"
        "28/12/2025 10:00;furniture.sewer.volume;15,88;m3\n"
    )
    actions.take_file(sheet.encode(), "noi-that-nuoc-thai.csv", **park.desk(SCOPE), policy="good_rows")


def _claims(park: OpenPark) -> None:
    """A firm wants to say "saved 5 %" without production data, another that its product is green: both get an answer."""
    saved: dict[str, object] = {
        "id": "steel-5-percent",
        "claimant": "steel",
        "audience": "public",
        "kind": "reduction",
        "metric": {"quantity": "energy"},
        "comparator": ">=",
        "target": 5,
        "unit": "%",
        "boundary": {"tenants": ["steel"]},
        "period": {"start": "2025-07-01", "end": "2025-12-29"},
        "baseline": {"measure": "mau-thep"},
    }
    solar = {
        **saved,
        "id": "furniture-solar",
        "claimant": "furniture",
        "kind": "share",
        "metric": {"quantity": "renewable_share"},
        "target": 20,
        "boundary": {"tenants": ["furniture"]},
        "baseline": None,
        "words": "Nội thất xanh, thân thiện môi trường",
    }
    for content in (saved, solar):
        if park.records.get(SCOPE, "claim", str(content["id"])) is None:
            draft(park, SCOPE, content)


def _declarations(park: OpenPark) -> None:
    """Declared amounts of the sample (made up, marked synthetic)."""
    text = Path(__file__).with_name(DECLARATIONS).read_text(encoding="utf-8")
    for record_id, entry in json.loads(text).items():
        if park.records.get(SCOPE, "declaration", record_id) is None:
            park.records.put(SCOPE, "declaration", record_id, entry["content"], firm=entry["firm"])
