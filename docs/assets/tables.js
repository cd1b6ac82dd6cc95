// Tables of a form: sort within the tree of codes, filter, choose levels, unfold blank columns, copy for Excel, and what
// the sums leave over. Where a number stands is card.js's.

import { agreed, fetched, make, records, uncover } from "./data.js";

const words = { filter: "筛选科目或编码", levels: "级次", copy: "复制到 Excel", residuals: "加总差额", legend: "→ 本行各栏相加、↓ 下级各行相加，与印出的数之差；0 为对得上", copied: "已复制", sort: "按此列排序：", all: "全部", class: "只看类", section: "到款", item: "只看项", left: (n, m) => `${m} 行中的 ${n} 行`, vacant: (n) => `＋ ${n} 个全空的栏`, folded: (n) => `− ${n} 个全空的栏` };
const LEVELS = ["class", "section", "item"];

const amount = (cell) => {
  const value = Number.parseFloat((cell.querySelector(":scope > a") ?? cell).textContent.replaceAll(",", ""));
  return Number.isNaN(value) ? null : value;
};
const level = (row) => LEVELS.findIndex((name) => row.classList.contains(name));

function sortable(table) {
  const body = table.tBodies[0];
  const printed = [...body.rows];
  if (printed.length < 3) return;
  for (const [column, head] of [...table.tHead.rows[0].cells].entries()) {
    const button = make("button", { type: "button", className: "sort" });
    if (head.querySelector("a")) {
      button.ariaLabel = words.sort + head.textContent; // a term that is explained stays a link of its own
      head.append(button);
    } else {
      button.append(...head.childNodes);
      head.append(button);
    }
    button.addEventListener("click", () => {
      const numeric = head.classList.contains("r");
      const order = numeric ? ["descending", "ascending", null] : ["ascending", "descending", null];
      const wanted = order[(order.indexOf(head.getAttribute("aria-sort")) + 1) % order.length];
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      if (wanted) head.setAttribute("aria-sort", wanted);
      const sign = wanted === "descending" ? -1 : 1;
      const compared = (a, b) => compare(a.cells[column], b.cells[column], numeric, sign);
      body.append(...(wanted ? arranged(printed, compared) : printed));
    });
  }
}

/** Totals stay on top; siblings are sorted below their parent, which keeps its parts. Without levels all rows are siblings. */
function arranged(rows, compared) {
  const totals = rows.filter((row) => row.matches(".total"));
  return [...totals, ...below(rows.filter((row) => !row.matches(".total")), compared)];
}

function below(rows, compared) {
  if (!rows.length) return [];
  const top = Math.min(...rows.map(level));
  const blocks = [];
  for (const row of rows) {
    if (level(row) === top || !blocks.length) blocks.push([row, []]);
    else blocks.at(-1)[1].push(row);
  }
  blocks.sort(([a], [b]) => compared(a, b));
  return blocks.flatMap(([row, parts]) => [row, ...below(parts, compared)]);
}

/** Blanks go last whatever the direction. */
function compare(a, b, numeric, sign) {
  if (!numeric) return sign * a.textContent.localeCompare(b.textContent, "zh-CN", { numeric: true });
  const [x, y] = [amount(a), amount(b)];
  if (x === null || y === null) return (x === null) - (y === null);
  return sign * (x - y);
}

function toolbar(tables, place) {
  const rows = tables.flatMap((table) => [...table.tBodies[0].rows]);
  if (rows.length < 3) return;
  const levels = LEVELS.filter((name) => rows.some((row) => row.classList.contains(name)));
  const status = make("output", { className: "note left" });
  const input = make("input", { type: "search", className: "inp", ariaLabel: words.filter, placeholder: words.filter });
  let chosen = "";
  const apply = () => {
    const wanted = input.value.trim().toLowerCase();
    let shown = 0;
    for (const row of rows) {
      const at = level(row);
      const fits = !chosen || (chosen === "section" ? at === 0 || at === 1 : row.classList.contains(chosen)) || row.matches(".total, .subtotal");
      row.hidden = !(fits && row.textContent.toLowerCase().includes(wanted));
      shown += !row.hidden;
    }
    status.textContent = shown < rows.length ? words.left(shown, rows.length) : "";
  };
  input.addEventListener("input", apply);
  const parts = [];
  if (levels.length > 1) {
    const group = make("span", { className: "seg levels", role: "group", ariaLabel: words.levels });
    for (const name of ["", ...levels]) {
      const button = make("button", { type: "button", textContent: words[name || "all"], ariaPressed: String(!name) });
      button.addEventListener("click", () => {
        chosen = name;
        for (const other of group.children) other.ariaPressed = String(other === button);
        apply();
      });
      group.append(button);
    }
    parts.push(group);
  }
  parts.push(input);
  const vacant = new Set(tables.flatMap((table) => [...table.tHead.querySelectorAll("th.vacant")].map((head) => head.textContent))).size;
  if (vacant) {
    const button = make("button", { type: "button", className: "btn vacancies", textContent: words.vacant(vacant), ariaPressed: "false" });
    button.addEventListener("click", () => {
      const shown = button.ariaPressed !== "true";
      button.ariaPressed = String(shown);
      button.textContent = shown ? words.folded(vacant) : words.vacant(vacant);
      for (const table of tables) {
        table.classList.toggle("all", shown);
        if (shown) uncover(table);
      }
    });
    parts.push(button);
  }
  const copy = make("button", { type: "button", className: "btn copy", textContent: words.copy });
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(tables.map(separated).join("\n\n"));
    status.textContent = words.copied;
  });
  place.before(make("div", { className: "bar-t table-tools" }, ...parts, copy, residuals(tables, status), status));
}

// --- what the sums leave over -------------------------------------------------------------------------------------------

/** The button that shows under each total how far it is from the sum of its parts: along the row (→), down the column (↓). */
function residuals(tables, status) {
  const button = make("button", { type: "button", className: "btn residuals", textContent: words.residuals, ariaPressed: "false" });
  button.addEventListener("click", async () => {
    const shown = button.ariaPressed !== "true";
    button.ariaPressed = String(shown);
    status.textContent = shown ? words.legend : "";
    for (const table of tables) {
      table.classList.toggle("with-residuals", shown);
      if (shown && !("residuals" in table.dataset)) await note(table);
    }
  });
  return button;
}

async function note(table) {
  table.dataset.residuals = "";
  const { form } = table.dataset;
  const { folder } = table.closest("[data-folder]").dataset;
  const file = (name, read) => fetched(new URL(name, new URL(folder, location.href)).href, read);
  const [findings, passes] = await Promise.all([file("findings.csv", records), file(`passes.csv.gz`, agreed)]);
  const exact = passes.flatMap(({ scopes, ...each }) => scopes.map((left_cell) => ({ ...each, left_cell, difference: "0", message_zh: "一致" })));
  for (const check of [...findings, ...exact]) {
    const [of, row, field] = check.left_cell.split("/");
    if (of !== form || !field || !check.rule_id.startsWith("I-") || !["exact", "rounding", "differs"].includes(check.outcome)) continue;
    const cell = document.getElementById(`${form}-r${row}-${field}`);
    if (!cell || !table.contains(cell)) continue;
    const sign = check.rule_id.endsWith("-COLUMNS") ? "→" : "↓";
    const left = Number(check.difference) ? check.difference.replace("-", "−") : "0";
    const said = `${sign} ${left}`;
    if ([...cell.querySelectorAll(".residual")].some((each) => each.textContent === said)) continue; // two levels, one result
    cell.append(make("span", { className: `residual ${check.outcome}`, title: check.message_zh, textContent: said }));
  }
}

/** The cells with tabs between them: what Excel takes from the clipboard, with the columns that a phone shows one at a time,
 * without rows and columns that a filter or a button folded. Blanks stay empty, codes have a column. */
function separated(table) {
  const chosen = table.closest(".table-region").querySelector(".cols :checked");
  const plain = (cell) => cell.textContent.trim().replaceAll(/\s+/g, " ");
  const text = (cell) => {
    const code = cell.querySelector(":scope > .code");
    if (code) return `${plain(code)}\t${plain(cell).slice(plain(code).length)}`;
    if (cell.matches(".o, :empty") || cell.querySelector(".tagv")) return "";
    const own = cell.querySelector(":scope > a") ?? cell; // without what the page has added
    return cell.tagName === "TD" ? plain(own).replaceAll(",", "") : plain(own);
  };
  const coded = table.querySelector("tbody .code");
  const shown = (row) => [...row.cells].filter((cell) => cell.getClientRects().length);
  const rows = [...table.tHead.rows, ...[...table.tBodies[0].rows].filter((row) => !row.hidden)];
  uncover(table);
  const lines = rows.map((row) => (coded && row.parentElement === table.tHead ? "\t" : "") + shown(row).map(text).join("\t"));
  if (chosen) chosen.checked = true;
  return lines.join("\n");
}

for (const form of document.querySelectorAll(".a-form")) {
  const tables = [...form.querySelectorAll("table.form")];
  for (const table of tables) sortable(table);
  if (tables.length) toolbar(tables, tables[0].closest(".panels") ?? tables[0].closest(".table-region"));
}

// who comes from an English page reads the names of rows in English
const english = document.querySelector(".rows-en input");
if (english && document.referrer.includes("/en/")) english.checked = true;

// --- the choice of form ---------------------------------------------------------------------------------------------------

const choice = document.querySelector(".choice");
if (choice) {
  const links = new Map([...choice.children].map((link) => [link.hash.slice(1), link]));
  const forms = [...document.querySelectorAll(".a-form")];
  // the form being read: the last that begins in the upper part of the window; above all of them the first
  const seen = new IntersectionObserver(
    () => {
      const form = forms.findLast((each) => each.getBoundingClientRect().top < innerHeight * 0.3) ?? forms[0];
      for (const link of links.values()) link.removeAttribute("aria-current");
      const link = links.get(form.querySelector("h2").id);
      link.setAttribute("aria-current", "true");
      choice.scrollTo({ left: link.offsetLeft - choice.offsetLeft - 40 });
    },
    { rootMargin: "0px 0px -70% 0px" },
  );
  for (const form of forms) seen.observe(form);
}
