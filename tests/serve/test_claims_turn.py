"""Many claims do not hold up the evidence path: after a long sitting it rests."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from ecopark.serve.workers import claims


def test_judge_in_turn__rests_after_a_long_sitting_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    park, now, takes, asked = SimpleNamespace(folder=tmp_path), [0.0], [1.0], []

    def sitting(which: object) -> int:
        asked.append(which)
        now[0] += takes[0]
        return 3

    monkeypatch.setattr(claims, "judge_again", sitting)

    def turn() -> int | None:
        return claims.judge_in_turn(park, lambda: now[0])  # type: ignore[arg-type]

    assert (turn(), turn()) == (3, 3)  # quick ones are held each time
    takes[0] = 10.0
    assert turn() == 3
    assert turn() is None
    now[0] += 199.0
    assert turn() is None
    now[0] += 2.0
    assert turn() == 3
    assert asked == [park] * 4
