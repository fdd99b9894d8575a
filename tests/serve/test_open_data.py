"""Open data: the same for everybody, nothing of a firm without its consent, badges that can be checked."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.serve.published_park import FIRMS, MANAGER, mend_declarations, publish_accounts, sharing_with_everybody
from tests.serve.small_park import PUBLISHED_VALUE, Served

from ecopark.core.errors import InputError
from ecopark.core.figures import Figure, Standing
from ecopark.core.terms import Origin
from ecopark.judge.opendata.tables import OPEN_TABLES
from ecopark.network.sharing.policy import SharingPolicy
from ecopark.serve.api.open_data import OpenQuota
from ecopark.serve.opendata.badges import badge_of, open_statement, statement_of
from ecopark.serve.opendata.open_tables import open_table
from ecopark.serve.problems import NotFound, TooManyTries
from ecopark.serve.workers.sharing import CONSENT, share
from ecopark.trust.log.note import VerifierKey

SECRETS = ("zinnober", "kobalt", "malachite", "31337", "42424", "55555")
VERIFY = Path(__file__).parents[2] / "docs" / "verify" / "verify.py"
BASE = "/api/v1/open"


@pytest.fixture
def accounts(served: Served) -> Served:
    publish_accounts(served)
    mend_declarations(served.park)
    served.clock.forward(days=20)  # February is closed, and its delay over
    return served


def published_rows(served: Served) -> list[dict[str, object]]:
    park = sharing_with_everybody(served.park)
    share(park)
    return open_table(park, "figures").to_pylist()


@pytest.mark.parametrize("name", OPEN_TABLES)
@pytest.mark.parametrize("caller", [None, "manager", "user.steel"])
def test_open__same_bytes_for_everybody_and_no_secret(shared: Served, name: str, caller: str | None) -> None:
    plain = shared.client().get(f"{BASE}/{name}")
    asked = shared.client(caller).get(f"{BASE}/{name}")
    assert asked.status_code == plain.status_code == 200
    assert asked.content == plain.content
    assert not [secret for secret in SECRETS if secret in plain.text]


def test_open__nothing_of_a_firm_leaves_without_its_consent(accounts: Served) -> None:
    rows = published_rows(accounts)
    bought = next(row for row in rows if row["series"] == "electricity.in")
    assert (bought["state"], bought["value"]) == ("withheld", None)  # two firms only: each would know the other
    assert "3 doanh nghiệp" in str(bought["reason_vi"])
    assert all(row["firm"] is None for row in rows)
    everything = json.dumps(rows, default=str, ensure_ascii=False)
    assert not [secret for secret in SECRETS if secret in everything]


def test_open__a_firm_appears_by_its_own_consent_and_alone(accounts: Served) -> None:
    content = {"hub": "public", "aggregates": ["energy"]}
    accounts.park.records.put(MANAGER, CONSENT, "steel/public", content, firm="steel")
    rows = published_rows(accounts)
    named = [row for row in rows if row["firm"] is not None]
    assert {(row["series"], row["firm"], row["value"]) for row in named} == {("electricity.in", "steel", 31340.0)}
    assert "42424" not in json.dumps(rows, default=str)


def test_open__totals_are_rounded_with_the_rounding_in_their_interval(accounts: Served) -> None:
    firms = FIRMS | {"dyeing": 38111.25, "paper": 35222.25}
    publish_accounts(accounts, firms, version="3")
    bought = next(row for row in published_rows(accounts) if row["series"] == "electricity.in")
    assert bought["state"] == "published"
    assert bought["value"] == 148100.0  # four significant digits of 148,095
    assert bought["low"] is not None
    assert float(str(bought["low"])) < 148100.0 < float(str(bought["high"]))


def test_open__without_a_policy_it_says_so(shared: Served) -> None:
    index = shared.client().get(BASE).json()
    assert index["policy"]["shared"] == []
    assert "“public”" in index["policy"]["vi"]
    assert index["licence"]["id"] == "CC-BY-4.0"
    assert shared.client().get(f"{BASE}/figures").json()["items"] == []


def test_open__what_the_law_publishes_appears_at_once(shared: Served) -> None:
    averages = shared.client().get(f"{BASE}/averages?start=2026-01-01").json()["items"]
    assert [(row["point"], row["average"]) for row in averages] == [("works.point", 11.0)]
    values = shared.client().get("/sta/v1.1/Datastreams('works.cod')/Observations").text
    assert str(PUBLISHED_VALUE) in values


def test_open__formats_say_the_same(shared: Served) -> None:
    client = shared.client()
    listed = client.get(f"{BASE}/status").json()["items"]
    rows = list(csv.DictReader(io.StringIO(client.get(f"{BASE}/status?format=csv").text)))
    table = pq.read_table(
        io.BytesIO(client.get(f"{BASE}/status", headers={"Accept": "application/vnd.apache.parquet"}).content)
    )
    assert [row["point"] for row in listed] == [row["point"] for row in rows] == table.column("point").to_pylist()
    assert table.schema.names == OPEN_TABLES["status"].schema.names == list(rows[0])
    assert client.get(f"{BASE}/status?format=xml").status_code == 406
    assert client.get(f"{BASE}/nothing").status_code == 404


def test_open__caches_may_keep_it(shared: Served) -> None:
    first = shared.client().get(f"{BASE}/quality")
    assert first.headers["cache-control"] == "public, max-age=60"
    assert first.headers["access-control-allow-origin"] == "*"
    assert "set-cookie" not in first.headers
    again = shared.client().get(f"{BASE}/quality", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_open__the_package_lists_what_it_holds(shared: Served) -> None:
    answer = shared.client().get(f"{BASE}/datapackage.zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        package = json.loads(packed.read("datapackage.json"))
        for resource in package["resources"]:
            head = packed.read(resource["path"]).decode().splitlines()[0]
            assert [name.strip('"') for name in head.split(",")] == [f["name"] for f in resource["schema"]["fields"]]
    assert {resource["name"] for resource in package["resources"]} == set(OPEN_TABLES)
    assert shared.client().get(f"{BASE}/datapackage.json").json()["resources"][0]["path"].startswith("http://")
    checkpoint = shared.client().get(f"{BASE}/checkpoint").text
    assert checkpoint == shared.park.log.signed_checkpoint().decode()


def test_open_quota__one_address_waits_others_do_not() -> None:
    quota = OpenQuota()
    for _ in range(10):
        quota.take("192.0.2.1", 2, 0.0)
    with pytest.raises(TooManyTries) as refused:
        quota.take("192.0.2.1", 2, 0.0)
    assert refused.value.retry_after_s == 30
    quota.take("192.0.2.2", 2, 0.0)
    quota.take("192.0.2.1", 2, 30.0)


def test_open_quota__is_asked_before_the_endpoints(served: Served) -> None:
    settings = replace(served.park.settings, open_data=replace(served.park.settings.open_data, requests_per_minute=1))
    served.app.state.park = replace(served.park, settings=settings)
    codes = [served.client().get(f"{BASE}/points").status_code for _ in range(6)]
    assert codes == [200] * 5 + [429]


def test_statement__verifies_offline_with_both_programs(shared: Served, tmp_path: Path) -> None:
    said = shared.client().get("/badge/limits.json").json()
    key = str(shared.park.log.verifier)
    file = tmp_path / "limits.json"
    file.write_text(json.dumps(said))
    assert open_statement(file.read_bytes(), VerifierKey.parse(key))["code"] == said["statement"]["code"]
    run = [sys.executable, str(VERIFY), "--statement", str(file), "--key", key]
    done = subprocess.run(run, capture_output=True, text=True)
    assert (done.returncode, said["statement"]["code"] in done.stdout) == (0, True), done.stdout
    said["statement"]["state"] = "within" if said["statement"]["state"] != "within" else "exceeds"
    file.write_text(json.dumps(said))
    with pytest.raises(InputError, match=r"judge\.statement\.wrong"):
        open_statement(file.read_bytes(), VerifierKey.parse(key))
    assert subprocess.run(run, capture_output=True, text=True).returncode == 1


def test_badge__turns_by_itself(served: Served) -> None:
    park = served.park
    figure = Figure(name="x", value=4.4, unit="%", low=4.1, high=4.8, standing=Standing.VERIFIED, origin=Origin.MEASURED)
    text = {"vi": "Tiết kiệm ít nhất 4 %", "en": "Saved at least 4 %"}
    verdict = {
        "verdict": "supported",
        "claim_revision": 1,
        "expires": "2026-12-31",
        "text": text,
        "figure": figure.content(),
    }
    with pytest.raises(NotFound):
        badge_of(park, "saving")
    park.records.put(MANAGER, "claim", "saving", {"state": "draft", "claimant": "park"})
    with pytest.raises(NotFound):
        badge_of(park, "saving")
    park.records.put(MANAGER, "claim", "saving", {"state": "published", "claimant": "park"}, public=True)
    park.records.put(MANAGER, "verdict", "saving", {**verdict, "claim_revision": 2}, public=True)
    first = badge_of(park, "saving")
    assert first.state == "supported"
    assert statement_of(park, first)["statement"]["figure"]["value"] == 4.4  # type: ignore[index]
    svg = served.client().get("/badge/saving.svg")
    assert svg.headers["content-type"].startswith("image/svg+xml")
    assert svg.headers["cross-origin-resource-policy"] == "cross-origin"
    assert first.code in svg.text
    assert "Tiết kiệm ít nhất 4 %" in served.client().get("/public").text
    park.records.put(MANAGER, "claim", "saving", {"state": "withdrawn", "claimant": "park"}, public=True)
    assert badge_of(park, "saving").state == "withdrawn"
    assert first.code not in served.client().get("/badge/saving.svg").text
    page = served.client().get("/public").text
    assert "Tiết kiệm ít nhất 4 %" in page
    assert "Đã rút lại" in page


def test_sharing_policy__everybody_is_a_reader_like_a_hub() -> None:
    assert SharingPolicy().grant("public").share == ()
