// The figure frame: tabs of what is folded, and ways to take a figure along: its table as CSV, its drawing as SVG or PNG
// that says whose it is, its address, a frame for other sites, a citation.

import { make } from "./data.js";
import { WIDTH, coloured, described, echarts, theme, themed } from "./charts.js";

const english = document.documentElement.lang.startsWith("en");
const said = english
  ? { figure: "Chart", table: "Table", source: "Source", download: "Download", share: "Share", link: "Permanent link", frame: "For other sites (iframe)", cite: "Citation", copy: "Copy", copied: "Copied", site: "Open Final Accounts", licence: "Compilation and chart CC BY 4.0" }
  : { figure: "图", table: "表", source: "来源", download: "下载", share: "分享", link: "固定链接", frame: "嵌入代码（iframe）", cite: "引用", copy: "复制", copied: "已复制", site: "决算开放数据", licence: "整理与图表 CC BY 4.0" };
const SVG = "http://www.w3.org/2000/svg";

const text = (figure, selector) => figure.querySelector(selector)?.textContent.trim().replaceAll("\u00a0", " ") ?? "";
const drawings = new WeakMap(); // figures made on the page → how they are drawn

/** The page's address with what was chosen on it, without a search or frame. */
function here(asked = {}) {
  const found = new URL(location.href);
  found.hash = "";
  for (const name of ["q", "figure"]) found.searchParams.delete(name);
  for (const [name, value] of Object.entries(asked)) found.searchParams.set(name, value);
  return found;
}
const folders = location.pathname.slice(new URL("../", import.meta.url).pathname.length).split("/").filter(Boolean).slice(-2);
const address = (figure) => `${here()}#${figure.id}`;
const heading = [...(document.querySelector(".crumb ~ h1")?.childNodes ?? [])].filter((each) => each.className !== "headerlink");
const page = heading.map((each) => each.textContent).join("").replaceAll("\u00a0", " ").trim();
/** Whose a figure is: a report's name, else what the page's heading says. */
const whose = (figure) => figure.dataset.who || page;

// --- tabs --------------------------------------------------------------------------------------------------------------

function tabs(figure) {
  const parts = [...figure.querySelectorAll(":scope > details")];
  const shown = [figure.querySelector(".g"), figure.querySelector(".f")];
  const list = make("div", { className: "tabs", role: "tablist" });
  list.setAttribute("aria-label", text(figure, "h2, h3"));
  const panels = [null, ...parts];
  const choose = (at) => {
    for (const [index, button] of [...list.children].entries()) {
      button.setAttribute("aria-selected", index === at);
      button.tabIndex = index === at ? 0 : -1;
    }
    for (const part of parts) part.open = part === panels[at];
    for (const each of shown) each.hidden = at > 0;
  };
  for (const [at, part] of panels.entries()) {
    const button = make("button", { type: "button", role: "tab", textContent: part ? part.querySelector("summary").textContent : said.figure });
    const panel = part ? part.querySelector(".panel") : shown[0];
    panel.id ||= `${figure.id}-${at}`;
    panel.setAttribute("role", "tabpanel");
    panel.ariaLabel = button.textContent;
    button.setAttribute("aria-controls", panel.id);
    button.addEventListener("click", () => choose(at));
    list.append(button);
  }
  list.addEventListener("keydown", (event) => {
    const at = [...list.children].indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1 + panels.length, Home: 0, End: panels.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = list.children[to % panels.length];
    next.focus();
    next.click();
  });
  figure.querySelector(".t").append(list);
  figure.classList.add("tabbed");
  choose(0);
}

// --- taking it along ---------------------------------------------------------------------------------------------------

/** A chart of ECharts as SVG. */
async function charted(figure) {
  const box = figure.querySelector(".chart-box");
  const [{ init }] = await Promise.all([echarts(), described(box), themed()]);
  const chart = init(null, theme(), { renderer: "svg", ssr: true, width: WIDTH, height: Number(box.dataset.height) });
  chart.setOption(coloured(box.dataset.option));
  const drawn = chart.renderToSVGString();
  chart.dispose();
  return drawn;
}

/** Title, whose, drawing, note, source and address as one SVG that needs no style sheet. */
async function picture(figure) {
  const drawing = new DOMParser().parseFromString(await (drawings.get(figure) ?? charted)(figure), "image/svg+xml").documentElement;
  const height = Number(drawing.getAttribute("height"));
  const body = getComputedStyle(document.body);
  const colour = (name) => body.getPropertyValue(name).trim();
  const head = wrapped(text(figure, "h2, h3"), WIDTH, 22).map((words) => [words, 22, "700", "--ink"]);
  const below = [whose(figure), text(figure, ".s")].filter(Boolean).join(" · ");
  head.push(...wrapped(below, WIDTH, 14).map((words) => [words, 14, "400", "--ink2"]));
  const foot = [...figure.querySelectorAll(".f > span")].flatMap((each) => wrapped(each.textContent.trim(), WIDTH, 12));
  foot.push(...wrapped(`${said.site} · ${address(figure)} · ${said.licence}`, WIDTH, 12));
  const lines = [];
  let top = 12;
  for (const [words, size, weight, name] of head) lines.push([words, (top += size * 1.4), size, weight, name]);
  const at = top + 14;
  top = at + height + 8;
  for (const words of foot) lines.push([words, (top += 18), 12, "400", "--ink3"]);
  const element = (name, attributes) => {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };
  const whole = { width: WIDTH + 48, height: top + 18 };
  const svg = element("svg", { xmlns: SVG, ...whole, viewBox: `0 0 ${whole.width} ${whole.height}`, "font-family": body.fontFamily });
  svg.append(element("rect", { width: "100%", height: "100%", fill: colour("--bg") }));
  for (const [words, y, size, weight, name] of lines) {
    const line = element("text", { x: 24, y, "font-size": size, "font-weight": weight, fill: colour(name) });
    line.textContent = words;
    svg.append(line);
  }
  for (const [key, value] of Object.entries({ x: 24, y: at, width: WIDTH, height })) drawing.setAttribute(key, value);
  svg.append(document.importNode(drawing, true));
  return new XMLSerializer().serializeToString(svg);
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

/** The table twin as CSV with plain numbers (no thousands commas, a hyphen for minus) and the unit in a column of its own;
 * with a byte order mark, so that Excel reads it as UTF-8. */
function csv(figure) {
  const plain = (words) => (/^[+−-]?[\d,]*\.?\d+ ?%?$/.test(words) ? words.replaceAll(",", "").replace("−", "-").replace("+", "") : words);
  const safe = (words) => (/^[=+@＝＋－＠]|^-(?![\d.]+ ?%?$)/.test(words) ? `'${words}` : words); // no formula in a spreadsheet
  const quoted = (words) => (/[",\n]/.test(words) ? `"${words.replaceAll('"', '""')}"` : words);
  const [head, ...rows] = [...figure.querySelectorAll("details table tr")].map((row) => [...row.cells].map((cell) => plain(cell.textContent.trim().replaceAll(/\s+/g, " "))));
  if (figure.dataset.unit) {
    head.push(english ? "unit" : "单位");
    for (const row of rows) row.push(figure.dataset.unit);
  }
  return new Blob(["\ufeff" + [head, ...rows].map((row) => row.map((each) => quoted(safe(each))).join(",") + "\r\n").join("")], { type: "text/csv" });
}

const taken = {
  CSV: csv,
  SVG: async (figure) => new Blob([await picture(figure)], { type: "image/svg+xml" }),
  PNG: async (figure) => bitmap(await picture(figure)),
};

function downloads(figure) {
  for (const [kind, build] of Object.entries(taken)) {
    if (kind !== "CSV" && !figure.querySelector(".chart-box") && !drawings.has(figure)) continue; // what could not be drawn
    const button = make("button", { type: "button", className: "btn", textContent: kind === "PNG" ? "PNG 2×" : kind });
    button.addEventListener("click", async () => {
      const link = make("a", { href: URL.createObjectURL(await build(figure)), download: `${[...folders, figure.id].join("-")}.${kind.toLowerCase()}` });
      link.click();
      URL.revokeObjectURL(link.href);
    });
    figure.querySelector("[data-take]").append(button);
  }
}

/** The ways to share it, with the address that the page has now. */
export function share(figure) {
  const title = text(figure, "h2, h3");
  const framed = here({ figure: figure.id });
  const cited = [[whose(figure), title].filter(Boolean).join(english ? ": " : "："), text(figure, ".f > span")].filter(Boolean).join(". ");
  const given = {
    [said.link]: address(figure),
    [said.frame]: `<iframe src="${framed}" title="${title.replaceAll('"', "&quot;")}" width="100%" height="${Math.max(640, Math.ceil(figure.offsetHeight / 10) * 10 + 160)}" style="border:0" loading="lazy"></iframe>`,
    [said.cite]: `${cited}. ${said.site}, ${address(figure)}${english ? ", accessed " : "，访问日期 "}${new Date().toISOString().slice(0, 10)}.`,
  };
  const place = figure.querySelector("[data-share]");
  place.replaceChildren();
  for (const [name, words] of Object.entries(given)) {
    const area = make("textarea", { readOnly: true, rows: 2, value: words });
    const copy = make("button", { type: "button", className: "btn", textContent: said.copy, ariaLabel: [said.copy, name].join(english ? ": " : "：") });
    copy.addEventListener("click", async () => {
      await navigator.clipboard.writeText(words);
      copy.textContent = said.copied;
    });
    place.append(make("p", {}, make("label", {}, name, area), copy));
  }
}

const fold = (words, ...content) => make("details", {}, make("summary", { textContent: words }), make("div", { className: "panel" }, ...content));

/** What the frame is without scripts becomes tabs, with two more. A frame on another site (?figure=) shows one figure and nothing else. */
function frame(figure) {
  const [take, shared] = [make("p", { className: "btns" }), fold(said.share)];
  take.dataset.take = "";
  shared.lastElementChild.dataset.share = "";
  figure.append(fold(said.download, take), shared);
  tabs(figure);
  downloads(figure);
  share(figure);
  if (new URLSearchParams(location.search).get("figure") !== figure.id) return;
  document.body.classList.add("framed");
  figure.classList.add("chosen");
  figure.append(make("p", { className: "f" }, make("a", { href: address(figure), target: "_top", textContent: [whose(figure), said.site].filter(Boolean).join(" · ") })));
}

/** A figure of what was asked on the page, in the frame that templates/figure.md has for the others. `drawing` makes its SVG,
 * WIDTH wide; `rows`: its table, the head first. */
export function figure({ id, title, deck, graphic, source, rows, unit, drawing }) {
  const line = (row, head) => make("tr", {}, ...row.map((each, at) => make(head || !at ? "th" : "td", { scope: head ? "col" : at ? "" : "row", className: at ? "r" : "", textContent: each })));
  const [head, ...body] = rows;
  const table = make("table", { className: "figures" }, make("thead", {}, line(head, true)), make("tbody", {}, ...body.map((row) => line(row, false))));
  const made = make("figure", { className: "fig", id },
    make("figcaption", { className: "t" }, make("h2", { textContent: title }), make("p", { className: "s", textContent: deck })),
    make("div", { className: "g" }, ...graphic), make("p", { className: "f" }, make("span", { textContent: source })),
    fold(said.table, make("div", { className: "table-region", role: "region", tabIndex: 0, ariaLabel: [title, said.table].join(english ? ": " : "：") }, table)), fold(said.source, make("p", { textContent: source })));
  if (unit) made.dataset.unit = unit;
  drawings.set(made, drawing);
  frame(made);
  return made;
}

for (const each of document.querySelectorAll("figure.fig")) frame(each);
