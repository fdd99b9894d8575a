"""Texts that people read, by message id, in Vietnamese and English.

A room keeps its texts in its own ``messages.py`` as ``catalogue({...})``. An id has the form ``room.thing.reason``
and never changes its meaning. ``{name}`` fields are filled from the parameters of the message.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Lang = Literal["vi", "en"]
LANGS: tuple[Lang, ...] = ("vi", "en")


@dataclass(frozen=True, slots=True)
class Text:
    """One text in both languages. Both must use the same ``{fields}``."""

    vi: str
    en: str

    def get(self, lang: Lang) -> str:
        return self.vi if lang == "vi" else self.en


_CATALOGUE: dict[str, Text] = {}


def catalogue(texts: Mapping[str, Text]) -> Mapping[str, Text]:
    """Make a room's texts known; an id that stands with another text already is a programming error."""
    for message_id, text in texts.items():
        if _CATALOGUE.get(message_id, text) != text:
            raise ValueError(f"message id {message_id!r} stands twice with different texts")
        _CATALOGUE[message_id] = text
    return texts


def known_messages() -> Mapping[str, Text]:
    return dict(_CATALOGUE)


@dataclass(frozen=True, slots=True)
class Message:
    """A message id with its parameters: what is stored and sent; the text is made at the edge.

    A parameter may be a message itself: it is rendered in the same language.
    """

    id: str
    params: Mapping[str, object] = field(default_factory=dict)

    def render(self, lang: Lang) -> str:
        text = _CATALOGUE.get(self.id)
        if text is None:
            return f"{self.id} {dict(self.params)}"
        params = {k: v.render(lang) if isinstance(v, Message) else v for k, v in self.params.items()}
        return text.get(lang).format_map(_Lenient(params))


class _Lenient(dict[str, object]):
    """A missing parameter shows as ``{name}`` rather than hiding the whole message."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"
