"""All that must hold before a change lands: lint, format, types, import contracts, tests with coverage per room.

``./dev test`` calls it. ``--quick`` leaves out browser, PostgreSQL, cluster and slow tests; words after ``--`` go to pytest.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent


def steps(quick: bool, extra: list[str]) -> list[tuple[str, list[str]]]:
    pytest = [str(BIN / "pytest"), "-n", "2", "--dist", "loadgroup", "--durations", "15", *extra]
    if quick:
        pytest += ["-m", "not browser and not postgres and not cluster and not slow"]
    else:
        pytest += ["--cov", "--cov-report="]
    listed: list[tuple[str, list[str]]] = [
        ("lint", [str(BIN / "ruff"), "check"]),
        ("format", [str(BIN / "ruff"), "format", "--check", "-q"]),
        ("types", [str(BIN / "mypy")]),
        ("import contracts", [str(BIN / "lint-imports"), "--no-logo"]),
        ("tests", pytest),
    ]
    if not quick:
        listed.append(("coverage per room", [sys.executable, str(ROOT / "tools" / "coverage_per_room.py")]))
    return listed


def main() -> int:
    arguments = sys.argv[1:]
    extra = arguments[arguments.index("--") + 1 :] if "--" in arguments else []
    quick = "--quick" in arguments
    failed = []
    for name, command in steps(quick, extra):
        print(f"\n== {name}", flush=True)
        began = time.monotonic()
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        code = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
        print(f"== {name}: {'ok' if code == 0 else f'FAILED ({code})'} in {time.monotonic() - began:.0f} s", flush=True)
        if code:
            failed.append(name)
    if failed:
        print(f"\nNot passed: {', '.join(failed)}")
        return 1
    print("\nAll passed.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
