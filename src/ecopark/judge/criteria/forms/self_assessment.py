"""The self-assessment against article 37 and the letter that asks for the certificate, as DOCX."""

from __future__ import annotations

from collections.abc import Sequence

from ecopark.core.figures import message_content
from ecopark.core.messages import Lang, Message
from ecopark.judge.criteria.assess import Assessment
from ecopark.judge.criteria.forms.printed import Letterhead, addressed, header, signatures
from ecopark.judge.office.docx import Block, Paragraph, Table, docx

_SMALL = 20


def self_assessment_docx(assessments: Sequence[Assessment], names: Letterhead, lang: Lang, sha256: str) -> bytes:
    """Criterion by criterion: result, reason, what is missing, evidence with the beginning of its hash."""
    title = _t(lang, "judge.form.self.title")
    year = str(assessments[0].year) if assessments else ""
    heads = [_t(lang, "judge.form.head.code"), _t(lang, "judge.form.head.what")]
    heads += [_t(lang, f"judge.form.self.{name}") for name in ("status", "why")] + [_t(lang, "judge.form.head.evidence")]
    rows: list[Sequence[str]] = [heads]
    for each in assessments:
        why = "\n".join([each.finding.reason.render(lang), *(f"– {need.render(lang)}" for need in each.missing)])
        shown = "\n".join(f"{e.kind.value} {e.id[:24]} {e.sha256[:12]}".strip() for e in each.finding.evidence)
        status = _t(lang, f"judge.criteria.status.{each.status.value}")
        rows.append([each.criterion.code, each.criterion.text(lang), status, why, shown])
    blocks: list[Block] = [
        *header(names, lang),
        Paragraph(title, "center", bold=True, size=28, level=1),
        *addressed(names, lang),
        Paragraph(_t(lang, "judge.form.subject.park", name=names.subject), bold=True),
        Paragraph(_t(lang, "judge.form.self.basis", year=year)),
        Table(rows, (10, 30, 13, 28, 19), size=_SMALL),
    ]
    if any(each.provisional for each in assessments):
        blocks.append(Paragraph(_t(lang, "judge.form.self.provisional"), italic=True, size=_SMALL))
    blocks.append(signatures("judge.form.signer_park", lang))
    return docx(title, blocks, lang, _t(lang, "judge.form.footer", hash=sha256[:32]))


def letter_docx(names: Letterhead, sets: Sequence[str], lang: Lang) -> bytes:
    """The letter with the list of the sets; the names that nobody entered are left blank."""
    title = _t(lang, "judge.form.letter.title")
    body = {"investor": names.reporter or _t(lang, "judge.form.nobody"), "park": names.park, "count": len(sets)}
    blocks: list[Block] = [
        *header(names, lang),
        Paragraph(title, "center", bold=True, size=28, level=1),
        *addressed(names, lang),
        Paragraph(_t(lang, "judge.form.letter.body", **body), "both"),
        *(Paragraph(f"{number}. {name}") for number, name in enumerate(sets, 1)),
        Paragraph(_t(lang, "judge.form.letter.draft"), italic=True, size=_SMALL),
        signatures("judge.form.signer_park", lang),
    ]
    return docx(title, blocks, lang, "ecopark")


def assessed_content(assessments: Sequence[Assessment]) -> list[dict[str, object]]:
    """What the self-assessment says, as JSON: its hash is printed in the footer."""
    return [{**each.content(), "reason": message_content(each.finding.reason)} for each in assessments]


def _t(lang: Lang, message_id: str, **params: object) -> str:
    return Message(message_id, params).render(lang)
