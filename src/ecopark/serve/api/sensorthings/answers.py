"""Entities as SensorThings answers: links, ``$select``, ``$expand``, ``$filter``, pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any
from urllib.parse import quote, urlencode

from ecopark.core.errors import InputError
from ecopark.serve.api.sensorthings import observations
from ecopark.serve.api.sensorthings.catalogue import ATTRIBUTES, Entity
from ecopark.serve.api.sensorthings.filters import holds, paths_of, time_of
from ecopark.serve.api.sensorthings.observations import iso
from ecopark.serve.api.sensorthings.options import MODEL, Options, quoted
from ecopark.serve.api.sensorthings.sight import Sight

_IDS = ("id", "@iot.id")
_TIMES = ("phenomenonTime", "resultTime", "validTime", "time")


class Answers:
    """Makes answers for one request; ``base``: address of the service, without a slash at the end."""

    def __init__(self, sight: Sight, base: str) -> None:
        self.sight = sight
        self.base = base

    def get(self, kind: str, entity_id: str) -> Entity | None:
        """An entity of any set that the caller sees."""
        if kind == "Observations":
            found = observations.one(self.sight, entity_id, self.sight.sees)
            return None if found is None else self._with_quality([found])[0]
        entity = self.sight.catalogue.get(kind, entity_id)
        if entity is not None and kind == "Datastreams" and entity_id in self._times:
            return {**entity, "phenomenonTime": self._times[entity_id]}
        return entity

    def related(self, kind: str, entity: Entity, navigation: str) -> Sequence[str]:
        """Ids of the entities that one is linked to. Of Observations: the ids of their datastreams."""
        catalogue = self.sight.catalogue
        if kind == "Observations":
            stream = str(entity["datastream"])
            return [stream] if navigation == "Datastream" else catalogue.related("Datastreams", stream, navigation)
        if navigation == "Observations":
            return [str(entity["id"])] if kind == "Datastreams" else catalogue.datastreams_of_feature(str(entity["id"]))
        return catalogue.related(kind, str(entity["id"]), navigation)

    def everything(self, kind: str) -> Sequence[str]:
        """Ids of a whole set; of Observations: all datastreams."""
        return [str(entity["id"]) for entity in self.sight.catalogue.all("Datastreams" if kind == "Observations" else kind)]

    def link(self, kind: str, entity_id: str) -> str:
        return f"{self.base}/{kind}({quote(quoted(entity_id), safe=_SAFE)})"

    def entity(self, kind: str, entity: Entity, options: Options) -> dict[str, Any]:
        """JSON of an entity."""
        self._check(kind, options)
        entity_id = str(entity["id"])
        link = self.link(kind, entity_id)
        chosen = options.select
        said: dict[str, Any] = {}
        if not chosen or any(name in chosen for name in _IDS):
            said["@iot.id"] = entity_id
        if not chosen or "@iot.selfLink" in chosen or any(name in chosen for name in _IDS):
            said["@iot.selfLink"] = link
        for name in ATTRIBUTES[kind]:
            if name in entity and (not chosen or name in chosen):
                said[name] = entity[name]
        for navigation, (other, many) in MODEL[kind].items():
            if navigation in options.expand:
                self._expand(said, kind, entity, navigation, other, many, options.expand[navigation])
            elif not chosen or navigation in chosen:
                said[f"{navigation}@iot.navigationLink"] = f"{link}/{navigation}"
        return said

    def collection(self, kind: str, ids: Sequence[str], options: Options, address: str) -> dict[str, Any]:
        """JSON of a page; ``address``: where the collection is, for the link to the next page."""
        self._check(kind, options)
        if kind == "Observations":
            return self._observations(ids, options, address)
        found = [entity for entity in (self.get(kind, one) for one in ids) if entity is not None]
        found = [entity for entity in found if self._matches(kind, entity, options)]
        for name, descending in reversed(options.orderby or (("id", False),)):
            found.sort(key=lambda entity, name=name: _sortable(self.value(kind, entity, name)), reverse=descending)  # type: ignore[misc]
        end = options.skip + options.top
        said: dict[str, Any] = {"@iot.count": len(found)} if options.count else {}
        if len(found) > end and options.top:
            said["@iot.nextLink"] = _next(address, options, "$skip", str(end))
        return {**said, "value": [self.entity(kind, entity, options) for entity in found[options.skip : end]]}

    def value(self, kind: str, entity: Entity, path: str) -> Any:
        """What a path of a filter or of an order says of an entity: moments for times, None where there is nothing."""
        name, _, rest = path.partition("/")
        if name in _IDS:
            return entity["id"]
        if name in MODEL[kind]:
            other = MODEL[kind][name][0]
            ids = self.related(kind, entity, name)
            below = self.get(other, ids[0]) if ids else None
            return None if below is None or not rest else self.value(other, below, rest)
        found = entity.get(name)
        for part in rest.split("/") if rest else ():
            found = found.get(part) if isinstance(found, Mapping) else None
        if name in _TIMES and isinstance(found, str):
            return time_of(found)
        return found

    @cached_property
    def _times(self) -> Mapping[str, str]:
        """Phenomenon time of each datastream that has observations."""
        rows = self.sight.extent(self.everything("Observations")).to_pylist()
        return {row["datastream"]: f"{iso(row['first'])}/{iso(row['last'])}" for row in rows}

    def _observations(self, datastreams: Sequence[str], options: Options, address: str) -> dict[str, Any]:
        found = observations.find(
            self.sight, datastreams, options, lambda entity: self._matches("Observations", entity, options)
        )
        said: dict[str, Any] = {} if found.count is None else {"@iot.count": found.count}
        if found.token is not None:
            said["@iot.nextLink"] = _next(address, options, "$skiptoken", found.token)
        if found.skip is not None:
            said["@iot.nextLink"] = _next(address, options, "$skip", str(found.skip))
        entities = found.entities
        if entities and (not options.select or "resultQuality" in options.select):
            entities = self._with_quality(entities)
        if options.data_array:
            return {**said, "value": self._data_arrays(entities, options)}
        return {**said, "value": [self.entity("Observations", entity, options) for entity in entities]}

    def _with_quality(self, entities: Sequence[Entity]) -> list[dict[str, Any]]:
        quality = self.sight.quality([(str(e["datastream"]), int(e["us"])) for e in entities])
        return [{**e, "resultQuality": quality.get((e["datastream"], e["us"]))} for e in entities]

    def _data_arrays(self, entities: Iterable[Entity], options: Options) -> list[dict[str, Any]]:
        components = [name for name in ("id", *ATTRIBUTES["Observations"]) if not options.select or name in options.select]
        components = [name for name in components if name != "validTime"]
        grouped: dict[str, list[list[Any]]] = {}
        for entity in entities:
            grouped.setdefault(str(entity["datastream"]), []).append([entity.get(name) for name in components])
        return [
            {
                "Datastream@iot.navigationLink": self.link("Datastreams", name),
                "components": components,
                "dataArray@iot.count": len(rows),
                "dataArray": rows,
            }
            for name, rows in grouped.items()
        ]

    def _expand(
        self, said: dict[str, Any], kind: str, entity: Entity, navigation: str, other: str, many: bool, options: Options
    ) -> None:
        ids = self.related(kind, entity, navigation)
        if not many:
            below = self.get(other, ids[0]) if ids else None
            said[navigation] = None if below is None else self.entity(other, below, options)
            return
        inner = self.collection(other, ids, options, f"{self.link(kind, str(entity['id']))}/{navigation}")
        said[navigation] = inner.pop("value")
        said |= {f"{navigation}{name}": value for name, value in inner.items()}

    def _matches(self, kind: str, entity: Entity, options: Options) -> bool:
        wanted = options.filter
        return wanted is None or holds(wanted, lambda path: self.value(kind, entity, path))

    def _check(self, kind: str, options: Options) -> None:
        """Refuse names that an entity of this kind cannot have."""
        for name in (*(name for name, _ in options.orderby), *paths_of(options.filter)):
            self._check_path(kind, name)
        for name in options.select:
            if name not in (*_IDS, "@iot.selfLink", *ATTRIBUTES[kind], *MODEL[kind]):
                raise _unknown(kind, name)

    def _check_path(self, kind: str, path: str) -> None:
        name, _, rest = path.partition("/")
        if name in MODEL[kind] and not MODEL[kind][name][1] and rest:
            self._check_path(MODEL[kind][name][0], rest)
        elif name not in (*_IDS, *ATTRIBUTES[kind]):
            raise _unknown(kind, path)


_SAFE = "'()~:.,"


def _unknown(kind: str, name: str) -> InputError:
    known = ", ".join(("id", *ATTRIBUTES[kind], *(n for n, (_, many) in MODEL[kind].items() if not many)))
    return InputError("serve.sta.path", where=name[:100], kind=kind, name=name[:100], known=known)


def _next(address: str, options: Options, name: str, value: str) -> str:
    """The same question further on."""
    said = {key: given for key, given in options.raw.items() if key not in ("$skip", "$skiptoken")}
    return f"{address}?{urlencode({**said, name: value}, safe='$,/()' + chr(39), quote_via=quote)}"


def _sortable(value: Any) -> tuple[int, Any]:
    """Nulls last; numbers before texts."""
    if value is None:
        return 3, 0
    if isinstance(value, bool | int | float):
        return 0, value
    return (1, value) if isinstance(value, str) else (2, str(value))
