// Small plots: hourly profile, monthly bars, averages against a limit.

import { base, colour, formats, onClock as at, timeAxis, valueAxis } from "./look.js";

export function profile(content, lang) {
  const f = formats(lang);
  const tint = colour(content.carrier);
  const points = content.times.map((t, i) => [at(t), content.values[i]]);
  return {
    ...base(lang),
    tooltip: { ...base(lang).tooltip, trigger: "axis", formatter: (rows) => `${f.time(rows[0].value[0])}\n${f.number(rows[0].value[1])} ${content.unit}` },
    xAxis: timeAxis(f),
    yAxis: valueAxis(f, content.unit, { min: 0 }),
    series: [{ type: "line", data: points, showSymbol: false, connectNulls: false, step: "end", lineStyle: { width: 1.4, color: tint }, itemStyle: { color: tint }, areaStyle: { color: tint, opacity: 0.12 } }],
  };
}

export function bars(content, lang) {
  const f = formats(lang);
  const b = base(lang);
  const tints = content.series.map((s) => colour(s.tint));
  const line = (rows) => rows.filter((r) => r.value !== null && r.value !== undefined).map((r) => `${r.seriesName}: ${f.number(r.value)} ${content.unit}`).join("\n");
  return {
    ...b,
    tooltip: { ...b.tooltip, trigger: "axis", axisPointer: { type: "shadow", shadowStyle: { color: colour("sunken"), opacity: 0.6 } }, formatter: (rows) => `${rows[0].name}\n${line(rows)}` },
    legend: { top: 0, right: 0, textStyle: { color: colour("ink-2") }, itemWidth: 12, itemHeight: 12 },
    xAxis: { type: "category", data: content.labels, axisLine: { lineStyle: { color: colour("line-strong") } }, axisTick: { show: false }, axisLabel: { color: colour("ink-3"), hideOverlap: true } },
    yAxis: valueAxis(f, content.unit),
    series: content.series.map((s, i) => ({ type: "bar", name: s.name, stack: "all", data: s.values, barMaxWidth: 42, itemStyle: { color: tints[i], decal: i ? { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [1, 5], rotation: -Math.PI / 4, color: `${colour("panel")}66` } : undefined } })),
    aria: { decal: { show: false } },
  };
}

// The next value with one figure: 78.75 -> 80, 5.25 -> 6.
function round(value) {
  const size = 10 ** Math.floor(Math.log10(value));
  return Math.ceil(value / size) * size;
}

export function averages(content, lang) {
  const f = formats(lang);
  const b = base(lang);
  const good = colour("good");
  const bad = colour("bad");
  const thin = content.rows.filter((r) => r.average === null).map((r) => [{ xAxis: at(r.start) }, { xAxis: at(r.start) + r.step_s * 1000 }]);
  const outside = (v) => (content.limit !== null && v > content.limit) || (content.low !== null && v < content.low);
  const bounds = [content.limit, content.low].filter((v) => v !== null);
  const points = content.rows.map((r) => ({
    value: [at(r.start), r.average],
    symbol: outside(r.average) ? "diamond" : "circle",
    symbolSize: outside(r.average) ? 10 : 5,
    itemStyle: { color: outside(r.average) ? bad : good },
    share: r.valid_share,
  }));
  const limit = !bounds.length ? undefined : {
    silent: true, symbol: "none", lineStyle: { color: bad, type: "dashed", width: 1.6 },
    label: { formatter: (p) => `${content.words.limit} ${f.number(p.value)}`, position: "insideEndTop", color: bad, fontSize: 12 }, data: bounds.map((yAxis) => ({ yAxis })),
  };
  return {
    ...b,
    tooltip: {
      ...b.tooltip, trigger: "item",
      formatter: (p) => `${f.time(p.value[0])}\n${f.number(p.value[1])} ${content.unit}\n${content.words.valid} ${f.number((p.data.share ?? 0) * 100)} %`,
    },
    xAxis: timeAxis(f),
    yAxis: valueAxis(f, content.unit, { max: (v) => (v.max < (content.limit ?? 0) ? round(content.limit * 1.05) : null), min: (v) => Math.min(0, v.min) }),
    series: [{
      type: "line", data: points, connectNulls: false, lineStyle: { width: 1.2, color: colour("ink-3") }, showSymbol: true, markLine: limit,
      markArea: { silent: true, itemStyle: { color: colour("line-strong"), opacity: 0.35 }, data: thin },
    }],
  };
}
