"""Asks the other rooms what a report shows of them, as of the report's moment."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from ecopark.account.base_year import Policy, Recalculation
from ecopark.account.measures.recp import Form, recp_totals
from ecopark.core.figures import Figure
from ecopark.core.interval import Interval
from ecopark.core.messages import LANGS, Message
from ecopark.core.scope import Scope
from ecopark.judge.criteria.answers import PARK
from ecopark.judge.criteria.assess import assess_pack, cheapest, counts
from ecopark.judge.criteria.packs import packs_of
from ecopark.judge.duties.calendar import Deadline
from ecopark.judge.reports.beside import Beside, PackResult
from ecopark.serve.carbon_path import sinks_of
from ecopark.serve.criteria import inputs_of
from ecopark.serve.duties import calendar_of
from ecopark.serve.measures import entries_of, today_of
from ecopark.serve.park import OpenPark
from ecopark.serve.readmodel.carbon import base_year_of
from ecopark.serve.recp import electricity_used


def beside_of(park: OpenPark, kind: str, year: int, firm: str | None, scope: Scope) -> Beside:
    """``park``: as of the moment (`serve.reports.then`); ``scope``: of the report's readers, not the public."""
    policy = policy_of(park)
    if kind == "inventory":
        return Beside(
            policy=policy,
            base_year=None if policy is None else _base_year(park, policy, scope, firm),
            sinks=sinks_of(park.records, park.book, scope, firm, year),
        )
    return Beside(
        savings=_savings(park, year, firm, scope) if kind in ("environment", "measures") else (),
        packs=_packs(park, year, firm, scope) if kind == "environment" else (),
        duties=_duties(park, firm, scope) if kind in ("environment", "compliance") else (),
    )


def policy_of(park: OpenPark) -> Policy | None:
    """The base year that the park has chosen; None: none."""
    chosen = park.settings.inventory
    if chosen.base_year is None:
        return None
    return Policy(chosen.base_year, chosen.recalculation_threshold_percent / 100)


def settings_fact(park: OpenPark) -> Mapping[str, object] | None:
    """What park.yaml chooses and an inventory shows."""
    policy = policy_of(park)
    return None if policy is None else {"base_year": policy.year, "threshold": policy.threshold}


def _base_year(park: OpenPark, policy: Policy, scope: Scope, firm: str | None) -> Recalculation | Message | None:
    snapshot = park.snapshot()
    versions = sorted({said.version for said in snapshot.derived_versions("inventory_lines", scope)})
    interval = Interval.of_year(policy.year, ZoneInfo(park.network.park.zone))
    return base_year_of(snapshot, versions, scope, interval, policy, firm)


def _savings(park: OpenPark, year: int, firm: str | None, scope: Scope) -> list[Figure]:
    """Savings of the year: those that the form of the year after asks for."""
    entries = [entry for entry in entries_of(park.records, park.network, scope) if firm in (None, entry.measure.firm)]
    if not entries:
        return []
    form: Form = "A.4" if firm is None else "B.4"
    boundary = ("park",) if firm is None else (f"firm:{firm}",)
    used = electricity_used(park, scope, year) if firm is None else None
    zone = ZoneInfo(park.network.park.zone)
    return recp_totals(entries, year + 1, today_of(park), zone, form=form, electricity_used_kwh=used, boundary=boundary)


def _packs(park: OpenPark, year: int, firm: str | None, scope: Scope) -> list[PackResult]:
    subject = firm or PARK
    inputs = inputs_of(park, scope, year)
    found = []
    for pack in packs_of(subject):
        judged = assess_pack(inputs, pack, subject)
        step = cheapest(judged)
        said: dict[str, str] | None = None if step is None else {lang: step.step(lang) for lang in LANGS}
        found.append(PackResult(pack, counts(judged), said, any(a.provisional for a in judged)))
    return found


def _duties(park: OpenPark, firm: str | None, scope: Scope) -> list[Deadline]:
    """Of the firm; of the park: the developer's and the stations', firms have theirs in their own reports."""
    found = calendar_of(park.network, park.records, park.book, scope, park.now())
    return [d for d in found if firm is not None or not d.bearer.startswith("firm:")]
