"""What a park says of its open data: ``settings.open_data`` of park.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import ecopark.judge.opendata.messages  # noqa: F401  texts
from ecopark.core.errors import InputError

KNOWN_LICENCES: Mapping[str, tuple[str, str]] = {
    "CC-BY-4.0": ("Creative Commons Attribution 4.0 International", "https://creativecommons.org/licenses/by/4.0/"),
    "CC0-1.0": ("Creative Commons Zero 1.0 Universal", "https://creativecommons.org/publicdomain/zero/1.0/"),
    "ODC-By-1.0": (
        "Open Data Commons Attribution License 1.0",
        "https://opendatacommons.org/licenses/by/1-0/",
    ),
    "ODbL-1.0": ("Open Data Commons Open Database License 1.0", "https://opendatacommons.org/licenses/odbl/1-0/"),
}


@dataclass(frozen=True, slots=True)
class OpenDataSettings:
    """Licence and attribution of what everybody may have.

    Attributes
    ----------
    licence
        SPDX id of one of ``KNOWN_LICENCES``, or any name together with ``licence_url``. CC-BY-4.0 if left out.
    attribution
        Whom to name; the park's name if left out.
    contact
        Address for questions, shown to everybody; none if left out.
    requests_per_minute
        Per address; bursts of five minutes' worth pass.
    """

    licence: str = "CC-BY-4.0"
    licence_url: str = ""
    attribution: str = ""
    contact: str = ""
    requests_per_minute: int = 120
    where: str = ""

    @property
    def licence_name(self) -> str:
        return KNOWN_LICENCES[self.licence][0] if self.licence in KNOWN_LICENCES else self.licence

    @property
    def licence_address(self) -> str:
        return self.licence_url or KNOWN_LICENCES[self.licence][1]


def check_open_data(settings: OpenDataSettings) -> None:
    """Refuse a licence that nobody can look up, and a rate that is none; ``InputError`` judge.open.*."""
    if settings.licence not in KNOWN_LICENCES and not settings.licence_url:
        known = ", ".join(KNOWN_LICENCES)
        raise InputError("judge.open.licence", where=settings.where, licence=settings.licence, known=known)
    if settings.licence_url and not settings.licence_url.startswith(("https://", "http://")):
        raise InputError("judge.open.licence_url", where=settings.where, url=settings.licence_url)
    if not 1 <= settings.requests_per_minute <= 100_000:
        raise InputError("judge.open.rate", where=settings.where, value=settings.requests_per_minute)
