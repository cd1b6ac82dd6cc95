// Tables of a form: sort, filter, choose levels, copy for Excel; and where a number stands in the report.

import { fetched, identifier, records, where } from "./data.js";

const english = document.documentElement.lang.startsWith("en");
const words = english
  ? { filter: "Filter rows", levels: "Levels", copy: "Copy for Excel", residuals: "Sums", legend: "→ the row's columns, ↓ the rows below, added up: how far from what is printed; 0: they agree", copied: "Copied", sort: "Sort by", all: "All", class: "Class", section: "Section", item: "Item", left: (n, m) => `${n} of ${m} rows` }
  : { filter: "筛选行", levels: "级次", copy: "复制到 Excel", residuals: "加总差额", legend: "→ 本行各栏相加、↓ 下级各行相加，与印出的数之差；0 为对得上", copied: "已复制", sort: "按此列排序：", all: "全部", class: "类", section: "款", item: "项", left: (n, m) => `${m} 行中的 ${n} 行` };
const outcomes = { differs: "不一致", "not-checkable": "无法核对", explained: "已有说明", rounding: "尾差", exact: "一致", "not-applicable": "不适用" };

const make = (name, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
};

// --- sorting, filtering, copying ---------------------------------------------------------------------------------------

const amount = (cell) => {
  const value = Number.parseFloat((cell.querySelector(":scope > a") ?? cell).textContent.replaceAll(",", ""));
  return Number.isNaN(value) ? null : value;
};

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
      const before = head.getAttribute("aria-sort");
      const numeric = head.classList.contains("amount");
      const order = numeric ? ["descending", "ascending", null] : ["ascending", "descending", null];
      const wanted = order[(order.indexOf(before) + 1) % order.length];
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      if (wanted) head.setAttribute("aria-sort", wanted);
      const sign = wanted === "descending" ? -1 : 1;
      const sorted = wanted ? [...printed].sort((a, b) => compare(a.cells[column], b.cells[column], numeric, sign)) : printed;
      body.append(...sorted);
    });
  }
}

/** Totals stay where they are on top; blanks go last whatever the direction. */
function compare(a, b, numeric, sign) {
  const total = (cell) => cell.parentElement.matches(".total");
  if (total(a) !== total(b)) return total(a) ? -1 : 1;
  if (!numeric) return sign * a.textContent.localeCompare(b.textContent, "zh-CN", { numeric: true });
  const [x, y] = [amount(a), amount(b)];
  if (x === null || y === null) return (x === null) - (y === null);
  return sign * (x - y);
}

function toolbar(tables, place) {
  const rows = tables.flatMap((table) => [...table.tBodies[0].rows]);
  if (rows.length < 3) return;
  const levels = ["class", "section", "item"].filter((level) => rows.some((row) => row.classList.contains(level)));
  const status = make("output", { className: "left" });
  const input = make("input", { type: "search", ariaLabel: words.filter, placeholder: words.filter });
  let chosen = "";
  const apply = () => {
    const wanted = input.value.trim().toLowerCase();
    let shown = 0;
    for (const row of rows) {
      const level = !chosen || row.classList.contains(chosen) || row.matches(".total, .subtotal");
      row.hidden = !(level && row.textContent.toLowerCase().includes(wanted));
      shown += !row.hidden;
    }
    status.textContent = shown < rows.length ? words.left(shown, rows.length) : "";
  };
  input.addEventListener("input", apply);
  const parts = [input];
  if (levels.length > 1) {
    const group = make("span", { className: "levels", role: "group", ariaLabel: words.levels });
    for (const level of ["", ...levels]) {
      const button = make("button", { type: "button", textContent: words[level || "all"], ariaPressed: String(!level) });
      button.addEventListener("click", () => {
        chosen = level;
        for (const other of group.children) other.ariaPressed = String(other === button);
        apply();
      });
      group.append(button);
    }
    parts.push(group);
  }
  const copy = make("button", { type: "button", className: "copy", textContent: words.copy });
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(tables.map(separated).join("\n\n"));
    status.textContent = words.copied;
  });
  place.before(make("div", { className: "table-tools" }, ...parts, copy, residuals(tables, status), status));
}

// --- what the sums leave over -------------------------------------------------------------------------------------------

/** The button that shows under each total how far it is from the sum of its parts: along the row (→), down the column (↓). */
function residuals(tables, status) {
  const button = make("button", { type: "button", className: "residuals", textContent: words.residuals, ariaPressed: "false" });
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
  const { folder, form, packed = "" } = table.dataset;
  const all = await fetched(new URL(`findings.csv${packed}`, new URL(folder, location.href)).href, records);
  for (const check of all) {
    const [of, row, field] = check.left_cell.split("/");
    if (of !== form || !check.rule_id.startsWith("I-") || !["exact", "rounding", "differs"].includes(check.outcome)) continue;
    const cell = document.getElementById(`r${row}-${field}`);
    if (!cell || !table.contains(cell)) continue;
    const sign = check.rule_id.endsWith("-COLUMNS") ? "→" : "↓";
    const left = Number(check.difference) ? check.difference.replace("-", "−") : "0";
    const said = `${sign} ${left}`;
    if ([...cell.querySelectorAll(".residual")].some((each) => each.textContent === said)) continue; // two levels, one result
    cell.append(make("span", { className: `residual ${check.outcome}`, title: check.message_zh, textContent: said }));
  }
}

/** The visible rows with tabs between the cells: what Excel takes from the clipboard. Blanks stay empty. */
function separated(table) {
  const text = (cell) => {
    if (cell.querySelector(".state")) return "";
    const own = cell.querySelector(":scope > a") ?? cell; // without what the page has added
    const plain = own.textContent.trim().replaceAll(/\s+/g, " ");
    return cell.classList.contains("amount") && cell.tagName === "TD" ? plain.replaceAll(",", "") : plain;
  };
  const rows = [...table.tHead.rows, ...[...table.tBodies[0].rows].filter((row) => !row.hidden)];
  return rows.map((row) => [...row.cells].map(text).join("\t")).join("\n");
}

// --- where a number stands ---------------------------------------------------------------------------------------------

/** The published cells by where they stand, and the published findings by the cells that they touch. */
const byCell = (csv) => new Map(records(csv).map((each) => [each.cell_id, each]));
function touching(csv) {
  const found = new Map();
  for (const each of records(csv)) {
    for (const cell of new Set([each.left_cell, each.right_cell, ...each.terms.split(" ")])) {
      if (cell.includes("/")) found.set(cell, [...(found.get(cell) ?? []), each]);
    }
  }
  return found;
}
const rowOf = (file, sheet, row) => [file, sheet, row].join("/");
const byLine = (csv) => new Map(records(csv).map((each) => [rowOf(each.file, each.sheet, each.sheet ? each.cell.match(/\d+/)?.[0] : each.line), each.text]));

const ORDER = Object.keys(outcomes);
const MOST_CHECKS = 4; // that the card names
const SCALE = 110 / 72; // pixels of a page's picture per PDF point

/** What is published of the number in a cell of the page's table. */
async function look(folder, form, cell, packed) {
  const [, row, field] = cell.id.match(/^r(.+?)-(.+)$/) ?? [];
  const file = (name, read) => fetched(new URL(`${name}.csv${packed}`, folder).href, read);
  const [cells, findings] = await Promise.all([file("cells", byCell), file("findings", touching)]);
  const found = cells.get(`${form}/${row}/${field}`);
  if (!found) return null;
  const checks = (findings.get(found.cell_id) ?? []).toSorted((a, b) => ORDER.indexOf(a.outcome) - ORDER.indexOf(b.outcome));
  for (const check of checks.slice(0, MOST_CHECKS)) check.anchor ??= await identifier(check.finding_id);
  const rowNumber = found.source_line || found.source_cell?.match(/\d+/)?.[0];
  const text = rowNumber ? (await file("lines", byLine)).get(rowOf(found.source_file ?? "", found.source_sheet ?? "", rowNumber)) : "";
  const box = found.x0 ? [found.x0, found.top, found.x1, found.bottom].map(Number) : null;
  return { page: found.source_page, where: where(found), printed: found.printed, doubt: found.doubt, box, checks, text: text?.replaceAll(/\s+/g, " ").trim() };
}

const card = make("div", { className: "place-card", popover: "manual", role: "dialog" });
card.setAttribute("aria-label", english ? "Where this number stands" : "这个数在报告里的位置");
let owner = null; // the link that the card belongs to
let timer = 0;

async function show(link) {
  if (owner === link) return;
  const table = link.closest("table");
  const cell = link.closest("td");
  owner = link;
  const folder = new URL(table.dataset.folder, location.href);
  const place = await look(folder, table.dataset.form, cell, table.dataset.packed ?? "").catch(() => null);
  if (owner !== link || !place) return;
  card.replaceChildren(...content(place, table, folder, link));
  cell.append(card);
  card.showPopover();
  stand(link);
}

/** What a check says: one that passed has its two sides, any other a sentence. */
const said = (check) => (check.outcome === "exact" && check.left_text ? `${check.left_text} ${check.left_value}；${check.right_text} ${check.right_value}` : check.message_zh);

function content(place, table, folder, link) {
  const parts = [make("p", { className: "where" }, make("a", { href: link.href, textContent: `原文${place.where}` }))];
  if (place.page && table.dataset.pdf) {
    parts[0].append(" · ", make("a", { href: `${table.dataset.pdf}#page=${place.page}`, textContent: "打开 PDF 的这一页" }));
  }
  if (place.box && (table.dataset.pictures ?? "").split(" ").includes(place.page)) parts.push(crop(place, folder));
  if (place.text) parts.push(make("p", { className: "line", textContent: place.text }));
  if (place.doubt) parts.push(make("p", { className: "doubt", textContent: "这个数的读取有疑问，请对照原文。" }));
  const { checks } = place;
  if (checks.length) {
    const listed = checks.slice(0, MOST_CHECKS).map((check) =>
      make("li", {}, make("b", { className: check.outcome, textContent: outcomes[check.outcome] ?? check.outcome }), " ", make("a", { href: `../audit/#${check.anchor}`, textContent: said(check) })),
    );
    if (checks.length > MOST_CHECKS) listed.push(make("li", {}, make("a", { href: "../audit/", textContent: `还有 ${checks.length - MOST_CHECKS} 项` })));
    parts.push(make("p", { textContent: `${checks.length} 项核对涉及这个数：` }), make("ul", {}, ...listed));
  } else parts.push(make("p", { textContent: "没有核对涉及这个数。" }));
  const close = make("button", { type: "button", className: "close", textContent: "✕", ariaLabel: english ? "Close" : "关闭" });
  close.addEventListener("click", (event) => {
    event.stopPropagation();
    hide();
  });
  return [close, ...parts];
}

/** The line of the page's picture that the number stands in, with the number's cell marked. */
function crop(place, folder) {
  const [x0, top, x1, bottom] = place.box.map((value) => value * SCALE);
  const width = Math.min(520, innerWidth - 48);
  const height = Math.max(bottom - top + 36, 64);
  const left = Math.max((x0 + x1) / 2 - width * 0.7, 0);
  const above = Math.max((top + bottom) / 2 - height / 2, 0);
  const box = make("div", { className: "crop", role: "img", ariaLabel: `原文第 ${place.page} 页的这一行：${place.printed ?? "空白"}` });
  box.style.cssText = `width:${width}px;height:${height}px;background-image:url("${new URL(`pages/p${place.page}.webp`, folder).href}");background-position:${-left}px ${-above}px`;
  const mark = make("i");
  mark.style.cssText = `left:${x0 - left}px;top:${top - above}px;width:${x1 - x0}px;height:${bottom - top}px`;
  box.append(mark);
  return box;
}

function stand(link) {
  const at = link.getBoundingClientRect();
  const size = card.getBoundingClientRect();
  const below = at.bottom + 6 + size.height <= innerHeight || at.top < size.height + 6;
  card.style.left = `${Math.max(8, Math.min(at.right - size.width, innerWidth - size.width - 8))}px`;
  card.style.top = `${below ? at.bottom + 6 : at.top - size.height - 6}px`;
}

function hide() {
  clearTimeout(timer);
  owner = null;
  if (card.isConnected) {
    card.hidePopover();
    card.remove();
  }
}

function pointed(table) {
  const link = (event) => event.target.closest("td.amount > a, td.amount > .state[tabindex]");
  let touched = null;
  table.addEventListener("pointerdown", (event) => (touched = event.pointerType === "mouse" ? null : link(event)));
  table.addEventListener("click", (event) => {
    const found = link(event);
    if (found && found === touched && owner !== found) {
      event.preventDefault(); // the first tap shows the place, the card's link leads there
      show(found);
    }
  });
  table.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse") return;
    const found = link(event);
    clearTimeout(timer);
    if (found) timer = setTimeout(show, 180, found);
    else if (!event.target.closest(".place-card")) timer = setTimeout(hide, 250);
  });
  table.addEventListener("pointerleave", (event) => {
    if (event.pointerType !== "mouse") return; // a finger leaves at once
    clearTimeout(timer);
    if (!card.contains(document.activeElement)) timer = setTimeout(hide, 250);
  });
  table.addEventListener("focusin", (event) => {
    const found = link(event);
    if (found && found.matches(":focus-visible") && !touched) show(found);
  });
  table.addEventListener("focusout", (event) => {
    if (!event.relatedTarget || !(card.contains(event.relatedTarget) || event.relatedTarget === owner)) {
      if (event.relatedTarget) hide();
    }
  });
}

card.addEventListener("pointerenter", () => clearTimeout(timer));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && owner) {
    const back = owner;
    if (card.contains(document.activeElement)) back.focus();
    hide();
  }
});
document.addEventListener("pointerdown", (event) => {
  if (owner && !card.contains(event.target) && !owner.contains(event.target)) hide();
});
addEventListener("scroll", () => owner && !card.matches(":hover") && hide(), { passive: true });

const tables = [...document.querySelectorAll("table.form")];
for (const table of tables) {
  sortable(table);
  pointed(table);
}
if (tables.length) toolbar(tables, tables[0].closest(".panels") ?? tables[0].closest(".table-region"));
