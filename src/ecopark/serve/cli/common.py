"""What every command has: help in the language of the call, ``--json``, ``--lang``, errors as text and exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

import ecopark.serve.cli.messages  # noqa: F401  texts
from ecopark.core.errors import EcoparkError
from ecopark.core.messages import Message
from ecopark.serve.cli.output import ExitCode, Output, language_of_the_call

LANG = language_of_the_call()  # help texts are made when the commands are declared
F = TypeVar("F", bound=Callable[..., Any])


def help_text(message_id: str) -> str:
    return Message(message_id).render(LANG).replace("\n\n", "\n\n\b\n")


def common(function: F) -> F:
    """``--json`` and ``--lang``; errors become their text and exit code, never a traceback."""

    @click.option("--json", "as_json", is_flag=True, help=help_text("cli.help.json"))
    @click.option(
        "--lang", type=click.Choice(["vi", "en"]), default=LANG, help=help_text("cli.help.lang"), expose_value=False
    )
    @wraps(function)
    def wrapped(as_json: bool, **arguments: object) -> None:
        out = Output(LANG, as_json)
        try:
            code = function(out, **arguments)
        except EcoparkError as error:
            code = out.error(error)
        except KeyboardInterrupt:
            code = ExitCode.INTERRUPTED
        sys.exit(int(code))

    return wrapped  # type: ignore[return-value]


park_option = click.option(
    "--park",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=lambda: Path(os.environ.get("ECOPARK_PARK", ".")),
    help=help_text("cli.help.park"),
)
