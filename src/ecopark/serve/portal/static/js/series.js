// One datastream: pans and zooms over its whole extent, fetching only the window that is seen (and half of it on each side).

import { base, colour, formats, offClock, onClock, start, timeAxis, valueAxis } from "./look.js";

const DAY = 86400000;
const element = document.getElementById("series");

class Series {
  constructor(host) {
    this.host = host;
    this.about = JSON.parse(host.dataset.series);
    this.f = formats(host.dataset.lang);
    this.first = onClock(this.about.first);
    this.last = Math.max(onClock(this.about.last), this.first + DAY / 24);
    this.held = null; // the interval that is loaded, and how finely
    this.asked = 0;
    this.range = document.querySelector("[data-series-range]");
    this.error = document.querySelector("[data-series-error]");
    const focus = this.about.focus ? onClock(this.about.focus) : null;
    this.seen = focus ? this.clamp(focus - 1.5 * DAY, focus + 1.5 * DAY) : this.clamp(this.last - 31 * DAY, this.last);
    this.chart = start(host);
    this.draw();
    this.chart.on("datazoom", () => this.moved());
    this.chart.getZr().on("click", (event) => this.tapped(event));
    new ResizeObserver(() => this.chart.resize()).observe(host);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { this.draw(); this.paint(); });
    document.querySelector("[data-series-controls]").addEventListener("click", (event) => this.pressed(event));
    host.addEventListener("keydown", (event) => this.key(event));
    this.load();
  }

  clamp(from, to) {
    const width = Math.min(Math.max(to - from, DAY / 24), this.last - this.first);
    const left = Math.min(Math.max(from, this.first), this.last - width);
    return [left, left + width];
  }

  draw() {
    const b = base(this.host.dataset.lang);
    this.chart.setOption({
      ...b,
      animation: false,
      tooltip: { ...b.tooltip, trigger: "axis", formatter: (rows) => this.tip(rows) },
      grid: { left: 8, right: 14, top: 30, bottom: 54, containLabel: true },
      xAxis: timeAxis(this.f, { min: this.first, max: this.last }),
      yAxis: valueAxis(this.f, this.about.unit, { scale: true }),
      dataZoom: [
        { type: "inside", startValue: this.seen[0], endValue: this.seen[1], minValueSpan: DAY / 24, zoomOnMouseWheel: true, moveOnMouseMove: true, throttle: 40, filterMode: "none" },
        { type: "slider", startValue: this.seen[0], endValue: this.seen[1], minValueSpan: DAY / 24, height: 26, bottom: 8, showDataShadow: false, showDetail: false, brushSelect: false, filterMode: "none",
          borderColor: colour("line"), fillerColor: colour("accent-soft"), backgroundColor: colour("sunken"), handleStyle: { color: colour("panel"), borderColor: colour("accent") }, moveHandleStyle: { color: colour("line-strong") } },
      ],
      series: [],
    }, { notMerge: true });
  }

  tip(rows) {
    const row = rows.find((r) => r.seriesId === "last") ?? rows[0];
    const at = row.value[0];
    const i = this.data?.index.get(at);
    if (i === undefined) return this.f.time(at);
    const { low, high, last } = this.data;
    const band = low[i] !== null && low[i] !== high[i] ? `\n${this.f.number(low[i])} – ${this.f.number(high[i])} ${this.about.unit}` : "";
    const flags = this.marks.filter((m) => at >= m.from && at <= m.to).map((m) => m.word);
    return `${this.f.time(at)}\n${this.f.number(last[i])} ${this.about.unit}${band}${flags.length ? `\n${[...new Set(flags)].join(", ")}` : ""}`;
  }

  moved() {
    const zoom = this.chart.getOption().dataZoom[0];
    this.seen = [zoom.startValue, zoom.endValue];
    this.say();
    clearTimeout(this.later);
    this.later = setTimeout(() => this.load(), 120);
  }

  go(from, to) {
    this.seen = this.clamp(from, to);
    this.chart.dispatchAction({ type: "dataZoom", startValue: this.seen[0], endValue: this.seen[1] });
    this.say();
    this.load();
  }

  say() {
    this.range.textContent = `${this.f.time(this.seen[0])} – ${this.f.time(this.seen[1])}`;
    const days = (this.seen[1] - this.seen[0]) / DAY;
    const whole = (this.last - this.first) / DAY;
    let found = false;
    for (const button of document.querySelectorAll("[data-window]")) {
      const wanted = Math.min(Number(button.dataset.window), whole);
      const fits = !found && Math.abs(days - wanted) < 0.02 * wanted;
      button.setAttribute("aria-pressed", String(fits));
      found ||= fits;
    }
  }

  pressed(event) {
    const { window: days, move } = event.target.dataset;
    const [from, to] = this.seen;
    if (days) this.go((from + to) / 2 - (Number(days) * DAY) / 2, (from + to) / 2 + (Number(days) * DAY) / 2);
    if (move) this.go(from + Number(move) * (to - from) * 0.8, to + Number(move) * (to - from) * 0.8);
  }

  key(event) {
    const [from, to] = this.seen;
    const width = to - from;
    const steps = { ArrowLeft: [-0.2, -0.2], ArrowRight: [0.2, 0.2], "+": [0.2, -0.2], "-": [-0.3, 0.3], Home: [-1e6, -1e6], End: [1e6, 1e6] }[event.key];
    if (!steps) return;
    event.preventDefault();
    this.go(from + steps[0] * width, to + steps[1] * width);
  }

  tapped(event) {
    const at = this.chart.convertFromPixel({ xAxisIndex: 0 }, event.offsetX);
    if (event.offsetY > this.host.clientHeight - 60 || !Number.isFinite(at)) return;
    const local = new Date(at).toISOString().slice(0, 16);
    location.assign(`${this.about.page}?at=${local}#story`);
  }

  enough() {
    if (!this.held) return false;
    const [from, to] = this.seen;
    const wide = to - from;
    return this.held.from <= from && this.held.to >= to && this.held.width <= wide * 2.6;
  }

  async load() {
    this.say();
    if (this.enough()) return;
    const turn = ++this.asked;
    const wide = this.seen[1] - this.seen[0];
    const from = Math.max(this.first, this.seen[0] - wide / 2);
    const to = Math.min(this.last, this.seen[1] + wide / 2);
    const query = new URLSearchParams({ start: offClock(from), end: offClock(to), points: String(Math.min(3000, Math.max(400, this.host.clientWidth * 2))) });
    const flags = new URLSearchParams({ start: offClock(from), end: offClock(to), limit: "5000" });
    try {
      const [plot, marks] = await Promise.all([this.fetch(`${this.about.plot}?${query}`), this.fetch(`${this.about.flags}?${flags}`)]);
      if (turn !== this.asked) return; // a newer window was asked for meanwhile
      this.held = { from, to, width: to - from };
      this.take(plot, marks.items);
      this.paint();
      this.error.hidden = true;
      this.host.dataset.state = "drawn";
    } catch (error) {
      if (turn !== this.asked) return;
      this.error.hidden = false;
      this.host.dataset.state = "failed";
      throw error;
    }
  }

  async fetch(address) {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
    return answer.json();
  }

  take(plot, flags) {
    const at = plot.time.map(onClock);
    this.data = { at, low: plot.low, high: plot.high, last: plot.last, gap: plot.gap, index: new Map(at.map((t, i) => [t, i])) };
    const step = (this.about.step_s ?? 0) * 1000;
    this.step = Math.max(step, at.length > 1 ? (at.at(-1) - at[0]) / (at.length - 1) : 0);
    this.marks = spans(flags, step || this.step, this.about.words);
    this.gaps = [];
    for (let i = 0; i < at.length; i += 1) {
      const next = i + 1 < at.length ? at[i + 1] : null;
      if (plot.low[i] === null) this.gaps.push([at[i], next ?? at[i] + this.step]);
      else if (next !== null && step && next - at[i] > this.step * 1.9 && next - at[i] > step * 1.9) this.gaps.push([at[i] + Math.max(step, this.step), next]);
    }
  }

  paint() {
    if (!this.data) return;
    const tint = colour(this.about.carrier);
    const { at, low, high, last } = this.data;
    const holes = new Set(this.gaps.map((g) => g[0]));
    const rows = (values) => at.flatMap((t, i) => {
      const row = [[t, values[i]]];
      const after = t + this.step;
      if (holes.size && this.gaps.some((g) => g[0] > t && g[0] <= after + this.step && (at[i + 1] ?? Infinity) >= g[1])) row.push([t + 1, null]);
      return row;
    });
    const area = (from, to, name) => [{ xAxis: from, itemStyle: { color: colour(name), opacity: name === "bad" ? 0.3 : 0.24 } }, { xAxis: to }];
    const sampled = at.some((_, i) => low[i] !== high[i]);
    const dots = this.marks.length < 400 && !sampled;
    this.chart.setOption({
      series: [
        { id: "low", type: "line", data: sampled ? rows(low) : [], stack: "band", stackStrategy: "all", symbol: "none", lineStyle: { opacity: 0 }, silent: true },
        { id: "high", type: "line", data: sampled ? rows(high.map((h, i) => (h === null ? null : h - low[i]))) : [], stack: "band", stackStrategy: "all", symbol: "none", lineStyle: { opacity: 0 }, areaStyle: { color: tint, opacity: 0.22 }, silent: true },
        {
          id: "last", type: "line", data: rows(last), showSymbol: at.length < 120, symbolSize: 5, connectNulls: false, lineStyle: { width: 1.3, color: tint }, itemStyle: { color: tint },
          markArea: { silent: true, data: [...this.gaps.map((g) => area(g[0], g[1], "line-strong")), ...this.marks.map((m) => area(m.from, m.to, m.bad ? "bad" : "warn"))] },
          markPoint: {
            silent: true, symbolSize: 11, label: { show: false },
            data: dots ? this.marks.filter((m) => this.data.index.has(m.at)).map((m) => ({ coord: [m.at, last[this.data.index.get(m.at)]], symbol: m.bad ? "rect" : "diamond", itemStyle: { color: colour(m.bad ? "bad" : "warn"), borderColor: colour("panel"), borderWidth: 1 } })) : [],
          },
        },
      ],
    });
  }
}

// Flagged readings side by side become one marked span.
function spans(flags, step, words) {
  const found = [];
  for (const flag of flags) {
    const at = onClock(flag.phenomenon_time);
    const bad = flag.flag >= 3;
    const open = found.at(-1);
    if (open && open.bad === bad && at - open.to <= step * 1.01) open.to = at + step;
    else found.push({ from: at, to: at + step, at, bad, word: bad ? words.bad : words.doubtful });
  }
  return found;
}

if (element) new Series(element);
