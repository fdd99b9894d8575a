"""Categories of the inventory in the words of the standards: scopes of the GHG Protocol, categories of ISO 14064-1:2018.

ISO 14064-1:2018 has six categories (5.2.4 and Annex B): 1 direct, 2 imported energy, 3 transport, 4 products that the
organisation uses, 5 use of its products, 6 other. The groups of direct emissions are those of Circular 38/2023/TT-BCT.
"""

from __future__ import annotations

from collections.abc import Mapping

# Category of a line -> ISO 14064-1:2018 category. Scope 1 is category 1, scope 2 is category 2.
ISO_OF_SCOPE: Mapping[int, int] = {1: 1, 2: 2}

DIRECT = (
    "stationary_combustion",
    "mobile_combustion",
    "process",
    "fugitive",
    "refrigerant",
    "refrigerant_screening",
    "wastewater_treatment",
)
INDIRECT = ("grid_electricity", "local_supply", "own_generation", "purchased_heat")

# Category 1 to 15 of the GHG Protocol (Scope 3 Standard, 2011) -> ISO category, as Annex B of ISO 14064-1:2018 describes
# them [recalled]: upstream emissions of energy do not belong to imported energy but to products used.
ISO_OF_SCOPE_3: Mapping[int, int] = {
    1: 4, 2: 4, 3: 4, 4: 3, 5: 4, 6: 3, 7: 3, 8: 4, 9: 3, 10: 5, 11: 5, 12: 5, 13: 5, 14: 5, 15: 5,
}  # fmt: skip
