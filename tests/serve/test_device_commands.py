"""``ecopark device`` and what ``ecopark status`` says of sources."""

import json

import pytest

from ecopark.connect.live.device import Device
from ecopark.connect.live.sources import Seen, Sources
from ecopark.connect.template import write_template
from ecopark.core.errors import InputError
from ecopark.core.messages import Message
from ecopark.serve.bootstrap import opened, system_clock
from ecopark.serve.cli.devices import SCOPE, list_devices, names_of, registry, revoke_device, rotate_device
from ecopark.serve.cli.output import Output
from ecopark.serve.cli.status import show_status


@pytest.fixture
def park(tmp_path):
    folder = tmp_path / "park"
    write_template(folder, "en")
    return folder


def test_device__from_add_to_revoke(ecopark, park, capsys):
    words = ("--firm", "cong-ty-a", "--map", "m/1=ct-a.kwh", "--every", "900", "--park", park, "--json")
    secret = json.loads(ecopark("device", "add", "gw-1", *words)[0])["secret"]
    assert secret.startswith("ecodevice_")
    out = Output("en", as_json=True)
    rotate_device(out, park, "gw-1")
    assert json.loads(capsys.readouterr().out)["secret"] != secret
    revoke_device(out, park, "gw-1")
    capsys.readouterr()
    list_devices(out, park)
    (listed,) = json.loads(capsys.readouterr().out)["devices"]
    assert (listed["names"], listed["every_s"], listed["state"]) == ({"m/1": "ct-a.kwh"}, 900, "revoked")
    assert "secret_sha256" not in listed


def test_registry__works_beside_a_running_park(park):
    with opened(park, metered=False) as running:
        with registry(park) as devices:
            assert devices is not running.devices
            rotate_device(Output("en", as_json=False), park, add(devices))
        running.devices.reread()
        assert [d.id for d in running.devices.all(SCOPE)] == ["gw-2"]


def add(devices):
    devices.add(SCOPE, Device("gw-2", "Gateway", "cong-ty-a", "http"))
    return "gw-2"


def test_status__shows_each_source_with_its_errors_and_what_to_do(park, capsys):
    with registry(park) as devices:
        add(devices)
    sources = Sources(park / "data" / "sources.json", system_clock)
    sources.saw(Seen("gw-1", "http", "cong-ty-a", stored=5, refused=1, newest_us=0, live=False))
    sources.error("gw-1", Message("connect.live.unknown_name", {"device": "gw-1", "name": "m/2"}))
    sources.save()
    show_status(Output("en", as_json=False), park)
    english = capsys.readouterr().out
    assert "stored 5, refused 1" in english
    assert "Declare the name at the device" in english
    assert "“gw-2” is registered and has sent nothing yet" in english
    show_status(Output("vi", as_json=False), park)
    assert "Hãy khai báo tên này" in capsys.readouterr().out
    show_status(Output("en", as_json=True), park)
    states = json.loads(capsys.readouterr().out)["sources"]
    assert [(s["id"], s["errors"][0]["code"]) for s in states] == [
        ("gw-1", "connect.live.unknown_name"),
        ("gw-2", "connect.source.never"),
    ]


def test_names_of__needs_a_name_and_a_datastream():
    assert names_of(("a=b=c", "topic/1=x")) == {"a=b": "c", "topic/1": "x"}
    for word in ("nonsense", "=x", "m="):
        with pytest.raises(InputError):
            names_of((word,))
