// Draws every [data-chart] of the page with ECharts, from the JSON in its data-content attribute.

import { averages, bars, profile } from "./plots.js";
import { sankey } from "./sankey.js";
import { start } from "./look.js";

const KINDS = { averages, bars, profile, sankey };

function draw(element) {
  const chart = globalThis.echarts.getInstanceByDom(element) || start(element);
  const content = JSON.parse(element.dataset.content);
  chart.setOption(KINDS[element.dataset.chart](content, element.dataset.lang, element), { notMerge: true });
  if (!element.dataset.wired) {
    element.dataset.wired = "yes";
    chart.on("click", (event) => {
      if (event.data && event.data.href) location.assign(event.data.href);
    });
    new ResizeObserver(() => chart.resize()).observe(element);
  }
  element.dataset.state = "drawn";
}

function drawAll() {
  for (const element of document.querySelectorAll("[data-chart]")) {
    try {
      if (KINDS[element.dataset.chart]) draw(element);
    } catch (error) {
      element.dataset.state = "failed";
      element.textContent = element.dataset.failed;
      throw error;
    }
  }
}

drawAll();
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
