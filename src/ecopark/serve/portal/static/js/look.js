// Look of all charts: colours from the page's own CSS variables, numbers and times as the page's language writes them.

// Viet Nam keeps UTC+7 without summer time: charts are given times moved by seven hours and told to draw them as UTC, so
// that their ticks fall on local midnight.
const SHIFT = 7 * 3600 * 1000;
const ZONE = "UTC";

export const onClock = (text) => Date.parse(text) + SHIFT;
export const offClock = (moved) => new Date(moved - SHIFT).toISOString().replace(".000Z", "Z");

export function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

export function formats(lang) {
  const locale = lang === "en" ? "en-GB" : "vi-VN";
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const fine = new Intl.NumberFormat(locale, { maximumSignificantDigits: 4 });
  const part = (v, options) => new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, ...options }).format(v);
  const clock = (v) => part(v, { hour: "2-digit", minute: "2-digit", hour12: false });
  const short = (v) => (lang === "en" ? part(v, { day: "numeric", month: "short" }) : part(v, { day: "2-digit", month: "2-digit" }));
  const day = (v) => (lang === "en" ? part(v, { day: "numeric", month: "short", year: "numeric" }) : part(v, { day: "2-digit", month: "2-digit", year: "numeric" }));
  const number = (v) => (v === null || v === undefined || Number.isNaN(v) ? "–" : Math.abs(v) >= 1000 ? whole.format(v) : fine.format(v));
  return { number, clock, short, day, time: (v) => `${day(v)} ${clock(v)}` };
}

// Canvas only: the SVG renderer and HTML tooltips write inline styles, which the page's content security policy refuses.
export function start(element) {
  return globalThis.echarts.init(element, null, { renderer: "canvas", useDirtyRect: false });
}

export function base(lang) {
  const text = colour("ink-2");
  return {
    useUTC: true,
    animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    animationDuration: 250,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: text, fontSize: 12 },
    tooltip: {
      renderMode: "richText", confine: true, backgroundColor: colour("panel"), borderColor: colour("line-strong"),
      textStyle: { color: colour("ink"), fontSize: 12 },
    },
    grid: { left: 8, right: 26, top: 30, bottom: 8, containLabel: true },
  };
}

export function timeAxis(f, extra = {}) {
  return {
    type: "time",
    axisLine: { lineStyle: { color: colour("line-strong") } },
    axisTick: { lineStyle: { color: colour("line-strong") } },
    axisLabel: { color: colour("ink-3"), hideOverlap: true, formatter: (v) => (f.clock(v) === "00:00" ? f.short(v) : f.clock(v)) },
    splitLine: { show: false },
    ...extra,
  };
}

export function valueAxis(f, unit, extra = {}) {
  return {
    type: "value",
    name: unit,
    nameTextStyle: { color: colour("ink-3"), align: "left" },
    axisLabel: { color: colour("ink-3"), formatter: (v) => f.number(v) },
    splitLine: { lineStyle: { color: colour("line") } },
    ...extra,
  };
}
