"""The examples of the how-to pages load as they stand, once their blanks are filled."""

import re
from datetime import date
from pathlib import Path

import pytest

from ecopark.rules.book import content_hash
from ecopark.rules.load import load_packs

HOWTO = Path(__file__).parents[2] / "docs" / "howto"


@pytest.mark.parametrize("page", ["add-a-rule.md", "them-quy-chuan.md"])
def test_howto__examples_load(tmp_path, page):
    limits, verification = re.findall(r"```csv\n(.*?)```", (HOWTO / page).read_text("utf-8"), re.DOTALL)
    (tmp_path / "limit.qcvn40-2025.csv").write_text(limits.replace(",cod,…,", ",cod,40,"), "utf-8")
    wording = content_hash(load_packs().rule("qcvn40-2011.cod.A"))
    filled = re.sub(r"<[^>]+>", wording, verification)
    (tmp_path / "verification.park.csv").write_text(filled, "utf-8")
    book = load_packs(tmp_path)
    applied = book.limit("cod", "wastewater", {"column": "A"}, date(2026, 1, 1), permit_date=date(2025, 10, 1))
    assert applied.upper == 40
    assert applied.provisional
    assert not book.rule("qcvn40-2011.cod.A").provisional
