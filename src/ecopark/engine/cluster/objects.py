"""The lake's files in an S3-compatible store: immutable, named and verified by their SHA-256. # design 5.7

A key is the file's path with the beginning of its hash before the ending: two writers never write different bytes
under one name, and whoever reads a file knows whether it is the one that the manifest lists.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path, PurePosixPath

from pyarrow import fs

import ecopark.engine.cluster.messages  # noqa: F401 - makes the texts known
from ecopark.core.errors import Fatal, StateError
from ecopark.engine.cluster.settings import ObjectStoreSettings
from ecopark.engine.embedded.disk import replace_file
from ecopark.engine.embedded.lake_files import FileEntry
from ecopark.engine.embedded.manifest import Manifest
from ecopark.engine.embedded.parquet import write_new

AT_ONCE = 4
_CONNECT_S, _REQUEST_S = 3.0, 20.0


def key_of(path: str, sha256: str) -> str:
    """Name of a file in the store: ``readings/2025-03/00000007.parquet`` -> ``….00000007.<16 hex digits>.parquet``."""
    plain = PurePosixPath(path)
    return str(plain.with_name(f"{plain.stem}.{sha256[:16]}{plain.suffix}"))


class Objects:
    """One lake (``name``: the park) below the configured bucket and prefix. Safe to use from several threads."""

    def __init__(self, settings: ObjectStoreSettings, name: str) -> None:
        self.where = f"{settings.endpoint or settings.region}/{settings.bucket}"
        self._root = "/".join(part for part in (settings.bucket, settings.prefix.strip("/"), name) if part)
        scheme, _, address = settings.endpoint.rpartition("://")
        keys = {"access_key": _line(settings.access_key_file), "secret_key": _line(settings.secret_key_file)}
        self._store = fs.S3FileSystem(
            **{name: key for name, key in keys.items() if key},
            region=settings.region,
            scheme=scheme or "https",
            endpoint_override=address or None,
            allow_delayed_open=True,  # a small file is one request
            connect_timeout=_CONNECT_S,
            request_timeout=_REQUEST_S,
            retry_strategy=fs.AwsStandardS3RetryStrategy(max_attempts=2),
        )

    def put(self, key: str, content: bytes | memoryview) -> None:
        """Store an object; it is there whole when this returns, or not at all."""
        with self._told(), self._store.open_output_stream(f"{self._root}/{key}") as stream:
            stream.write(content)

    def get(self, key: str) -> bytes:
        with self._told(key), self._store.open_input_file(f"{self._root}/{key}") as stream:
            content: bytes = stream.read()
            return content

    def remove(self, key: str) -> None:
        with self._told():
            self._store.delete_file(f"{self._root}/{key}")

    def keys(self, below: str) -> Iterator[tuple[str, datetime]]:
        """Keys below a folder, with the moment at which each was written."""
        chosen = fs.FileSelector(f"{self._root}/{below}", recursive=True, allow_not_found=True)
        with self._told():
            found = self._store.get_file_info(chosen)
        for info in found:
            if info.is_file:
                yield info.path.removeprefix(f"{self._root}/"), info.mtime

    def upload(self, lake: Path, below: str, files: Iterable[FileEntry]) -> None:
        """Store files of a lake, some at a time."""

        def one(entry: FileEntry) -> None:
            self.put(key_of(_below(below, entry.path), entry.sha256), (lake / entry.path).read_bytes())

        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(one, files))

    def fetch(self, lake: Path, below: str, files: Iterable[FileEntry]) -> None:
        """Bring files that are missing into a lake (or a cache), verified.

        Raises
        ------
        Fatal
            engine.objects.damaged: an object is missing or is not what the manifest lists.
        """

        def one(entry: FileEntry) -> None:
            key = key_of(_below(below, entry.path), entry.sha256)
            content = self.get(key)
            if hashlib.sha256(content).hexdigest() != entry.sha256:
                raise Fatal("engine.objects.damaged", where=f"{self.where}/{key}", reason="SHA-256")
            path = lake / entry.path
            fresh = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
            write_new(fresh, memoryview(content))
            fresh.replace(path)

        missing = [entry for entry in files if not _there(lake / entry.path, entry.bytes)]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(one, missing))

    def put_manifest(self, below: str, manifest: Manifest) -> str:
        """Store a manifest; returns the SHA-256 by which it is found again."""
        content = manifest.to_bytes()
        digest = hashlib.sha256(content).hexdigest()
        self.put(manifest_key(below, manifest.version, digest), content)
        return digest

    def get_manifest(self, below: str, version: int, sha256: str) -> Manifest:
        """A manifest by version and hash; ``Fatal`` engine.objects.damaged if it is not there as it was."""
        return Manifest.from_bytes(self.manifest_bytes(below, version, sha256))

    def manifest_bytes(self, below: str, version: int, sha256: str) -> bytes:
        key = manifest_key(below, version, sha256)
        content = self.get(key)
        if hashlib.sha256(content).hexdigest() != sha256:
            raise Fatal("engine.objects.damaged", where=f"{self.where}/{key}", reason="SHA-256")
        return content

    @contextmanager
    def _told(self, key: str = "") -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if key and isinstance(error, FileNotFoundError):
                raise Fatal("engine.objects.damaged", where=f"{self.where}/{key}", reason="not found") from error
            reason = " ".join(str(error).split())
            raise StateError("engine.objects.unreachable", where=self.where, reason=reason[:300]) from error


def manifest_key(below: str, version: int, sha256: str) -> str:
    return key_of(_below(below, f"manifests/{version:08d}.json"), sha256)


def restore(lake: Path, below: str, objects: Objects, version: int, sha256: str) -> None:
    """Make a local lake what the store has as a version: what is newer locally was never published and goes."""
    manifests = lake / "manifests"
    manifests.mkdir(parents=True, exist_ok=True)
    present = manifests / f"{version:08d}.json"
    same = version and present.exists() and hashlib.sha256(present.read_bytes()).hexdigest() == sha256
    for path in manifests.glob("[0-9]*.json"):
        if not same or int(path.stem) > version:
            path.unlink()
    if not version:
        return
    if not same:
        content = objects.manifest_bytes(below, version, sha256)
        objects.fetch(lake, below, Manifest.from_bytes(content).files())
        replace_file(present, content)
    else:
        objects.fetch(lake, below, Manifest.from_bytes(present.read_bytes()).files())


def _there(path: Path, size: int) -> bool:
    try:
        return path.stat().st_size == size
    except FileNotFoundError:
        return False


def _below(below: str, path: str) -> str:
    return f"{below}/{path}" if below else path


def _line(path: str) -> str:
    if not path:
        return ""
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise StateError("engine.cluster.no_key_file", where=path, reason=error.strerror or str(error)) from error
