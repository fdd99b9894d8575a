"""Tile paths, widths and bundles as in the C2SP tlog-tiles text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecopark.trust.log import merkle
from ecopark.trust.log.tiles import (
    TileError,
    TileName,
    TileReader,
    TreeEdge,
    bundle_of,
    entries_of,
    index_path,
    tiles_of_size,
)


def test_index_path__example_of_the_specification():
    assert index_path(1234067) == "x001/x234/067"
    assert str(TileName(0, 1234067, 5)) == "tile/0/x001/x234/067.p/5"
    assert str(TileName(None, 7)) == "tile/entries/007"


@settings(deadline=None)
@given(st.one_of(st.none(), st.integers(0, 63)), st.integers(0, 2**55), st.integers(1, 256))
def test_tile_name__parse_is_the_inverse(level, index, width):
    name = TileName(level, index, width)
    assert TileName.parse(str(name)) == name


@pytest.mark.parametrize(
    "text",
    [
        "tile/00/000",
        "tile/0/1",
        "tile/0/x000/001",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/64/000",
        "tile/0/000/",
        "checkpoint",
    ],
)
def test_tile_name__other_texts_are_no_names(text):
    assert TileName.parse(text) is None


def test_tiles_of_size__example_of_the_specification():
    # "a tree of size 70,000 will be represented by 273 full level 0 tiles, one partial level 0 tile of width 112, one
    # full level 1 tile, one partial level 1 tile of width 17, and one partial level 2 tile of width 1"
    names = [n for n in tiles_of_size(70_000) if n.level is not None]
    assert sum(n.level == 0 and n.width == 256 for n in names) == 273
    assert [(n.level, n.index, n.width) for n in names if n.width < 256] == [(0, 273, 112), (1, 1, 17), (2, 0, 1)]
    assert sum(n.level == 1 and n.width == 256 for n in names) == 1
    assert [str(n) for n in tiles_of_size(256)] == ["tile/entries/000", "tile/0/000", "tile/1/000.p/1"]


@settings(deadline=None)
@given(st.lists(st.binary(max_size=300), max_size=20))
def test_bundle__round_trip(entries):
    assert entries_of(bundle_of(entries)) == entries


def test_bundle__uint16_big_endian_lengths():
    assert bundle_of([b"", b"ab" * 200]) == b"\0\0" + b"\x01\x90" + b"ab" * 200
    with pytest.raises(TileError, match="byte 2"):
        entries_of(b"\0\0\0\5abc", "tile/entries/000")


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 900), st.data())
def test_tree_edge__same_root_and_nodes_as_the_list(size, data):
    leaves = [merkle.leaf_hash(i.to_bytes(3, "big")) for i in range(size)]
    edge, files = TreeEdge.empty(), {}
    for leaf in leaves:
        files.update((str(name), content) for name, content in edge.append(leaf))
    files.update((str(name), content) for name, content in edge.partial_tiles())
    assert edge.root() == merkle.root_of(leaves)
    assert set(files) == {str(n) for n in tiles_of_size(size) if n.level is not None}
    reader = TileReader(files.get, size)
    assert reader.root() == merkle.root_of(leaves)
    again = TreeEdge.read(size, lambda name: files[str(name)])
    assert list(again.partial_tiles()) == list(edge.partial_tiles())
    if size:
        index, node = data.draw(st.integers(0, size - 1)), merkle.nodes_of(leaves)
        assert merkle.inclusion_proof(reader.node, index, size) == merkle.inclusion_proof(node, index, size)
        old = data.draw(st.integers(1, size))
        assert reader.root(old) == merkle.root_of(leaves[:old])
        assert merkle.consistency_proof(reader.node, old, size) == merkle.consistency_proof(node, old, size)


def test_tile_reader__a_missing_tile_is_named():
    with pytest.raises(TileError) as raised:
        TileReader({}.get, 300).hashes(0, 1)
    assert raised.value.name == "tile/0/001.p/44"
