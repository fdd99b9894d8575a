"""Questions of portal, API and reports, as SQL over one version of the lake. # design 5.3"""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from ecopark.core.observations import OBSERVATIONS
from ecopark.engine.embedded import duck
from ecopark.engine.embedded.view import LakeView


def latest(view: LakeView, datastreams: Sequence[str]) -> pa.Table:
    """``OBSERVATIONS``: the last observation of each datastream, from the table that compaction keeps."""
    entry = view.manifest.latest
    if entry is None or not datastreams:
        return OBSERVATIONS.empty_table()
    return view.select([entry], f"datastream IN {duck.texts(datastreams)}", "datastream")
