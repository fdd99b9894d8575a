"""A real park shares: publications in its log, consents of firms, changes of policy; nothing without a policy."""

from __future__ import annotations

import asyncio
import base64
import json
from dataclasses import replace

import httpx
import pyarrow as pa
import pytest
from tests.network.hub_parks import FIRMS, HUB, fill_park, write_park

from ecopark.core.errors import InputError
from ecopark.core.scope import Scope, system_scope
from ecopark.core.terms import Role
from ecopark.network.national.verify import verify_publication
from ecopark.network.sharing.policy import SharingPolicy
from ecopark.serve import evidence
from ecopark.serve.access.tokens import create_token
from ecopark.serve.access.users import create_user
from ecopark.serve.api.app import create_app
from ecopark.serve.bootstrap import opened
from ecopark.serve.workers.sharing import newest, share

SYSTEM = system_scope("test")


@pytest.fixture(scope="module")
def park(tmp_path_factory):
    folder = tmp_path_factory.mktemp("parks") / "p"
    write_park(folder, "p")
    token, _ = fill_park(folder)
    with opened(folder, metered=False) as made, asyncio.Runner() as runner:

        def ask(method, path, bearer=token, **given):
            async def go():
                transport = httpx.ASGITransport(create_app(made))
                headers = {"Authorization": f"Bearer {bearer}"}
                async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
                    return await client.request(method, f"/api/v1/sharing/{path}", headers=headers, **given)

            return runner.run(go())

        yield made, ask


def rows_of(answer):
    content = base64.b64decode(answer.json()["table"])
    with pa.ipc.open_stream(content) as stream:
        return stream.read_all().to_pylist()


def test_share__the_whole_life_of_a_publication(park):
    made, ask = park
    assert ask("GET", "publications").json() == {"items": []}
    (first,) = share(made)
    assert share(made) == []  # nothing has changed: nothing is published again

    item = ask("GET", "publications").json()["items"][0]
    assert (item["number"], item["index"]) == (1, first.index)
    assert ask("GET", "publications?after=1").json() == {"items": []}
    answer = ask("GET", f"publications/1?size={made.log.size}")
    believed = verify_publication(answer.content, made.log.checkpoint, HUB, 1)
    january = [r for r in believed.table.to_pylist() if r["series"] == "electricity.in" and r["step"] == "month"]
    published = [r["value"] for r in january if r["state"] == "published"]
    days = [1 + day % 7 / 10 for day in range(59)]
    wanted = [sum(FIRMS.values()) * sum(days[:31]), sum(FIRMS.values()) * sum(days[31:])]
    assert published == [float(f"{value:.3e}") for value in wanted]
    assert all(r["firm"] is None for r in believed.table.to_pylist())

    for name, status in (("publications/2?size=1", 404), ("publications/1?size=1", 404), ("tile/entries/000.p/1", 404)):
        assert ask("GET", name).status_code == status, name
    other, _ = create_token(made.access, SYSTEM, name="another hub", role=Role.HUB)
    assert ask("GET", "publications", other).json() == {"items": []}
    assert ask("GET", f"publications/1?size={made.log.size}", other).status_code == 404

    firm, _ = create_token(made.access, SYSTEM, name="logger of a", role=Role.FIRM, firms=["a"])
    given = {"firm": "a", "hub": HUB, "aggregates": ["energy"]}
    assert ask("POST", "consents", firm, json={**given, "firm": "b"}).status_code == 403
    assert ask("POST", "consents", firm, json={**given, "hub": "nobody"}).status_code == 400
    assert ask("POST", "consents", firm, json={**given, "aggregates": ["limits"]}).status_code == 201
    assert ask("POST", "consents", firm, json=given).status_code == 201
    assert [c["firm"] for c in ask("GET", "consents", firm).json()["items"]] == ["a"]
    (second,) = share(made)
    rows = rows_of(ask("GET", f"publications/2?size={made.log.size}"))
    own = [r for r in rows if r["firm"] == "a" and r["step"] == "month" and r["state"] == "published"]
    assert [r["value"] for r in own] == [float(f"{600 * sum(part):.3e}") for part in (days[:31], days[31:])]
    assert {r["firm"] for r in rows} == {None, "a"}
    assert ask("GET", f"publications/1?size={made.log.size}").status_code == 404  # replaced: not given out any more

    gone = replace(made, settings=replace(made.settings, sharing=SharingPolicy()))
    (last,) = share(gone)
    assert (last.number, last.rows) == (second.number + 1, 0)
    assert newest(gone, HUB).rows == 0
    assert share(gone) == []

    kinds = [json.loads(entry)["kind"] for entry in made.log.entries()]
    assert kinds.count("shared") == 3
    assert evidence.verify(made, lambda *_: None).ok


def test_policy__is_shown_inside_the_park(park):
    made, ask = park
    manager, _ = create_token(made.access, SYSTEM, name="board", role=Role.MANAGER)
    hubs = ask("GET", "policy", manager).json()["hubs"]
    assert [(hub["hub"], hub["least_firms"], hub["granularity"]) for hub in hubs] == [(HUB, 3, "day")]
    assert ask("GET", "policy").status_code == 403


def test_create_user__a_hub_is_no_person(park):
    made, _ = park
    with pytest.raises(InputError) as refused:
        create_user(made.access, SYSTEM, "hub.user", name="x", role=Role.HUB, password="a long password 1")
    assert refused.value.code == "serve.user.no_person"
    assert not Scope(Role.HUB, "x").sees(None)


def test_share__without_a_policy_nothing_leaves(tmp_path):
    folder = tmp_path / "silent"
    write_park(folder, "silent", {"a": 1.0}, "")
    with opened(folder, metered=False) as made:
        size = made.log.size
        assert share(made) == []
        assert made.log.size == size
