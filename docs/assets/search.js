// Search in the header: Pagefind is loaded when the dialog is first opened.

import { fetched, make } from "./data.js";

const root = new URL("../", import.meta.url);
const english = document.documentElement.lang.startsWith("en");
const words = english
  ? { search: "Search", hint: "Department, code, number", none: "Nothing was found.", some: (n) => `${n} found`, more: "More", close: "Close", failed: "The search index could not be loaded.", all: "all", number: "Number", filters: { kind: "Kind", year: "Year", place: "Place", department: "Department" } }
  : { search: "搜索", hint: "部门、科目、数字", none: "没有找到。", some: (n) => `找到 ${n} 条`, more: "再看一些", close: "关闭", failed: "搜索索引没有载入。", all: "全部", number: "数字", filters: { kind: "类别", year: "年度", place: "地区", department: "部门" } };
const ORDER = ["部门", "报告", "地区", "专题", "科目", "支出", "表", "项目", "名词", "正文", "规则", "说明", "Department", "Place", "Topic", "Code", "Expenditure", "Report", "Rule"];
const PAGE = 12;
const SHARDS = 64; // as in build_site/render/numbers.py
const AROUND = 28; // characters shown on either side of what was found

let library;
/** Every part of the language's index. */
function pagefind() {
  library ??= load();
  return library;
}
async function load() {
  const names = await (await fetch(new URL("pagefind/parts.json", root))).json();
  const own = names.filter((name) => name.startsWith(english ? "en/" : "zh/"));
  const parts = await Promise.all(own.map((name) => import(new URL(`pagefind/${name}/pagefind.js`, root))));
  for (const part of parts) {
    await part.options({ baseUrl: root.pathname, excerptLength: 1 });
    await part.init();
  }
  return parts;
}

const HAN = /[\u3400-\u9fff]/;
/** Chinese was indexed by characters: a run of them is looked up as a phrase, anything else as a word's beginning. */
const query = (run) => (HAN.test(run) ? `"${[...run].join(" ")}"` : run);

/** A number in any spelling (2,940.05, ２９４０.05) as the index has it; empty where it is none. */
function numeral(text) {
  const plain = text.normalize("NFKC").replaceAll(/[,，\s]/g, "").replace("−", "-").replace(/(%|万元|元)$/, "");
  if (!/^-?\d+(\.\d+)?$/.test(plain)) return "";
  const [whole, part = ""] = plain.replace("-", "").split(".");
  const rest = part.replace(/0+$/, "");
  return (whole.replace(/^0+(?=.)/, "") || "0") + (rest ? `.${rest}` : "");
}

/** An amount as printed with about what it is in words that a reader of English knows. */
function told(shown) {
  const [, number, unit] = /^(-?[\d,.]+) ([百千万亿]*元)$/.exec(shown) ?? [];
  if (!unit) return shown;
  const yuan = Number(number.replaceAll(",", "")) * [...unit.slice(0, -1)].reduce((factor, each) => factor * { 百: 1e2, 千: 1e3, 万: 1e4, 亿: 1e8 }[each], 1);
  const [amount, digits, name] = Math.abs(yuan) < 1e6 ? [yuan, 0, "yuan"] : [yuan / 1e6, 2, "million yuan"];
  return `${amount.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: 2 })} ${name} (${shown})`;
}

const json = (name) => fetched(new URL(`data/search/${name}.json.gz`, root).href, JSON.parse).catch(() => ({}));

/** Where a number is printed: a result for each place, with whose it is and what it says. */
async function printed(text, filters) {
  const wanted = numeral(text);
  if (!wanted || (filters.kind && filters.kind !== words.number)) return [];
  const digits = wanted.replace(".", "").slice(-6);
  const [places, reports] = await Promise.all([json(Number(digits) % SHARDS), json("reports")]);
  return (places[wanted] ?? [])
    .map(([at, where, label, shown, en = label]) => ({ report: reports[at], where, label: english ? en : label, shown }))
    .filter(({ report: [, year, department, name, ...place] }) => (!filters.year || filters.year === String(year)) && (!filters.department || filters.department === ((english && name) || department)) && (!filters.place || filters.place === (english ? place[1] : place[0])))
    .map(({ report: [slug, year, department, name], where, label, shown }) => ({
      raw_url: `/departments/${slug}/${year}/${where}`,
      meta: { kind: words.number, title: english ? told(shown) : shown, more: `${(english && name) || department} ${year} · ${label}` },
      content: "",
    }));
}

async function find(text, filters) {
  const parts = await pagefind();
  const runs = text.trim().toLowerCase().match(/[\u3400-\u9fff]+|[^\s\u3400-\u9fff“”‘’，。、：；（）《》"'()]+/g) ?? [];
  let kept = null;
  for (const run of runs) {
    const sort = HAN.test(run) ? { order: "asc" } : undefined; // every phrase scores the same
    const found = await Promise.all(parts.map((part) => part.search(query(run), { filters, sort })));
    const results = found.flatMap((each) => each.results);
    if (!sort && parts.length > 1) results.sort((one, other) => other.score - one.score);
    const ids = new Set(results.map((each) => each.id));
    kept = kept === null ? results : kept.filter((each) => ids.has(each.id));
  }
  return { results: kept ?? [], runs };
}

const input = make("input", { type: "search", placeholder: words.hint, autocomplete: "off", ariaLabel: words.search, className: "tool-field" });
const selects = {};
const list = make("ol", { className: "found" });
const status = make("output", { className: "status" });
const more = make("button", { type: "button", className: "tool-button", textContent: words.more, hidden: true });
const filters = make("div", { className: "filters" });
const close = make("button", { type: "button", className: "tool-button", textContent: words.close });
const dialog = make("dialog", { className: "search-dialog md-typeset", ariaLabel: words.search }, make("form", { method: "dialog", role: "search" }, make("div", { className: "line" }, input, close), filters, status, list, more));

async function fillFilters() {
  const found = {};
  for (const own of await Promise.all((await pagefind()).map((part) => part.filters()))) {
    for (const [name, values] of Object.entries(own)) found[name] = { ...found[name], ...values };
  }
  for (const [name, label] of Object.entries(words.filters)) {
    const options = Object.keys(found[name] ?? {}).sort();
    if (name === "kind") options.sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b));
    if (options.length < 2) continue;
    selects[name] = make("select", { className: "tool-field", ariaLabel: label }, make("option", { value: "", textContent: `${label}${english ? ": " : "："}${words.all}` }), ...options.map((value) => make("option", { value, textContent: value })));
    selects[name].addEventListener("change", look);
    filters.append(selects[name]);
  }
}

const plain = (text) => text.replaceAll(/(?<=[\u3400-\u9fff]) | (?=[\u3400-\u9fff])/g, "");
function has(each, run) {
  const text = `${each.meta.title} ${each.meta.more} ${plain(each.content)}`.toLowerCase();
  return text.includes(run) || (english && run.length > 4 && text.includes(run.replace(/(ies|es|s|ing|ed)$/, "")));
}

/** The words around what was found, where title and second line do not have it. */
function excerpt(each, runs) {
  const run = runs.find((word) => !`${each.meta.title} ${each.meta.more}`.toLowerCase().includes(word));
  const text = plain(each.content);
  const at = run ? text.toLowerCase().indexOf(run) : -1;
  return at < 0 ? "" : `…${text.slice(Math.max(0, at - AROUND), at + run.length + AROUND)}…`;
}

let turn = 0;
let loaded = [];
async function look() {
  const mine = ++turn;
  const chosen = Object.fromEntries(Object.entries(selects).filter(([, select]) => select.value).map(([name, select]) => [name, select.value]));
  if (!input.value.trim()) {
    list.replaceChildren();
    status.textContent = "";
    more.hidden = true;
    return;
  }
  try {
    const [numbers, { results, runs }] = await Promise.all([printed(input.value, chosen), find(input.value, chosen)]);
    // the library also gives what only begins alike: what does not have the words is no result
    const data = (await Promise.all(results.slice(0, 120).map((each) => each.data()))).filter((each) => runs.every((run) => has(each, run)));
    if (mine !== turn) return;
    // of codes alike what money is for (2…) before what is bought (3… and on), the broader before those below it
    const depth = (each) => {
      const code = / · (\d{3,7}) /.exec(` · ${each.meta.title} · ${each.meta.more} `)?.[1] ?? "";
      return code.length + (code > "3" ? 10 : 0);
    };
    // in English a class of spending goes before the offices that are named after it
    const kind = (each) => (english && each.meta.kind === "Code" && depth(each) === 3 && each.meta.title.replace(/^\d+ /, "").toLowerCase().startsWith(runs[0]) ? -1 : ORDER.indexOf(each.meta.kind));
    const inTitle = (each) => runs.filter((run) => each.meta.title.toLowerCase().includes(run)).length;
    const count = numbers.length + (results.length > 120 ? results.length : data.length);
    loaded = data.map((each, index) => [each, -inTitle(each), kind(each), depth(each), index]).sort((a, b) => a[1] - b[1] || a[2] - b[2] || a[3] - b[3] || a[4] - b[4]).map(([each]) => each);
    loaded.unshift(...numbers);
    status.textContent = count ? words.some(count) : words.none;
    list.replaceChildren();
    show(runs);
  } catch (error) {
    status.textContent = words.failed;
    console.error(error);
  }
}

function show(runs) {
  for (const each of loaded.splice(0, PAGE)) {
    const page = each.raw_url.replace(/^\/|~\d+\.html$/g, "");
    const link = make("a", { href: new URL(page, root).href, hreflang: english && !page.startsWith("en/") ? "zh" : "" }, ...marked(each.meta.title, runs));
    list.append(make("li", {}, make("span", { className: "kind", textContent: each.meta.kind }), " ", link, make("span", { className: "aside" }, ...(each.meta.more === each.meta.kind ? [] : spoken(each.meta.more)), ...marked(excerpt(each, runs), runs, " "))));
  }
  more.hidden = !loaded.length;
  more.onclick = () => show(runs);
}

/** Words of which a reader of English is told where they are Chinese. */
const spoken = (text) => (english ? text.split(/([\u3400-\u9fff][\u3000-\u9fff\uff00-\uffef]*)/).map((part) => (HAN.test(part) ? make("span", { lang: "zh", textContent: part }) : part)) : [text]);

function marked(title, runs, before = "") {
  if (!title) return [];
  const run = runs.find((each) => title.toLowerCase().includes(each));
  if (!run) return [title];
  const at = title.toLowerCase().indexOf(run);
  return [before + title.slice(0, at), make("mark", { textContent: title.slice(at, at + run.length) }), title.slice(at + run.length)];
}

function open(text = "") {
  if (!dialog.isConnected) document.body.append(dialog);
  if (!filters.childElementCount) fillFilters().catch(() => (status.textContent = words.failed));
  dialog.showModal();
  if (text) input.value = text;
  input.select();
  look();
}

let pause = 0;
input.addEventListener("input", () => {
  clearTimeout(pause);
  pause = setTimeout(look, 120);
});
dialog.querySelector("form").addEventListener("submit", (event) => {
  event.preventDefault();
  list.querySelector("a")?.focus();
});
close.addEventListener("click", () => dialog.close());
dialog.addEventListener("click", (event) => {
  if (event.target === dialog || event.target.closest("a")) dialog.close();
});

const button = make("button", { type: "button", className: "site-search" }, make("span", { className: "glass", ariaHidden: "true" }), make("span", { textContent: words.search }));
button.addEventListener("click", () => open());
document.querySelector(".md-header__inner")?.append(button);
for (const each of document.querySelectorAll("[data-search]")) {
  each.hidden = false;
  each.addEventListener("click", () => open());
}
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !event.target.closest("input, select, textarea, dialog") && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    open();
  }
});
const asked = new URLSearchParams(location.search).get("q");
if (asked) open(asked);
