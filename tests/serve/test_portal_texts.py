"""Every text of the portal exists in both languages, and no template carries words of its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import ecopark.serve.portal.messages  # noqa: F401
from ecopark.core.messages import known_messages
from ecopark.core.terms import Carrier, DatastreamKind, Flag, MissingReason, Origin, Role, TimeBasis
from ecopark.rules.records import Confidence, Statistic
from ecopark.serve.portal.navigation import GROUPS
from ecopark.serve.portal.pages.queue import DECISIONS
from ecopark.serve.portal.rendering import TEMPLATES
from ecopark.trust.triage import TriageState

SOURCES = sorted(TEMPLATES.glob("*.html"))
PYTHON = sorted(TEMPLATES.parent.rglob("*.py")) + sorted((TEMPLATES.parent.parent / "readmodel").glob("*.py"))
# names and signs that are the same in both languages
SAME = {"CO", "GWP", "VSIC", "SHA", "UTC", "VI", "EN", "kWh", "tCO₂e", "đ", "CSV", "PDF", "XLSX", "EP"}


def ids_in(text: str) -> set[str]:
    return set(re.findall(r"""['"](portal\.[a-z0-9_]+\.[a-z0-9_]+)['"]""", text))


@pytest.mark.parametrize("path", [*SOURCES, *PYTHON], ids=lambda p: p.name)
def test_message_ids__every_one_that_is_used_is_known(path: Path) -> None:
    used = ids_in(path.read_text())
    beginnings = {i for i in used if i.endswith("_")}
    assert used - beginnings <= set(known_messages())
    assert all(any(k.startswith(b) for k in known_messages()) for b in beginnings)


def test_message_ids__every_word_of_the_closed_lists_has_a_text() -> None:
    wanted = {f"portal.origin.{o.value}{end}" for o in Origin for end in ("", "_means")}
    wanted |= {f"portal.flag.{f.name.lower()}" for f in Flag} | {f"portal.missing.{r.name.lower()}" for r in MissingReason}
    wanted |= {f"portal.role.{r.value}" for r in Role} | {f"portal.carrier.{c.value}" for c in Carrier}
    wanted |= {f"portal.kind.{k.value}" for k in DatastreamKind} | {f"portal.time_basis.{b.value}" for b in TimeBasis}
    wanted |= {f"portal.statistic.{s.value}" for s in Statistic}
    wanted |= {f"portal.rule.confidence_{c.value.replace('-', '_')}" for c in Confidence}
    wanted |= {f"portal.restate.{change}" for change in ("added", "removed", "changed")}
    wanted |= {label for g in GROUPS for label in (g.label, *(i.label for i in g.items))}
    wanted |= {f"portal.medium.{m}" for m in ("wastewater", "stack", "ambient", "process", "weather")}
    wanted |= {f"portal.state.{s}" for s in ("exceeded", "within", "insufficient", "no_limit")}
    wanted |= {f"portal.import.state_{s}" for s in ("stored", "partly", "refused", "repeated", "nothing")}
    wanted |= {f"portal.quarantine.state_{s}" for s in ("waiting", "taken", "discarded")}
    wanted |= {f"portal.triage.{s.value}" for s in TriageState}
    wanted |= {f"portal.queue.means_{d}" for d in DECISIONS}
    wanted |= {f"portal.error.{part}_{status}" for part in ("title", "text") for status in (401, 403, 404, 409, 500)}
    assert wanted <= set(known_messages())


def test_texts__both_languages_differ_and_use_the_same_fields() -> None:
    fields = re.compile(r"{(\w+)}")
    for message_id, text in known_messages().items():
        if not message_id.startswith("portal."):
            continue
        assert text.vi.strip(), message_id
        assert text.en.strip(), message_id
        assert set(fields.findall(text.vi)) == set(fields.findall(text.en)), message_id


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: p.name)
def test_templates__no_untranslated_words(path: Path) -> None:
    text = re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}", " ", path.read_text(), flags=re.S)
    text = re.sub(r"<(script|style)\b.*?</\1>", " ", text, flags=re.S)
    spoken = re.findall(r'(?:aria-label|placeholder|title|alt)="([^"]*)"', text)
    text = re.sub(r"<[^>]*>", " ", text)
    words = {
        w for part in (text, *spoken) for w in re.findall(r"[^\W\d_]{2,}", part.replace("&amp;", " ").replace("&lt;", " "))
    }
    assert words - SAME - {"English", "Tiếng", "Việt", "ecopark", "verify"} == set()


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: p.name)
def test_templates__no_inline_style_or_script_or_other_host(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"\sstyle\s*=|<style|\son\w+\s*=|javascript:", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"(?:src|href|action)=\"(?:https?:)?//", text)


def test_forms__every_post_carries_the_token_of_the_session() -> None:
    for path in SOURCES:
        text = path.read_text()
        for macro in re.findall(r"{% macro (\w+)\(\) %}(.*?){% endmacro %}", text):
            text = text.replace("{{ " + macro[0] + "() }}", macro[1])
        for form in re.findall(r'<form method="post".*?</form>', text, flags=re.S):
            assert 'name="csrf_token"' in form or 'action="/sign-in"' in form, path.name


def test_vendored_library__is_the_one_that_the_notice_names() -> None:
    import hashlib

    notice = (TEMPLATES.parent / "NOTICE.md").read_text()
    content = (TEMPLATES.parent / "static" / "vendor" / "echarts.min.js").read_bytes()
    assert hashlib.sha256(content).hexdigest() in notice
