// The SQL console: SQLite (sql.js) in a worker, loaded when the first query is run. Results as table, bars and CSV.

import { content } from "./data.js";
import { figure } from "./figures.js";

const MOST_ROWS = 1000;
const MOST_BARS = 30;
const SVG = "http://www.w3.org/2000/svg";

for (const box of document.querySelectorAll("[data-sql]")) setUp(box);

function setUp(box) {
  const find = (name) => box.querySelector(`.sql-${name}`);
  const [question, editor, run, save, status] = ["question", "text", "run", "save", "status"].map(find);
  const queries = [...box.querySelectorAll(".sql-queries li")].map((item) => item.textContent);
  let ready = null;
  let shown = null;

  const choose = () => { editor.value = queries[question.value]; };
  // the query stands in the address, so that it can be kept and passed on
  const keep = () => {
    const address = new URL(location.href);
    address.searchParams.set("sql", editor.value);
    history.replaceState(null, "", address);
  };
  const given = new URLSearchParams(location.search);
  const asked = given.get("sql");
  question.addEventListener("change", choose);
  if (queries.includes(asked)) question.value = queries.indexOf(asked);
  if (asked) editor.value = asked;
  else if (question.value !== "0") choose(); // chosen before this script was there
  editor.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) run.click();
  });
  run.addEventListener("click", async () => {
    run.disabled = true;
    save.disabled = true;
    keep();
    try {
      if (!ready) {
        status.textContent = "正在下载数据库……";
        ready = open(new URL(box.dataset.sql, document.baseURI));
        ready.catch(() => { ready = null; });
      }
      const query = await ready;
      status.textContent = "正在查询……";
      shown = await query(editor.value);
      show(shown);
    } catch (error) {
      shown = null;
      find("chart").replaceChildren();
      find("result").replaceChildren();
      status.textContent = `没有完成：${error.message}`;
    } finally {
      run.disabled = false;
      save.disabled = !shown;
    }
  });
  save.addEventListener("click", () => download(shown));
  run.disabled = false; // a press before this script was there would have done nothing
  if (asked && given.has("figure")) run.click(); // in a frame of another site the answer stands, not the question

  function show({ columns, values }) {
    const cut = values.length > MOST_ROWS ? `，这里显示前 ${MOST_ROWS} 行` : "";
    status.textContent = `${values.length} 行${cut}`;
    find("result").replaceChildren(columns.length ? table(columns, values.slice(0, MOST_ROWS)) : "");
    find("chart").replaceChildren(...bars(columns, values, question.value === "" || editor.value !== queries[question.value] ? "" : question.selectedOptions[0].textContent));
  }
}

// A function that runs one SQL text and resolves to the columns and rows of its last result.
async function open(address) {
  const buffer = await content(address.href).catch((error) => {
    throw new Error(`数据库下载失败（${error.message}）`);
  });
  const worker = new Worker(new URL("vendor/worker.sql-wasm.js", import.meta.url));
  const waiting = new Map();
  let last = 0;
  worker.onmessage = ({ data }) => {
    const { resolve, reject } = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.error) reject(new Error(data.error)); else resolve(data.results);
  };
  worker.onerror = (event) => {
    for (const { reject } of waiting.values()) reject(new Error(event.message || "查询程序没有启动"));
    waiting.clear();
  };
  const ask = (message, transfer = []) => new Promise((resolve, reject) => {
    last += 1;
    waiting.set(last, { resolve, reject });
    worker.postMessage({ ...message, id: last }, transfer);
  });
  await ask({ action: "open", buffer }, [buffer]);
  // a difference of two amounts has digits that neither has: as many as a number of this kind is good for are shown
  const good = (value) => (typeof value === "number" ? Number(value.toPrecision(15)) : value);
  return async (sql) => {
    const { columns, values } = (await ask({ action: "exec", sql })).at(-1) ?? { columns: [], values: [] };
    return { columns, values: values.map((row) => row.map(good)) };
  };
}

function element(name, content, attributes = {}) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...[content].flat());
  return made;
}

function table(columns, values) {
  const kinds = columns.map((_, at) => (numbers(values, at) ? "amount" : "words"));
  const head = element("tr", columns.map((name, at) => element("th", name, { scope: "col", class: kinds[at] })));
  const rows = values.map((row) => element("tr", row.map((value, at) =>
    element("td", value === null ? "" : kinds[at] === "amount" && !years(values, at) ? grouped(value, decimals(values, at)) : String(value), { class: kinds[at] }))));
  const made = element("table", [element("caption", "查询结果"), element("thead", head), element("tbody", rows)], { class: "figures" });
  return element("div", made, { class: "table-region", role: "region", tabindex: "0", "aria-label": "查询结果" });
}

const numbers = (rows, at) => rows.some((row) => row[at] !== null) && rows.every((row) => row[at] === null || typeof row[at] === "number");
const years = (rows, at) => rows.every((row) => Number.isInteger(row[at]) && row[at] > 1900 && row[at] < 2200);
const decimals = (rows, at) => Math.max(...rows.map((row) => String(row[at] ?? "").split(".")[1]?.length ?? 0));
const grouped = (value, digits) => value.toLocaleString("zh-CN", { minimumFractionDigits: digits > 4 ? 0 : digits, maximumFractionDigits: 15 }).replace("-", "−");

// Horizontal bars of the first column of numbers, named by the first column of words and the year; none where that makes no sense.
function bars(columns, values, asked) {
  const sample = values.slice(0, MOST_BARS);
  const measure = columns.findIndex((_, at) => numbers(sample, at) && !years(sample, at));
  const name = columns.findIndex((_, at) => sample.some((row) => typeof row[at] === "string"));
  if (sample.length < 2 || measure < 0 || name < 0) return [];
  const year = columns.findIndex((_, at) => years(sample, at));
  const room = year < 0 ? 20 : 18;
  const named = (row) => {
    const words = String(row[name] ?? "");
    return (words.length > room ? `${words.slice(0, room - 1)}…` : words) + (year < 0 ? "" : ` ${row[year]}`);
  };
  const lowest = Math.min(0, ...sample.map((row) => row[measure] ?? 0));
  const span = Math.max(0, ...sample.map((row) => row[measure] ?? 0)) - lowest || 1;
  const made = (kind, attributes, words = "") => {
    const node = document.createElementNS(SVG, kind);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    node.textContent = words;
    return node;
  };
  // on a phone a name stands above its bar
  const draw = (phone) => {
    const [width, pitch, left, most, down] = phone ? [328, 42, 0, 210, 18] : [1152, 26, 308, 700, 0];
    const drawing = made("svg", { viewBox: `0 0 ${width} ${sample.length * pitch + 4}`, role: "img", "aria-label": `${columns[measure]}，条形图；数值见表` });
    const zero = left - lowest / span * most; // what is below it goes to the left
    if (lowest) drawing.append(made("rect", { x: zero, y: 0, width: 1, height: sample.length * pitch + 4, fill: "var(--line2)" }));
    sample.forEach((row, at) => {
      const value = row[measure];
      const long = Math.abs(value ?? 0) / span * most;
      const top = at * pitch;
      drawing.append(
        made("text", { x: phone ? 0 : 300, y: top + (phone ? 11 : 14), "dominant-baseline": "central", "text-anchor": phone ? "start" : "end", "font-size": 14, fill: "var(--ink)" }, named(row)),
        made("rect", { x: value < 0 ? zero - long : zero, y: top + down + 5, width: long, height: 17, fill: "var(--final)" }),
        made("text", { x: zero + 6 + (value < 0 ? 0 : long), y: top + down + 14, "dominant-baseline": "central", "font-size": 13, fill: "var(--ink)" }, value === null ? "无数据" : value.toLocaleString("zh-CN").replace("-", "−")));
    });
    return drawing;
  };
  const file = () => {
    const style = getComputedStyle(document.body);
    const alone = draw(false);
    alone.setAttribute("width", 1152);
    alone.setAttribute("height", sample.length * 26 + 4);
    return new XMLSerializer().serializeToString(alone).replaceAll(/var\((--[a-z0-9]+)\)/g, (_, key) => style.getPropertyValue(key).trim());
  };
  const rest = values.length > sample.length ? `前 ${sample.length} 行，共 ${values.length} 行。` : "";
  const source = "数据来源：决算开放数据，SQL 查询（地址里有语句）";
  return [figure({ id: "figure-sql", title: asked || columns[measure], deck: `${columns[measure]}，按${[columns[name], ...(year < 0 ? [] : [columns[year]])].join("、")}。${rest}`, source, graphic: [draw(innerWidth <= 760)], drawing: file, rows: [columns, ...sample].map((row) => row.map((each) => (each === null ? "" : String(each)))) })];
}

// With a byte order mark for Excel; a text that a spreadsheet would run as a formula gets an apostrophe in front.
function download({ columns, values }) {
  const cell = (value) => {
    const words = value === null ? "" : String(value);
    const safe = typeof value === "string" && /^[=+\-@\t\r＝＋－＠]/.test(words) ? `'${words}` : words;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const lines = [columns, ...values].map((row) => row.map(cell).join(","));
  const address = URL.createObjectURL(new Blob(["\ufeff", lines.join("\r\n"), "\r\n"], { type: "text/csv" }));
  element("a", "", { href: address, download: "query.csv" }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
