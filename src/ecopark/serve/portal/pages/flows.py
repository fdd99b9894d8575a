"""Flows of one carrier in one month: Sankey, table of edges, differences at nodes without storage."""

from __future__ import annotations

from ecopark.core.terms import Carrier, NodeKind, Origin, Role
from ecopark.serve.formats import number, percent, scaled, unit_text
from ecopark.serve.portal.context import Context, Page
from ecopark.serve.portal.names import thing_name
from ecopark.serve.portal.rendering import translate
from ecopark.serve.readmodel.flows import NOT_VISIBLE, Difference, EdgeFlow, carriers, differences, edge_flows


def flows_page(context: Context) -> Page:
    offered = carriers(context.network)
    wanted = context.query.get("carrier", "")
    carrier = Carrier(wanted) if wanted in {c.value for c in offered} else (offered[0] if offered else Carrier.ELECTRICITY)
    flows = edge_flows(context.network, context.snapshot, context.scope, carrier, context.month.elapsed(context.now))
    reached = tuple(f for f in flows if f.quantity.reason != NOT_VISIBLE)
    # a balance of only one's own edges would be a wrong balance
    balances = differences(context.network, flows) if context.scope.role is not Role.FIRM else ()
    drawn = [f for f in reached if f.quantity.value]
    return Page(
        "flows.html",
        "portal.flows.title",
        {
            "carrier": carrier,
            "carriers": offered,
            "flows": sorted(reached, key=lambda f: -(f.quantity.value or -1)),
            "differences": balances,
            "diagram": _diagram(context, carrier, drawn, balances) if drawn else None,
            "month": context.month,
            "thing": lambda thing: thing_name(context.network, thing, context.lang),
        },
        chart=bool(drawn),
    )


def _diagram(
    context: Context, carrier: Carrier, drawn: list[EdgeFlow], balances: tuple[Difference, ...]
) -> dict[str, object]:
    """Nodes and links for the Sankey; what is unexplained at a node becomes a link to (or from) its own node."""
    lang, network = context.lang, context.network

    def amount(value: float, unit: str) -> str:
        size, larger = scaled(value, unit)
        return f"{number(size, lang)} {unit_text(larger, lang)}"

    links: list[dict[str, object]] = []
    through: dict[str, float] = {}
    into: dict[str, float] = {}
    for flow in drawn:
        value, unit = flow.quantity.value or 0.0, flow.quantity.unit
        origin = translate(lang, f"portal.origin.{flow.quantity.origin.value}") if flow.quantity.origin else ""
        share = percent(flow.quantity.measured_share, lang)
        covered = "covered" if flow.quantity.origin is Origin.SYNTHETIC else "measured"
        links.append(
            {
                "source": flow.edge.source,
                "target": flow.edge.target,
                "value": value,
                "from": thing_name(network, flow.edge.source, lang),
                "to": thing_name(network, flow.edge.target, lang),
                "text": amount(value, unit),
                "note": f"{origin} · {translate(lang, f'portal.figure.{covered}_share', share=share)}",
                "href": flow.quantity.evidence,
            }
        )
        into[flow.edge.target] = into.get(flow.edge.target, 0.0) + value
        through[flow.edge.source] = through.get(flow.edge.source, 0.0) + value
    unit = drawn[0].quantity.unit
    word = translate(lang, "portal.flows.unexplained")
    for balance in balances:
        left = balance.value or 0.0
        if abs(left) < 1e-9:
            continue
        name = f"unexplained:{balance.node}"
        ends = (balance.node, name) if left > 0 else (name, balance.node)
        node = thing_name(network, balance.node, lang)
        titles = (node, word) if left > 0 else (word, node)
        share = percent(abs(balance.share or 0.0), lang)
        links.append(
            {
                "source": ends[0],
                "target": ends[1],
                "value": abs(left),
                "from": titles[0],
                "to": titles[1],
                "unexplained": True,
            }
            | {"text": amount(left, unit), "note": translate(lang, "portal.flows.unexplained_share", share=share)}
        )
        through[ends[0]] = through.get(ends[0], 0.0) + abs(left)
        into[ends[1]] = into.get(ends[1], 0.0) + abs(left)
    nodes = []
    for name in dict.fromkeys(str(end) for link in links for end in (link["source"], link["target"])):
        unexplained = name.startswith("unexplained:")
        kind = NodeKind.LOSS if unexplained else network.nodes[name].kind
        nodes.append(
            {
                "name": name,
                "title": word if unexplained else thing_name(network, name, lang),
                "text": amount(max(into.get(name, 0.0), through.get(name, 0.0)), unit),
                "kind": kind.value,
                "unexplained": unexplained,
            }
        )
    return {"nodes": nodes, "links": links, "carrier": carrier.value}
