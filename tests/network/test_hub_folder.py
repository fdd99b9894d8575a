"""The hub's folder: what is refused with its line, and secrets that only their owner reads."""

from __future__ import annotations

import pytest

from ecopark.core.errors import InputError, StateError
from ecopark.serve.cli.hub_commands import READER, add_park, init_hub
from ecopark.serve.cli.output import ExitCode, Output
from ecopark.serve.hub.folder import read_hub, token_file
from ecopark.trust.log.note import SigningKey

OUT = Output("en", False)
KEY = str(SigningKey.generate("ecopark.example/a").verifier)


@pytest.fixture
def folder(tmp_path):
    assert init_hub(OUT, tmp_path / "hub", "so-cong-thuong") is ExitCode.OK
    return tmp_path / "hub"


def test_add_park__is_read_again_and_its_token_is_private(folder):
    add_park(OUT, folder, "a", "https://park.example", KEY, "ecopark_x", "Khu A", "Khánh Hòa")
    (park,) = read_hub(folder).parks
    assert (park.id, park.name, park.province, park.origin) == ("a", "Khu A", "Khánh Hòa", "ecopark.example/a")
    for name in ("a", READER):
        assert token_file(folder, name).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("park", "url", "key", "code"),
    [
        ("a", "http://park.example", KEY, "serve.hub.bad_url"),  # a token would travel in the open
        ("a", "ftp://127.0.0.1", KEY, "serve.hub.bad_url"),
        ("../a", "https://park.example", KEY, "serve.hub.bad_id"),
        (READER, "https://park.example", KEY, "serve.hub.bad_id"),
        ("a", "https://park.example", "no key", "serve.hub.bad_key"),
    ],
    ids=["in the open", "not the web", "a path", "the hub's own reader", "no key"],
)
def test_add_park__refuses_and_leaves_the_file_as_it_was(folder, park, url, key, code):
    before = (folder / "hub.yaml").read_bytes()
    with pytest.raises(InputError) as refused:
        add_park(OUT, folder, park, url, key, "ecopark_x", "", "")
    assert refused.value.code == code
    assert (folder / "hub.yaml").read_bytes() == before


def test_add_park__not_twice(folder):
    add_park(OUT, folder, "a", "https://park.example", KEY, "", "", "")
    with pytest.raises(InputError) as refused:
        add_park(OUT, folder, "a", "https://other.example", KEY, "", "", "")
    assert refused.value.code == "serve.hub.park_twice"


def test_read_hub__a_misspelt_key_is_named_with_its_line(folder):
    path = folder / "hub.yaml"
    path.write_text(path.read_text().replace("every_s:", "every_sec:"))
    with pytest.raises(InputError) as refused:
        read_hub(folder)
    assert refused.value.where == "hub.yaml row 3"


def test_read_hub__says_what_to_do_where_there_is_none(tmp_path):
    with pytest.raises(StateError) as refused:
        read_hub(tmp_path)
    assert "ecopark hub init" in str(refused.value)


def test_init_hub__does_not_overwrite(folder):
    with pytest.raises(StateError) as refused:
        init_hub(OUT, folder, "other")
    assert refused.value.code == "serve.hub.exists"
