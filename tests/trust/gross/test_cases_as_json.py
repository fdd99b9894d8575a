"""The benchmark's ``--case``: both formats of a problem give the same answers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from benchmarks.gross import read_case, report
from tests.trust.gross.problems import BYPASS

FLOWS = [f"S{i + 1}" for i in range(6)]


def graph(values: list[float | None]) -> dict[str, object]:
    flows = [{"name": n, "value": v, "sd": None if v is None else 1.0} for n, v in zip(FLOWS, values, strict=True)]
    rows = enumerate(BYPASS)
    balances = [
        {
            "name": f"balance {j + 1}",
            "in": [n for n, c in zip(FLOWS, row, strict=True) if c > 0],
            "out": [n for n, c in zip(FLOWS, row, strict=True) if c < 0],
        }
        for j, row in rows
    ]
    return {"flows": flows, "balances": balances}


def told(path: Path, content: dict[str, object]) -> str:
    path.write_text(json.dumps(content), encoding="utf-8")
    return "\n".join(report(read_case(path)))


def test_report__both_formats_say_the_same(tmp_path: Path) -> None:
    values = [101.91, 68.45, 34.65, 64.20, 36.44, 98.88]
    other = {"flows": FLOWS, "measured": values, "sd": [1.0] * 6, "incidence": BYPASS.tolist()}
    first = told(tmp_path / "a.json", graph(values))
    assert first == told(tmp_path / "b.json", other)
    assert "chi-square 16.6742, 4 degrees, threshold 9.4877" in first
    assert "| measurement | S2 | bias | 3.925" in first


def test_report__a_flow_without_a_value_is_not_measured(tmp_path: Path) -> None:
    text = told(tmp_path / "a.json", graph([101.91, 68.45, None, 64.20, 36.44, 98.88]))
    assert "3 degrees" in text
    assert "| S3 |" not in text


def test_read_case__names_what_is_wrong(tmp_path: Path) -> None:
    content = graph([1.0] * 6)
    content["balances"] = [{"name": "b", "in": ["S1"], "out": ["S9"]}]
    with pytest.raises(SystemExit, match="S9"):
        told(tmp_path / "a.json", content)
