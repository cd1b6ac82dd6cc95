// Draws a chart when it is scrolled to. Until then, without JavaScript and in print, its static drawing stands.

import { fetched } from "./data.js";

const SELECTOR = ".chart-box:not(.drawn)"; // what is drawn in HTML stays
const NARROW = 520; // as in build_site/render/charts/options.py
export const WIDTH = 1152; // as in build_site/render/charts/markup.py, and:
const SLIM = 358;
const charts = new Map(); // box → ECharts instance
let library;

export function echarts() {
  library ??= import(new URL("vendor/echarts.esm.min.js", import.meta.url));
  return library;
}

/** When the page has nothing more urgent to do: the static drawing is there already. */
const idle = () => new Promise((done) => (window.requestIdleCallback ?? setTimeout)(done, { timeout: 1000 }));

/** The box's option, which stands in the page or in a file beside it that has those of all its charts. */
export async function described(box) {
  if (box.dataset.option) return;
  const all = await fetched(new URL(box.dataset.options, location.href).href, JSON.parse);
  box.dataset.option = all[box.closest("figure").id];
}

/** Words of JSON with the colours of the scheme that is showing. */
export function coloured(words) {
  const style = getComputedStyle(document.body);
  return JSON.parse(words.replace(/var\((--[a-z0-9-]+)\)/g, (_, name) => style.getPropertyValue(name).trim()));
}

const option = (box) => coloured(box.dataset.option);

let look; // the theme, as words
export function theme() {
  const found = coloured(look);
  found.textStyle.fontFamily = getComputedStyle(document.body).fontFamily.replaceAll('"', "'"); // it stands in an attribute
  return found;
}

export async function themed() {
  look = await fetched(new URL("chart-theme.json", import.meta.url).href, String);
}

const fit = (canvas, box) => (canvas.style.height = `${box.clientWidth <= NARROW ? box.dataset.heightSlim : box.dataset.height}px`);

async function draw(box) {
  if (charts.has(box)) return;
  if (box.clientWidth <= NARROW && box.querySelector(".strips")) return; // strips of HTML take its place there
  charts.set(box, null); // being drawn
  await idle();
  try {
    const [{ init }] = await Promise.all([echarts(), described(box), themed()]);
    const canvas = document.createElement("div");
    canvas.className = "chart-live";
    fit(canvas, box);
    box.append(canvas);
    const chart = init(canvas, theme(), { renderer: "svg" });
    chart.setOption(option(box));
    charts.set(box, chart);
    sizes.observe(canvas);
    box.dataset.painted = "";
  } catch (error) {
    box.querySelector(".chart-live")?.remove(); // the static drawing stays
    console.error(error);
  }
}

/** The box's option and heights are other ones now: what is drawn of it is drawn anew, the drawings for print and phones too. */
export async function redraw(box) {
  const [{ init }] = await Promise.all([echarts(), themed()]);
  const sizes = { wide: [WIDTH, box.dataset.height], phone: [SLIM, box.dataset.heightSlim] };
  for (const [name, [width, height]] of Object.entries(sizes)) {
    const still = init(null, JSON.parse(look), { renderer: "svg", ssr: true, width, height: Number(height) });
    still.setOption(JSON.parse(box.dataset.option));
    box.querySelector(`.still.${name}`).innerHTML = still.renderToSVGString();
    still.dispose();
  }
  const chart = charts.get(box);
  if (!chart) return;
  fit(chart.getDom(), box);
  chart.resize();
  chart.setOption(option(box), { notMerge: true });
}

const seen = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      draw(target);
    }
  },
  { rootMargin: "200px" },
);

const sizes = new ResizeObserver((entries) => {
  for (const { target, contentRect } of entries) {
    const chart = charts.get(target.parentElement);
    const narrow = contentRect.width <= NARROW;
    if (!chart || !contentRect.width) continue; // hidden, as in print
    target.style.height = `${narrow ? target.parentElement.dataset.heightSlim : target.parentElement.dataset.height}px`;
    chart.resize();
    if ((target.dataset.narrow === "true") === narrow) continue;
    target.dataset.narrow = narrow;
    chart.setOption(option(target.parentElement), { notMerge: true }); // ECharts never takes a media query's option back
  }
});

// Light and dark change by an attribute of the body.
new MutationObserver(() => {
  for (const [box, chart] of charts) {
    if (box.isConnected) {
      chart?.setTheme(theme());
      chart?.setOption(option(box), { notMerge: true });
    } else {
      chart?.dispose();
      charts.delete(box);
    }
  }
}).observe(document.body, { attributes: true, attributeFilter: ["data-md-color-scheme"] });

for (const box of document.querySelectorAll(SELECTOR)) seen.observe(box);
