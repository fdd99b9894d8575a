"""Names of things of the network in the reader's language, by id, whatever kind of thing it is."""

from __future__ import annotations

from collections.abc import Mapping

from ecopark.core.messages import Lang
from ecopark.core.network import FlowNetwork
from ecopark.serve.portal.rendering import translate

_FLOWS = {"own_use": "portal.name.own_use", "storage": "portal.name.storage", "share": "portal.name.share"}


def thing_name(network: FlowNetwork, thing: str | None, lang: Lang) -> str:
    """Name of a datastream, monitoring point, firm, facility or node; the id itself if it is none of them."""
    if not thing:
        return ""
    for things in (network.datastreams, network.monitoring_points, network.firms, network.facilities, network.nodes):
        found = things.get(thing)
        if found is not None:
            return str(getattr(found, f"name_{lang}") or thing)
    return thing


def place_name(network: FlowNetwork, thing: str, lang: Lang) -> str:
    """Name of a place of a balance: an edge as from -> to, a virtual flow (``own_use:steel``) in words."""
    kind, _, node = thing.partition(":")
    if node and kind in _FLOWS:
        return translate(lang, _FLOWS[kind], node=place_name(network, node, lang))
    edge = network.edges.get(thing)
    if edge is not None:
        return " → ".join(thing_name(network, end, lang) for end in (edge.source, edge.target))
    return thing_name(network, thing, lang)


def meter_name(network: FlowNetwork, datastream: str, lang: Lang) -> str:
    """Name of a datastream with its owner's: many firms have an “active power”."""
    name, found = thing_name(network, datastream, lang), network.datastreams.get(datastream)
    owner = network.firms.get(found.firm) if found is not None and found.firm else None
    return name if owner is None else f"{name} · {thing_name(network, owner.id, lang)}"


def meter_place(network: FlowNetwork, meter: str, lang: Lang) -> str:
    """A meter by where it sits: the flow it measures, or its monitoring point."""
    found = network.meters.get(meter)
    if found is None:
        return meter
    where = found.edge or found.monitoring_point
    return place_name(network, where, lang) if where else meter


def in_words(network: FlowNetwork, params: Mapping[str, object], lang: Lang) -> dict[str, object]:
    """Parameters of a sentence with ids of things as their names; ``a, b`` and lists are joined names."""

    def word(value: object) -> object:
        if isinstance(value, list | tuple):
            return ", ".join(str(word(v)) for v in value)
        if not isinstance(value, str):
            return value
        parts = [part.strip() for part in value.split(",")]
        names = [meter_name(network, p, lang) if p in network.datastreams else place_name(network, p, lang) for p in parts]
        return value if names == parts else ", ".join(names)

    return {name: word(value) for name, value in params.items()}
