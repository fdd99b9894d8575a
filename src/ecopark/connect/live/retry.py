"""Quarantined input of a live door, tried again after a name was declared, a right given or a clock mended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pyarrow as pa

from ecopark.connect.desk import Desk, new_id, settle, store
from ecopark.connect.live.devices import Devices
from ecopark.connect.live.judge import Judge, Judged, row_fault
from ecopark.connect.live.refused import kept_faults, kept_rows
from ecopark.connect.live.wire import WireRows
from ecopark.connect.records import SHOWN_ERRORS, ImportRun, QuarantineItem, reasons_of
from ecopark.connect.sent import RowError


def retry_refused(desk: Desk, item: QuarantineItem) -> ImportRun:
    """Judge what was refused anew and store what is good now; the item is settled, or waits with what is still bad.

    Devices have the rights that they have now; what people sent is judged with the rights of who tries again. Rows that an
    earlier try has stored are known to the store, which keeps them once.
    """
    content = b"".join(desk.raw.get(part.raw_sha256) for part in item.parts)
    judge, now = Judge(desk.network, Devices(desk.records, desk.clock)), desk.clock()
    groups = [(rows, judge.judge(rows, now, desk.scope)) for rows in kept_rows(content)]
    errors = [*_still_bad(item.file, groups), *kept_faults(content, item.file)]
    run = ImportRun(
        id=new_id(now, f"{item.id}|{item.tries}"),
        file=item.file,
        door="live",
        state="refused",
        policy="good_rows",
        raw_sha256=item.parts[-1].raw_sha256,
        bytes=len(content),
        actor=desk.scope.user,
        time=now.isoformat(),
        rows_read=len(errors) + sum(len(rows) - judged.refused for rows, judged in groups),
        rows_refused=len(errors),
        duplicates=sum(len(judged.repeated) for _, judged in groups),
        errors=tuple(error.content() for error in errors[:SHOWN_ERRORS]),
    )
    good = [judged.readings for _, judged in groups if judged.readings is not None]
    if good:
        run = store(desk, run, pa.concat_tables(good), f"live:{run.id}")
    left = replace(item, count=len(errors), reasons=reasons_of(errors), errors=run.errors) if errors else None
    run = settle(desk, run, left, item)
    desk.records.put(desk.scope, "import_run", run.id, run.content(), firm=desk.firm_of(run.datastreams))
    return run


def _still_bad(source: str, groups: Sequence[tuple[WireRows, Judged]]) -> list[RowError]:
    errors = []
    for rows, judged in groups:
        for refusal in judged.refusals:
            for i in refusal.rows.tolist():
                fault = row_fault(rows, i, refusal.message(i))
                errors.append(RowError(source, int(fault.where), fault.message, value=fault.fragment))
    return errors
