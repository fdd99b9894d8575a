"""The flow network in the words of SensorThings, cut to what the caller sees.

Thing: a node of the network, and the park itself. Sensor: a meter. ObservedProperty: what ecopark can measure.
FeatureOfInterest: the edge or monitoring point where a meter sits. The description of a park holds no coordinates: a
location is a GeoJSON feature without geometry, and there is no history of locations.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ecopark.core.messages import Lang
from ecopark.core.network import Datastream, FlowNetwork, Meter, Node
from ecopark.core.properties import PROPERTIES, ObservedProperty, find_property

Entity = Mapping[str, Any]  # "id" and the attributes of the standard; times as ISO 8601 text
GEOJSON = "application/geo+json"
MEASUREMENT = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement"

# Attributes by which one may select, filter and order, beside the id.
_NAMED = ("name", "description", "properties")
ATTRIBUTES: Mapping[str, tuple[str, ...]] = {
    "Things": _NAMED,
    "Locations": (*_NAMED, "encodingType", "location"),
    "HistoricalLocations": ("time",),
    "Datastreams": (*_NAMED, "observationType", "unitOfMeasurement", "observedArea", "phenomenonTime", "resultTime"),
    "Sensors": (*_NAMED, "encodingType", "metadata"),
    "ObservedProperties": (*_NAMED, "definition"),
    "FeaturesOfInterest": (*_NAMED, "encodingType", "feature"),
    "Observations": ("phenomenonTime", "resultTime", "result", "resultQuality", "validTime", "parameters"),
}


class Catalogue:
    """Entities of all sets but Observations, and how they hang together.

    Parameters
    ----------
    seen
        The datastreams that the caller sees.
    nodes
        The nodes that the caller sees.
    """

    def __init__(self, network: FlowNetwork, seen: Iterable[Datastream], nodes: Iterable[Node], lang: Lang) -> None:
        self._network = network
        self._lang = lang
        self._entities: dict[str, dict[str, Entity]] = defaultdict(dict)
        self._links: dict[tuple[str, str, str], list[str]] = defaultdict(list)
        self._park = f"park~{network.park.id}"
        self._add_thing(self._park, self._thing_of_park())
        for node in nodes:
            self._add_thing(node.id, self._thing(node))
        for observed in PROPERTIES.values():
            self._entities["ObservedProperties"][observed.id] = self._observed(observed)
        for datastream in seen:
            self._add_datastream(datastream)

    def all(self, kind: str) -> Sequence[Entity]:
        return list(self._entities[kind].values())

    def get(self, kind: str, entity_id: str) -> Entity | None:
        return self._entities[kind].get(entity_id)

    def related(self, kind: str, entity_id: str, navigation: str) -> Sequence[str]:
        """Ids of what an entity is linked to; Observations are asked of the datastreams."""
        return self._links.get((kind, entity_id, navigation), [])

    def datastreams_of_feature(self, feature_id: str) -> Sequence[str]:
        return self._links.get(("FeaturesOfInterest", feature_id, "Datastreams"), [])

    def feature_of(self, datastream_id: str) -> str:
        return self._links["Datastreams", datastream_id, "FeatureOfInterest"][0]

    def add(self, kind: str, entity: Entity, links: Mapping[str, Sequence[str]]) -> None:
        """Put in an entity that stands in no network (a proposal); ``links``: navigation -> ids."""
        entity_id = str(entity["id"])
        self._entities[kind][entity_id] = entity
        for navigation, ids in links.items():
            self._links[kind, entity_id, navigation] = list(ids)

    def link(self, kind: str, entity_id: str, navigation: str, other: str) -> None:
        self._links[kind, entity_id, navigation].append(other)

    def _name(self, thing: Any) -> str:
        return str(thing.name_vi if self._lang == "vi" else thing.name_en) or str(thing.id)

    def _add_thing(self, thing_id: str, entity: Entity) -> None:
        self._entities["Things"][thing_id] = entity
        park = self._network.park
        feature = {"type": "Feature", "geometry": None, "properties": {"park": park.id, "province": park.province}}
        said = {
            "id": thing_id,
            "name": entity["name"],
            "description": ", ".join(part for part in (self._name(park), park.province) if part),
            "encodingType": GEOJSON,
            "location": feature,
            "properties": {},
        }
        self._entities["Locations"][thing_id] = said
        self._links["Things", thing_id, "Locations"].append(thing_id)
        self._links["Locations", thing_id, "Things"].append(thing_id)

    def _thing_of_park(self) -> Entity:
        park = self._network.park
        notice = park.notice_vi if self._lang == "vi" else park.notice_en
        properties = {"kind": "park", "park": park.id, "province": park.province, "notice": notice}
        return {"id": self._park, "name": self._name(park), "description": self._name(park), "properties": properties}

    def _thing(self, node: Node) -> Entity:
        firm = self._network.firms.get(node.firm or "")
        facility = self._network.facilities.get(node.facility or "")
        described = ", ".join(self._name(part) for part in (firm, facility) if part is not None)
        properties = {"kind": node.kind.value, "firm": node.firm, "facility": node.facility}
        return {
            "id": node.id,
            "name": self._name(node),
            "description": described or self._name(node),
            "properties": properties,
        }

    def _add_datastream(self, datastream: Datastream) -> None:
        meter = self._network.meters[datastream.meter]
        observed = find_property(datastream.observed_property)
        feature = self._feature(meter)
        name = self._name(datastream)
        self._entities["Datastreams"][datastream.id] = {
            "id": datastream.id,
            "name": name,
            "description": f"{observed.vi if self._lang == 'vi' else observed.en}, {name}",
            "observationType": MEASUREMENT,
            "unitOfMeasurement": unit_of(datastream.canonical_unit),
            "properties": {
                "firm": datastream.firm,
                "kind": datastream.kind.value,
                "origin": datastream.origin.value,
                "step_s": datastream.step_s,
                "factor": datastream.factor,
                "public": datastream.public,
                "source": datastream.source,
                "state": "declared",
            },
        }
        self._entities["Sensors"][meter.id] = _sensor(meter)
        self._entities["FeaturesOfInterest"][str(feature["id"])] = feature
        thing = self._thing_of(datastream, meter)
        for navigation, kind, other in (
            ("Thing", "Things", thing),
            ("Sensor", "Sensors", meter.id),
            ("ObservedProperty", "ObservedProperties", observed.id),
            ("FeatureOfInterest", "FeaturesOfInterest", str(feature["id"])),
        ):
            self._links["Datastreams", datastream.id, navigation] = [other]
            self._links[kind, other, "Datastreams"].append(datastream.id)

    def _observed(self, observed: ObservedProperty) -> Entity:
        return {
            "id": observed.id,
            "name": observed.vi if self._lang == "vi" else observed.en,
            "definition": f"urn:ecopark:property:{observed.id}",
            "description": f"{observed.vi} / {observed.en}",
            "properties": {"unit": observed.unit, "carrier": observed.carrier.value, "symbol": observed.symbol},
        }

    def _feature(self, meter: Meter) -> Entity:
        if meter.monitoring_point is not None:
            point = self._network.monitoring_points[meter.monitoring_point]
            facts: dict[str, Any] = {"kind": "monitoring_point", "medium": point.medium, "node": point.node}
            return self._feature_entity(f"point~{point.id}", self._name(point), facts)
        edge = self._network.edges[str(meter.edge)]
        facts = {"kind": "edge", "carrier": edge.carrier.value}
        return self._feature_entity(f"edge~{edge.id}", edge.id, facts)

    def _feature_entity(self, feature_id: str, name: str, facts: Mapping[str, Any]) -> Entity:
        feature: dict[str, Any] = {"type": "Feature", "geometry": None, "properties": {}}
        said = {"name": name, "description": name, "encodingType": GEOJSON, "feature": feature, "properties": dict(facts)}
        return {"id": feature_id, **said}

    def _thing_of(self, datastream: Datastream, meter: Meter) -> str:
        """The node where it is measured, if the caller sees it: the monitoring point's, or the firm's end of the edge."""
        if meter.monitoring_point is not None:
            ends = [self._network.monitoring_points[meter.monitoring_point].node]
        else:
            edge = self._network.edges[str(meter.edge)]
            ends = sorted((edge.target, edge.source), key=lambda end: self._network.nodes[end].firm != datastream.firm)
        return next((end for end in ends if end in self._entities["Things"]), self._park)


def unit_of(unit: str) -> Mapping[str, str | None]:
    """``unitOfMeasurement``; a number without unit has no symbol."""
    plain = unit in ("", "-", "1")
    return {"name": unit or "1", "symbol": None if plain else unit, "definition": f"urn:ecopark:unit:{unit or '1'}"}


def _sensor(meter: Meter) -> Entity:
    facts = {
        "accuracy_class_pct": meter.accuracy_class_pct,
        "installed": meter.installed.isoformat() if meter.installed else None,
        "calibration_due": meter.calibration_due.isoformat() if meter.calibration_due else None,
    }
    return {
        "id": meter.id,
        "name": meter.id,
        "description": meter.id,
        "encodingType": "text/plain",
        "metadata": "; ".join(f"{name}: {fact}" for name, fact in facts.items() if fact is not None),
        "properties": facts,
    }
