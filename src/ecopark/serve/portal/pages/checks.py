"""Names of the checks that flag readings, as trust's registry words them."""

from __future__ import annotations

from ecopark.core.messages import Lang
from ecopark.trust.checks.registry import CHECKS

_BY_CODE = {check.code: check for check in CHECKS}


def check_name(lang: Lang, code: str) -> str:
    """``trust.flat_line`` -> đứng yên bất thường; a code that the registry does not know stays as it is."""
    check = _BY_CODE.get(code)
    return check.name.get(lang) if check is not None else code


def checks_of(tests: int) -> list[str]:
    """Codes of the checks whose bits are set in ``tests``."""
    return [check.code for check in CHECKS if check.mask & tests]
