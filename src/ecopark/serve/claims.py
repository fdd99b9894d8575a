"""Claims of an open park: judged on evidence from it, beside what the same claimant says at once; judged again later."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from zoneinfo import ZoneInfo

from ecopark.core.errors import EcoparkError
from ecopark.core.messages import Lang
from ecopark.core.properties import find_property
from ecopark.core.records import Record
from ecopark.core.scope import Scope
from ecopark.judge.claims import actions
from ecopark.judge.claims.actions import CLAIM, VERDICT, claim_of, store_verdict
from ecopark.judge.claims.evidence import inputs_sha256
from ecopark.judge.claims.reader import read_claim
from ecopark.judge.claims.verdict import METHOD_VERSION, Made, Verdict, judge
from ecopark.judge.claims.wording import Names
from ecopark.judge.ledger.audit import Fault
from ecopark.judge.ledger.book import Ledger
from ecopark.serve.claim_evidence import evidence_of
from ecopark.serve.claim_scene import MOST, WORKER, check_things
from ecopark.serve.ledger import audit_of, expire_units, ledger_of
from ecopark.serve.park import OpenPark

_LOG = logging.getLogger("ecopark.serve")


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim's record with the record of its newest verdict; None before it was judged."""

    claim: Record
    verdict: Record | None


@dataclass(frozen=True)
class Court:
    """One sitting: the ledger is read and audited once for all claims that are judged."""

    park: OpenPark
    ledger: Ledger
    faults: Sequence[Fault]
    known: dict[str, Made] = field(default_factory=dict)

    @classmethod
    def of(cls, park: OpenPark) -> Court:
        return cls(park, ledger_of(park), audit_of(park))

    def made(self, record: Record) -> Made:
        """A claim with its evidence and the day on which it was first recorded; looked up once in a sitting."""
        name = f"{record.id} {record.revision}"
        if name not in self.known:
            claim = claim_of(record)
            evidence = evidence_of(self.park, claim, self.ledger, self.faults)
            self.known[name] = Made(claim, evidence, registered(self.park, record))
        return self.known[name]

    def verdict(self, record: Record) -> Verdict:
        """Judge a claim beside all others that the claimant makes of the same time."""
        mine = self.made(record)
        others = [self.made(other) for other in at_once(self.park, record)]
        names = names_of(self.park)
        return judge(mine.claim, mine.evidence, self.park.now(), names=names, others=others, registered=mine.registered)


def draft(park: OpenPark, scope: Scope, content: object, expected_revision: int | None = None) -> Judged:
    """Store a draft and judge it at once."""
    check_things(park.network, read_claim(content))
    record = actions.draft_claim(park.records, scope, content, expected_revision)
    return judge_now(park, scope, record)


def judge_now(park: OpenPark, scope: Scope, record: Record) -> Judged:
    """Judge a claim now; the verdict is a new revision. For those who may write the claim."""
    scope.require_role("judge claims", *actions.WRITERS)
    scope.require(record.firm, record.id)
    verdict = Court.of(park).verdict(record)
    return Judged(record, store_verdict(park.records, scope, record, verdict))


def publish(park: OpenPark, scope: Scope, record: Record, lang: Lang) -> Judged:
    """Judge a claim again and publish it if it holds; see ``actions.publish_claim``."""
    scope.require_role("publish claims", *actions.WRITERS)
    scope.require(record.firm, record.id)
    verdict = Court.of(park).verdict(record)
    published = actions.publish_claim(park.records, scope, record, verdict, lang)
    return Judged(published, store_verdict(park.records, scope, published, verdict))


def withdraw(park: OpenPark, scope: Scope, record: Record, reason: str) -> Judged:
    """Withdraw a claim; its last verdict stays."""
    return Judged(actions.withdraw_claim(park.records, scope, record, reason), park.records.get(scope, VERDICT, record.id))


def judged(park: OpenPark, scope: Scope, record: Record) -> Judged:
    """A claim with its newest verdict, as far as the scope reaches."""
    return Judged(record, park.records.get(scope, VERDICT, record.id))


def judge_again(park: OpenPark) -> int:
    """Judge every claim whose inputs changed or whose verdict ran out; returns how many new verdicts there are.

    A published claim that is no longer supported, or whose verdict ran out, becomes ``expired`` in sight of all. A claim
    that cannot be judged now stays as it is; that is logged.
    """
    open_claims = [r for r in park.records.find(WORKER, CLAIM, limit=MOST) if r.content["state"] != "withdrawn"]
    expire_units(park)
    if not open_claims:
        return 0
    court, count = Court.of(park), 0
    for record in open_claims:
        try:
            count += _again(court, record)
        except EcoparkError:
            _LOG.exception("claim %s could not be judged again", record.id)
    return count


def _again(court: Court, record: Record) -> bool:
    records, now = court.park.records, court.park.now()
    before = records.get(WORKER, VERDICT, record.id)
    over = before is not None and datetime.fromisoformat(str(before.content["expires"])) <= now
    mine = court.made(record)
    same = before is not None and before.content["inputs_sha256"] == inputs_sha256(mine.claim, mine.evidence, METHOD_VERSION)
    if same and not over:
        return False
    verdict = court.verdict(record)
    if record.content["state"] == "published" and (over or not verdict.publishable):
        record = actions.end_claim(records, WORKER, record, "expired" if over else verdict.verdict)
    store_verdict(records, WORKER, record, verdict)
    return True


def at_once(park: OpenPark, record: Record) -> list[Record]:
    """Other claims of the claimant about a time that overlaps: trying often must not help, so withdrawn ones count too."""
    mine, found = claim_of(record), []
    for other in park.records.find(WORKER, CLAIM, limit=MOST):
        if other.id == record.id or other.content["claimant"] != mine.claimant:
            continue
        period = claim_of(other).period
        if period.start < mine.period.end and mine.period.start < period.end:
            found.append(other)
    return found


def registered(park: OpenPark, record: Record) -> date:
    """Day of the first revision that called the claim primary as it is; the day of now for one that does not."""
    zone = ZoneInfo(park.network.park.zone)
    same = [
        r.recorded_time
        for r in park.records.history(WORKER, CLAIM, record.id)
        if r.content.get("primary") == record.content.get("primary")
        and r.content.get("metric") == record.content.get("metric")
    ]
    return min(same, default=datetime.now(UTC)).astimezone(zone).date()


def names_of(park: OpenPark) -> Names:
    """How sentences call firms, sites, meters and points."""
    return Names(partial(_name, park), _property_name)


def _name(park: OpenPark, thing: str, lang: Lang) -> str:
    network = park.network
    if thing == "park":
        return network.park.name_vi if lang == "vi" else network.park.name_en
    for known in (network.firms, network.facilities, network.monitoring_points):
        if thing in known:
            named = known[thing]
            return named.name_vi if lang == "vi" else named.name_en
    return thing


def _property_name(property_id: str, lang: Lang) -> str:
    found = find_property(property_id)
    return found.vi if lang == "vi" else found.en
