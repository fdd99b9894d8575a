"""Jinja2 environments, one per language, and the function that prints a page."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

import ecopark.serve.carbon_messages
import ecopark.serve.portal.messages  # noqa: F401  (makes the texts known)
from ecopark.core.messages import LANGS, Lang, Message, known_messages
from ecopark.core.properties import PROPERTIES
from ecopark.serve import formats
from ecopark.serve.portal.cache import RenderedPage
from ecopark.serve.portal.context import Context, Page, Visitor
from ecopark.serve.portal.law_texts import law_text
from ecopark.serve.portal.navigation import navigation
from ecopark.serve.portal.statics import Statics
from ecopark.serve.readmodel.months import Month

TEMPLATES = Path(__file__).parent / "templates"


class Renderer:
    """Prints pages; what differs between sessions stands as a placeholder until ``finish``."""

    def __init__(self, statics: Statics) -> None:
        self._statics = statics
        seed = secrets.token_hex(8)
        self._csrf, self._name = f"csrf-{seed}", f"name-{seed}"
        self._environments = {lang: self._environment(lang) for lang in LANGS}

    def render(self, context: Context, page: Page) -> RenderedPage:
        environment = self._environments[context.lang]
        title = translate(context.lang, page.title) if page.titled else page.title
        text = environment.get_template(page.template).render(
            page=page,
            title=title,
            context=context,
            scope=context.scope,
            signed_in=context.scope.role.value != "public",
            network=context.network,
            park=context.network.park,
            query=context.query,
            nav=navigation(context.scope, context.path),
            other_lang_href=with_query(context, lang="en" if context.lang == "vi" else "vi"),
            here=partial(with_query, context),
            **page.data,
        )
        return RenderedPage.of(text, page.status)

    def alone(self, template: str, **data: object) -> str:
        """A page without the portal's frame, the same for everybody; Vietnamese first."""
        return self._environments["vi"].get_template(template).render(**data)

    def finish(self, rendered: RenderedPage, visitor: Visitor) -> bytes:
        """Put the session's token and the reader's name in their places."""
        body = rendered.body.replace(self._csrf.encode(), visitor.csrf.encode())
        return body.replace(self._name.encode(), str(escape(visitor.name)).encode())

    def _environment(self, lang: Lang) -> Environment:
        made = environment_of(lang, self._statics, (TEMPLATES,))
        made.globals.update(csrf_token=self._csrf, visitor_name=self._name)
        return made


def environment_of(lang: Lang, statics: Statics, folders: Sequence[Path]) -> Environment:
    """Templates of some folders with the portal's texts, numbers and times in one language."""
    environment = Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals.update(
        lang=lang,
        t=partial(translate, lang),
        static=statics.address,
        property_name=partial(property_name, lang),
        json_attr=json_attribute,
        iso=iso,
        known=known,
    )
    environment.filters.update(
        num=lambda v, digits=None: formats.number(v, lang, digits),
        pct=lambda v, digits=None: formats.percent(v, lang, digits),
        unit=lambda u: formats.unit_text(u, lang),
        date=lambda v: f"{v:%d/%m/%Y}",
        day=lambda v: formats.day(v, lang),
        iso_moment=lambda v: formats.moment(datetime.fromisoformat(v), lang),
        moment=lambda v, seconds=False: formats.moment(v, lang, seconds),
        month=lambda m: formats.month_text(m.year, m.month, lang),
        month_short=lambda m: formats.month_short(m.year, m.month, lang),
        this_month=Month.of,
        duration=lambda s: formats.duration(s, lang),
        name=lambda thing: getattr(thing, f"name_{lang}") or thing.id,
        note=lambda thing: getattr(thing, f"note_{lang}"),
        law=partial(law_text, lang),
        person=partial(person, lang),
        notice=lambda park: getattr(park, f"notice_{lang}"),
        scaled=lambda figure: formats.scaled(figure.value, figure.unit),
    )
    environment.globals["period"] = lambda start, end: formats.period(start, end, lang)
    return environment


def translate(lang: Lang, message_id: str, /, **params: object) -> str:
    """The sentence of a message id with numbers and times written as the language does."""
    written = {name: _written(lang, value) for name, value in params.items()}
    try:
        return Message(message_id, written).render(lang)
    except ValueError:  # the text formats its numbers itself
        return Message(message_id, params).render(lang)


def known(message_id: str) -> bool:
    return message_id in known_messages()


def person(lang: Lang, user: str) -> str:
    """Who did it: a user as signed in, the platform itself in words."""
    return translate(lang, "portal.person.platform") if user.startswith("system:") else user


def property_name(lang: Lang, property_id: str) -> str:
    found = PROPERTIES.get(property_id)
    return property_id if found is None else (found.vi if lang == "vi" else found.en)


def json_attribute(value: object) -> Markup:
    """JSON for a ``data-`` attribute: scripts read it, nothing is executed."""
    return escape(json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=iso))


def iso(value: object) -> object:
    """Naive UTC times as ISO text with Z."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(timespec="seconds") + "Z"
    return value


def with_query(context: Context, **changes: object) -> str:
    """The same page with some parameters changed; None takes one away."""
    query: Mapping[str, str] = {**context.query, **{k: str(v) for k, v in changes.items() if v is not None}}
    kept = {k: v for k, v in query.items() if changes.get(k, "") is not None and (k != "lang" or "lang" in changes)}
    return f"{context.path}?{urlencode(kept)}" if kept else context.path


def _written(lang: Lang, value: object) -> object:
    if isinstance(value, bool):
        return value
    if isinstance(value, float):
        return formats.number(value, lang)
    if isinstance(value, int):
        return formats.number(value, lang, 0) if abs(value) >= 10000 else value
    if isinstance(value, str) and len(value) >= 16 and value[4:5] == "-" and value[10:11] == "T":
        try:
            return formats.moment(datetime.fromisoformat(value.replace("Z", "+00:00")), lang)
        except ValueError:
            return value
    if isinstance(value, datetime):
        return formats.moment(value, lang)
    return value
