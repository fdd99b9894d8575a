"""The witnesses that a park asks, and when their cosignatures are enough: ``settings.witnesses`` of park.yaml."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ecopark.trust.log.witness_messages  # noqa: F401  texts
from ecopark.core.errors import InputError
from ecopark.trust.log.cosignature import CosignerKey
from ecopark.trust.log.forms import NoteError
from ecopark.trust.log.note import Note

_LOCAL = ("http://127.0.0.1", "http://localhost", "http://[::1]")


@dataclass(frozen=True, slots=True)
class WitnessEntry:
    """One witness. ``keys``: its verifier keys, known out of band; ``url``: submission prefix of tlog-witness."""

    name: str
    url: str
    keys: tuple[str, ...]
    where: str = ""

    @property
    def cosigners(self) -> tuple[CosignerKey, ...]:
        return tuple(CosignerKey.parse(key) for key in self.keys)


@dataclass(frozen=True, slots=True)
class WitnessSettings:
    """``settings.witnesses``.

    Attributes
    ----------
    required
        A checkpoint counts as witnessed once so many of the named witnesses have cosigned it.
    every_s
        They are asked after a publication, at most so often.
    timeout_s
        One that takes longer for an answer counts as silent.
    """

    required: int = 1
    every_s: float = 15.0
    timeout_s: float = 10.0
    named: tuple[WitnessEntry, ...] = ()
    where: str = ""


def check_witnesses(settings: WitnessSettings) -> None:
    """Refuse settings that cannot be met; ``InputError`` trust.witnesses.*."""
    seen: set[str] = set()
    for entry in settings.named:
        try:
            if not entry.cosigners:
                raise NoteError("key_parts")
        except NoteError as error:
            raise InputError("trust.witnesses.bad_key", where=entry.where, name=entry.name, reason=error.reason) from error
        if entry.name in seen:
            raise InputError("trust.witnesses.twice", where=entry.where, name=entry.name)
        if not entry.url.startswith(("https://", *_LOCAL)):
            raise InputError("trust.witnesses.bad_url", where=entry.where, name=entry.name, url=entry.url)
        seen.add(entry.name)
    if settings.named and not 0 < settings.required <= len(settings.named):
        raise InputError(
            "trust.witnesses.too_many_required",
            where=settings.where,
            required=settings.required,
            count=len(settings.named),
        )


def cosigners_of(settings: WitnessSettings) -> Mapping[str, Sequence[CosignerKey]]:
    return {entry.name: entry.cosigners for entry in settings.named}


def times_of(note: Note, witnesses: Mapping[str, Sequence[CosignerKey]]) -> dict[str, int]:
    """When each witness signed this checkpoint (seconds since 1970); those without a right line are left out."""
    found = {}
    for name, keys in witnesses.items():
        times = [time for key in keys if (time := key.time_in(note)) is not None]
        if times:
            found[name] = max(times)
    return found
