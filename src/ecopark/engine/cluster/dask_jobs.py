"""What a Dask worker does: open the version of the lake, execute some tasks, hand back their outputs."""

from __future__ import annotations

import hashlib
import os
import pickle
import platform
import socket
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

import ecopark.engine.cluster.dask_messages  # noqa: F401 - a worker tells errors too
from ecopark.core.errors import StateError
from ecopark.core.flows import Task
from ecopark.engine.embedded.compaction import Catalog
from ecopark.engine.embedded.flow_tasks import PackedOutputs, Work, execute_packed
from ecopark.engine.embedded.manifest import manifest_path, read_manifest
from ecopark.engine.embedded.view import LakeView

STAGING = "staging"  # below lake/
_SAME = ("ecopark", "numpy", "pyarrow", "duckdb")


class LakeAddress(Protocol):
    """Where a worker finds a version of the lake: small, hashable, can be pickled."""

    def open(self) -> LakeView: ...

    def __hash__(self) -> int: ...


@dataclass(frozen=True, slots=True)
class SharedFolder:
    """A lake that every machine sees under the same path; ``sha256`` is that of the manifest, so that no other is taken."""

    lake: str
    version: int
    sha256: str

    @classmethod
    def of(cls, view: LakeView) -> SharedFolder:
        number = view.manifest.version
        return cls(str(view.lake.resolve()), number, _sha256(manifest_path(view.lake, number)))

    def open(self) -> LakeView:
        """``StateError`` engine.dask.no_lake if this machine does not have it."""
        lake = Path(self.lake)
        try:
            found = _sha256(manifest_path(lake, self.version))
        except OSError:
            found = ""
        if found != self.sha256:
            raise StateError(
                "engine.dask.no_lake", where=self.lake, worker=worker_name(), lake=self.lake, version=self.version
            )
        return LakeView(lake, read_manifest(lake, self.version), Catalog(lake))

    @property
    def staging(self) -> Path:
        """Where workers leave outputs that are too large to be sent."""
        return Path(self.lake) / STAGING


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@dataclass(frozen=True, slots=True)
class Job:
    """Some tasks of a flow for one worker.

    ``staging``: folder for outputs of ``stage_from`` bytes and more, which are too large to be sent; None: send all.
    """

    lake: LakeAddress
    tasks: tuple[Task, ...]
    staging: str | None
    stage_from: int
    software: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Staged:
    """A file in the staging folder that holds pickled ``PackedOutputs``; ``sha256`` of its bytes."""

    path: str
    sha256: str


@cache
def software() -> dict[str, str]:
    """Versions on which results depend: they must be the same wherever tasks are executed."""
    return {**{name: version(name) for name in _SAME}, "python": platform.python_version()}


def worker_name() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"


def run_job(work: bytes, job: bytes) -> PackedOutputs | Staged:
    """Execute a pickled ``Job`` of a pickled ``Work``; both are bytes so that Dask need not look into them.

    Raises
    ------
    StateError
        engine.dask.other_software, engine.dask.no_lake, engine.flow.*, and what tasks raise.
    """
    asked: Job = pickle.loads(job)  # noqa: S301 - from the runner, over Dask: see docs/design/dask.md
    own = software()
    differs = ", ".join(f"{n} {own.get(n)} ({v})" for n, v in asked.software.items() if own.get(n) != v)
    if differs:
        raise StateError("engine.dask.other_software", where=worker_name(), worker=worker_name(), differs=differs)
    packed = execute_packed(_view_of(asked.lake), _work_of(work), asked.tasks)
    if asked.staging is None or packed.size < asked.stage_from:
        return packed
    return stage(Path(asked.staging), packed)


@lru_cache(maxsize=2)
def _view_of(lake: LakeAddress) -> LakeView:
    return lake.open()


@lru_cache(maxsize=2)
def _work_of(work: bytes) -> Work:
    unpickled: Work = pickle.loads(work)  # noqa: S301 - as above
    return unpickled


def stage(folder: Path, packed: PackedOutputs) -> Staged:
    """Write outputs as a file of an own name: two attempts at a job never write the same one."""
    content = pickle.dumps(packed, protocol=5)
    path = folder / f"{uuid.uuid4().hex}.outputs"
    path.write_bytes(content)
    return Staged(str(path), hashlib.sha256(content).hexdigest())


def unstage(staged: Staged) -> PackedOutputs:
    """Read and remove a staged file; only bytes with the hash that the worker told are unpickled."""
    path = Path(staged.path)
    try:
        content = path.read_bytes()
        path.unlink()
    except OSError:
        content = b""
    if hashlib.sha256(content).hexdigest() != staged.sha256:
        raise StateError("engine.dask.staged_damaged", where=staged.path, path=staged.path)
    outputs: PackedOutputs = pickle.loads(content)  # noqa: S301 - its hash came from the worker
    return outputs
