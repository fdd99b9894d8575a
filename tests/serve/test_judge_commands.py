"""Every command about inventory, sinks, criteria, duties, measures, claims and reports, on the sample park."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

ROWS = (
    "firm,category,substance,activity,unit,first_day,last_day,evidence\n"
    "steel,fuel,gas/diesel oil,2.5,t,2025-11-01,2025-11-30,hd 7\n"
)
READING = (
    "inventory scope2 --year 2025",
    "inventory scope3 --year 2025",
    "inventory factors",
    "inventory base-year",
    "sink list",
    "target show",
    "product list",
    "criteria status",
    "compliance events",
    "duties list",
    "measure list",
    "measure totals",
    "claim list",
    "ledger audit",
)
Run = Callable[..., tuple[str, str]]


def test_inventory__show_and_import(ecopark: Run, sample_park: Path, tmp_path: Path) -> None:
    before = json.loads(
        ecopark("inventory", "show", "--year", "2025", "--firm", "steel", "--park", sample_park, "--json")[0]
    )
    total = next(figure for figure in before["figures"] if figure["name"] == "ghg_total")
    assert total["low"] < total["value"] < total["high"]
    file = tmp_path / "acts.csv"
    file.write_text(ROWS)
    assert "1 rows" in ecopark("inventory", "import", file, "--check", "--park", sample_park)[0]
    ecopark("inventory", "import", file, "--park", sample_park)
    file.write_text(ROWS.replace("2.5", "much"))
    _, said = ecopark("inventory", "import", file, "--check", "--park", sample_park, code=3)
    assert "account.import.refused" in said


def test_commands__that_read_say_something_true_of_the_sample(ecopark: Run, sample_park: Path) -> None:
    said = {words: ecopark(*words.split(), "--park", sample_park)[0] for words in READING}
    assert all(text.strip() for text in said.values())
    assert "not assessed" in said["inventory scope3 --year 2025"]
    assert "grid-vn" in said["inventory factors"]
    assert "mau-thep" in said["measure list"]
    assert "steel-5-percent" in said["claim list"]
