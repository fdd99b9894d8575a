"""The packs that there are, and whom they ask."""

from __future__ import annotations

from collections.abc import Sequence

from ecopark.judge.criteria.answers import PARK

OF_PARK = ("vn-decree-35", "vn-form-a5", "vn-form-b5", "eip-framework-v2")
OF_FIRM = ("green-firm", "vn-form-b5", "green-taxonomy")  # of Form B5 its own part: yes or no
FACTS = "facts"  # asked of both; answers only, no result of their own
NAMED = (*OF_PARK, *OF_FIRM, FACTS)


def packs_of(subject: str) -> Sequence[str]:
    """Packs whose result is shown for a subject."""
    return OF_PARK if subject == PARK else OF_FIRM
