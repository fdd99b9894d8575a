"""The version of a data folder: newer and forgotten ones are refused with the reason, older ones are brought up to date."""

from __future__ import annotations

import pytest
from tests.engine.engine_park import Clock, small_network

from ecopark.core.errors import Fatal, StateError
from ecopark.engine import layout
from ecopark.engine.store import Store


def test_open__writes_the_version_and_opens_again(tmp_path):
    for _ in range(2):
        Store.open(tmp_path, clock=Clock(), network=small_network()).close()
    assert (tmp_path / "VERSION").read_text() == f"{layout.LAYOUT_VERSION}\n"


@pytest.mark.parametrize(
    ("found", "error", "code"),
    [
        (str(layout.LAYOUT_VERSION + 1), StateError, "engine.layout.too_new"),
        ("0", StateError, "engine.layout.too_old"),
        ("one", Fatal, "engine.layout.unreadable"),
    ],
)
def test_open__says_why_a_folder_does_not_open(tmp_path, found, error, code):
    Store.open(tmp_path, clock=Clock(), network=small_network()).close()
    (tmp_path / "VERSION").write_text(found)
    for _ in range(2):  # the lock is free again after the refusal
        with pytest.raises(error) as caught:
            Store.open(tmp_path, clock=Clock(), network=small_network())
        assert caught.value.code == code


def test_prepare_layout__migrates_step_by_step_and_remembers_each_step(tmp_path, monkeypatch):
    done = []

    def second_step_fails_once(folder):
        done.append(2)
        if done.count(2) == 1:
            raise RuntimeError("power cut")

    monkeypatch.setattr(layout, "LAYOUT_VERSION", 3)
    monkeypatch.setattr(layout, "MIGRATIONS", {1: lambda folder: done.append(1), 2: second_step_fails_once})
    (tmp_path / "VERSION").write_text("1\n")
    with pytest.raises(RuntimeError):
        layout.prepare_layout(tmp_path)
    assert (tmp_path / "VERSION").read_text() == "2\n"
    layout.prepare_layout(tmp_path)
    assert (tmp_path / "VERSION").read_text() == "3\n"
    assert done == [1, 2, 2]
