// Draws a chart when it is scrolled to. Until then, without JavaScript and in print, its static drawing stands.

import { fetched } from "./data.js";

const SELECTOR = ".chart-box";
const NARROW = 520; // as in build_site/render/charts/options.py
const charts = new Map(); // box → ECharts instance
let library;

function echarts() {
  library ??= import(new URL("vendor/echarts.esm.min.js", import.meta.url));
  return library;
}

/** When the page has nothing more urgent to do: the static drawing is there already. */
const idle = () => new Promise((done) => (window.requestIdleCallback ?? setTimeout)(done, { timeout: 1000 }));

/** The box's option, which stands in the page or in a file beside it that has those of all its charts. */
async function described(box) {
  if (box.dataset.option) return;
  const all = await fetched(new URL(box.dataset.options, location.href).href, JSON.parse);
  box.dataset.option = all[box.closest("figure").id];
}

/** Words of JSON with the colours of the scheme that is showing. */
function coloured(words) {
  const style = getComputedStyle(document.body);
  return JSON.parse(words.replace(/var\((--chart-[a-z-]+)\)/g, (_, name) => style.getPropertyValue(name).trim()));
}

const option = (box) => coloured(box.dataset.option);

let look; // the theme, as words
function theme() {
  const found = coloured(look);
  found.textStyle.fontFamily = getComputedStyle(document.body).fontFamily;
  return found;
}

async function themed() {
  look = await fetched(new URL("chart-theme.json", import.meta.url).href, String);
}

async function draw(box) {
  if (charts.has(box)) return;
  charts.set(box, null); // being drawn
  await idle();
  try {
    const [{ init }] = await Promise.all([echarts(), described(box), themed()]);
    const canvas = document.createElement("div");
    canvas.className = "chart-live";
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

// --- taking a chart along ----------------------------------------------------------------------------------------------

const english = document.documentElement.lang.startsWith("en");
const SVG = "http://www.w3.org/2000/svg";

/** Title, drawing as it is seen, note and source as one SVG that needs no style sheet. */
function picture(figure) {
  const shown = [...figure.querySelectorAll(".chart-box svg")].find((svg) => svg.getBoundingClientRect().width > 0);
  const { width, height } = shown.getBoundingClientRect();
  const style = getComputedStyle(figure);
  const body = getComputedStyle(document.body);
  const head = wrapped(figure.querySelector("figcaption strong").textContent, width, 15);
  const foot = [".chart-subtitle", ".chart-note", ".chart-source"].flatMap((name) => wrapped(figure.querySelector(name)?.textContent ?? "", width, 11));
  foot.push(...wrapped(location.href.split("#")[0] + "#" + figure.id, width, 11));
  const tall = head.length * 21 + 12 + height + foot.length * 16 + 16;
  const svg = document.createElementNS(SVG, "svg");
  for (const [name, value] of Object.entries({ xmlns: SVG, width: width + 24, height: tall, viewBox: `0 0 ${width + 24} ${tall}`, "font-family": style.fontFamily, fill: style.color })) svg.setAttribute(name, value);
  const line = (words, top, size) => {
    const text = document.createElementNS(SVG, "text");
    text.setAttribute("x", 12);
    text.setAttribute("y", top);
    text.setAttribute("font-size", size);
    text.textContent = words;
    svg.append(text);
  };
  const ground = document.createElementNS(SVG, "rect");
  for (const [name, value] of Object.entries({ width: "100%", height: "100%", fill: body.getPropertyValue("--chart-background").trim() })) ground.setAttribute(name, value);
  svg.append(ground);
  head.forEach((words, index) => line(words, 20 + index * 21, 15));
  const drawing = shown.cloneNode(true);
  for (const [name, value] of Object.entries({ x: 12, y: head.length * 21 + 12, width, height })) drawing.setAttribute(name, value);
  drawing.removeAttribute("style");
  svg.append(drawing);
  foot.forEach((words, index) => line(words, head.length * 21 + height + 30 + index * 16, 11));
  return new XMLSerializer().serializeToString(svg).replace(/var\((--chart-[a-z-]+)\)/g, (_, name) => body.getPropertyValue(name).trim());
}

function wrapped(words, width, size) {
  const lines = [];
  let [line, room] = ["", 0];
  for (const sign of words) {
    const needs = sign > "\u2e7f" ? size : size * 0.58;
    if (room + needs > width) [lines[lines.length], line, room] = [line, "", 0];
    [line, room] = [line + sign, room + needs];
  }
  return line ? [...lines, line] : lines;
}

async function bitmap(svg) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.width * 2, image.height * 2];
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

/** The table twin as CSV; with a byte order mark, so that Excel reads it as UTF-8. */
function csv(figure) {
  const quoted = (cell) => `"${cell.textContent.trim().replaceAll(/\s+/g, " ").replaceAll('"', '""')}"`;
  const rows = [...figure.querySelectorAll("table.figures tr")].map((row) => [...row.cells].map(quoted).join(","));
  return new Blob(["\ufeff" + rows.join("\r\n") + "\r\n"], { type: "text/csv" });
}

const taken = {
  SVG: (figure) => new Blob([picture(figure)], { type: "image/svg+xml" }),
  PNG: (figure) => bitmap(picture(figure)),
  CSV: csv,
};

function tools(figure) {
  const row = document.createElement("p");
  row.className = "chart-tools";
  row.append(english ? "Save: " : "保存：");
  for (const [kind, make] of Object.entries(taken)) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", textContent: kind });
    button.setAttribute("aria-label", `${kind}：${figure.querySelector("figcaption strong").textContent}`);
    button.addEventListener("click", async () => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(await make(figure));
      link.download = `${location.pathname.split("/").slice(-3, -1).join("-")}-${figure.id}.${kind.toLowerCase()}`;
      link.click();
      URL.revokeObjectURL(link.href);
    });
    row.append(button);
  }
  figure.querySelector("details").before(row);
}

// Paper cannot be unfolded.
const folded = [];
addEventListener("beforeprint", () => {
  for (const still of document.querySelectorAll(".chart-box > img")) still.loading = "eager";
  folded.push(...document.querySelectorAll("details.more-charts:not([open])"));
  for (const each of folded) each.open = true;
});
addEventListener("afterprint", () => {
  for (const each of folded.splice(0)) each.open = false;
});

for (const box of document.querySelectorAll(SELECTOR)) {
  seen.observe(box);
  tools(box.closest("figure"));
}
