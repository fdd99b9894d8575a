"""The processes of a Dask cluster as an installer needs them: one address each, sane limits, nothing on all interfaces."""

from __future__ import annotations

import asyncio
import os
import signal
import tempfile
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from ecopark.core.errors import InputError, StateError
from ecopark.engine.cluster.dask_settings import EVERYWHERE, Certificates, check_address, distributed, security_of

LOST_AFTER_S = 60.0  # a worker that does not answer for so long is given up; a hung machine costs a run no more
FAILURES_PER_JOB = 3
START_S = 60.0
AGAIN_S = 1.0
_CONFIG = {
    "distributed.scheduler.allowed-failures": FAILURES_PER_JOB,
    "distributed.scheduler.worker-saturation": 1.0,
    "distributed.scheduler.http.routes": ["distributed.http.health"],
    "distributed.worker.http.routes": ["distributed.http.health"],
    "distributed.worker.profile.enabled": False,
    # Results are handed over at once and never kept: nothing to spill, and a worker that pauses would never wake up.
    "distributed.worker.memory.target": False,
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.pause": False,
    "distributed.worker.memory.terminate": 0.95,
    "distributed.diagnostics.nvml": False,
    "distributed.admin.tick.interval": "500ms",
    # Dask's own setting gives every freed block back to the system and fetches it again for the next task.
    "distributed.nanny.pre-spawn-environ": {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
    "distributed.admin.log-format": "%(asctime)s %(name)s %(levelname)s %(message)s",
}

Ready = Callable[[str], None]


def run_scheduler(
    host: str, port: int, *, certificates: Certificates | None = None, lost_after_s: float = LOST_AFTER_S, ready: Ready
) -> None:
    """Run a scheduler in this process until SIGTERM or SIGINT.

    Parameters
    ----------
    host, port
        The one address to listen on; port 0: a free one.
    lost_after_s
        A worker that is silent for so long is given up and its work done elsewhere (at least 5 seconds).
    ready
        Called with the address once workers and runners may connect.

    Raises
    ------
    InputError
        engine.dask.bad_address: it would listen on all interfaces.
    StateError
        engine.dask.not_installed, engine.dask.cannot_listen.
    """
    _own_address(host)
    library = _quiet_library()

    async def serve() -> None:
        scheduler = library.Scheduler(
            host=host,
            port=port,
            protocol="tls" if certificates else "tcp",
            security=security_of(certificates),
            worker_ttl=f"{lost_after_s}s",
            dashboard=False,
            dashboard_address="127.0.0.1:0",
        )
        told = _told_to_stop()
        async with scheduler:
            ready(scheduler.address)
            await _either(told.wait(), scheduler.finished())

    _run(serve, f"{host}:{port}")


def run_worker(
    scheduler: str,
    host: str,
    *,
    memory: str = "2GiB",
    folder: Path | None = None,
    certificates: Certificates | None = None,
    ready: Ready,
) -> None:
    """Run one worker, one task at a time, until SIGTERM or SIGINT.

    A child process that dies is started again. If the scheduler goes away, it is waited for, however long.

    Parameters
    ----------
    host
        The address of this machine to listen on.
    memory
        At 95 % of it the child process is started anew, and its task is tried elsewhere.
    folder
        For temporary files; by default one of the system, removed at the end.

    Raises
    ------
    InputError
        engine.dask.bad_address.
    StateError
        engine.dask.not_installed, engine.dask.cannot_listen; engine.dask.unreachable: no scheduler within a minute.
    """
    check_address(scheduler, certificates)
    _own_address(host)
    library = _quiet_library()

    def nanny(local: str) -> Any:
        return library.Nanny(
            scheduler,
            host=host,
            nthreads=1,
            memory_limit=memory,
            local_directory=local,
            security=security_of(certificates),
            death_timeout=START_S,
            dashboard=False,
            dashboard_address="127.0.0.1:0",
        )

    async def serve(local: str) -> None:
        told = _told_to_stop()
        again = False
        while not told.is_set():
            try:
                async with nanny(local) as running:
                    if not again:
                        ready(running.worker_address)
                    again = True
                    await _either(told.wait(), running.finished())
            except (OSError, RuntimeError):  # it could not start, or the scheduler went away while it did
                if not again:
                    raise
            if not told.is_set():
                await _either(told.wait(), asyncio.sleep(AGAIN_S))

    with tempfile.TemporaryDirectory(prefix="ecopark-worker-") as made:
        try:
            _run(lambda: serve(str(folder or made)), host)
        except TimeoutError as error:
            raise StateError("engine.dask.unreachable", where=scheduler, address=scheduler, reason="timeout") from error


def _own_address(host: str) -> None:
    if host in EVERYWHERE:
        reason = f"{host or '(empty)'} would be every interface of this machine"
        raise InputError("engine.dask.bad_address", where=host, address=host, reason=reason)


def _quiet_library() -> Any:
    """The library, telling only what somebody should look at; it and its children read this when they are imported."""
    os.environ.setdefault("DASK_LOGGING__DISTRIBUTED", "warning")
    return distributed()


def _run(serve: Callable[[], Any], where: str) -> None:
    import dask

    with dask.config.set(_CONFIG):
        try:
            asyncio.run(serve())
        except TimeoutError:
            raise
        except OSError as error:
            raise StateError("engine.dask.cannot_listen", where=where, address=where, reason=str(error)) from error


def _told_to_stop() -> asyncio.Event:
    """Set by SIGTERM or SIGINT."""
    told = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    return told


async def _either(*awaited: Coroutine[Any, Any, object]) -> None:
    """Return when the first of them does; the others are cancelled."""
    tasks = [asyncio.ensure_future(one) for one in awaited]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
