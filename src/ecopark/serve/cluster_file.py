"""``PARK/cluster.yaml``: the one file that turns the embedded set-up into the clustered one. # design 4.10"""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from ecopark.connect.yaml_tree import Located, build, read_yaml
from ecopark.core.errors import InputError
from ecopark.core.messages import Text, catalogue
from ecopark.engine.cluster.settings import MOST_PARTS, ClusterSettings

NAME = "cluster.yaml"
_FILES = ("credentials", "password_file", "ca_file", "cert_file", "key_file", "access_key_file", "secret_key_file")
_T = TypeVar("_T")

catalogue(
    {
        "serve.cluster.bad_value": Text(
            vi="“{key}” trong cluster.yaml không dùng được: {value}. Giá trị hợp lệ: {known}.",
            en="“{key}” in cluster.yaml cannot be used: {value}. It may be: {known}.",
        ),
    }
)


def read_cluster(folder: Path) -> ClusterSettings | None:
    """Read a park's cluster.yaml; None if it has none. Names of files are relative to the park's folder.

    Raises
    ------
    InputError
        connect.yaml.*, connect.cell.*, serve.cluster.bad_value: with file and row.
    """
    path = folder / NAME
    if not path.is_file():
        return None
    tree = read_yaml(path.read_text(encoding="utf-8-sig"), path.name)
    settings = build(ClusterSettings, tree)
    nats, endpoint = settings.nats, settings.object_store.endpoint
    word = nats.stream.replace("-", "").replace("_", "")
    plain = not endpoint or endpoint.startswith(("http://", "https://"))
    postgresql = settings.records_url.startswith("postgresql://")
    for good, key, value, known in (
        (bool(nats.servers), "nats.servers", "[]", "nats://host:4222, …"),
        (nats.replicas in (1, 3, 5), "nats.replicas", nats.replicas, "1, 3, 5"),
        (word.isascii() and word.isalnum(), "nats.stream", nats.stream, "A-Z a-z 0-9 - _"),
        (plain, "object_store.endpoint", endpoint, "http://host:port, https://host"),
        (postgresql, "records_url", settings.records_url.partition(":")[0], "postgresql://user@host/database"),
        (1 <= settings.parts <= MOST_PARTS, "parts", settings.parts, f"1 … {MOST_PARTS}"),
        (settings.compact_s > 0, "compact_s", settings.compact_s, "> 0"),
        (settings.wait_s > 0, "wait_s", settings.wait_s, "> 0"),
    ):
        if not good:
            raise InputError("serve.cluster.bad_value", where=_where(tree, key), key=key, value=value, known=known)
    return _beside(settings, folder)


def _where(tree: Located, key: str) -> str:
    """File and row of a key."""
    for name in key.split("."):
        tree = tree.mapping(key).get(name, tree)
    return tree.where


def _beside(settings: _T, folder: Path) -> _T:
    """The same settings with the names of files as paths."""
    changed: dict[str, Any] = {}
    for field in fields(settings):  # type: ignore[arg-type]
        value = getattr(settings, field.name)
        if is_dataclass(value):
            changed[field.name] = _beside(value, folder)
        elif field.name in _FILES and value:
            changed[field.name] = str((folder / value).resolve())
    return replace(settings, **changed)  # type: ignore[type-var]
