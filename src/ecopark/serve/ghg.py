"""The greenhouse-gas account of an open park: its flows, with the records that they rest on."""

from __future__ import annotations

from collections.abc import Sequence

from ecopark.account.declarations import Declaration
from ecopark.account.hourly_matching import scope2_hours_flow
from ecopark.account.instruments import KIND as LEDGER
from ecopark.account.instruments import instruments_of
from ecopark.account.inventory import inventory_flow
from ecopark.account.own_factors import KIND as OWN_FACTOR
from ecopark.account.own_factors import own_factors_of
from ecopark.account.scope2 import scope2_flow
from ecopark.account.wastewater import loads_flow
from ecopark.core.flows import Flow
from ecopark.core.scope import system_scope
from ecopark.serve.park import OpenPark

WORKER = system_scope("evidence-path")


def ghg_flows(park: OpenPark, declarations: Sequence[Declaration]) -> tuple[Flow, ...]:
    """Loads of works, inventory, scope 2 by the hour and by the month; ledger and own factors are part of their versions."""
    settings = park.settings.inventory
    own = own_factors_of(park.records.find(WORKER, OWN_FACTOR, limit=100_000))
    units = instruments_of(park.records.find(WORKER, LEDGER, limit=1_000_000), park.network)
    guideline = int(settings.wastewater_guideline)
    return (
        loads_flow(park.network),
        inventory_flow(
            park.book,
            park.network,
            settings.gwp_report,
            declarations,
            wastewater_guideline=guideline,
            own_factors=own,
        ),
        scope2_hours_flow(park.network, units),
        scope2_flow(park.book, park.network, declarations, units),
    )
