// Up to six reports side by side. What is chosen stands in the address: ?r=<report>,<report>&b=amount
// Amounts come in yuan and are shown in the page's unit; what has none says why.

import { make } from "./data.js";
import { figure } from "./figures.js";

const MOST = 6;
const place = document.querySelector("[data-compare]");
const words = JSON.parse(place.dataset.words);
const english = words.lang === "en";
const data = new URL(place.dataset.compare, location.href);
const reports = new URL(place.dataset.reports, location.href); // in the page's language
const originals = new URL(place.dataset.cells, location.href);
const COLOURS = new Set(["201", "204", "205", "206", "207", "208", "210", "212", "213", "221"]);
/** Classes whose colour words can stand on, in light and dark: white there, ink on the lighter ones. */
const WORDED = { 201: "", 205: "", 208: "", 210: "", 212: "", 221: "dark-words", 206: "dark-words" };
const loaded = new Map();

const say = (key, values = {}) => (words[key] ?? key).replaceAll(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
const FACTOR = english ? 1_000_000 : 10_000;
const json = (name) => {
  if (!loaded.has(name)) loaded.set(name, fetch(new URL(`${name}.json`, data)).then((answer) => answer.json()));
  return loaded.get(name);
};
/** Yuan (text, exact) as a text in the page's unit, as `shown` in build_site/model/money.py has it. */
function money(yuan) {
  const value = Number(yuan) / FACTOR;
  const digits = value && Math.abs(value) < 0.1 ? 1 - Math.floor(Math.log10(Math.abs(value))) : 2;
  return value.toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: digits }).replace("-", "−");
}

const { measures, classes, reports: all } = await json("index");
const known = new Map(all.map((report) => [report.id, report]));
if (!new URLSearchParams(location.search).has("r") && place.dataset.start) {
  const proposed = new URL(location.href); // a link that is kept shows the same tomorrow, when others are proposed
  proposed.searchParams.set("r", place.dataset.start);
  history.replaceState(null, "", proposed);
}
const state = () => {
  const asked = new URLSearchParams(location.search);
  const chosen = (asked.get("r") ?? "").split(",").filter((id) => known.has(id));
  return { chosen: [...new Set(chosen)].slice(0, MOST), amounts: asked.get("b") === "amount" };
};
function go(chosen, amounts) {
  const address = new URL(location.href);
  address.searchParams.set("r", chosen.join(","));
  amounts ? address.searchParams.set("b", "amount") : address.searchParams.delete("b");
  history.pushState(null, "", address);
  draw(true);
}
const where = (report) => (english && report.place_en) || report.place;
const name = (report) => (english && report.en) || report.department;
const title = (report) => `${name(report)} ${report.year}`;
const item = ([zh, en]) => (english && en) || zh;

// --- choosing ------------------------------------------------------------------------------------------------------------

const status = make("output", { className: "left" });

/** A field that finds a report by any part of its name, place or year: a combobox with a list below it. */
function picker(chosen, amounts) {
  const label = say("搜部门、地区或年度");
  const list = make("ul", { id: "compare-list", role: "listbox", className: "options", hidden: true, ariaLabel: label });
  const input = make("input", { type: "text", className: "tool-field", role: "combobox", autocomplete: "off", placeholder: label, ariaLabel: label, ariaExpanded: "false" });
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-autocomplete", "list");
  let at = -1;
  const mark = (to) => {
    const options = [...list.querySelectorAll("[id]")];
    at = options.length ? (to + options.length) % options.length : -1;
    for (const [index, option] of options.entries()) option.setAttribute("aria-selected", String(index === at));
    const now = options[at];
    now ? input.setAttribute("aria-activedescendant", now.id) : input.removeAttribute("aria-activedescendant");
    now?.scrollIntoView({ block: "nearest" });
  };
  const look = () => {
    const wanted = input.value.trim().toLowerCase().split(/\s+/);
    const found = all.filter((report) => !chosen.includes(report.id) && wanted.every((word) => `${report.department} ${report.en} ${report.place} ${report.place_en} ${report.year}`.toLowerCase().includes(word)));
    list.replaceChildren(
      ...found.slice(0, 50).map((report, index) => {
        const option = make("li", { id: `compare-${index}`, role: "option", ariaSelected: "false" }, title(report), make("small", { textContent: ` ${where(report)}` }));
        option.addEventListener("mousedown", (event) => event.preventDefault());
        option.addEventListener("click", () => go([...chosen, report.id], amounts));
        return option;
      }),
      ...(found.length ? [] : [make("li", { role: "option", ariaDisabled: "true", className: "none", textContent: say("没有找到") })]),
    );
    list.hidden = false;
    input.ariaExpanded = "true";
    mark(input.value.trim() ? 0 : -1);
  };
  const close = () => {
    list.hidden = true;
    input.ariaExpanded = "false";
  };
  input.addEventListener("input", look);
  input.addEventListener("click", look);
  input.addEventListener("focus", () => input.dataset.quiet ? delete input.dataset.quiet : look());
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      list.hidden ? look() : mark(at + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter") {
      event.preventDefault();
      list.children[at]?.click();
    } else if (event.key === "Escape") close();
  });
  return make("div", { className: "add" }, input, list);
}

function cards(chosen, amounts) {
  const found = chosen.map((id) => {
    const report = known.get(id);
    const away = make("button", { type: "button", className: "x", textContent: "×", ariaLabel: say("移去 {name}", { name: title(report) }) });
    away.addEventListener("click", () => go(chosen.filter((other) => other !== id), amounts));
    return make("div", {}, make("b", {}, make("a", { href: new URL(`${report.slug}/${report.year}/`, reports).href, textContent: name(report) })), make("small", { textContent: `${where(report)} · ${report.year}` }), away);
  });
  if (chosen.length < MOST) found.push(picker(chosen, amounts));
  if (chosen.length > 1) found.push(clear(amounts));
  return make("div", { className: "pick" }, ...found);
}

function clear(amounts) {
  const made = make("button", { type: "button", className: "btn", textContent: say("重新选") });
  made.addEventListener("click", () => go([], amounts));
  return made;
}

// --- what is compared ------------------------------------------------------------------------------------------------------

/** `asked`: by a choice on the page, so that the focus, which goes with what it was on, stays with the choosing. */
async function draw(asked = false) {
  const { chosen, amounts } = state();
  const back = () => {
    if (asked !== true) return;
    const next = place.querySelector(".add input") ?? place.querySelector(".x");
    if (next.matches("input") && chosen.length) next.dataset.quiet = "yes";
    next.focus();
    status.textContent = say("比较 {n} 份报告", { n: chosen.length });
  };
  document.querySelector(".compare-sets")?.toggleAttribute("hidden", Boolean(chosen.length) && chosen.join(",") !== place.dataset.start);
  if (!chosen.length) {
    place.replaceChildren(cards(chosen, amounts));
    back();
    return;
  }
  const columns = await Promise.all(chosen.map(async (id) => ({ ...known.get(id), ...(await json(known.get(id).year))[id] })));
  if (state().chosen.join() !== chosen.join()) return;
  place.replaceChildren(cards(chosen, amounts), ...notices(columns), tools(columns, amounts), strips(columns, amounts), table(columns));
  back();
}

function notices(columns) {
  const years = [...new Set(columns.map((column) => column.year))].sort();
  const units = [...new Set(columns.map((column) => column.unit))];
  const found = [];
  const warn = (head, text) => make("p", { className: "warn" }, make("b", { textContent: head }), ` ${text}`);
  if (years.length > 1) found.push(warn(say("年度不同"), say("各份报告的年度不同：{years}。金额是当年价格，没有换算物价。", { years: years.join(english ? ", " : "、") })));
  if (units.length > 1) found.push(warn(say("单位不同"), say("报告印的单位不同（{units}），这里都精确换成{unit}；点数字看印的是什么。", { units: units.join(english ? ", " : "、"), unit: words.unit })));
  return found;
}

/** The classes of all columns, the largest share first, each with its amounts by column. */
function parts(columns) {
  const codes = [...new Set(columns.flatMap((column) => Object.keys(column.classes)))];
  const share = (code) => Math.max(...columns.map((column) => Number(column.classes[code]?.yuan ?? 0) / (sum(column) || 1)));
  return codes.sort((a, b) => share(b) - share(a));
}
const sum = (column) => Object.values(column.classes).reduce((whole, each) => whole + Math.max(0, Number(each.yuan ?? 0)), 0);
const colour = (code) => (COLOURS.has(code) ? `var(--c${code})` : "var(--cx)");
const shareOf = (column, code) => (Number(column.classes[code]?.yuan ?? 0) / (sum(column) || 1)) * 100;

/** The axis' ticks: its length in per cent of the longest bar, and the words. */
function ticks(most, amounts) {
  const end = amounts ? most / FACTOR : 100;
  const rough = end / 4;
  const unit = 10 ** Math.floor(Math.log10(rough || 1));
  const step = amounts ? unit * [1, 2, 2.5, 5, 10].find((each) => each * unit >= rough) : 25;
  return Array.from({ length: Math.floor(end / step + 1e-9) + 1 }, (_, at) => [((at * step) / end) * 100, (at * step).toLocaleString("en")]);
}

/** What the strips say: the class that most goes to, where all agree on it; of amounts the least and the largest. */
function finding(columns, amounts) {
  const shown = columns.filter(sum);
  const spent = shown.map((column) => Number(column.measures.expenditure?.yuan ?? sum(column))).sort((a, b) => a - b);
  if (!shown.length) return say("每 100 元支出用在哪里");
  if (amounts && shown.length > 1) return say("本年支出从 {low} 到 {high} {unit}", { low: money(spent[0]), high: money(spent.at(-1)), unit: words.unit });
  const mains = shown.map((column) => parts([column])[0]);
  const counts = new Map(mains.map((code) => [code, mains.filter((each) => each === code).length]));
  const [main, n] = [...counts].sort((a, b) => b[1] - a[1])[0];
  const name_ = item(classes[main]);
  if (n < shown.length) return n > 1 ? say("{n} 份里有 {k} 份，用得最多的是{name}", { n: shown.length, k: n, name: name_ }) : say("{n} 份报告用得最多的类各不相同", { n: shown.length });
  const [low, high] = [Math.min, Math.max].map((end) => Math.round(end(...shown.map((column) => shareOf(column, main)))));
  return low === high ? say("每 100 元支出，{n} 元用于{name}", { n: low, name: name_ }) : say("每 100 元支出，{low} 到 {high} 元用于{name}", { low, high, name: name_ });
}

function strips(columns, amounts) {
  const most = Math.max(...columns.map(sum));
  const codes = parts(columns);
  const bars = columns.map((column) => {
    const whole = sum(column);
    const bar = make("span", { className: "cstrip" });
    bar.style.width = amounts && most ? `${(whole / most) * 100}%` : "100%";
    for (const code of codes) {
      const value = Number(column.classes[code]?.yuan ?? 0);
      if (value <= 0 || !whole) continue;
      const percent = (value / whole) * 100;
      const part = make("i", { title: `${item(classes[code])} ${money(value)} (${percent.toFixed(1)}%)`, className: WORDED[code] ?? "", textContent: percent >= (innerWidth > 760 ? 6 : 12) && code in WORDED ? (amounts ? money(value) : percent.toFixed(1)) : "" });
      part.style.flex = `${value} 0 0`;
      part.style.background = colour(code);
      bar.append(part);
    }
    bar.style.minWidth = "2px";
    const spent = column.measures.expenditure?.yuan;
    return make("li", {}, make("span", { className: "label" }, make("b", { textContent: name(column) }), make("small", { textContent: column.year })), make("span", { className: "track" }, whole ? bar : make("small", { textContent: say("没有支出决算表的各类") })), make("b", { textContent: spent ? money(spent) : "" }));
  });
  const key = codes.filter((code) => COLOURS.has(code)).map((code) => {
    const swatch = make("i");
    swatch.style.background = colour(code);
    return make("span", {}, swatch, item(classes[code]));
  });
  if (codes.some((code) => !COLOURS.has(code))) {
    const swatch = make("i");
    swatch.style.background = "var(--cx)";
    key.push(make("span", {}, swatch, say("其他各类")));
  }
  const axis = make("span", { className: "track" }, ...ticks(most, amounts).map(([at, label]) => {
    const tick = make("span", { textContent: label });
    tick.style.left = `${at}%`;
    tick.style.transform = `translateX(-${at}%)`; // the last ends where the bars do
    return tick;
  }));
  bars.unshift(make("li", { className: "axis" }, make("span"), axis, make("small", { textContent: say("本年支出，{unit}", { unit: words.unit }) })));
  axis.setAttribute("aria-hidden", "true");
  const said = amounts ? say("本年支出按类，单位：{unit}。", { unit: words.unit }) : say("本年支出按类，每份报告的支出合计为 100。");
  const table = [[words.unit, ...columns.map(title)], ...codes.map((code) => [`${code} ${item(classes[code])}`, ...columns.map((column) => (column.classes[code]?.yuan === undefined ? "" : money(column.classes[code].yuan)))])];
  return figure({
    id: "figure-compare", title: finding(columns, amounts), deck: said, source: say("来源：各报告的支出决算表"), unit: words.unit, rows: table,
    graphic: [make("ul", { className: "cstrips" }, ...bars), make("p", { className: "key" }, ...key)], drawing: () => picture(columns, amounts),
  });
}

/** The measures, under the year's expenditure its change, and the classes of expenditure under what they are parts of. */
const rows = (columns) =>
  measures.flatMap(([id, zh, en, inner]) => [
    [item([zh, en]), inner, columns.map((column) => column.measures[id])],
    ...(id === "expenditure" ? [[say("比上年"), true, columns.map((column) => column.moved)]] : []),
    ...(id === "non-personnel" ? parts(columns).map((code) => [`${code} ${item(classes[code])}`, true, columns.map((column) => column.classes[code] ?? (Object.keys(column.classes).length ? undefined : { state: "not-in-report" }))]) : []),
  ]);

function value(column, found, of, told = "{share}%") {
  if (!found) return make("td", { className: "amount" }, make("span", { className: "none", textContent: say("没有这一类") }));
  if (found.rate) return make("td", { className: "amount", textContent: found.rate }, ...(found.derived ? [make("small", { textContent: say("报告自述") })] : []));
  if (found.yuan === undefined && !(found.state in words)) return make("td", { className: "amount", textContent: "—" }); // of nothing there is no rate
  if (found.yuan === undefined) return make("td", { className: "amount" }, found.state === "blank" ? make("span", { className: "blank", role: "img", ariaLabel: words.blank }) : make("span", { className: `tagv${found.state === "not-read" ? " unread" : ""}`, textContent: words[found.state] }));
  const link = make("a", { className: "n", href: new URL(`${column.slug}/${column.year}/${found.at}`, originals).href, hreflang: "zh", title: [found.printed, english ? "opens the report in Chinese" : ""].filter(Boolean).join("; "), textContent: money(found.yuan) });
  const extra = [of && Number(of) ? told.replace("{share}", ((Number(found.yuan) / Number(of)) * 100).toFixed(2)) : "", found.year ? say("写作 {year} 年度", { year: found.year }) : ""].filter(Boolean).join(" ");
  return make("td", { className: "amount" }, link, ...(extra ? [make("small", { textContent: extra })] : []));
}

function table(columns) {
  const head = make("tr", {}, make("th", { scope: "col", textContent: words.unit }), ...columns.map((column) => make("th", { scope: "col", className: "amount" }, make("a", { href: new URL(`${column.slug}/${column.year}/`, reports).href, textContent: name(column) }), make("small", { textContent: column.year }))));
  const titled = (id) => item(measures.find((each) => each[0] === id).slice(1, 3));
  const shared = new Set(["basic", "project"].map(titled));
  const body = rows(columns).map(([words_, inner, found]) => {
    const share = shared.has(words_) || /^\d{3} /.test(words_);
    return make("tr", { className: inner ? "" : "l1" }, make("th", { scope: "row" }, make("span", { className: inner ? "inner" : "", textContent: words_ })), ...found.map((each, at) => (words_ === titled("general-public") ? value(columns[at], each, columns[at].measures.approved?.yuan, words["完成 {share}%"]) : value(columns[at], each, share ? columns[at].measures.expenditure?.yuan : ""))));
  });
  const caption = make("caption", { textContent: say("同一口径的数，单位：{unit}", { unit: words.unit }) });
  const made = make("table", { className: "figures cmp" }, caption, make("thead", {}, head), make("tbody", {}, ...body));
  made.style.setProperty("--columns", columns.length);
  return make("div", { className: "table-region scroll", tabIndex: 0, role: "region", ariaLabel: say("比较 {n} 份报告", { n: columns.length }) }, made);
}

// --- taking it along ---------------------------------------------------------------------------------------------------------

/** Rows of plain cells: amounts in the page's unit without commas, states in words. */
function cells(columns) {
  const plain = (found) => (!found ? say("没有这一类") : found.rate ? found.rate.replace("+", "").replace("−", "-") : found.yuan === undefined ? (words[found.state] ?? "") : String(Number(found.yuan) / FACTOR));
  return [[say("项目"), ...columns.map(title)], [words.unit, ...columns.map(() => "")], ...rows(columns).map(([label, , found]) => [label, ...found.map(plain)])];
}
const quoted = (text) => (/^[=+@\t\r＝＋－＠]|^-(?![\d.]+%?$)/.test(text) ? `'${text}` : text);
const csv = (columns) => `\ufeff${cells(columns).map((row) => row.map((each) => `"${quoted(each).replaceAll('"', '""')}"`).join(",")).join("\r\n")}\r\n`;
const cited = (columns) => `${columns.map(title).join("；")}. ${english ? "Open Final Accounts" : "决算开放数据"}. ${location.href}（${new Date().toISOString().slice(0, 10)}）`;

function saved(name_, blob) {
  const link = make("a", { href: URL.createObjectURL(blob), download: name_ });
  link.click();
  URL.revokeObjectURL(link.href);
}
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    status.textContent = say("已复制");
  } catch {
    status.textContent = say("没有复制成");
  }
}

/** The strips as a picture. */
function picture(columns, amounts) {
  const style = getComputedStyle(document.body);
  const token = (value_) => value_.replace(/var\((--[a-z0-9]+)\)/g, (_, key) => style.getPropertyValue(key).trim());
  const codes = parts(columns);
  const most = Math.max(...columns.map(sum));
  const [width, left, right] = [1152, 300, 130];
  const text = (x, y, words_, more = "") => `<text x="${x}" y="${y}" font-size="14" fill="${token("var(--ink)")}" ${more}>${String(words_).replace(/[<&>]/g, (sign) => `&#${sign.charCodeAt(0)};`)}</text>`;
  let [svg, y] = ["", 30];
  const plot = width - left - right;
  for (const [at, label] of ticks(most, amounts)) {
    svg += `<path d="M${left + (plot * at) / 100} 26V${y + columns.length * 44 - 6}" stroke="${token("var(--grid)")}"/>`;
    svg += text(left + (plot * at) / 100, 18, label, 'text-anchor="middle"');
  }
  svg += text(width - 12, 18, say("本年支出，{unit}", { unit: words.unit }), 'text-anchor="end"');
  for (const column of columns) {
    svg += text(left - 12, y + 20, title(column), 'text-anchor="end"');
    const whole = sum(column);
    let x = left;
    const room = plot * (amounts && most ? whole / most : 1);
    for (const code of codes) {
      const value_ = Math.max(0, Number(column.classes[code]?.yuan ?? 0));
      if (!value_) continue;
      const wide = (value_ / whole) * room;
      svg += `<rect x="${x}" y="${y}" width="${Math.max(0, wide - 1)}" height="30" fill="${token(colour(code))}"/>`;
      x += wide;
    }
    svg += text(width - 12, y + 20, money(column.measures.expenditure?.yuan ?? whole), 'text-anchor="end" font-weight="600"');
    y += 44;
  }
  let x = 12;
  for (const code of codes) {
    const label = item(classes[code]);
    if (x > width - 180) [x, y] = [12, y + 24];
    svg += `<rect x="${x}" y="${y}" width="12" height="12" fill="${token(colour(code))}"/>${text(x + 18, y + 12, label)}`;
    x += 40 + [...label].length * (label > "\u2e7f" ? 14 : 8);
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${y + 24}">${svg}</svg>`;
}

function tools(columns, amounts) {
  const button = (label, act, pressed) => {
    const made = make("button", { type: "button", className: "btn", textContent: label });
    if (pressed !== undefined) made.ariaPressed = String(pressed);
    if (pressed) made.classList.add("p");
    made.addEventListener("click", act);
    return made;
  };
  const ids = columns.map((column) => column.id);
  return make("div", { className: "bar-t compare-tools" },
    button(say("每 100 元"), () => go(ids, false), !amounts),
    button(say("金额"), () => go(ids, true), amounts),
    button("CSV", () => saved("compare.csv", new Blob([csv(columns)], { type: "text/csv" }))),
    button(say("复制表格"), () => copied(cells(columns).map((row) => row.join("\t")).join("\n"))),
    button(say("复制引用"), () => copied(cited(columns))),
    button(say("复制链接"), () => copied(location.href)),
    status);
}

addEventListener("popstate", () => draw());
draw();
