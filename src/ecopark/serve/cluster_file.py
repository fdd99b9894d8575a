"""``PARK/cluster.yaml``: the one file that turns the embedded set-up into the clustered one. # design 4.10"""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from ecopark.connect.yaml_tree import build, read_yaml
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
    settings = build(ClusterSettings, read_yaml(path.read_text(encoding="utf-8-sig"), path.name))
    nats, objects = settings.nats, settings.object_store
    _check(bool(nats.servers), nats.where, "nats.servers", "[]", "nats://host:4222, …")
    _check(nats.replicas in (1, 3, 5), nats.where, "nats.replicas", nats.replicas, "1, 3, 5")
    word = nats.stream.replace("-", "").replace("_", "")
    _check(word.isascii() and word.isalnum(), nats.where, "nats.stream", nats.stream, "A-Z a-z 0-9 - _")
    _check(1 <= settings.parts <= MOST_PARTS, settings.where, "parts", settings.parts, f"1 … {MOST_PARTS}")
    _check(settings.compact_s > 0, settings.where, "compact_s", settings.compact_s, "> 0")
    _check(settings.wait_s > 0, settings.where, "wait_s", settings.wait_s, "> 0")
    plain = not objects.endpoint or objects.endpoint.startswith(("http://", "https://"))
    _check(plain, objects.where, "object_store.endpoint", objects.endpoint, "http://host:port, https://host")
    _check(settings.records_url.startswith("postgresql://"), settings.where, "records_url", "…", "postgresql://…")
    return _beside(settings, folder)


def _check(good: bool, where: str, key: str, value: object, known: str) -> None:
    if not good:
        raise InputError("serve.cluster.bad_value", where=where, key=key, value=value, known=known)


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
