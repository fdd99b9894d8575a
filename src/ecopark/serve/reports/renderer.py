"""Both files of a report, and which renderer made them."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Literal

from ecopark.core.messages import Lang
from ecopark.judge.office import parts, xlsx
from ecopark.judge.reports.content import Content
from ecopark.serve import formats
from ecopark.serve.reports import pdf, printed, sheets, words

Kind = Literal["pdf", "xlsx"]
MEDIA: dict[str, str] = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def files_of(content: Content, lang: Lang) -> dict[str, bytes]:
    """``pdf`` and ``xlsx`` of a content; the same bytes in every process and on every machine."""
    return {"pdf": printed.pdf_of(content, lang), "xlsx": sheets.xlsx_of(content, lang)}


@cache
def renderer_version() -> str:
    """Hash of everything that decides about the bytes: the renderer's own sources and fonts. Nobody has to count it up."""
    here = Path(__file__).parent
    modules = [Path(str(module.__file__)) for module in (formats, printed, sheets, words, parts, xlsx)]
    files = sorted(
        [*modules, *(Path(p) for p in Path(str(pdf.__file__)).parent.glob("*.py")), *(here / "fonts").glob("*.ttf")]
    )
    whole = sha256()
    for file in files:
        whole.update(file.name.encode() + b"\0" + sha256(file.read_bytes()).digest())
    return f"2-{whole.hexdigest()[:16]}"
