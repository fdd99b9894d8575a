"""Checkpoint of the evidence log, and one reading verified in the reader's own browser."""

from __future__ import annotations

from ecopark.serve.formats import local
from ecopark.serve.portal.context import Context, Page
from ecopark.serve.portal.pages.datastreams import parse_local
from ecopark.serve.portal.rendering import translate
from ecopark.serve.readmodel.datastreams import visible_datastreams

_WORDS = ("ok", "failed", "running", "not_found", "unreachable", "value", "ok_what", "failed_what", "no_value")
_STEPS = ("row", "chunk", "entry", "tree", "signature")


def evidence_page(context: Context) -> Page:
    at = parse_local(context.query.get("time"))
    words = {word: translate(context.lang, f"portal.verify.{word}") for word in _WORDS}
    words |= {f"step_{step}": translate(context.lang, f"portal.verify.step_{step}") for step in _STEPS}
    return Page(
        "evidence.html",
        "portal.nav.evidence",
        {
            "log": context.park.log_state(),
            "datastreams": visible_datastreams(context.network, context.scope),
            "time_local": f"{local(at):%Y-%m-%dT%H:%M:%S}" if at else "",
            "words": words,
        },
    )


def log_size(context: Context) -> int:
    """Entries under the newest signed checkpoint."""
    state = context.park.log_state()
    return state.size if state else 0
