"""What the running platform writes down for who operates it: one line per event, as text or as JSON for programs.

No names of people, no tokens, no query strings: who asked what stands in the evidence log, not in log files.
"""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Literal, TextIO

LogForm = Literal["text", "json"]
_PLAIN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}


class JsonLines(logging.Formatter):
    """One JSON object per line: ``time`` (UTC), ``level``, ``logger``, ``message``, then what the event carries."""

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        said |= {name: value for name, value in vars(record).items() if name not in _PLAIN}
        if record.exc_info:
            said["traceback"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=False, default=str)


class TextLines(logging.Formatter):
    """For people: time, level, logger, message, then ``name=value`` of what the event carries."""

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        carried = "".join(f" {name}={value}" for name, value in vars(record).items() if name not in _PLAIN)
        line = f"{moment} {record.levelname.lower()} {record.name}: {record.getMessage()}{carried}"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


def write_logs(form: LogForm, stream: TextIO | None = None) -> None:
    """Send the platform's events to ``stream`` (stderr): warnings and errors, and of ``ecopark.*`` also what is normal."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines() if form == "json" else TextLines())
    root = logging.getLogger()
    for before in [h for h in root.handlers if getattr(h, "of_ecopark", False)]:
        root.removeHandler(before)
    handler.of_ecopark = True  # type: ignore[attr-defined]
    root.addHandler(handler)
    logging.getLogger("ecopark").setLevel(logging.INFO)
