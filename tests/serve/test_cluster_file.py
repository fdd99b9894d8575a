"""cluster.yaml: strict, with the line of what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from ecopark.core.errors import InputError
from ecopark.serve.cluster_file import read_cluster

GOOD = """\
nats:
  servers: [nats://10.0.0.1:4222, nats://10.0.0.2:4222, nats://10.0.0.3:4222]
  user: ecopark
  password_file: secrets/nats
object_store:
  endpoint: https://objects.example
  bucket: lake
  access_key_file: secrets/access
  secret_key_file: /etc/ecopark/secret
records_url: postgresql://ecopark@db/ecopark
parts: 8
dask:
  scheduler: tcp://10.0.0.5:8786
"""


def written(folder: Path, text: str) -> Path:
    (folder / "cluster.yaml").write_text(text)
    return folder


def test_read_cluster__none_without_the_file(tmp_path: Path) -> None:
    assert read_cluster(tmp_path) is None


def test_read_cluster__names_of_files_are_beside_it(tmp_path: Path) -> None:
    settings = read_cluster(written(tmp_path, GOOD))
    assert settings is not None
    assert settings.parts == 8
    assert settings.nats.replicas == 3
    assert settings.nats.password_file == str(tmp_path / "secrets/nats")
    assert settings.object_store.access_key_file == str(tmp_path / "secrets/access")
    assert settings.object_store.secret_key_file == "/etc/ecopark/secret"
    assert settings.dask is not None
    assert settings.dask.scheduler == "tcp://10.0.0.5:8786"


@pytest.mark.parametrize(
    ("old", "new", "code", "row"),
    [
        ("parts: 8", "pars: 8", "connect.yaml.unknown_key_near", 11),
        ("parts: 8", "parts: many", "connect.cell.not_a_whole_number", 11),
        ("parts: 8", "parts: 0", "serve.cluster.bad_value", 11),
        ("  bucket: lake\n", "", "connect.yaml.missing_key", 5),
        ("  user: ecopark", "  replicas: 2", "serve.cluster.bad_value", 3),
        ("  user: ecopark", "  stream: my.park", "serve.cluster.bad_value", 3),
        ("https://objects.example", "objects.example", "serve.cluster.bad_value", 6),
        ("postgresql://ecopark@db", "mysql://ecopark:secret@db", "serve.cluster.bad_value", 10),
    ],
)
def test_read_cluster__what_is_wrong_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, code: str, row: int
) -> None:
    assert old in GOOD
    with pytest.raises(InputError) as refused:
        read_cluster(written(tmp_path, GOOD.replace(old, new)))
    assert refused.value.code == code
    assert refused.value.where == f"cluster.yaml row {row}"
    assert "secret@" not in refused.value.render("vi")
