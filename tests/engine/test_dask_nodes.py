"""Scheduler and workers as an installer starts them: where they listen, who may connect, what is refused."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from tests.dask_cluster import DaskCluster
from tests.engine.engine_flows import firm_flow, month_flow
from tests.engine.engine_park import Clock, small_network, times

from ecopark.core.errors import EcoparkError, InputError, StateError
from ecopark.core.observations import readings_table
from ecopark.engine.cluster import dask_jobs
from ecopark.engine.cluster.dask_jobs import SharedFolder
from ecopark.engine.cluster.dask_runner import dask_pool
from ecopark.engine.cluster.dask_settings import Certificates, DaskSettings
from ecopark.engine.store import Store


def filled(folder: Path) -> Store:
    store = Store.open(folder, clock=Clock(), network=small_network())
    store.append(readings_table("a.0", times(200), [1.0] * 200), source="test")
    store.compact()
    return store


def named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])


def certificates(folder: Path, authority: str) -> Certificates:
    """An authority of its own and one certificate that it signed."""
    folder.mkdir()
    keys = {who: ec.generate_private_key(ec.SECP256R1()) for who in ("authority", "node")}
    for who, key in keys.items():
        built = (
            x509.CertificateBuilder()
            .subject_name(named(authority if who == "authority" else "node"))
            .issuer_name(named(authority))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(datetime.now(UTC) - timedelta(days=1))
            .not_valid_after(datetime.now(UTC) + timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=who == "authority", path_length=None), critical=True)
        )
        signed = built.sign(keys["authority"], hashes.SHA256())
        (folder / f"{who}.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
        private = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        (folder / f"{who}.key").write_bytes(key.private_bytes(*private))
    return Certificates(folder / "authority.pem", folder / "node.pem", folder / "node.key")


@pytest.mark.cluster
@pytest.mark.xdist_group("dask")
def test_nodes__listen_on_the_configured_address_alone(dask_cluster: DaskCluster):
    for node in [dask_cluster.scheduler, *dask_cluster.workers]:
        assert node.listening() == {"127.0.0.1"}


@pytest.mark.cluster
@pytest.mark.xdist_group("dask")
def test_nodes__with_certificates_admit_their_holders_alone(tmp_path):
    own, foreign = certificates(tmp_path / "own", "park"), certificates(tmp_path / "foreign", "somebody")
    with DaskCluster(workers=0, certificates=own) as cluster, filled(tmp_path / "data") as store:
        assert cluster.scheduler.address.startswith("tls://127.0.0.1:")
        with dask_pool(replace(cluster.settings, without_workers_s=0.5)) as pool, pytest.raises(StateError) as empty:
            store.run_flows([month_flow()], runner=pool)
        assert empty.value.code == "engine.dask.no_workers"
        plain = DaskSettings(cluster.scheduler.address.replace("tls:", "tcp:"), connect_s=1)
        for settings in (plain, DaskSettings(cluster.scheduler.address, foreign, connect_s=1)):
            with dask_pool(settings) as pool, pytest.raises(StateError) as refused:
                store.run_flows([month_flow()], runner=pool)
            assert refused.value.code == "engine.dask.unreachable"
        cluster.start_workers(1)
        with dask_pool(cluster.settings) as pool:
            assert store.run_flows([month_flow(), firm_flow()], runner=pool)[0].executed > 0


@pytest.mark.cluster
@pytest.mark.xdist_group("dask")
@pytest.mark.parametrize("wrong", ["other_software", "no_lake"])
def test_workers__refuse_other_software_and_another_lake(tmp_path, dask_cluster: DaskCluster, monkeypatch, wrong):
    if wrong == "other_software":
        monkeypatch.setattr("ecopark.engine.cluster.dask_runner.software", lambda: {**dask_jobs.software(), "numpy": "0.1"})
    else:
        monkeypatch.setattr(dask_jobs, "_sha256", lambda path: "0" * 64)
    with filled(tmp_path) as store, dask_pool(dask_cluster.settings) as pool, pytest.raises(StateError) as refused:
        store.run_flows([month_flow()], runner=pool)
    assert refused.value.code == f"engine.dask.{wrong}"


@pytest.mark.parametrize(
    ("address", "tls"),
    [("10.0.0.5", False), ("tcp://0.0.0.0:8786", False), ("http://h:1", False), ("tcp://h:x", False),
     ("tls://h:1", False), ("tcp://h:1", True), ("tcp://:1", False)],
)  # fmt: skip
def test_dask_settings__an_unusable_address_is_refused(address, tls, tmp_path):
    with pytest.raises(InputError) as refused:
        DaskSettings(address, Certificates(tmp_path, tmp_path, tmp_path) if tls else None)
    assert refused.value.code == "engine.dask.bad_address"


@pytest.mark.parametrize("host", ["0.0.0.0", "::", ""])
@pytest.mark.parametrize("words", [["scheduler"], ["worker", "tcp://127.0.0.1:1"]])
def test_commands__never_listen_on_all_interfaces(ecopark, host, words):
    out, _ = ecopark("cluster", *words, "--host", host, "--json", code=3)
    assert "engine.dask.bad_address" in out


def test_dask_pool__without_the_library_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(EcoparkError) as missing, dask_pool(DaskSettings("tcp://127.0.0.1:1")):
        pass
    assert missing.value.code == "engine.dask.not_installed"
    assert "ecopark[cluster]" in missing.value.render("vi")


def test_shared_folder__another_lake_at_the_same_place_is_not_taken(tmp_path):
    with filled(tmp_path) as store:
        address = SharedFolder.of(store._snapshot_view())
        assert address.open().manifest.version == store.snapshot().version
        with pytest.raises(StateError) as refused:
            replace(address, sha256="0" * 64).open()
        assert refused.value.code == "engine.dask.no_lake"
