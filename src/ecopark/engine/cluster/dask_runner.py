"""Flows on a Dask cluster: the same tasks, the same outputs, on other machines. # design 5.4

The runner keeps a few jobs per worker thread in flight. A worker reads its inputs from the lake itself; small outputs
come back through Dask, large ones through a file beside the lake. Dask gives the job of a lost worker to another one.
"""

from __future__ import annotations

import contextlib
import logging
import pickle
import shutil
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ecopark.core.errors import EcoparkError, StateError
from ecopark.core.flows import Task
from ecopark.engine.cluster.dask_jobs import Job, LakeAddress, SharedFolder, Staged, run_job, software, unstage
from ecopark.engine.cluster.dask_settings import DaskSettings, distributed, security_of
from ecopark.engine.embedded.flow_tasks import Made, PackedOutputs, TaskRunner, Work, jobs_of, unpacked
from ecopark.engine.embedded.view import LakeView

JOBS_PER_THREAD = 3  # one at work, two waiting: a worker is never idle, and what is in flight fits in memory
LOOK_S = 2.0
STAGE_FROM_BYTES = 4_000_000

AddressOf = Callable[[LakeView], LakeAddress]


@contextmanager
def dask_pool(settings: DaskSettings, *, address_of: AddressOf = SharedFolder.of) -> Iterator[TaskRunner]:
    """A runner for ``Store.run_flows(runner=...)``; connects when there is something to execute.

    Parameters
    ----------
    address_of
        How workers find a version of the lake: a folder that all machines share, unless told otherwise.

    Raises
    ------
    StateError
        engine.dask.not_installed; the runner itself: engine.dask.unreachable, .scheduler_lost, .no_workers,
        .task_kills_workers, .worker_failed, .other_software, .no_lake, and the errors of tasks.
    """
    distributed()
    pool = DaskPool(settings, address_of)
    try:
        yield pool
    finally:
        pool.close()


class DaskPool:
    """The connection to a scheduler, made when needed and made again when it was lost."""

    def __init__(self, settings: DaskSettings, address_of: AddressOf) -> None:
        self._settings = settings
        self._address_of = address_of
        self._client: Any = None

    def __call__(self, view: LakeView, work: Work, tasks: Sequence[Task]) -> Iterator[tuple[Task, Made]]:
        if not tasks:
            return
        lake = self._address_of(view)
        run = _Run(self._connected(), self._settings, work, lake, _staging(lake))
        try:
            yield from run.execute(jobs_of(view, work, tasks))
        except (OSError, CancelledError) as error:  # what Dask raises when the connection is gone
            address = self._settings.scheduler
            raise StateError(
                "engine.dask.scheduler_lost", where=address, address=address, flow=work.flow, reason=type(error).__name__
            ) from error
        finally:
            run.give_up()
            if self._client.status != "running":
                self.close()

    def _connected(self) -> Any:
        if self._client is None:
            address = self._settings.scheduler
            logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what goes wrong is told as an error
            try:
                self._client = distributed().Client(
                    address,
                    security=security_of(self._settings.certificates),
                    timeout=self._settings.connect_s,
                    set_as_default=False,
                    name="ecopark",
                )
            except (OSError, ValueError) as error:
                reason = str(error) or type(error).__name__
                raise StateError("engine.dask.unreachable", where=address, address=address, reason=reason) from error
        return self._client

    def close(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            with contextlib.suppress(OSError, CancelledError):
                client.close(timeout=2)


def _staging(lake: LakeAddress) -> Path | None:
    """An empty folder that all machines share for large outputs; None where they share none: all outputs are sent."""
    if not isinstance(lake, SharedFolder):
        return None
    shutil.rmtree(lake.staging, ignore_errors=True)
    lake.staging.mkdir(parents=True)
    return lake.staging


@dataclass(slots=True)
class _Run:
    """The jobs of one flow."""

    client: Any
    settings: DaskSettings
    work: Work
    lake: LakeAddress
    staging: Path | None
    running: dict[Any, list[Task]] = field(default_factory=dict)  # future -> tasks
    packed_work: bytes = b""

    def execute(self, jobs: Iterator[list[Task]]) -> Iterator[tuple[Task, Made]]:
        self.packed_work = pickle.dumps(self.work, protocol=5)
        left: list[list[Task]] = []
        room = self._room()
        for job in jobs:
            self._submit(job)
            while len(self.running) >= room:
                yield from self._finished(left)
                room = self._room()
        while self.running:
            yield from self._finished(left)
        for task in [task for job in left for task in job]:
            yield from self._alone(task)

    def _room(self) -> int:
        threads = int(sum(self.client.nthreads().values()))
        return JOBS_PER_THREAD * max(1, threads)

    def _submit(self, tasks: list[Task]) -> None:
        job = Job(self.lake, tuple(tasks), str(self.staging) if self.staging else None, STAGE_FROM_BYTES, software())
        key = f"{self.work.flow}-{uuid.uuid4().hex}"
        packed = pickle.dumps(job, protocol=5)
        self.running[self.client.submit(run_job, self.packed_work, packed, key=key, pure=False)] = tasks

    def _finished(self, left: list[list[Task]]) -> Iterator[tuple[Task, Made]]:
        """Outputs of jobs that are done; jobs that workers died of go to ``left``."""
        for future in self._done():
            tasks = self.running.pop(future)
            try:
                packed = self._result(future)
            except distributed().KilledWorker:
                left.append(tasks)
                continue
            yield from unpacked(tasks, packed)

    def _alone(self, task: Task) -> Iterator[tuple[Task, Made]]:
        """A task of a job that workers died of, with nothing beside it: it is to blame, or it is done."""
        self._submit([task])
        future = next(iter(self._done()))
        self.running.pop(future)
        try:
            packed = self._result(future)
        except distributed().KilledWorker as error:
            said = {"flow": self.work.flow, "task": task.key, "worker": getattr(error.last_worker, "address", "?")}
            raise StateError("engine.dask.task_kills_workers", where=self.work.flow, **said) from error
        yield from unpacked([task], packed)

    def _done(self) -> list[Any]:
        """Wait until something is done; not for ever where there is no worker."""
        last_seen = time.monotonic()
        while True:
            with contextlib.suppress(TimeoutError), self.client.as_current():
                return list(distributed().wait(list(self.running), timeout=LOOK_S, return_when="FIRST_COMPLETED").done)
            if self.client.nthreads():
                last_seen = time.monotonic()
            elif time.monotonic() - last_seen > self.settings.without_workers_s:
                where, seconds = self.settings.scheduler, round(self.settings.without_workers_s)
                raise StateError("engine.dask.no_workers", where=where, address=where, seconds=seconds)

    def _result(self, future: Any) -> PackedOutputs:
        try:
            result = future.result()
        except (EcoparkError, CancelledError, distributed().KilledWorker):
            raise
        except Exception as error:
            if future.status != "error":  # not the worker's, but of the connection
                raise
            said = {"flow": self.work.flow, "reason": f"{type(error).__name__}: {error}"}
            raise StateError("engine.dask.worker_failed", where=self.work.flow, **said) from error
        finally:
            future.release()
        return unstage(result) if isinstance(result, Staged) else result

    def give_up(self) -> None:
        """Take back what is still running, and remove what was staged."""
        if self.running and self.client.status == "running":
            with contextlib.suppress(OSError, CancelledError):
                self.client.cancel(list(self.running), force=True)
        self.running.clear()
        if self.staging is not None:
            shutil.rmtree(self.staging, ignore_errors=True)
