"""What is taken as a document: by content, not by name."""

from __future__ import annotations

import io
import zipfile

import pytest

from ecopark.core.errors import InputError
from ecopark.judge.documents import CSV, DOCX, JPEG, PDF, PNG, XLSX, media_type


def office(*parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for part in parts:
            made.writestr(part, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (b"%PDF-1.7 x", "a.bin", PDF),
        (b"\xff\xd8\xff\xe0x", "a.jpg", JPEG),
        (b"\x89PNG\r\n\x1a\nx", "a.png", PNG),
        (office("[Content_Types].xml", "word/document.xml"), "a.docx", DOCX),
        (office("[Content_Types].xml", "xl/workbook.xml"), "a.zip", XLSX),
        ("tên;số\nthép;1".encode("utf-8-sig"), "a.CSV", CSV),
    ],
    ids=["pdf", "jpeg", "png", "docx", "xlsx", "csv"],
)
def test_media_type__is_read_from_the_content(content: bytes, name: str, kind: str) -> None:
    assert media_type(content, name) == kind


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.pdf", "judge.document.empty"),
        (b"<html>", "a.pdf", "judge.document.type"),
        (b"a,b\n1,2", "a.txt", "judge.document.type"),
        (b"a\0b", "a.csv", "judge.document.type"),
        (b"\xff\xfea", "a.csv", "judge.document.type"),
        (b"PK\x03\x04 broken", "a.docx", "judge.document.type"),
        (office("readme.txt"), "a.docx", "judge.document.type"),
        (office("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "a.docx", "judge.document.macros"),
    ],
    ids=["empty", "html", "text", "binary", "utf-16", "broken", "zip", "macros"],
)
def test_media_type__refuses_with_the_reason(content: bytes, name: str, code: str) -> None:
    with pytest.raises(InputError) as refused:
        media_type(content, name)
    assert refused.value.code == code
