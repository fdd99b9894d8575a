"""The ZIP under office files: parts in the order given, a fixed time, no trace of the machine that made it.

Nothing is compressed: builds of zlib differ in their bytes, and a file has to be made again bit by bit for years.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the earliest that a ZIP can say
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def zipped(parts: Sequence[tuple[str, bytes]]) -> bytes:
    """A ZIP of named parts; the same parts make the same bytes everywhere and always."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as made:
        for name, content in parts:
            entry = zipfile.ZipInfo(name, _FIRST_DAY)
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            made.writestr(entry, content)
    return out.getvalue()


def xml_text(text: str) -> str:
    """Text for XML: composed (NFC), escaped; characters that XML cannot hold are left out."""
    return escape(_NOT_XML.sub("", unicodedata.normalize("NFC", text)), {'"': "&quot;"})


def content_types(overrides: Sequence[tuple[str, str]]) -> bytes:
    """``[Content_Types].xml`` for parts and their types."""
    listed = "".join(f'<Override PartName="/{part}" ContentType="{kind}"/>' for part, kind in overrides)
    return (
        f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{listed}</Types>'
    ).encode()


def relations(targets: Sequence[tuple[str, str]]) -> bytes:
    """A ``.rels`` part: (kind, target) as rId1, rId2, …; a kind without ``http`` is one of the office's own."""
    whole = [(kind if kind.startswith("http") else f"{OFFICE}/{kind}", target) for kind, target in targets]
    listed = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>' for number, (kind, target) in enumerate(whole, 1)
    )
    return f'{HEAD}<Relationships xmlns="{RELATIONS}">{listed}</Relationships>'.encode()


def core_properties(title: str, lang: str) -> bytes:
    """Title and language; neither author nor time, which would change the bytes."""
    return (
        f'{HEAD}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{xml_text(title)}</dc:title>'
        f"<dc:language>{lang}</dc:language></cp:coreProperties>"
    ).encode()


CORE_KIND = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
CORE_TYPE = "application/vnd.openxmlformats-package.core-properties+xml"
