"""Proofs of single readings. The trees of the batches asked for last are kept: making one reads the whole batch."""

from __future__ import annotations

import threading
from collections import OrderedDict
from datetime import datetime, timedelta

from ecopark.core.interval import Interval
from ecopark.core.scope import system_scope
from ecopark.engine.embedded.snapshot import Snapshot
from ecopark.serve.park import OpenPark
from ecopark.serve.problems import NotFound
from ecopark.trust.log.batches import BatchTree, batch_tree, reading_proof

_PLATFORM = system_scope("proofs")
_ROWS_KEPT = 4_000_000  # 18 bytes each


class Proofs:
    """Makes proofs; one tree is built at a time, so that many questions at once do not fill the memory."""

    def __init__(self) -> None:
        self._trees: OrderedDict[int, BatchTree] = OrderedDict()
        self._building = threading.Lock()

    def of(self, park: OpenPark, snapshot: Snapshot, datastream: str, time: datetime) -> dict[str, object]:
        """Proof of the latest revision of a reading. The caller has checked that the datastream may be seen.

        Raises
        ------
        NotFound
            There is no reading at that time.
        InputError
            trust.batch.not_in_log: its batch is not in the log yet.
        """
        moment = Interval(time, time + timedelta(microseconds=1))
        found = snapshot.observations(_PLATFORM, [datastream], moment)
        if found.num_rows == 0:
            raise NotFound(f"{datastream} {time.isoformat()}")
        batch = int(found.column("batch")[0].as_py())
        return reading_proof(park.log, self._tree(park, snapshot, batch), datastream, time)

    def _tree(self, park: OpenPark, snapshot: Snapshot, batch: int) -> BatchTree:
        with self._building:
            tree = self._trees.get(batch)
            if tree is None:
                tree = batch_tree(snapshot.batch_observations(_PLATFORM, batch), batch, park.salt)
                self._trees[batch] = tree
            self._trees.move_to_end(batch)
            while len(self._trees) > 1 and sum(kept.rows for kept in self._trees.values()) > _ROWS_KEPT:
                self._trees.popitem(last=False)
        return tree
