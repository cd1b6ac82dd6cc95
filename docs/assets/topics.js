// The charts of a topic: the part, the place and the order that are chosen above them, all three kept in the address.

import { described, redraw } from "./charts.js";
import { make } from "./data.js";
import { share } from "./figures.js";
import "./lists.js"; // it makes the choice of place

const english = document.documentElement.lang.startsWith("en");
const said = english
  ? { order: "Order", final: "By amount", apart: "By difference", name: "By name", drawn: (place, n, all) => `${place}: ${n} report${n === 1 ? "" : "s"}${all ? "" : " in the chart"}` }
  : { order: "次序", final: "按数额", apart: "按相差", name: "按名称", drawn: (place, n, all) => `${place}：${all ? "" : "图里的 "}${n} 份报告` };
const PITCH = { height: 34, heightSlim: 46 }; // of a row, as in build_site/render/charts/many/pairs.py

const bar = document.querySelector(".choose");
const figures = [...document.querySelectorAll(".one-of > figure")];
const links = [...bar.querySelectorAll("nav a")];
const place = bar.querySelector("select");
const given = new Map(); // figure → what it was when the page came
const of = (row) => row.querySelector("[data-place]").dataset;

const orders = {
  apart: (a, b) => (of(a).apart === "") - (of(b).apart === "") || of(b).apart - of(a).apart,
  name: (a, b) => a.cells[0].textContent.localeCompare(b.cells[0].textContent, "zh-CN", { numeric: true }),
};
let order = new URLSearchParams(location.search).get("order") ?? "";
if (!(order in orders)) order = "";

function remember(change) {
  const here = new URL(location.href);
  change(here);
  history.replaceState(history.state, "", here);
}

/** The option with the rows `kept`, by their places in the whole. */
function picked(words, kept, narrowed) {
  const option = JSON.parse(words);
  const { series, xAxis, yAxis } = option.baseOption;
  for (const axis of yAxis) axis.data = kept.map((at) => axis.data[at]);
  const most = xAxis.map(() => 0);
  for (const each of series) {
    each.data = kept.map((at, to) => (each.type === "bar" ? each.data[at] : { ...each.data[at], value: [each.data[at].value[0], to] }));
    if (each.type === "scatter") most[each.xAxisIndex ?? 0] = Math.max(most[each.xAxisIndex ?? 0], ...each.data.map(({ value }) => Number(value[0]) || 0));
  }
  // fewer rows have an axis of their own, with room for the words behind the furthest point
  for (const [at, axis] of xAxis.entries()) {
    if (narrowed && most[at]) Object.assign(axis, { max: most[at] * 1.35, axisLabel: { ...axis.axisLabel, showMaxLabel: false }, splitLine: { ...axis.splitLine, showMaxLine: false } });
  }
  return option;
}

async function arrange(figure) {
  const box = figure.querySelector("[data-options]");
  if (!box) return;
  await described(box);
  const body = figure.querySelector("tbody");
  const title = figure.querySelector("h2");
  if (!given.has(figure)) given.set(figure, { rows: [...body.rows], ...box.dataset, words: [...title.childNodes], label: box.querySelector(".wide").ariaLabel });
  const whole = given.get(figure);
  const wanted = place?.value ?? "";
  const rows = whole.rows.filter((row) => of(row).place.startsWith(wanted));
  if (order) rows.sort(orders[order]);
  body.replaceChildren(...rows);
  const all = whole.rows.length >= figure.parentElement.dataset.reports; // a chart has the largest only
  if (wanted) title.textContent = said.drawn(place.selectedOptions[0].textContent, rows.length, all);
  else title.replaceChildren(...whole.words);
  const told = wanted ? [title.textContent, ...rows.map((row) => [...row.cells].map((cell) => cell.textContent.trim()).join(" "))].join("; ") : whole.label;
  const option = picked(whole.option, rows.map((row) => whole.rows.indexOf(row)), wanted);
  option.baseOption.aria.label.description = told;
  box.querySelector(".wide").ariaLabel = told;
  box.dataset.option = JSON.stringify(option);
  for (const [name, pitch] of Object.entries(PITCH)) box.dataset[name] = whole[name] - pitch * (whole.rows.length - rows.length);
  await redraw(box);
}

/** What is chosen stays chosen on the way to another year, and in what is shared. */
function told() {
  for (const link of document.querySelectorAll(".years a")) [link.search, link.hash] = [location.search, location.hash];
  for (const figure of figures) share(figure);
}

async function arrangeAll() {
  await Promise.all(figures.map(arrange));
  told();
}

function choose() {
  const now = figures.find((figure) => `#${figure.id}` === location.hash) ?? figures[0];
  for (const figure of figures) figure.classList.toggle("now", figure === now);
  for (const link of links) link.hash === `#${now.id}` ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current");
  told();
}

for (const link of links) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault(); // the page stays where it is
    remember((here) => (here.hash = link.hash));
    choose();
  });
}
addEventListener("hashchange", choose);

if (figures[0]?.querySelectorAll("tbody tr").length > 2) {
  const group = make("span", { className: "seg" });
  group.setAttribute("role", "group");
  group.ariaLabel = said.order;
  for (const name of ["", ...Object.keys(orders)]) {
    const button = make("button", { type: "button", textContent: said[name || "final"], ariaPressed: String(name === order) });
    button.addEventListener("click", () => {
      order = name;
      for (const each of group.children) each.ariaPressed = String(each === button);
      remember(({ searchParams }) => (order ? searchParams.set("order", order) : searchParams.delete("order")));
      arrangeAll();
    });
    group.append(button);
  }
  bar.append(group);
}
place?.addEventListener("change", arrangeAll);
choose();
if (order || place?.value) arrangeAll();
