"""The table of everyday conversions says what the unit registry says."""

from __future__ import annotations

import pytest

from ecopark.core.units import _EVERYDAY, _conversion, conversion


@pytest.mark.parametrize("pair", list(_EVERYDAY), ids=" to ".join)
def test_conversion__everyday_pairs_equal_the_registry(pair):
    assert conversion(*pair) == _conversion(*pair, "")
