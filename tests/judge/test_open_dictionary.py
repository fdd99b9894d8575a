"""The dictionary is generated from the schemas: every open column has a meaning in both languages."""

from __future__ import annotations

import pytest

from ecopark.core.errors import InputError
from ecopark.core.messages import known_messages
from ecopark.judge.opendata.dictionary import data_package, dictionary, meaning
from ecopark.judge.opendata.settings import OpenDataSettings, check_open_data
from ecopark.judge.opendata.tables import OPEN_TABLES


@pytest.mark.parametrize("name", OPEN_TABLES)
def test_meaning__every_column_is_described(name: str) -> None:
    table = OPEN_TABLES[name]
    for column in table.schema.names:
        texts = meaning(table, column)
        assert {f"open.column.{name}.{column}", f"open.column.{column}"} & set(known_messages()), column
        assert texts["vi"] != texts["en"] or texts["vi"].startswith(("Id", "Mã")), column


def test_dictionary__keys_name_columns() -> None:
    for table in OPEN_TABLES.values():
        assert set(table.keys) <= set(table.schema.names)
    assert sum(bool(row["key"]) for row in dictionary()) == sum(len(t.keys) for t in OPEN_TABLES.values())


def test_data_package__says_licence_fields_and_paths() -> None:
    titles = {"vi": "Khu", "en": "Park"}
    made = data_package("test", titles, OpenDataSettings(), {"status": "status.csv"}, {"snapshot": 3})
    (resource,) = made["resources"]
    assert made["licenses"][0]["name"] == "CC-BY-4.0"
    assert made["licenses"][0]["path"].startswith("https://creativecommons.org/")
    assert [field["name"] for field in resource["schema"]["fields"]] == OPEN_TABLES["status"].schema.names
    assert {field["type"] for field in resource["schema"]["fields"]} == {
        "string",
        "datetime",
        "integer",
        "number",
        "boolean",
    }


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        (OpenDataSettings(licence="mine"), "judge.open.licence"),
        (OpenDataSettings(licence="mine", licence_url="javascript:x"), "judge.open.licence_url"),
        (OpenDataSettings(requests_per_minute=0), "judge.open.rate"),
    ],
)
def test_check_open_data__refuses(settings: OpenDataSettings, code: str) -> None:
    with pytest.raises(InputError) as refused:
        check_open_data(settings)
    assert refused.value.code == code
