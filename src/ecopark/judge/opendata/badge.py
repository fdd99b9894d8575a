"""The badge: what is supported and until when. Its state is computed when somebody looks, never stored in the picture.

A badge names its statement: what was looked at, the state, until when. The statement is signed by the key of the log
(``serve.opendata.badges``). Its short code stands on the picture and on the page behind it: a drawn copy can be told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from xml.sax.saxutils import escape

import ecopark.judge.opendata.messages  # noqa: F401  texts
from ecopark.core.interval import to_utc
from ecopark.core.messages import LANGS, Lang, Message
from ecopark.core.records import Record
from ecopark.judge.reports.claims_part import SHOWN_STATES, claim_text, figure_in
from ecopark.judge.reports.codes import Code, tag_of
from ecopark.trust.log.entries import canonical_json

FORMAT = "ecopark-badge/v1"
LIMITS = "limits"
"""Id of the badge of the park's published points; claims have theirs under their own ids."""
_GREEN, _RED, _GREY, _AMBER = "#1f7a4d", "#a32020", "#5c6561", "#8a5a00"
COLOURS: Mapping[str, str] = {
    "supported": _GREEN,
    "within": _GREEN,
    "not_supported": _RED,
    "exceeds": _RED,
    "cannot_judge": _AMBER,
}
"""Everything else is grey: withdrawn, expired, changed, not judged, insufficient, synthetic, no limit."""
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Badge:
    """What a badge says at a moment.

    Attributes
    ----------
    id
        Id of the claim, or ``limits``.
    state
        A key of ``badge.state.*``.
    text
        The sentence in both languages.
    until
        When what it says stops, ISO 8601; empty where it says nothing that could stop.
    figure
        Content of the figure behind it; None where there is none.
    about
        Revisions of claim and verdict; nothing for the badge of the points.
    """

    id: str
    park: str
    state: str
    text: Mapping[str, str]
    until: str
    figure: Mapping[str, object] | None
    about: Mapping[str, object]

    @property
    def colour(self) -> str:
        return COLOURS.get(self.state, _GREY)

    def content(self) -> dict[str, object]:
        """What is signed, without its moment."""
        words = {lang: Message(f"badge.state.{self.state}").render(lang) for lang in LANGS}
        return {
            "format": FORMAT,
            "id": self.id,
            "park": self.park,
            "state": self.state,
            "words": words,
            "text": dict(self.text),
            "until": self.until,
            "figure": self.figure,
            "about": dict(self.about),
        }

    @property
    def code(self) -> str:
        """Short code of the content: another state, figure or date has another code."""
        digest = sha256(canonical_json(self.content())).hexdigest()
        return "BD" + str(Code(tag_of(digest), int(digest[:8], 16) % 32767))[2:]


def badge_of_claim(park: str, claim: Record, verdict: Record | None, now: datetime) -> Badge | None:
    """The badge of a claim that is or was published; None for a draft."""
    state = str(claim.content.get("state"))
    if state not in SHOWN_STATES:
        return None
    said: Mapping[str, Any] = verdict.content if verdict else {}
    figure = figure_in(said.get("figure"))
    until = str(said.get("expires") or "")
    return Badge(
        id=claim.id,
        park=park,
        state=_state(claim, said, state, until, now),
        text=claim_text(claim, verdict),
        until=until,
        figure=figure.content() if figure else None,
        about={"claim_revision": claim.revision, "verdict_revision": verdict.revision if verdict else None},
    )


def _state(claim: Record, verdict: Mapping[str, Any], state: str, until: str, now: datetime) -> str:
    if state != "published":
        return state
    if not verdict:
        return "not_judged"
    if verdict.get("claim_revision") not in (None, claim.revision):
        return "changed"
    figure = figure_in(verdict.get("figure"))
    if figure is not None and figure.origin is not None and figure.origin.value == "synthetic":
        return "synthetic"
    said = str(verdict.get("verdict"))
    if _past(until, now):
        return "expired"
    return said if said in ("supported", "not_supported", "insufficient") else "not_judged"


def _past(until: str, now: datetime) -> bool:
    """Whether a day or moment is over; a verdict that does not say until when, or that cannot be read, is over."""
    try:
        moment = datetime.fromisoformat(until)
    except ValueError:
        return True
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=now.tzinfo)
    if len(until) == 10:
        moment += _DAY  # a day counts to its end
    return moment <= to_utc(now)


def badge_of_limits(park: str, states: Sequence[str], synthetic: bool, now: datetime) -> Badge:
    """The badge of the published points from the states of their limits (``open`` table ``status``); good for a day."""
    limited = [state for state in states if state != "no_limit"]
    if not limited:
        state = "no_limit"
    elif "exceeds" in limited:
        state = "exceeds"
    elif "cannot_judge" in limited:
        state = "cannot_judge"
    else:
        state = "synthetic" if synthetic else "within"
    text: dict[str, str] = {lang: Message("judge.badge.limits").render(lang) for lang in LANGS}
    day = now.replace(hour=0, minute=0, second=0, microsecond=0) + _DAY
    return Badge(LIMITS, park, state, text, day.isoformat(), None, {})


def badge_svg(badge: Badge, park: str, lang: Lang, shown_until: str, address: str) -> str:
    """The picture: no script, no font of its own, nothing loaded; readable by screen readers."""
    word = Message(f"badge.state.{badge.state}").render(lang)
    lines = _two_lines(badge.text[lang], 46)
    until = Message("judge.badge.until", {"until": shown_until}).render(lang) if shown_until else ""
    label = escape(f"{park}: {word}. {badge.text[lang]} {until}. {badge.code}")
    shape = _SHAPES.get(badge.state, _SHAPES["unknown"])
    texts = "".join(
        f'<text x="58" y="{y}" font-size="{size}" font-weight="{weight}" fill="{fill}">{escape(text)}</text>'
        for y, size, weight, fill, text in (
            (21, 10.5, 400, "#46504b", park),
            (40, 15, 700, badge.colour, word),
            (57, 10.5, 400, "#1c2420", lines[0]),
            (71, 10.5, 400, "#1c2420", lines[1]),
            (88, 9.5, 700, "#46504b", " · ".join(part for part in (until, badge.code) if part)),
            (101, 9.5, 400, "#46504b", address),
        )
        if text
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="340" height="110" viewBox="0 0 340 110" role="img" '
        f'aria-label="{escape(label, {chr(34): "&quot;"})}"><title>{label}</title>'
        f'<rect x=".75" y=".75" width="338.5" height="108.5" rx="6" fill="#fff" stroke="{badge.colour}" stroke-width="1.5"/>'
        f'<g transform="translate(14 22)" fill="none" stroke="{badge.colour}" stroke-width="3" stroke-linecap="round" '
        f'stroke-linejoin="round">{shape}</g><g font-family="Noto Sans,Segoe UI,Roboto,Arial,sans-serif">{texts}</g></svg>'
    )


_CIRCLE = '<circle cx="15" cy="15" r="13.5"/>'
_SHAPES = {
    "supported": f'{_CIRCLE}<path d="m9 15.500 4.500 4.500 8-9"/>',
    "within": f'{_CIRCLE}<path d="m9 15.500 4.500 4.500 8-9"/>',
    "not_supported": '<path d="M9.500 2h11L28 9.500v11L20.500 28h-11L2 20.500v-11zM10 10l10 10M20 10 10 20"/>',
    "exceeds": '<path d="M9.500 2h11L28 9.500v11L20.500 28h-11L2 20.500v-11zM15 8v8M15 21v.2"/>',
    "cannot_judge": '<path d="M15 1.500 28.500 15 15 28.500 1.500 15zM15 9v8M15 21v.2"/>',
    "unknown": '<circle cx="15" cy="15" r="13.5" stroke-dasharray="5 5"/><path d="M9.500 15h11"/>',
}


def _two_lines(text: str, width: int) -> tuple[str, str]:
    words, lines = text.split(), ["", ""]
    for word in words:
        at = 0 if not lines[1] and len(lines[0]) + len(word) < width else 1
        lines[at] = f"{lines[at]} {word}".strip()
    return lines[0], lines[1] if len(lines[1]) <= width else f"{lines[1][: width - 1].rstrip()}…"
