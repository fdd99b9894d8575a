"""Names of things of the network in the reader's language, by id, whatever kind of thing it is."""

from __future__ import annotations

from ecopark.core.messages import Lang
from ecopark.core.network import FlowNetwork


def thing_name(network: FlowNetwork, thing: str | None, lang: Lang) -> str:
    """Name of a datastream, monitoring point, firm, facility or node; the id itself if it is none of them."""
    if not thing:
        return ""
    for things in (network.datastreams, network.monitoring_points, network.firms, network.facilities, network.nodes):
        found = things.get(thing)
        if found is not None:
            return str(getattr(found, f"name_{lang}") or thing)
    return thing
