"""The data dictionary and the package descriptor, generated from the schemas: what is not described cannot be served."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

import ecopark.judge.opendata.messages  # noqa: F401  texts
from ecopark.core.messages import LANGS, Message, known_messages
from ecopark.judge.opendata.settings import OpenDataSettings
from ecopark.judge.opendata.tables import OPEN_TABLES, VERSION, OpenTable

_TYPES = ((pa.types.is_timestamp, "datetime"), (pa.types.is_boolean, "boolean"), (pa.types.is_integer, "integer"))


def dictionary() -> list[dict[str, object]]:
    """One row per column: table, column, type, meaning in both languages."""
    return [
        {"table": table.name, "column": field.name, "type": type_of(field.type), "key": field.name in table.keys}
        | {f"meaning_{lang}": text for lang, text in meaning(table, field.name).items()}
        for table in OPEN_TABLES.values()
        for field in table.schema
    ]


def meaning(table: OpenTable, column: str) -> Mapping[str, str]:
    """What a column means; a text of the table's own goes before the common one."""
    own = f"open.column.{table.name}.{column}"
    message = Message(own if own in known_messages() else f"open.column.{column}")
    return {lang: message.render(lang) for lang in LANGS}


def type_of(kind: pa.DataType) -> str:
    """Word of the Frictionless Table Schema."""
    return next((word for fits, word in _TYPES if fits(kind)), "number" if pa.types.is_floating(kind) else "string")


def data_package(
    park: str, titles: Mapping[str, str], settings: OpenDataSettings, paths: Mapping[str, str], facts: Mapping[str, object]
) -> dict[str, Any]:
    """``datapackage.json`` (Frictionless Data Package 1.0).

    Parameters
    ----------
    paths
        Table -> path or address of its CSV; tables without one are left out.
    facts
        ``created``, ``snapshot`` and what else describes this state.
    """
    return {
        "profile": "tabular-data-package",
        "name": f"ecopark-{park}",
        "title": titles["en"],
        "title_vi": titles["vi"],
        "version": VERSION,
        **facts,
        "licenses": [{"name": settings.licence, "title": settings.licence_name, "path": settings.licence_address}],
        "contributors": [{"title": settings.attribution or titles["en"], "role": "publisher"}],
        "resources": [_resource(OPEN_TABLES[name], path) for name, path in paths.items()],
    }


def _resource(table: OpenTable, path: str) -> dict[str, Any]:
    fields: Sequence[dict[str, object]] = [
        {"name": f.name, "type": type_of(f.type), "description": meaning(table, f.name)["en"]}
        | {"description_vi": meaning(table, f.name)["vi"]}
        | ({"format": "any"} if pa.types.is_timestamp(f.type) else {})
        for f in table.schema
    ]
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "description": Message(f"open.table.{table.name}").render("en"),
        "description_vi": Message(f"open.table.{table.name}").render("vi"),
        "schema": {"fields": fields, "primaryKey": list(table.keys), "missingValues": [""]},
    }
