// The place card: what is printed in a cell, where, what checks say of it; beside the table, or from below on a phone.

import { agreed, fetched, identifier, make, records, uncover, where } from "./data.js";

const outcomes = { differs: "不一致", "not-checkable": "无法核对", explained: "已有说明", rounding: "尾差", exact: "一致", "not-applicable": "不适用" };
const ORDER = Object.keys(outcomes);
const MOST_CHECKS = 4; // that the card names
const SCALE = 90 / 72; // pixels of a page's picture per PDF point

const byCell = (csv) => new Map(records(csv).map((each) => [each.cell_id, each]));
/** The findings by the cells that they touch. */
function touching(csv) {
  const found = new Map();
  for (const each of records(csv)) {
    for (const cell of new Set([each.left_cell, each.right_cell, ...each.terms.split(" ")])) {
      if (cell.includes("/")) found.set(cell, [...(found.get(cell) ?? []), each]);
    }
  }
  return found;
}
/** The rules whose checks of a cell agree. */
function passing(csv) {
  const found = new Map();
  for (const each of agreed(csv)) for (const cell of [...each.scopes, ...each.terms]) found.set(cell, [...(found.get(cell) ?? []), each]);
  return found;
}
/** The numbers of the text that are the same as a cell. */
function matching(csv) {
  const found = new Map();
  for (const each of records(csv)) if (each.matched) found.set(each.matched, [...(found.get(each.matched) ?? []), each]);
  return found;
}
const rowOf = (file, sheet, row) => [file, sheet, row].join("/");
const byLine = (csv) => new Map(records(csv).map((each) => [rowOf(each.file, each.sheet, each.sheet ? each.cell.match(/\d+/)?.[0] : each.line), each.text]));

/** What is published of the number in a cell of the page's table. */
async function look(cell, table) {
  const { folder } = table.closest("[data-folder]").dataset;
  const at = new URL(folder, location.href);
  const file = (name, read) => fetched(new URL(`${name}.csv.gz`, at).href, read);
  const [, row, field] = cell.id.slice(table.dataset.form.length + 1).match(/^r(.+?)-(.+)$/) ?? [];
  const id = `${table.dataset.form}/${row}/${field}`;
  const [cells, findings, passes, claims] = await Promise.all([
    file("cells", byCell), fetched(new URL("findings.csv", at).href, touching), file("passes", passing), file("claims", matching),
  ]);
  const found = cells.get(id);
  if (!found) return null;
  const told = (findings.get(id) ?? []).toSorted((a, b) => ORDER.indexOf(a.outcome) - ORDER.indexOf(b.outcome));
  const checks = [...told, ...(passes.get(id) ?? [])];
  for (const check of told.slice(0, MOST_CHECKS)) check.anchor ??= await identifier(check.finding_id);
  const rowNumber = found.source_line || found.source_cell?.match(/\d+/)?.[0];
  const text = rowNumber ? (await file("lines", byLine)).get(rowOf(found.source_file ?? "", found.source_sheet ?? "", rowNumber)) : "";
  const box = found.x0 ? [found.x0, found.top, found.x1, found.bottom].map(Number) : null;
  const first = [...cells.values()].filter((each) => each.form === found.form && each.row === row && each.x0 && each.source_page === found.source_page).map((each) => Number(each.x0));
  return { ...found, page: found.source_page, where: where(found).replaceAll(" ", ""), box, start: Math.min(...first), checks, elsewhere: claims.get(id) ?? [], text: text?.replaceAll(/\s+/g, " ").trim(), folder: at };
}

const card = make("div", { className: "place-card", popover: "manual", role: "dialog", tabIndex: -1 });
card.setAttribute("aria-label", "这个数在报告里的位置");
let owner = null; // the link that the card belongs to

/** `typed`: by the keyboard, which then goes on in the card. */
async function show(link, typed = false) {
  const [cell, table] = [link.closest("td"), link.closest("table")];
  owner?.closest("td").classList.remove("on");
  owner = link;
  const place = await look(cell, table).catch(() => null);
  if (owner !== link) return;
  if (!place) {
    location.assign(link.href);
    return;
  }
  card.replaceChildren(...content(place, table, cell, link));
  steadily(link, () => {
    cell.classList.add("on");
    document.querySelector(".md-content__inner").append(card);
    card.showPopover();
  });
  if (typed) card.focus({ preventScroll: true });
  if (innerWidth <= 760) cell.parentElement.scrollIntoView({ block: "start" });
}

/** The number stays where it is on the screen while the card takes room from the tables, or gives it back. */
function steadily(link, change) {
  const { top } = link.getBoundingClientRect();
  change();
  scrollBy({ top: link.getBoundingClientRect().top - top, behavior: "instant" });
}

const titles = (csv) => new Map(records(csv).map((each) => [each.rule_id, each.title_zh]));
/** A check in words that lead to it: a finding's own, else the name of its rule. */
async function said(check, folder) {
  if (check.message_zh) return make("a", { href: `../audit/#${check.anchor}`, textContent: check.message_zh });
  const named = await fetched(new URL("../../rules.csv", folder).href, titles);
  return make("a", { href: `../../../../audit/${check.rule_id}/`, textContent: `${outcomes.exact}：${named.get(check.rule_id) ?? check.rule_id}` });
}

/** A row's name in English, where the page shows these. */
function inEnglish({ dataset }) {
  const shown = dataset.en && document.querySelector(".rows-en :checked");
  return shown ? [make("br"), make("span", { lang: "en", textContent: dataset.en })] : [];
}

function content(place, table, cell, link) {
  const { title, unit } = table.dataset;
  const head = cell.parentElement.querySelector("th");
  const name = [...head.childNodes].map((each) => each.textContent.trim()).join(" ");
  const column = table.tHead.rows[0].cells[cell.cellIndex];
  const titled = column.textContent.replace(column.querySelector(".column-number")?.textContent ?? "", "").trim();
  const folder = table.closest("[data-folder]").dataset;
  const close = make("button", { type: "button", className: "close", textContent: "✕", ariaLabel: "关闭" });
  close.addEventListener("click", hide);
  const parts = [close, make("h3", {}, `${title} · `, make("b", { textContent: name }), ...inEnglish(head), make("br"), titled), make("p", { className: "val" }, link.textContent, make("span", { className: "u", textContent: unit }))];
  if (place.box && (folder.pictures ?? "").split(" ").includes(place.page)) {
    parts.push(crop(place), make("p", { className: "note", textContent: `报告${place.where}，从行名起截取；方框是这一格。` }));
  }
  const list = make("dl");
  const add = (term, ...words) => list.append(make("dt", { textContent: term }), make("dd", {}, ...words));
  add("印的是", `“${place.printed || "空白"}”，单位${unit}`);
  if (place.text) add("那一行", make("span", { className: "line", textContent: place.text }));
  if (place.doubt) add("读取", make("span", { className: "neq", textContent: "有疑问，请对照原文" }));
  add("核对", ...checked(place));
  for (const each of place.elsewhere.slice(0, 3)) {
    const href = `../text/#${each.claim_id}`;
    add("别处", make("a", { href, textContent: `正文${where(each).replaceAll(" ", "")}` }), `写 ${each.printed}${each.unit}`);
  }
  const copy = make("button", { type: "button", className: "btn", textContent: "复制地址" });
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(`${location.href.split("#")[0]}#${cell.id}`);
    copy.textContent = "已复制";
  });
  const buttons = make("p", { className: "btns" }, make("a", { className: "btn p", href: link.href, textContent: `看原文${place.where}` }), copy);
  if (place.page && folder.pdf) buttons.append(make("a", { className: "btn", href: `${folder.pdf}#page=${place.page}`, textContent: "PDF" }));
  return [...parts, list, buttons];
}

function checked({ checks, folder }) {
  if (!checks.length) return ["没有核对涉及这个数。"];
  const counts = Object.groupBy(checks, (check) => check.outcome);
  const parts = [`参加 ${new Set(checks.map((check) => check.rule_id)).size} 条规则的核对：`];
  for (const outcome of ORDER) {
    if (counts[outcome]) parts.push(make("span", { className: `badge ${outcome}`, textContent: `${outcomes[outcome]} ${counts[outcome].length}` }), " ");
  }
  const details = make("details", {}, make("summary", { textContent: "逐项" }));
  const list = async () => details.append(make("ul", {}, ...(await Promise.all(checks.slice(0, MOST_CHECKS).map(async (check) => make("li", {}, await said(check, folder)))))));
  details.addEventListener("toggle", list, { once: true });
  parts.push(details);
  return parts;
}

/** The lines of the page's picture around the number, from where its row begins, with its cell marked. */
function crop(place) {
  const [x0, top, x1, bottom] = place.box.map((value) => value * SCALE);
  const width = Math.min(334, innerWidth - 34);
  const from = Math.max(Math.min(place.start * SCALE - 400, x0 - 20), 40);
  const zoom = Math.min(1, width / (x1 + 16 - from));
  const height = Math.max((bottom - top) * zoom + 84, 110);
  const above = Math.max(bottom - (height - 20) / zoom, 0);
  const box = make("div", { className: "crop", role: "img", ariaLabel: `原文第 ${place.page} 页的这一行：${place.printed || "空白"}` });
  const picture = make("img", { src: new URL(`pages/p${place.page}.webp`, place.folder).href, alt: "" });
  picture.style.cssText = `position:absolute;max-width:none;transform-origin:0 0;transform:scale(${zoom});left:${-from * zoom}px;top:${-above * zoom}px`;
  box.style.cssText = `height:${height}px`;
  const mark = make("i");
  mark.style.cssText = `left:${(x0 - from) * zoom}px;top:${(top - above) * zoom}px;width:${(x1 - x0) * zoom}px;height:${(bottom - top) * zoom}px`;
  box.append(picture, mark);
  return box;
}

function hide() {
  const back = owner;
  owner?.closest("td").classList.remove("on");
  owner = null;
  if (!card.isConnected) return;
  if (card.contains(document.activeElement)) back?.focus({ preventScroll: true });
  steadily(back ?? card, () => card.hidePopover());
  card.remove();
}

for (const table of document.querySelectorAll("table.form")) {
  table.addEventListener("click", (event) => {
    const link = event.target.closest("td a.n");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (owner === link) hide();
    else show(link, !event.detail);
  });
}
document.addEventListener("keydown", (event) => event.key === "Escape" && owner && hide());

/** An address that names a cell shows its card; that of a blank cell without a place of its own, or in a folded column, its row. */
function named() {
  const id = decodeURIComponent(location.hash.slice(1));
  const found = document.getElementById(id);
  const cell = found?.closest("table.form td");
  if (cell) uncover(cell.closest("table"), cell);
  const row = found?.getClientRects().length ? null : id.match(/^[a-z-]+-r\d+(?=-|$)/)?.[0];
  for (const each of document.querySelectorAll("tr.on")) each.classList.remove("on");
  if (row) {
    const other = document.querySelector(`[id="${row}"], [id^="${row}-"]`)?.closest("tr");
    other?.classList.add("on");
    other?.scrollIntoView({ block: "center" });
  }
  const link = cell?.querySelector("a.n");
  if (link) show(link).then(() => link.closest("td").scrollIntoView({ block: innerWidth <= 760 ? "start" : "center" }));
  else if (cell && !row) cell.scrollIntoView({ block: "center" });
}
addEventListener("hashchange", named);
named();
