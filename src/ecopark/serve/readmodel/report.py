"""The sender of station files as a page or a program shows it: receivers, what waits, completeness per day and station."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ecopark.connect.report.account import BREAK_TO_TELL, Ledger, ReportDay, account_days, days_back
from ecopark.connect.report.outbox import Outbox
from ecopark.connect.report.plan import station_plans
from ecopark.connect.report.receivers import Receiver
from ecopark.connect.report.sender import SenderState, read_state, report_folder
from ecopark.core.messages import Lang, Message
from ecopark.core.network import FlowNetwork
from ecopark.core.records import RecordsStore
from ecopark.core.scope import Scope


@dataclass(frozen=True, slots=True)
class ReceiverState:
    """A receiver as far as the caller may see its stations.

    ``fault`` is why nothing gets through at present; ``to_tell``: the oldest waiting file is older than twelve hours,
    which the authority must be told.
    """

    receiver: Receiver
    stations: tuple[str, ...]
    state: SenderState
    fault: Message | None
    waiting: int
    oldest_waiting: datetime | None
    to_tell: bool
    days: tuple[ReportDay, ...]

    def content(self, lang: Lang) -> dict[str, object]:
        return {
            "id": self.receiver.id,
            "address": self.receiver.address,
            "encrypted": self.receiver.protocol != "ftp",
            "stations": list(self.stations),
            "last_round": self.state.last_round or None,
            "last_delivered": self.state.last_delivered or None,
            "broken_since": self.state.broken_since or None,
            "fault": None if self.fault is None else {"code": self.fault.id, "detail": self.fault.render(lang)},
            "waiting": self.waiting,
            "oldest_waiting": self.oldest_waiting.isoformat() if self.oldest_waiting else None,
            "to_tell": self.to_tell,
            "days": [day.content() for day in self.days],
        }


def receiver_states(
    receivers: Sequence[Receiver],
    network: FlowNetwork,
    records: RecordsStore,
    folder: Path,
    scope: Scope,
    now: datetime,
    *,
    days: int = 7,
) -> list[ReceiverState]:
    """The state of every receiver: reads the account's records, the outbox and the sender's last word; no lock.

    Parameters
    ----------
    folder
        The park on disk.
    days
        So many days of the account, today first.
    """
    return [_state(receiver, network, records, folder, scope, now, days) for receiver in receivers]


def _state(
    receiver: Receiver,
    network: FlowNetwork,
    records: RecordsStore,
    folder: Path,
    scope: Scope,
    now: datetime,
    days: int,
) -> ReceiverState:
    plans = [plan for plan in station_plans(receiver, network) if scope.sees(plan.firm)]
    outbox, ledger = Outbox(report_folder(folder) / "outbox" / receiver.id), Ledger(records, scope)
    accounted: list[ReportDay] = []
    waiting: list[datetime] = []
    for plan in plans:
        on_the_way = [file.slot for file in outbox.waiting(plan)]
        waiting += on_the_way
        accounted += account_days(plan, ledger, on_the_way, days_back(now, days, plan), now)
    state = read_state(folder, receiver.id)
    fault = Message(state.code, state.params or {}) if state.code else None
    oldest = min(waiting, default=None)
    to_tell = oldest is not None and now - oldest > BREAK_TO_TELL
    codes = tuple(plan.code for plan in plans)
    due = tuple(sorted((d for d in accounted if d.due), key=lambda d: (-d.day.toordinal(), d.station)))
    return ReceiverState(receiver, codes, state, fault, len(waiting), oldest, to_tell, due)
