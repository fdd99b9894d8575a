// Sankey of one carrier. A difference that no meter explains is drawn as its own, hatched flow.

import { base, colour, formats } from "./look.js";

const short = (text, most) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

export function sankey(content, lang, element) {
  const f = formats(lang);
  const b = base(lang);
  const tint = colour(content.carrier);
  const narrow = element.clientWidth < 600;
  const nodeColour = (n) => (n.unexplained ? colour("warn") : n.kind === "grid" || n.kind === "source" ? colour("ink-2") : tint);
  return {
    ...b,
    tooltip: {
      ...b.tooltip, trigger: "item",
      formatter: (p) => (p.dataType === "edge" ? `${p.data.from} → ${p.data.to}\n${p.data.text}\n${p.data.note}` : `${p.data.title}\n${p.data.text}`),
    },
    series: [{
      type: "sankey", left: 4, right: narrow ? 96 : 190, top: 12, bottom: 12,
      nodeWidth: narrow ? 10 : 14, nodeGap: narrow ? 22 : 18, draggable: false, layoutIterations: 48, emphasis: { focus: "adjacency" },
      data: content.nodes.map((n) => ({ ...n, itemStyle: { color: nodeColour(n), borderWidth: 0, decal: n.unexplained ? { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [3, 4], rotation: -Math.PI / 4, color: colour("panel") } : undefined } })),
      links: content.links.map((l) => ({ ...l, lineStyle: { color: l.unexplained ? colour("warn") : tint, opacity: l.unexplained ? 0.55 : 0.28, curveness: 0.5 } })),
      label: {
        color: colour("ink"), fontSize: narrow ? 11 : 12, position: "right",
        formatter: (p) => `{n|${short(p.data.title, narrow ? 18 : 30)}}\n{v|${p.data.text}}`,
        rich: { n: { color: colour("ink"), fontSize: narrow ? 11 : 12, lineHeight: 16 }, v: { color: colour("ink-2"), fontSize: 11, lineHeight: 15 } },
      },
    }],
  };
}
