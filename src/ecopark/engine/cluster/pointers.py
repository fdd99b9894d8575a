"""Which version of a part is the newest: one row per part in the records database, changed by compare-and-set.

This is the fence: of two writers of one part only the one that knows the newest version can publish the next; the
other is told and stops. PostgreSQL decides it, not the stream: a commit is synced, a JetStream acknowledgement is not.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import exc

import ecopark.engine.cluster.messages  # noqa: F401 - makes the texts known
from ecopark.core.errors import StateError
from ecopark.core.ports import Clock
from ecopark.engine.records_database import Database
from ecopark.engine.records_tables import LAKE_VERSIONS

WHOLE = -1  # the lake of the park: all parts and the derived tables


@dataclass(frozen=True, slots=True)
class Pointer:
    """The newest version of a part.

    Attributes
    ----------
    sha256
        Of the manifest.
    stream, offset, position, message_id
        Messages of the stream up to ``position`` are in this version; ``message_id`` is that of the last one. The
        batch of message n has the number ``offset + n`` in its part. Of the whole park, ``position`` is the number of
        parts into which it is spread.
    """

    part: int
    version: int = 0
    sha256: str = ""
    stream: str = ""
    offset: int = 0
    position: int = 0
    message_id: str = ""


class Pointers:
    """The rows of one park."""

    def __init__(self, database: Database, park: str, clock: Clock) -> None:
        self._database, self._park, self._clock = database, park, clock

    def get(self, part: int) -> Pointer:
        return self.all().get(part, Pointer(part))

    def all(self) -> dict[int, Pointer]:
        """Part -> its newest version."""
        table = LAKE_VERSIONS
        columns = [table.c[name] for name in _FIELDS]
        with self._database.reading() as connection:
            rows = connection.execute(sa.select(*columns).where(table.c.park == self._park)).all()
        return {row.part: Pointer(*row) for row in rows}

    def agree(self, parts: int) -> None:
        """Note into how many parts this park is spread, once and for all.

        Raises
        ------
        StateError
            engine.cluster.other_parts: it is spread into another number.
        """
        if self.get(WHOLE) == Pointer(WHOLE):
            self.advance(Pointer(WHOLE), Pointer(WHOLE, position=parts))
        found = self.get(WHOLE).position
        if found != parts:
            raise StateError("engine.cluster.other_parts", where="cluster.yaml parts", parts=parts, found=found)

    def advance(self, old: Pointer, new: Pointer) -> bool:
        """Make ``new`` the newest if ``old`` still is; durable when this returns. False: somebody else has gone on."""
        table = LAKE_VERSIONS
        values = {name: getattr(new, name) for name in _FIELDS} | {"published_time": self._clock()}
        try:
            with self._database.writing() as connection:
                if old == Pointer(old.part):
                    connection.execute(table.insert().values(park=self._park, **values))
                    return True
                same = [table.c[name] == getattr(old, name) for name in _FIELDS]
                changed = connection.execute(table.update().where(table.c.park == self._park, *same).values(**values))
                return changed.rowcount == 1
        except exc.IntegrityError:
            return False


_FIELDS = ("part", "version", "sha256", "stream", "offset", "position", "message_id")
