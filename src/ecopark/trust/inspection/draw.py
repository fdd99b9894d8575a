"""The random share of a plan: a draw that nobody can predict, nobody can choose, and everybody can check afterwards.

1. The plan is committed first: list of places, how many, from when on, and the SHA-256 of a secret. That record is an
   entry of the evidence log.
2. The seed is the hash of the commitment, the secret and the root of the log up to the first entry at or after the stated
   moment (and, where the commitment names one, a public value of that day that the park cannot influence).
3. Afterwards the secret is opened. Whoever has the log computes root, seed and draw again.

Before step 2 nobody knows the root, without the secret nobody can compute the draw from it, and the commitment fixes all
else. The limit: who holds the secret *and* writes the log could try several entries until the draw suits. A public value
from outside, or a witness's cosignature of the checkpoint, closes that.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ecopark.core.errors import InputError, StateError
from ecopark.core.interval import to_utc
from ecopark.trust.log.entries import canonical_json

_SEED = b"ecopark inspection draw/v1\0"
_NUMBER = b"ecopark inspection number\0"


@dataclass(frozen=True, slots=True)
class Commitment:
    """What is fixed before the draw.

    Attributes
    ----------
    places
        All that can be drawn, sorted.
    not_before, after_size
        The log of the draw ends with the first entry, from index ``after_size`` on, whose time is at or after this moment.
    secret_sha256
        Of the secret, in hex.
    public_value_of
        Which public value of that day goes into the seed, for example a lottery's number; empty: none.
    """

    plan: str
    places: tuple[str, ...]
    count: int
    not_before: str
    after_size: int
    secret_sha256: str
    public_value_of: str = ""

    def content(self) -> dict[str, object]:
        return {
            "plan": self.plan,
            "places": list(self.places),
            "count": self.count,
            "not_before": self.not_before,
            "after_size": self.after_size,
            "secret_sha256": self.secret_sha256,
            "public_value_of": self.public_value_of,
        }


@dataclass(frozen=True, slots=True)
class Opening:
    """What the draw was made from: the secret (hex), size and root (hex) of the log, the public value."""

    secret: str
    size: int
    root: str
    public_value: str = ""

    def content(self) -> dict[str, object]:
        return {"secret": self.secret, "size": self.size, "root": self.root, "public_value": self.public_value}


def commit(
    plan: str,
    places: Sequence[str],
    count: int,
    not_before: datetime,
    after_size: int,
    secret: bytes,
    public_value_of: str = "",
) -> Commitment:
    """Fix what is drawn from, how many, and the secret's hash."""
    fixed = tuple(sorted(set(places)))
    if not 0 < count <= len(fixed):
        raise InputError("trust.plan.count", where="count", count=count, places=len(fixed))
    moment = to_utc(not_before).isoformat()
    return Commitment(plan, fixed, count, moment, after_size, hashlib.sha256(secret).hexdigest(), public_value_of)


def size_of_draw(commitment: Commitment, entries: Iterable[bytes]) -> int | None:
    """Size of the log that the draw rests on; None as long as no entry is late enough.

    ``entries`` are those of the evidence log from index ``after_size`` on.
    """
    wanted = datetime.fromisoformat(commitment.not_before)
    for index, entry in enumerate(entries, commitment.after_size):
        if datetime.fromisoformat(json.loads(entry)["time"]) >= wanted:
            return index + 1
    return None


def seed_of(commitment: Commitment, opening: Opening) -> bytes:
    """The seed; ``StateError`` trust.plan.other_secret if the secret is not the committed one."""
    secret = bytes.fromhex(opening.secret)
    if hashlib.sha256(secret).hexdigest() != commitment.secret_sha256:
        raise StateError("trust.plan.other_secret", where=commitment.plan)
    if bool(commitment.public_value_of) != bool(opening.public_value.strip()):
        raise StateError("trust.plan.public_value", where=commitment.plan, source=commitment.public_value_of or "-")
    said = {"commitment": commitment.content(), "opening": opening.content()}
    return hashlib.sha256(_SEED + canonical_json(said)).digest()


def draw(commitment: Commitment, opening: Opening) -> tuple[str, ...]:
    """The drawn places in the order of the draw.

    Each set of ``count`` places is equally likely, so each place is drawn with probability ``count / len(places)``:
    a Fisher-Yates shuffle with numbers of SHA-256 in counter mode, those that would favour some places rejected.
    """
    numbers = _numbers(seed_of(commitment, opening))
    places = list(commitment.places)
    for i in range(commitment.count):
        j = i + _below(numbers, len(places) - i)
        places[i], places[j] = places[j], places[i]
    return tuple(places[: commitment.count])


def check_draw(content: Mapping[str, object], root: str) -> bool:
    """Whether a drawn plan's random share is what its commitment, its secret and this root of the log lead to.

    ``content`` is that of the plan's record; ``root`` (hex) comes from the log itself, at the opening's size.
    """
    commitment, opening = read_commitment(content), read_opening(content)
    drawn = draw(commitment, opening)
    items = content["items"]
    assert isinstance(items, Sequence)
    said = tuple(item["place"] for item in items if item["share"] == "random")
    return opening.root == root and said == drawn


def read_commitment(content: Mapping[str, object]) -> Commitment:
    said = content["commitment"]
    assert isinstance(said, Mapping)
    return Commitment(
        str(said["plan"]),
        tuple(said["places"]),
        int(said["count"]),
        str(said["not_before"]),
        int(said["after_size"]),
        str(said["secret_sha256"]),
        str(said["public_value_of"]),
    )


def read_opening(content: Mapping[str, object]) -> Opening:
    said = content["opening"]
    assert isinstance(said, Mapping)
    return Opening(str(said["secret"]), int(said["size"]), str(said["root"]), str(said["public_value"]))


def _numbers(seed: bytes) -> Iterator[int]:
    """Independent numbers of 64 bits."""
    counter = 0
    while True:
        block = hashlib.sha256(_NUMBER + seed + counter.to_bytes(8, "big")).digest()
        yield from (int.from_bytes(block[i : i + 8], "big") for i in range(0, 32, 8))
        counter += 1


def _below(numbers: Iterator[int], bound: int) -> int:
    """A number below ``bound``, each equally likely: those of the last incomplete round are rejected."""
    last = (1 << 64) - (1 << 64) % bound
    return next(number for number in numbers if number < last) % bound
