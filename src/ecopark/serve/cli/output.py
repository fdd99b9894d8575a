"""What the command line prints: people's text or JSON, progress on stderr, exit codes that scripts can use."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import IntEnum

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from ecopark.core.errors import EcoparkError, Fatal, InputError, NotAllowed, RuleError, StateError
from ecopark.core.messages import Lang, Message


class ExitCode(IntEnum):
    """Stable: scripts rely on them."""

    OK = 0
    PARTLY = 1  # done, but something was refused or quarantined
    USAGE = 2
    INPUT = 3  # nothing was taken; the input can be mended
    STATE = 4  # locked, no room, no park here
    EVIDENCE = 5  # stored evidence differs from what the log says
    INTERRUPTED = 130


_BY_ERROR: tuple[tuple[type[EcoparkError], ExitCode], ...] = (
    (Fatal, ExitCode.EVIDENCE),
    (StateError, ExitCode.STATE),
    (InputError, ExitCode.INPUT),
    (RuleError, ExitCode.INPUT),
    (NotAllowed, ExitCode.INPUT),
)

ProgressCall = Callable[[str, int, int], None]


def language_of_the_call(arguments: list[str] | None = None) -> Lang:
    """``--lang``, then ECOPARK_LANG, then the system's locale; English unless something says Vietnamese."""
    words = sys.argv[1:] if arguments is None else arguments
    for i, word in enumerate(words):
        if word == "--lang" and i + 1 < len(words):
            return "vi" if words[i + 1] == "vi" else "en"
        if word.startswith("--lang="):
            return "vi" if word == "--lang=vi" else "en"
    said = os.environ.get("ECOPARK_LANG") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "vi" if said.startswith("vi") else "en"


@dataclass(frozen=True)
class Output:
    """Where a command says what it did."""

    lang: Lang
    as_json: bool

    def text(self, message_id: str, **params: object) -> str:
        return Message(message_id, params).render(self.lang)

    def say(self, message_id: str, **params: object) -> None:
        """A sentence for people; nothing in JSON mode."""
        if not self.as_json:
            sys.stdout.write(self.text(message_id, **params) + "\n")
            sys.stdout.flush()

    def line(self, text: str = "") -> None:
        if not self.as_json:
            sys.stdout.write(text + "\n")
            sys.stdout.flush()

    def result(self, content: Mapping[str, object]) -> None:
        """The command's result, in JSON mode only: one object on stdout."""
        if self.as_json:
            sys.stdout.write(json.dumps(content, ensure_ascii=False, indent=2, default=str) + "\n")
            sys.stdout.flush()

    def error(self, error: EcoparkError) -> ExitCode:
        """Say what, where, why and what to do; return the exit code of this kind of error."""
        code = next((c for kind, c in _BY_ERROR if isinstance(error, kind)), ExitCode.INPUT)
        if self.as_json:
            said = {"code": error.code, "where": error.where, "message": error.render(self.lang)}
            self.result({"error": said, "exit_code": int(code)})
        else:
            sys.stderr.write(f"{error.render(self.lang)} [{error.code}]\n")
        return code

    @contextmanager
    def progress(self) -> Iterator[ProgressCall]:
        """Bars on stderr for long work: call ``report(step, done, total)``; step is a message id ``cli.step.<step>``."""
        console = Console(stderr=True)
        bars = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=30),
            TextColumn("{task.completed}/{task.total}"),
            TimeElapsedColumn(),
            console=console,
            disable=self.as_json or not console.is_terminal,
        )
        known: dict[str, TaskID] = {}

        def report(step: str, done: int, total: int) -> None:
            name = self.text(f"cli.step.{step}")
            if step not in known:
                known[step] = bars.add_task(name, total=max(total, 1))
                if not console.is_terminal and not self.as_json:
                    console.print(f"{name} …")
            bars.update(known[step], completed=done, total=max(total, 1))

        with bars:
            yield report
