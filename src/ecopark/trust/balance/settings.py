"""What a park declares about its balances, from ``settings.balances`` of park.yaml::

    complete_splits: [steel]                # nodes whose leaving edges are all there is: no own use beside them
    storage: [works]                        # nodes that store: their balance holds a change of storage
    shares:                                 # soft relations: an edge as a share of others, with its standard deviation
      bus-losses: {of: [grid-bus, utility-bus], share: 0.02, sd: 0.01}
      steel-sewer: {of: water-steel, share: 0.8, sd: 0.1}
    relative_sd: {works: 0.05}              # how far a node's balance may be off, relative to its inflow
    limit: 3                                # standard deviations from which an imbalance counts

Every part is optional; unknown names are refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ecopark.core.errors import InputError
from ecopark.core.network import FlowNetwork
from ecopark.trust.balance import messages as _texts  # noqa: F401  (the texts of the errors below)

KEYS = ("complete_splits", "storage", "shares", "relative_sd", "limit")


@dataclass(frozen=True, slots=True)
class Share:
    """``edge`` carries ``share`` of what ``of`` carry together; ``sd``: standard deviation of the share."""

    edge: str
    of: tuple[str, ...]
    share: float
    sd: float


@dataclass(frozen=True, slots=True)
class BalanceSettings:
    """See the module's docstring. ``limit`` in standard deviations; an imbalance must stay outside it for days to be
    told.
    """

    complete_splits: tuple[str, ...] = ()
    storage: tuple[str, ...] = ()
    shares: tuple[Share, ...] = ()
    relative_sd: Mapping[str, float] = field(default_factory=dict)
    limit: float = 3.0


def read_balance_settings(given: object = None, where: str = "") -> BalanceSettings:
    """Read the mapping; ``InputError`` trust.balance.settings_* names the key that is wrong."""
    mapping = _mapping(given or {}, where)
    for key in mapping:
        if key not in KEYS:
            raise InputError("trust.balance.settings_unknown", where=where, key=str(key), known=", ".join(KEYS))
    shares = []
    for edge, told in _mapping(mapping.get("shares", {}), f"{where} shares").items():
        place = f"{where} shares.{edge}"
        parts = _mapping(told, place)
        if set(parts) != {"of", "share", "sd"}:
            raise InputError("trust.balance.settings_share", where=place, edge=edge)
        of = parts["of"]
        sources = (of,) if isinstance(of, str) else tuple(str(name) for name in _listed(of, place))
        shares.append(Share(edge, sources, _number(parts["share"], place, 0.0), _number(parts["sd"], place, 1e-9)))
    return BalanceSettings(
        complete_splits=tuple(map(str, _listed(mapping.get("complete_splits", ()), f"{where} complete_splits"))),
        storage=tuple(map(str, _listed(mapping.get("storage", ()), f"{where} storage"))),
        shares=tuple(shares),
        relative_sd={
            node: _number(value, f"{where} relative_sd.{node}", 0.0)
            for node, value in _mapping(mapping.get("relative_sd", {}), f"{where} relative_sd").items()
        },
        limit=_number(mapping.get("limit", 3.0), f"{where} limit", 1.0),
    )


def check_balance_settings(settings: BalanceSettings, network: FlowNetwork, where: str = "settings.balances") -> None:
    """``InputError`` trust.balance.settings_target if a node or edge does not exist."""
    nodes = (*settings.complete_splits, *settings.storage, *settings.relative_sd)
    edges = tuple(name for share in settings.shares for name in (share.edge, *share.of))
    for thing, names, known in (("node", nodes, network.nodes), ("edge", edges, network.edges)):
        for name in names:
            if name not in known:
                raise InputError("trust.balance.settings_target", where=where, thing=thing, id=name)


def _mapping(given: object, where: str) -> dict[str, object]:
    if not isinstance(given, Mapping):
        raise InputError("trust.balance.settings_form", where=where, wanted="key: value", value=str(given))
    return {str(key): value for key, value in given.items()}


def _listed(given: object, where: str) -> Iterable[object]:
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise InputError("trust.balance.settings_form", where=where, wanted="[a, b]", value=str(given))
    return given


def _number(given: object, where: str, at_least: float) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float) or not given >= at_least:
        raise InputError("trust.balance.settings_form", where=where, wanted=f">= {at_least:g}", value=str(given))
    return float(given)
