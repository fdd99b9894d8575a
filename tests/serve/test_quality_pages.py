"""The page of the settings of the checks of a datastream: reads, decides with a reason, shows what changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest
from tests.serve.small_park import DERIVED, Browser, Served, small_park

from ecopark.core.flows import Flow, Task
from ecopark.core.interval import Interval
from ecopark.core.observations import readings_table
from ecopark.core.scope import system_scope
from ecopark.serve.quality import settings_of
from ecopark.trust.relations import station_of
from ecopark.trust.review import REVIEW_KIND

ALL = system_scope("test")
NAME = "steel.cod"
PATH = f"/datastreams/{NAME}/quality"
CHOSEN = {"choice.plausible_range": "accept", "note.plausible_range": "fits the process"}


@pytest.fixture
def reviewed(tmp_path) -> Iterator[Served]:
    """The small park with half a month of readings of one datastream."""
    with small_park(tmp_path) as served:
        first = datetime(2026, 1, 1, tzinfo=UTC)
        times = [first + timedelta(minutes=15 * i) for i in range(1500)]
        values = 200 + 30 * np.sin(np.arange(1500) / 15) + np.random.default_rng(7).normal(0, 2, 1500)
        served.park.store.append(readings_table(NAME, times, values.tolist()), source="test")
        served.park.store.compact()
        yield served


def flags_flow(served: Served, version: str, minutes: Mapping[int, int]) -> Flow:
    """Publishes flags of the datastream under a version of the checks: minute of 3 March -> tests."""
    network = served.park.network
    whole = Interval(datetime(2020, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC))
    key = station_of(network, network.datastreams[NAME])
    rows = [
        {"datastream": NAME, "phenomenon_time": datetime(2026, 3, 3, 0, m), "revision": 0, "flag": 3, "tests": tests}
        for m, tests in minutes.items()
    ]
    table = pa.Table.from_pylist(rows, schema=DERIVED["flags"].schema)
    own = Task(key, (NAME,), whole, whole)

    def run(_task: Task, _inputs: Mapping[str, pa.Table]) -> Mapping[str, pa.Table]:
        return {"flags": table}

    return Flow("quality", version, ("observations",), (DERIVED["flags"],), lambda _network, _interval: [own], run)


def sent(browser: Browser, **form: str):
    token = browser.headers["X-CSRF-Token"]
    return browser.post(PATH, data={"csrf_token": token, **form})


def test_page__says_what_is_proposed_and_why_in_both_languages(reviewed):
    browser = reviewed.client("manager")
    for lang, words in (
        ("vi", ("Đề xuất từ lịch sử", "99,9 % của", "ngoài khoảng hợp lý", "Lý do (bắt buộc")),
        ("en", ("Proposed from the history", "99.9 % of", "outside the plausible range", "Reason (needed")),
    ):
        text = browser.get(f"{PATH}?lang={lang}").text
        assert all(word in text for word in words), lang
        assert 'name="choice.plausible_range" value="accept"' in text
    assert f'href="{PATH}"' in browser.get(f"/datastreams/{NAME}").text
    assert f'href="{PATH}"' in browser.get("/quality").text


def test_page__a_firm_reads_and_does_not_decide(reviewed):
    own = reviewed.client("user.steel")
    text = own.get(PATH).text
    assert "Đề xuất từ lịch sử" in text
    assert "choice." not in text
    assert sent(own, **CHOSEN).status_code == 403
    assert reviewed.client("user.plating").get(PATH).status_code == 404
    assert reviewed.client().get(PATH).status_code == 401
    assert reviewed.client().get(f"/datastreams/{NAME}/quality").status_code == 401


def test_decision__accepted_and_changed_with_a_reason_each(reviewed):
    browser = reviewed.client("inspector")
    answer = sent(
        browser,
        **CHOSEN,
        **{"choice.flat_line": "change", "p.flat_line.readings": "20", "note.flat_line": "slow process"},
        **{"choice.rate_of_change": "refuse", "note.rate_of_change": "batches are emptied at once"},
        revision="0",
    )
    assert answer.status_code == 303, answer.text
    in_force = settings_of(reviewed.park).datastreams[NAME]
    assert in_force["flat_line"]["readings"] == 20
    assert in_force["plausible_range"]["maximum"] > 200
    assert "rate_of_change" not in in_force
    kept = reviewed.park.records.get(ALL, REVIEW_KIND, NAME)
    assert kept.actor == "inspector"
    text = browser.get(PATH + "?done=3&lang=en").text
    assert "3 decisions are saved" in text
    assert "batches are emptied at once" in text
    assert "proposal refused" in text
    assert "in force already" in text
    stale = sent(browser, **CHOSEN, revision="0")  # somebody else has decided meanwhile
    assert stale.status_code == 422
    assert "fits the process" in stale.text  # what was typed is still there


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({}, "Chưa có quyết định nào"),
        ({"choice.plausible_range": "accept"}, "Hãy ghi lý do"),
        ({"choice.plausible_range": "accept", "note.plausible_range": "x"}, "Hãy ghi lý do"),
        (
            {"choice.plausible_range": "change", "p.plausible_range.maximum": "nhiều", "note.plausible_range": "because"},
            "nhiều",
        ),
        ({"choice.counter": "accept", "note.counter": "because"}, "Chưa có quyết định nào"),  # not offered here
    ],
    ids=["nothing", "no-reason", "short-reason", "no-number", "not-offered"],
)
def test_decision__refused_with_a_sentence_and_nothing_is_stored(reviewed, form, told):
    answer = sent(reviewed.client("manager"), **form)
    assert answer.status_code == 422
    assert told in answer.text
    assert reviewed.park.records.get(ALL, REVIEW_KIND, NAME) is None


def test_change__an_emptied_bound_is_no_bound(reviewed):
    form = {"choice.plausible_range": "change", "note.plausible_range": "no lower end"}
    typed = {"p.plausible_range.minimum": "", "p.plausible_range.maximum": "412,5"}
    assert sent(reviewed.client("manager"), **form, **typed).status_code == 303
    in_force = settings_of(reviewed.park).datastreams[NAME]["plausible_range"]
    assert (in_force["minimum"], in_force["maximum"]) == (None, 412.5)


def test_versions__newly_flagged_and_no_longer(reviewed):
    browser = reviewed.client("manager")
    assert "Nothing to compare yet" in browser.get(PATH + "?lang=en").text
    flat, rate = 1 << 3, 1 << 2
    for version, minutes in (("1", {0: flat, 1: flat, 2: flat}), ("2", {1: flat, 2: rate, 3: rate, 4: rate})):
        reviewed.clock.forward(minutes=1)
        reviewed.park.store.run_flows([flags_flow(reviewed, version, minutes)])
    answer = browser.get(PATH + "?lang=en")
    assert answer.status_code == 200, answer.text[-500:]
    text = " ".join(answer.text.split())
    counted = text.split('id="versions"')[1]
    for change, count in (("newly doubted", 2), ("no longer doubted", 1), ("for other reasons", 1)):
        assert f"{change}</span></dt><dd>{count}</dd>" in counted, change
    assert '<th scope="row">changes too fast</th><td class="num">3</td><td class="num">0</td>' in counted
    assert '<th scope="row">flat line</th><td class="num">0</td><td class="num">2</td>' in counted
