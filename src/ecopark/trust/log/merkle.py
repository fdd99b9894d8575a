"""Merkle tree of RFC 6962 section 2.1 (unchanged in RFC 9162): hashing, inclusion and consistency proofs.

Hashes are 32 bytes of SHA-256; a leaf is hashed with prefix 0x00, a node with 0x01. A *node* of height k and index i is the
root of the 2^k leaves that start at i * 2^k. Proofs are made through a function that gives such nodes, so that the same code
serves a list in memory and tiles in a store.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()

NodeHash = Callable[[int, int], bytes]
"""Hash of the complete subtree of height k at index i."""

Proof = tuple[bytes, ...]


class ProofError(ValueError):
    """A proof does not show what it is said to show."""


def leaf_hash(entry: bytes) -> bytes:
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def root_of(hashes: Sequence[bytes]) -> bytes:
    """Root over leaf hashes (or over equally high subtrees), level by level; an odd last one moves up unchanged."""
    if not hashes:
        return EMPTY_ROOT
    level = list(hashes)
    while len(level) > 1:
        above = [sha256(b"\x01" + level[i] + level[i + 1]).digest() for i in range(0, len(level) - 1, 2)]
        if len(level) % 2:
            above.append(level[-1])
        level = above
    return level[0]


def nodes_of(hashes: Sequence[bytes]) -> NodeHash:
    """Node function over leaf hashes in memory."""
    levels = [list(hashes)]
    while len(levels[-1]) > 1:
        below = levels[-1]
        levels.append([node_hash(below[i], below[i + 1]) for i in range(0, len(below) - 1, 2)])
    return lambda height, index: levels[height][index]


def range_hash(node: NodeHash, start: int, end: int) -> bytes:
    """Root of the leaves ``start`` to ``end`` (exclusive); ``start`` is aligned as in the subtrees of RFC 6962."""
    if start == end:
        return EMPTY_ROOT
    parts = []
    while start < end:
        height = (end - start).bit_length() - 1
        parts.append(node(height, start >> height))
        start += 1 << height
    result = parts.pop()
    while parts:
        result = node_hash(parts.pop(), result)
    return result


def _split(size: int) -> int:
    """Largest power of two below ``size`` (size at least 2)."""
    return 1 << (size - 1).bit_length() - 1


def inclusion_proof(node: NodeHash, index: int, size: int) -> Proof:
    """Path from leaf ``index`` to the root of the tree of ``size`` leaves, sibling of the leaf first (RFC 6962, 2.1.1)."""
    if not 0 <= index < size:
        raise ProofError(f"leaf {index} is not in a tree of {size} leaves")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(range_hash(node, middle, end))
            end = middle
        else:
            path.append(range_hash(node, start, middle))
            start = middle
    return tuple(reversed(path))


def _check_sizes(old: int, new: int) -> None:
    if not 0 < old <= new:
        raise ProofError(f"a tree of {old} leaves is not the beginning of one of {new}, or says nothing about it")


def consistency_proof(node: NodeHash, old: int, new: int) -> Proof:
    """Proof that the tree of ``old`` leaves is the beginning of the tree of ``new`` leaves (RFC 6962, 2.1.2)."""
    _check_sizes(old, new)
    if old == new:
        return ()
    path: list[bytes] = []
    start, end, whole = 0, new, True
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            path.append(range_hash(node, middle, end))
            end = middle
        else:
            path.append(range_hash(node, start, middle))
            start, whole = middle, False
    if not whole:
        path.append(range_hash(node, start, end))
    return tuple(reversed(path))


def root_from_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes:
    """Root that the proof leads to (RFC 9162, 2.1.3.2); ``ProofError`` if it has not the form for this place."""
    if not 0 <= index < size:
        raise ProofError(f"leaf {index} is not in a tree of {size} leaves")
    if len(leaf) != HASH_BYTES:
        raise ProofError("a hash of wrong length")
    place, last, root = index, size - 1, leaf
    for sibling in proof:
        if last == 0 or len(sibling) != HASH_BYTES:
            raise ProofError("the path has too many hashes, or one of wrong length")
        if place & 1 or place == last:
            root = node_hash(sibling, root)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            root = node_hash(root, sibling)
        place, last = place >> 1, last >> 1
    if last:
        raise ProofError("the path has too few hashes")
    return root


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """``ProofError`` unless the proof shows leaf hash ``leaf`` at ``index`` of the tree with ``root``."""
    if root_from_inclusion(leaf, index, size, proof) != root:
        raise ProofError("the path does not lead to the root")


def verify_consistency(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> None:
    """``ProofError`` unless the tree with ``old_root`` is the beginning of the one with ``new_root`` (RFC 9162, 2.1.4.2)."""
    _check_sizes(old, new)
    if old == new:
        if proof or old_root != new_root:
            raise ProofError("the roots differ, or hashes are given where none belong")
        return
    if any(len(h) != HASH_BYTES for h in proof):
        raise ProofError("a hash of wrong length")
    if not proof:
        raise ProofError("the proof has no hashes")
    roots = roots_of_beginning(old, new, proof if old & (old - 1) else (old_root, *proof))
    if roots != (old_root, new_root):
        raise ProofError("the proof does not lead to the roots")


def beginning_path(node: NodeHash, old: int, new: int) -> Proof:
    """`consistency_proof` with the node that it starts from always given: both roots follow from the path alone."""
    proof = consistency_proof(node, old, new)
    return proof if old & (old - 1) else (range_hash(node, 0, old), *proof)


def roots_of_beginning(old: int, new: int, path: Sequence[bytes]) -> tuple[bytes, bytes]:
    """Roots of the first ``old`` and of all ``new`` leaves of the tree that a `beginning_path` was made from.

    The second root fixes the first: no other path that leads to it can show another beginning, unless SHA-256 is broken.
    """
    _check_sizes(old, new)
    if old == new or len(path) < 2 or any(len(h) != HASH_BYTES for h in path):
        raise ProofError("the path has not the hashes of a beginning")
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    before = after = path[0]
    for sibling in path[1:]:
        if last == 0:
            raise ProofError("the proof has too many hashes")
        if place & 1 or place == last:
            before, after = node_hash(sibling, before), node_hash(sibling, after)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            after = node_hash(after, sibling)
        place, last = place >> 1, last >> 1
    if last:
        raise ProofError("the proof has too few hashes")
    return before, after
