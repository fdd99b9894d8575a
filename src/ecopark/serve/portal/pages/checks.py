"""Names of what makes findings: checks that flag readings, balances, signs of falsification, as room trust words them."""

from __future__ import annotations

from ecopark.core.messages import Lang, known_messages
from ecopark.judge.calibration_days import CODE, NAME
from ecopark.trust.checks.registry import CHECKS

_JUDGED = {CODE: NAME}
_NAMES = {check.code: check.name for check in CHECKS}


def check_name(lang: Lang, code: str) -> str:
    """``trust.flat_line`` -> đứng yên bất thường; a code that the registry does not know stays as it is."""
    name = _NAMES.get(code) or known_messages().get(_JUDGED.get(code, f"trust.check.{code.removeprefix('trust.')}"))
    return name.get(lang) if name is not None else code


def explained(lang: Lang, code: str) -> str:
    """One sentence on what the check doubts; empty where there is none."""
    return next((check.explanation.get(lang) for check in CHECKS if check.code == code), "")


def checks_of(tests: int) -> list[str]:
    """Codes of the checks whose bits are set in ``tests``."""
    return [check.code for check in CHECKS if check.mask & tests]
