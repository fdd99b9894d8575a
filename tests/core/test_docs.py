"""The map and the terms cannot drift from the code."""

from pathlib import Path

from ecopark.core import terms

ROOT = Path(__file__).resolve().parents[2]


def test_map__has_a_line_for_every_room():
    rooms = [p.name for p in (ROOT / "src" / "ecopark").iterdir() if (p / "__init__.py").exists()]
    assert len(rooms) == 10
    text = (ROOT / "docs" / "map.md").read_text()
    for room in rooms:
        assert f"| `{room}` |" in text


def test_terms__name_every_role_flag_and_origin():
    text = (ROOT / "docs" / "terms.md").read_text()
    words = [*terms.Role, *terms.Origin, *terms.TimeBasis, *(f.name.lower() for f in terms.Flag)]
    assert len(words) == 17
    for word in words:
        assert str(word) in text


def test_readme__every_room_says_what_it_is():
    rooms = [p for p in (ROOT / "src" / "ecopark").iterdir() if (p / "__init__.py").exists()]
    assert len(rooms) == 10
    for room in rooms:
        assert (room / "README.md").read_text().startswith(f"# {room.name}: ")
