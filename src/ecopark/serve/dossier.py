"""Form files and the dossier of an open park: filled forms, the self-assessment, the ZIP with index and hashes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from ecopark.core.errors import EcoparkError
from ecopark.core.figures import Evidence, EvidenceKind
from ecopark.core.messages import Lang
from ecopark.core.scope import Scope
from ecopark.judge.criteria.answers import PARK
from ecopark.judge.criteria.assess import assess_pack
from ecopark.judge.criteria.dossier import DossierSet, dossier_sets
from ecopark.judge.criteria.forms.printed import Letterhead, form_docx, form_xlsx
from ecopark.judge.criteria.forms.self_assessment import assessed_content, letter_docx, self_assessment_docx
from ecopark.judge.criteria.forms.values import fill
from ecopark.judge.criteria.inputs import Inputs
from ecopark.judge.office.parts import zipped
from ecopark.rules.book import Missing
from ecopark.serve.criteria import day_now, inputs_of
from ecopark.serve.documents import document_bytes
from ecopark.serve.park import OpenPark

DECREE = "vn-decree-35"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MEDIA = {"docx": DOCX, "xlsx": XLSX}


def form_file(
    park: OpenPark,
    scope: Scope,
    form: str,
    kind: str,
    year: int,
    subject: str = PARK,
    lang: Lang = "vi",
    on: date | None = None,
) -> bytes:
    """A form as ``docx`` or ``xlsx``. ``on`` decides which authority is named; today, or the last day of the year.

    Raises
    ------
    NotAllowed
        Another firm's form, and the park's where the caller sees one firm.
    InputError
        judge.form.unknown, judge.form.other_subject.
    """
    scope.require(None if subject == PARK else subject, f"form {form}")
    inputs = inputs_of(park, scope, year)
    made, names = fill(inputs, form, subject), letterhead(park, inputs, subject, lang, on)
    return form_docx(made, names, lang) if kind == "docx" else form_xlsx(made, names, lang)


def letterhead(park: OpenPark, inputs: Inputs, subject: str, lang: Lang, on: date | None = None) -> Letterhead:
    """Names on the forms: as answered, blank otherwise; the ministry in charge by its rule of that day."""
    day = on or min(day_now(park), date(inputs.year, 12, 31))
    authority = park.book.authority("industrial_parks", day)
    ministry = "" if isinstance(authority, Missing) else authority.name_vi if lang == "vi" else authority.name_en
    whole = park.network.park
    park_name = whole.name_vi if lang == "vi" else whole.name_en
    firm = park.network.firms.get(subject)
    name = park_name if firm is None else firm.name_vi if lang == "vi" else firm.name_en
    reporter = name if firm is not None else _fact(inputs, "investor_name")
    return Letterhead(park_name, name, reporter, _fact(inputs, "board_name"), ministry)


def _fact(inputs: Inputs, code: str) -> str:
    found = inputs.answers.get("facts", code, inputs.year)
    return str(found.value) if found is not None else ""


def dossier_zip(park: OpenPark, scope: Scope, year: int, lang: Lang) -> bytes:
    """One ZIP: a folder per set with our files and the documents, ``index.json`` and ``SHA256SUMS``.

    Documents that the caller may not read, or whose bytes were erased, stand in the index as missing.
    """
    inputs = inputs_of(park, scope, year)
    sets = dossier_sets(park.book, park.records, scope, year)
    files: list[tuple[str, bytes]] = []
    index: list[dict[str, Any]] = []
    for each in sets:
        folder = f"{each.entry.code.zfill(2)}"
        own = [(f"{folder}/{name}", content) for name, content in _made(park, inputs, sets, each, lang)]
        shown, missing = _documents(park, scope, each.documents, folder)
        attached = _attached(park, scope, inputs, folder) if each.entry.code == "3" else []
        here = own + [file for file in shown + attached if file[0] not in {name for name, _ in own}]
        listed = [{"file": name, "sha256": hashlib.sha256(content).hexdigest()} for name, content in here]
        index.append({**each.content(), "files": listed, "missing": missing})
        files += here
    said = {"park": park.network.park.id, "year": year, "rules": park.book.version, "sets": index}
    files.append(("index.json", (json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()))
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in files)
    return zipped([*files, ("SHA256SUMS", sums.encode())])


def _made(
    park: OpenPark, inputs: Inputs, sets: Sequence[DossierSet], each: DossierSet, lang: Lang
) -> Iterator[tuple[str, bytes]]:
    """The files that the platform makes for a set."""
    names = letterhead(park, inputs, PARK, lang)
    for name in each.made:
        if name == "letter":
            yield "de-nghi.docx", letter_docx(names, [s.entry.text(lang) for s in sets], lang)
        elif name == "self-assessment":
            yield "tu-danh-gia.docx", self_assessment(park, inputs, lang)
        else:
            form = fill(inputs, name)
            slug = name.lower().replace(".", "")
            yield f"bieu-{slug}.docx", form_docx(form, names, lang)
            yield f"bieu-{slug}.xlsx", form_xlsx(form, names, lang)


def self_assessment(park: OpenPark, inputs: Inputs, lang: Lang) -> bytes:
    """The self-assessment against article 37 as DOCX."""
    found = assess_pack(inputs, DECREE)
    content = json.dumps(assessed_content(found), sort_keys=True, ensure_ascii=False)
    names = letterhead(park, inputs, PARK, lang)
    return self_assessment_docx(found, names, lang, hashlib.sha256(content.encode()).hexdigest())


def _attached(park: OpenPark, scope: Scope, inputs: Inputs, folder: str) -> list[tuple[str, bytes]]:
    """Documents behind the self-assessment."""
    evidence = [e for found in assess_pack(inputs, DECREE) for e in found.finding.evidence]
    return _documents(park, scope, tuple(dict.fromkeys(evidence)), folder)[0]


def _documents(
    park: OpenPark, scope: Scope, evidence: Sequence[Evidence], folder: str
) -> tuple[list[tuple[str, bytes]], list[str]]:
    shown: dict[str, bytes] = {}
    missing: list[str] = []
    for part in evidence:
        if part.kind is not EvidenceKind.DOCUMENT:
            continue
        try:
            record, content = document_bytes(park, scope, part.id)
        except EcoparkError:
            missing.append(part.id)
            continue
        shown[f"{folder}/{record.id[:12]}-{record.content['name']}"] = content
    return list(shown.items()), missing
