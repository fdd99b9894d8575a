"""JetStream: one replicated stream per part, an acknowledgement once a majority of the nodes has the message.

The client library is asynchronous; it runs in a thread of its own, and the methods here are called from any thread.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import ssl
import threading
import time
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import ecopark.engine.cluster.messages  # noqa: F401 - makes the texts known
from ecopark.core.errors import StateError
from ecopark.engine.cluster.settings import NatsSettings

if TYPE_CHECKING:
    from nats.aio.client import Client
    from nats.js import JetStreamContext
    from nats.js.api import StreamInfo

ACK_S = 3.0  # then a message is sent again, under its id
GIVE_UP_S = 30.0
CONNECT_S = 10.0
DOUBT_S = 3.0  # a consumer that is silent for so long is asked about
REMEMBERED_S = 600.0  # the stream itself recognises a message id for so long
HEADER_BYTES = 1024  # of a message, at most
ID, RECORDED = "Nats-Msg-Id", "Ecopark-Recorded"
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One batch (or a piece of it) on its way: packed (``parts.pack``), its id, when the door took it."""

    part: int
    payload: bytes
    id: str
    recorded_us: int


@dataclass(frozen=True, slots=True)
class Stored:
    """Where a message stands in its part's stream. ``repeated``: the stream had it already."""

    part: int
    number: int
    repeated: bool


@dataclass(frozen=True, slots=True)
class Received:
    """A message of a stream."""

    number: int
    payload: memoryview
    id: str
    recorded_us: int


@dataclass(frozen=True, slots=True)
class StreamState:
    """``last``: number of the last message; ``waiting_bytes``: kept on the nodes; replicas that are up to date, leader."""

    part: int
    first: int
    last: int
    waiting_bytes: int
    replicas: int
    current: int
    leader: str


@dataclass(slots=True)
class _Pull:
    """A consumer: the last message that it brought, since when it is silent, whether it has brought none yet."""

    subscription: JetStreamContext.PullSubscription
    after: int
    since: float
    fresh: bool


async def _let_go(pull: _Pull | None) -> None:
    """Forget a consumer; the nodes remove it when nobody asks it any more."""
    if pull is not None:
        with contextlib.suppress(Exception):
            await pull.subscription.unsubscribe()


class Streams:
    """The streams of a park's parts.

    Parameters
    ----------
    patient
        Try again when no node can be reached at first; otherwise say so at once.
    """

    def __init__(self, settings: NatsSettings, park: str, parts: int, *, patient: bool = True) -> None:
        self._settings, self._parts, self._patient = settings, parts, patient
        self._word = re.sub(r"[^A-Za-z0-9_-]", "_", park)
        self.where = ", ".join(settings.servers)
        self._pulls: dict[int, _Pull] = {}
        self.hurries = 0  # how often somebody has asked for the lake
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="ecopark-nats", daemon=True)
        self._thread.start()
        try:
            self._nats = self._run(self._connect(), GIVE_UP_S)
            self._js = self._nats.jetstream(timeout=ACK_S)
        except BaseException:
            self._stop()
            raise

    def name_of(self, part: int) -> str:
        return f"{self._settings.stream}-{self._word}-{part:02d}"

    def _subject(self, part: int) -> str:
        return f"{self._settings.stream}.{self._word}.readings.{part:02d}"

    async def _connect(self) -> Client:
        try:
            import nats
            from nats.errors import Error, NoServersError
        except ImportError as error:
            raise StateError("engine.cluster.not_installed", where="nats-py") from error

        async def quiet(error: Exception) -> None:
            """The library's own remarks on lost connections: what matters is raised where it is waited for."""

        secured = self._settings
        options: dict[str, Any] = {"user_credentials": secured.credentials} if secured.credentials else {}
        if secured.user:
            options |= {"user": secured.user, "password": _read(secured.password_file)}
        if secured.ca_file or secured.cert_file:
            context = ssl.create_default_context(cafile=secured.ca_file or None)
            if secured.cert_file:
                context.load_cert_chain(secured.cert_file, secured.key_file or None)
            options["tls"] = context
        try:
            connecting = nats.connect(
                list(secured.servers),
                name="ecopark",
                error_cb=quiet,
                allow_reconnect=self._patient,
                max_reconnect_attempts=-1,
                reconnect_time_wait=0.25,
                connect_timeout=3,
                pending_size=64 << 20,
                **options,
            )
            return await asyncio.wait_for(connecting, CONNECT_S)
        except (TimeoutError, Error, NoServersError, OSError) as error:
            raise StateError("engine.cluster.no_stream", where=self.where, reason=_said(error)) from error

    def ensure(self) -> None:
        """Create the streams that are not there; waits until each has a leader."""

        async def all_parts() -> None:
            await asyncio.gather(*(self._ensure(part) for part in range(self._parts)))

        self._run(all_parts(), GIVE_UP_S + 10)

    async def _ensure(self, part: int) -> None:
        from nats.errors import Error
        from nats.js.api import DiscardPolicy, RetentionPolicy, StorageType, StreamConfig
        from nats.js.errors import NotFoundError

        config = StreamConfig(
            name=self.name_of(part),
            subjects=[self._subject(part)],
            retention=RetentionPolicy.LIMITS,
            storage=StorageType.FILE,
            discard=DiscardPolicy.NEW,
            num_replicas=self._settings.replicas,
            duplicate_window=REMEMBERED_S,
        )
        until = time.monotonic() + GIVE_UP_S
        while True:
            try:
                try:
                    await self._js.stream_info(self.name_of(part))
                except NotFoundError:
                    await self._js.add_stream(config)
                return
            except (TimeoutError, Error) as error:
                if time.monotonic() > until:
                    raise StateError("engine.cluster.no_stream", where=self.where, reason=_said(error)) from error
            await asyncio.sleep(0.2)

    @property
    def most_bytes(self) -> int:
        """Largest payload that the nodes take."""
        return int(self._nats.max_payload) - HEADER_BYTES

    def publish(self, messages: Sequence[Outgoing]) -> dict[str, Stored]:
        """Send messages and wait until all are acknowledged: parts side by side, each part's messages in order.

        Message id -> where it stands.

        Raises
        ------
        StateError
            engine.cluster.not_acknowledged: some may be stored; sent again under the same key they are stored once.
        """
        try:
            return self._run(self._publish_all(messages), GIVE_UP_S * 4)
        except TimeoutError as error:
            raise StateError("engine.cluster.not_acknowledged", where=self.where, reason=_said(error)) from error

    async def _publish_all(self, messages: Sequence[Outgoing]) -> dict[str, Stored]:
        by_part: dict[int, list[Outgoing]] = {}
        for message in messages:
            by_part.setdefault(message.part, []).append(message)

        async def in_order(own: list[Outgoing]) -> dict[str, Stored]:
            return {message.id: await self._publish(message) for message in own}

        done = await asyncio.gather(*(in_order(own) for own in by_part.values()), return_exceptions=True)
        for failed in done:
            if isinstance(failed, BaseException):
                raise failed
        return {name: stored for own in done if isinstance(own, dict) for name, stored in own.items()}

    async def _publish(self, message: Outgoing) -> Stored:
        from nats.errors import Error

        headers = {ID: message.id, RECORDED: str(message.recorded_us)}
        until = time.monotonic() + GIVE_UP_S
        while True:
            try:
                said = await self._js.publish(self._subject(message.part), message.payload, timeout=ACK_S, headers=headers)
                return Stored(message.part, said.seq, bool(said.duplicate))
            except (TimeoutError, Error, OSError) as error:
                if time.monotonic() > until:
                    raise StateError("engine.cluster.not_acknowledged", where=self.where, reason=_said(error)) from error
            await asyncio.sleep(0.05)

    def pull(self, part: int, after: int, most: int, wait_s: float) -> list[Received]:
        """Messages of a part after a number, in order and without a gap; none if none came within ``wait_s``."""
        return self._asked(self._pull(part, after, most, wait_s))

    async def _pull(self, part: int, after: int, most: int, wait_s: float) -> list[Received]:
        from nats.errors import Error

        open_pull = self._pulls.pop(part, None)
        try:
            if open_pull is None or open_pull.after != after:
                await _let_go(open_pull)
                open_pull = _Pull(await self._subscribed(part, after + 1), after, time.monotonic(), fresh=True)
            come = await open_pull.subscription.fetch(most, timeout=wait_s)
        except TimeoutError:
            if open_pull is not None and await self._still_good(part, open_pull):
                self._pulls[part] = open_pull
            else:
                await _let_go(open_pull)
            return []
        except (Error, OSError):
            await _let_go(open_pull)
            await asyncio.sleep(0.1)  # a node is gone: the next pull begins again after the last message that came
            return []
        received: list[Received] = []
        for message in come:
            at = message.metadata.sequence.stream
            if at != open_pull.after + 1 and not (open_pull.fresh and await self._is_hole(part, open_pull.after + 1)):
                await _let_go(open_pull)  # some were lost on the way: the next pull begins after the last in order
                return received
            headers: Mapping[str, str] = message.headers or {}
            received.append(Received(at, memoryview(message.data), headers.get(ID, ""), int(headers.get(RECORDED, 0))))
            open_pull = _Pull(open_pull.subscription, at, time.monotonic(), fresh=False)
        self._pulls[part] = open_pull
        return received

    async def _still_good(self, part: int, pull: _Pull) -> bool:
        """Whether a consumer that brings nothing is to be kept: one that is gone with its node says nothing either."""
        from nats.errors import Error

        if time.monotonic() - pull.since < DOUBT_S:
            return True
        try:
            last = (await self._js.stream_info(self.name_of(part))).state.last_seq
        except (TimeoutError, Error, OSError):
            return False
        pull.since = time.monotonic()
        return last <= pull.after

    async def _subscribed(self, part: int, first: int) -> JetStreamContext.PullSubscription:
        from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy

        config = ConsumerConfig(
            deliver_policy=DeliverPolicy.BY_START_SEQUENCE,
            opt_start_seq=first,
            ack_policy=AckPolicy.NONE,
            inactive_threshold=60.0,
        )
        return await self._js.pull_subscribe(self._subject(part), stream=self.name_of(part), config=config)

    async def _is_hole(self, part: int, number: int) -> bool:
        """Whether the stream itself, asked at its leader, does not have a message."""
        from nats.js.errors import NotFoundError

        try:
            await self._js.get_msg(self.name_of(part), number)
        except NotFoundError:
            return True
        return False

    def message_id(self, part: int, number: int) -> str | None:
        """Id of a message; None if the stream does not have it."""
        found = self.message(part, number)
        return found.id if found else None

    def message(self, part: int, number: int) -> Received | None:
        """A message that is still in the stream."""
        from nats.js.errors import NotFoundError

        async def asked() -> Received | None:
            try:
                found = await self._js.get_msg(self.name_of(part), number)
            except NotFoundError:
                return None
            headers = found.headers or {}
            return Received(number, memoryview(found.data or b""), headers.get(ID, ""), int(headers.get(RECORDED, 0)))

        return self._asked(asked())

    def state(self, part: int) -> StreamState:
        async def asked() -> StreamInfo:
            return await self._js.stream_info(self.name_of(part))

        info = self._asked(asked())
        state, cluster = info.state, info.cluster
        others = list(cluster.replicas or []) if cluster else []
        current = 1 + sum(1 for replica in others if replica.current and not replica.offline)
        leader = (cluster.leader if cluster else "") or ""
        return StreamState(part, state.first_seq, state.last_seq, state.bytes, 1 + len(others), current, leader)

    def forget_before(self, part: int, number: int) -> None:
        """Remove the messages before a number: they are in the published lake. The message itself stays as a mark."""

        async def asked() -> None:
            await self._js.purge_stream(self.name_of(part), seq=number)

        self._asked(asked())

    def hurry_writers(self) -> None:
        """Ask the writers to bring at once what they have into the lake."""

        async def said() -> None:
            await self._nats.publish(f"{self._settings.stream}.{self._word}.hurry", b"")
            await self._nats.flush(timeout=2)

        self._asked(said())

    def listen_for_hurry(self) -> None:
        """Count in ``hurries`` how often somebody asks for it."""

        async def listen() -> None:
            async def heard(_message: object) -> None:
                self.hurries += 1

            await self._nats.subscribe(f"{self._settings.stream}.{self._word}.hurry", cb=heard)

        self._asked(listen())

    def version_and_round_trip(self) -> tuple[str, float]:
        """Version of the node that we are connected to, and the seconds of a message there and back."""

        async def asked() -> tuple[str, float]:
            began = time.perf_counter()
            await self._nats.flush(timeout=3)
            version = self._nats.connected_server_version
            return f"{version.major}.{version.minor}.{version.patch}", time.perf_counter() - began

        return self._asked(asked())

    def _asked(self, question: Coroutine[Any, Any, _T]) -> _T:
        from nats.errors import Error

        try:
            return self._run(question, GIVE_UP_S)
        except (TimeoutError, Error, OSError) as error:
            raise StateError("engine.cluster.no_stream", where=self.where, reason=_said(error)) from error

    def _run(self, work: Coroutine[Any, Any, _T], at_most_s: float) -> _T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(at_most_s)

    def close(self) -> None:
        async def closed() -> None:
            await self._nats.close()

        with contextlib.suppress(Exception):
            self._run(closed(), 5)
        self._stop()

    def _stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        if not self._thread.is_alive():
            self._loop.close()


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise StateError("engine.cluster.no_key_file", where=path, reason=error.strerror or str(error)) from error


def _said(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__
