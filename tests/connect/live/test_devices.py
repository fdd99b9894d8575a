"""The register of devices: secrets shown once, rights, changes by another process."""

from datetime import timedelta

import pytest

from ecopark.connect.live.device import DEFAULT_QUOTA, Device
from ecopark.connect.live.devices import Devices
from ecopark.core.errors import EcoparkError, InputError, NotAllowed, StateError
from ecopark.core.scope import Scope
from ecopark.core.terms import Role

MANAGER = Scope(Role.MANAGER, "an")
FIRM_A = Scope(Role.FIRM, "binh", frozenset({"a"}))
INSPECTOR = Scope(Role.INSPECTOR, "chi")
GATEWAY = Device("gw", "Gateway", "a", "http", names={"m": "a.kwh"})


@pytest.fixture
def devices(desk, network):
    return Devices(desk["records"], desk["clock"], network=network)


def test_secret__opens_until_it_is_rotated_or_the_device_revoked(devices, desk):
    secret = devices.add(FIRM_A, GATEWAY)
    assert devices.of_secret(secret).id == "gw"
    assert devices.sign_in("gw", secret).id == "gw"
    assert devices.sign_in("other", secret) is None
    assert devices.of_secret("ecodevice_wrong") is None
    assert devices.of_secret("") is None
    later = devices.rotate(FIRM_A, "gw")
    assert (devices.of_secret(secret), devices.of_secret(later).id) == (None, "gw")
    devices.revoke(MANAGER, "gw")
    assert devices.of_secret(later) is None
    assert devices.get("gw").state == "revoked"
    assert devices.resolve("gw", "m") is None
    history = desk["records"].history(MANAGER, "device", "gw")
    assert [record.revision for record in history] == [1, 2, 3]
    assert not any(word in str(record.content) for record in history for word in (secret, later))


def test_resolve__own_names_and_ids_within_what_is_listed(devices):
    devices.add(MANAGER, GATEWAY)
    devices.add(MANAGER, Device("one", "One", "a", "mqtt", datastreams=("a.reg",)))
    assert devices.resolve("gw", "m") == "a.kwh"
    assert devices.resolve("gw", "a.reg") == "a.reg"
    assert devices.resolve("one", "a.reg") == "a.reg"
    assert devices.resolve("one", "a.kwh") is None
    assert devices.resolve("nobody", "a.kwh") is None


@pytest.mark.parametrize(
    ("scope", "device", "kind", "code"),
    [
        (FIRM_A, Device("x", "", "b", "http"), NotAllowed, "core.scope.not_yours"),
        (FIRM_A, Device("x", "", None, "http"), NotAllowed, "core.scope.not_yours"),
        (INSPECTOR, Device("x", "", "a", "http"), NotAllowed, "core.scope.not_allowed"),
        (FIRM_A, Device("x", "", "a", "http", quota_per_minute=DEFAULT_QUOTA + 1), InputError, "connect.device.bad_number"),
        (MANAGER, Device("x", "", "a", "http", quota_per_minute=0), InputError, "connect.device.bad_number"),
        (MANAGER, Device("x", "", "a", "http", every_s=-1.0), InputError, "connect.device.bad_number"),
        (MANAGER, Device("x", "", "nobody", "http"), InputError, "connect.device.unknown_firm"),
        (MANAGER, Device("x", "", "a", "http", datastreams=("b.kwh",)), InputError, "connect.device.unknown_datastream"),
        (MANAGER, Device("x", "", "a", "http", names={"m": "nothing"}), InputError, "connect.device.unknown_datastream"),
        (MANAGER, Device("Upper", "", "a", "http"), InputError, "connect.device.bad_id"),
        (MANAGER, Device("upload:x", "", "a", "http"), InputError, "connect.device.bad_id"),
        (MANAGER, Device("../x", "", "a", "http"), InputError, "connect.device.bad_id"),
        (MANAGER, GATEWAY, StateError, "connect.device.exists"),
    ],
)
def test_add__what_may_not_be_is_refused(devices, scope, device, kind, code):
    devices.add(MANAGER, GATEWAY)
    with pytest.raises(kind) as told:
        devices.add(scope, device)
    assert told.value.code == code
    for lang in ("vi", "en"):
        assert "{" not in told.value.render(lang)
    assert [known.id for known in devices.all(MANAGER)] == ["gw"]


def test_change__of_anothers_or_a_revoked_device_is_refused(devices):
    devices.add(MANAGER, Device("theirs", "", "b", "http"))
    devices.add(MANAGER, GATEWAY)
    devices.revoke(MANAGER, "gw")
    for action, id_ in (
        (devices.rotate, "theirs"),
        (devices.revoke, "theirs"),
        (devices.rotate, "gw"),
        (devices.revoke, "no"),
    ):
        with pytest.raises(EcoparkError) as told:
            action(FIRM_A, id_)
        assert told.value.code in ("connect.device.unknown", "connect.device.revoked")


def test_all__is_cut_to_the_firms_of_who_asks(devices):
    devices.add(MANAGER, GATEWAY)
    devices.add(MANAGER, Device("theirs", "", "b", "http"))
    devices.add(MANAGER, Device("park", "", None, "http"))
    assert [d.id for d in devices.all(FIRM_A)] == ["gw"]
    assert [d.id for d in devices.all(INSPECTOR)] == ["gw", "park", "theirs"]


def test_devices__added_by_another_process_are_found_and_guessing_does_not_ask_the_records_each_time(devices, desk, network):
    elsewhere = Devices(desk["records"], desk["clock"], network=network)
    secret = elsewhere.add(MANAGER, GATEWAY)
    desk.moment[0] += timedelta(seconds=2)
    version = devices.version
    assert devices.of_secret(secret).id == "gw"
    assert devices.version > version
    asked = []
    find = desk["records"].find
    desk["records"].find = lambda *a, **k: asked.append(a) or find(*a, **k)
    try:
        assert not any(devices.of_secret(f"ecodevice_{i}") for i in range(100))
    finally:
        del desk["records"].find
    assert len(asked) <= 2


def test_park_device__may_be_given_single_datastreams_of_a_firm(devices):
    devices.add(MANAGER, Device("reader", "", None, "http", datastreams=("a.kwh", "b.kwh")))
    assert devices.resolve("reader", "b.kwh") == "b.kwh"
