"""A real Mosquitto (system package) on 127.0.0.1, as a process that can be stopped, killed and started again."""

from __future__ import annotations

import contextlib
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.connect.mqtt.mqtt_park import PATIENCE_S, wait_until
from tests.ports import free_port

PROGRAM = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")


@dataclass
class Mosquitto:
    folder: Path
    port: int
    settings: str
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        assert PROGRAM is not None
        own = f"user root\nlistener {self.port} 127.0.0.1\nallow_anonymous true\npersistence true\n"
        own += f"persistence_location {self.folder}/\nmax_queued_messages 0\nmax_inflight_messages 0\nlog_dest stderr\n"
        (self.folder / "mosquitto.conf").write_text(own + self.settings)
        with (self.folder / "mosquitto.log").open("ab") as log:
            self.process = subprocess.Popen([PROGRAM, "-c", str(self.folder / "mosquitto.conf")], stderr=log)
        wait_until(self._answers, "mosquitto answers")

    def _answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, (self.folder / "mosquitto.log").read_text()
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
            return True
        return False

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """SIGTERM writes its persistence; SIGKILL does not."""
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(PATIENCE_S)
            self.process = None


@contextlib.contextmanager
def mosquitto(folder: Path, settings: str = "") -> Iterator[Mosquitto]:
    assert PROGRAM is not None, "mosquitto was not found: sudo apt-get install mosquitto (./dev test does it)"
    folder.mkdir()
    broker = Mosquitto(folder, free_port(), settings)
    broker.start()
    try:
        yield broker
    finally:
        broker.stop()
