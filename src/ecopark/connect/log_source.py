"""Files of a log from a folder or over HTTP, for monitors: bounded in time and size, no redirects."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

LARGEST = 256 * 65_537  # an entry bundle of the longest entries
_TIMEOUT_S = 30.0


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object, **__: object) -> None:
        return None


def log_source(place: str, token: str = "", timeout_s: float = _TIMEOUT_S) -> Callable[[str], bytes | None]:
    """A function that gives a file of the log by its C2SP name, None if there is none; ``OSError`` if it cannot be asked.

    Parameters
    ----------
    place
        ``https://…/api/v1/log/`` of a park, any web address that serves tlog-tiles, or a folder (``PARK/data/log``, a copy).
    token
        API token, for parks that show entry bundles only to those who see the whole park.
    """
    if not place.startswith(("https://", "http://")):
        return _folder(Path(place))
    opener = urllib.request.build_opener(_NoRedirect)
    base, headers = place.rstrip("/") + "/", {"Authorization": f"Bearer {token}"} if token else {}

    def read(name: str) -> bytes | None:
        try:
            asked = urllib.request.Request(base + name, headers=headers)  # noqa: S310 - http(s) only, see above
            with opener.open(asked, timeout=timeout_s) as answer:
                content: bytes = answer.read(LARGEST + 1)
        except urllib.error.HTTPError as error:
            with error:
                if error.code in (401, 403, 404, 410):
                    return None
                raise OSError(f"{base}{name}: {error.code}") from error
        except urllib.error.URLError as error:
            raise OSError(f"{base}{name}: {error.reason}") from error
        if len(content) > LARGEST:
            raise OSError(f"{base}{name}: more than {LARGEST} bytes")
        return content

    return read


def _folder(folder: Path) -> Callable[[str], bytes | None]:
    def read(name: str) -> bytes | None:
        if not folder.is_dir():
            raise OSError(f"{folder}: no folder")
        try:
            return folder.joinpath(*name.split("/")).read_bytes()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None

    return read
