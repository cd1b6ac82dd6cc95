// Up to six reports side by side. What is chosen stands in the address: ?r=<report>,<report>&m=<measure>

const MOST = 6;
const place = document.querySelector("[data-compare]");
const data = new URL(place.dataset.compare, location.href);
const reports = new URL(place.dataset.reports, location.href);
const loaded = new Map();

const make = (name, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
};
const json = (name) => {
  if (!loaded.has(name)) loaded.set(name, fetch(new URL(`${name}.json`, data)).then((answer) => answer.json()));
  return loaded.get(name);
};
const grouped = (value) => value.replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ",");

const { measures, reports: all } = await json("index");
const known = new Map(all.map((report) => [report.id, report]));
const state = () => {
  const asked = new URLSearchParams(location.search);
  const chosen = (asked.get("r") ?? "").split(",").filter((id) => known.has(id));
  return { chosen: [...new Set(chosen)].slice(0, MOST), measure: asked.get("m") ?? "expenditure" };
};
function go(chosen, measure) {
  const address = new URL(location.href);
  chosen.length ? address.searchParams.set("r", chosen.join(",")) : address.searchParams.delete("r");
  address.searchParams.set("m", measure);
  history.pushState(null, "", address);
  draw();
}

const title = (report) => `${report.department} ${report.year}年度`;
const pick = make("select", { ariaLabel: "加入一份报告" });
const chips = make("ul", { className: "picked" });
const out = make("div", { className: "compared" });
const status = make("output", { className: "status" });
pick.addEventListener("change", () => {
  const { chosen, measure } = state();
  if (pick.value) go([...chosen, pick.value], measure);
});
place.replaceChildren(make("div", { className: "compare-tools" }, pick, status), chips, out);

async function draw() {
  const { chosen, measure } = state();
  pick.replaceChildren(make("option", { value: "", textContent: chosen.length ? "再加一份报告……" : "选一份报告……" }), ...all.filter((report) => !chosen.includes(report.id)).map((report) => make("option", { value: report.id, textContent: `${title(report)}（${report.place}）` })));
  pick.disabled = chosen.length >= MOST;
  status.textContent = `已选 ${chosen.length} 份，最多 ${MOST} 份`;
  chips.replaceChildren(
    ...chosen.map((id) => {
      const button = make("button", { type: "button", className: "tool-button", textContent: "✕", ariaLabel: `移去 ${title(known.get(id))}` });
      button.addEventListener("click", () => go(chosen.filter((other) => other !== id), measure));
      return make("li", {}, title(known.get(id)), " ", button);
    }),
  );
  if (!chosen.length) {
    out.replaceChildren(make("p", { className: "notice", textContent: "还没有选报告。" }));
    return;
  }
  const columns = await Promise.all(chosen.map(async (id) => ({ ...known.get(id), ...(await json(known.get(id).year))[id] })));
  if (state().chosen.join() !== chosen.join()) return;
  const units = new Set(columns.map((column) => column.unit));
  const unit = units.size === 1 ? [...units][0] : null;
  out.replaceChildren(table(columns, unit), ...chart(columns, unit, measure));
}

function value(column, entry, unit) {
  if (!entry?.value) return make("td", { className: "amount" }, make("span", { className: "no-data", textContent: entry?.reason ?? "没有这一类" }));
  const link = make("a", { href: new URL(`${column.slug}/${column.year}/${entry.at}`, reports).href, textContent: grouped(entry.value) });
  const total = column.measures.expenditure?.value;
  return make("td", { className: "amount" }, link, ...(unit ? [] : [make("span", { className: "aside", textContent: `${column.unit}（口径不同：单位）` })]), ...(entry.share && total ? [make("span", { className: "aside", textContent: share(entry.value, total) })] : []));
}

const share = (part, whole) => (Number(whole) ? `占本年支出 ${((Number(part) / Number(whole)) * 100).toFixed(2)}%` : "");

function table(columns, unit) {
  const head = make("tr", {}, make("th", { scope: "col", textContent: "项目" }), ...columns.map((column) => make("th", { scope: "col", className: "amount" }, make("a", { href: new URL(`${column.slug}/${column.year}/`, reports).href, textContent: title(column) }))));
  const row = (name, entries, inner) => make("tr", {}, make("th", { scope: "row", className: inner ? "name inner" : "name", textContent: name }), ...entries);
  const rows = measures.map(([name, words, inner]) => row(words, columns.map((column) => value(column, { ...column.measures[name], share: ["basic", "project"].includes(name) }, unit)), inner));
  const classes = new Map(columns.flatMap((column) => Object.entries(column.classes).map(([code, entry]) => [code, entry.name])));
  for (const [code, name] of [...classes].sort()) rows.push(row(`${code} ${name}`, columns.map((column) => value(column, column.classes[code] && { ...column.classes[code], share: true }, unit)), true));
  const caption = make("caption", { textContent: unit ? `单位：${unit}，当年价格` : "各报告的单位不同，见各格" });
  const made = make("table", { className: "figures form compare" }, caption, make("thead", {}, head), make("tbody", {}, ...rows));
  const region = make("div", { className: "table-region", tabIndex: 0, role: "region", ariaLabel: "比较表" }, made);
  return region;
}

function chart(columns, unit, measure) {
  const choose = make("select", { ariaLabel: "图中的项目" }, ...measures.map(([name, words]) => make("option", { value: name, textContent: words, selected: name === measure })));
  choose.addEventListener("change", () => go(columns.map((column) => column.id), choose.value));
  const tools = make("div", { className: "compare-tools" }, make("label", {}, "图：", choose));
  if (!unit) return [tools, make("p", { className: "notice", textContent: "口径不同：各报告的金额单位不同，不画在一起。" })];
  const entries = columns.map((column) => column.measures[measure] ?? {});
  const most = Math.max(...entries.map((entry) => Math.abs(Number(entry.value ?? 0))), 0);
  const bars = columns.map((column, index) => {
    const { value: amount, reason } = entries[index];
    const bar = make("span", { className: "bar", ariaHidden: "true" });
    bar.style.width = amount && most ? `${(Math.abs(Number(amount)) / most) * 70}%` : "0";
    return make("li", {}, make("span", { className: "label", textContent: title(column) }), bar, make("span", { className: amount ? "value" : "no-data", textContent: amount ? grouped(amount) : reason ?? "没有" }));
  });
  const words = measures.find(([name]) => name === measure)?.[1] ?? "";
  return [tools, make("figure", { className: "bars" }, make("figcaption", { textContent: `${words}（单位：${unit}，当年价格；按选入的次序，不是排名）` }), make("ul", {}, ...bars))];
}

addEventListener("popstate", draw);
draw();
