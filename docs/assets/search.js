// Search in the header: Pagefind is loaded when the dialog is first opened.

const root = new URL("../", import.meta.url);
const english = document.documentElement.lang.startsWith("en");
const words = english
  ? { search: "Search", hint: "Department, code, term, project …", none: "Nothing was found.", some: (n) => `${n} found`, more: "More", close: "Close", failed: "The search index could not be loaded.", filters: { kind: "Kind", year: "Year", place: "Place", department: "Department" } }
  : { search: "搜索", hint: "部门、科目编码、名词、项目……", none: "没有找到。", some: (n) => `找到 ${n} 条`, more: "再看一些", close: "关闭", failed: "搜索索引没有载入。", filters: { kind: "类别", year: "年度", place: "地区", department: "部门" } };
const ORDER = ["部门", "报告", "科目", "表", "项目", "名词", "正文", "说明"];
const PAGE = 12;

const make = (name, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
};

let library;
function pagefind() {
  library ??= import(new URL("pagefind/pagefind.js", root)).then(async (found) => {
    await found.options({ baseUrl: root.pathname, excerptLength: 1 });
    await found.init();
    return found;
  });
  return library;
}

const HAN = /[\u3400-\u9fff]/;
/** Chinese was indexed by characters: a run of them is looked up as a phrase, anything else as a word's beginning. */
const query = (run) => (HAN.test(run) ? `"${[...run].join(" ")}"` : run);

async function find(text, filters) {
  const library = await pagefind();
  const runs = text.trim().toLowerCase().match(/[\u3400-\u9fff]+|[^\s\u3400-\u9fff“”‘’，。、：；（）《》"'()]+/g) ?? [];
  let kept = null;
  for (const run of runs) {
    const sort = HAN.test(run) ? { order: "asc" } : undefined; // every phrase scores the same
    const { results } = await library.search(query(run), { filters, sort });
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
  const found = await (await pagefind()).filters();
  for (const [name, label] of Object.entries(words.filters)) {
    const options = Object.keys(found[name] ?? {}).sort();
    if (name === "kind") options.sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b));
    if (options.length < 2) continue;
    selects[name] = make("select", { className: "tool-field", ariaLabel: label }, make("option", { value: "", textContent: `${label}：全部` }), ...options.map((value) => make("option", { value, textContent: value })));
    selects[name].addEventListener("change", look);
    filters.append(selects[name]);
  }
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
    const { results, runs } = await find(input.value, chosen);
    const data = await Promise.all(results.slice(0, 120).map((each) => each.data()));
    if (mine !== turn) return;
    const inTitle = (each) => runs.filter((run) => each.meta.title.toLowerCase().includes(run)).length;
    loaded = data.map((each, index) => [each, -inTitle(each), ORDER.indexOf(each.meta.kind), index]).sort((a, b) => a[1] - b[1] || a[2] - b[2] || a[3] - b[3]).map(([each]) => each);
    status.textContent = results.length ? words.some(results.length) : words.none;
    list.replaceChildren();
    show(runs);
  } catch (error) {
    status.textContent = words.failed;
    console.error(error);
  }
}

function show(runs) {
  for (const each of loaded.splice(0, PAGE)) {
    const link = make("a", { href: new URL(each.raw_url.replace(/^\/|~\d+\.html$/g, ""), root).href }, ...marked(each.meta.title, runs));
    list.append(make("li", {}, make("span", { className: "kind", textContent: each.meta.kind }), " ", link, make("span", { className: "aside", textContent: each.meta.more })));
  }
  more.hidden = !loaded.length;
  more.onclick = () => show(runs);
}

function marked(title, runs) {
  const run = runs.find((each) => title.toLowerCase().includes(each));
  if (!run) return [title];
  const at = title.toLowerCase().indexOf(run);
  return [title.slice(0, at), make("mark", { textContent: title.slice(at, at + run.length) }), title.slice(at + run.length)];
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
