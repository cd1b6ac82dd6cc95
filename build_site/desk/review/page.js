"use strict";
// A number is chosen (in the list, the tables, on the page) and shown at all its places; what is typed into a cell
// becomes a row for data/corrections.csv. Nothing is stored or sent.

const one = (selector) => document.querySelector(selector);
const all = (selector) => [...document.querySelectorAll(selector)];
const cells = new Map(all("input.cell").map((cell) => [cell.dataset.at, cell]));
const rows = new Map();
const output = one("#output");
const NUMBER = /^[-−–]?(?=[\d.])(\d{1,3}([,，]\d{3})+|\d*)(\.\d+)?$/;

function placeOf({ at, page, line }) {
  const known = cells.get(at)?.dataset ?? { page, line };
  return (
    (at && one(`.leaf [data-at="${CSS.escape(at)}"]`)) ||
    (known.line && document.getElementById(`l-${known.line}`)) ||
    (known.page && one(`#p-${known.page}`)) ||
    null
  );
}

function choose(spot, others = []) {
  all(".chosen, .operand").forEach((element) => element.classList.remove("chosen", "operand"));
  for (const [each, kind] of [...others.map((other) => [other, "operand"]), [spot, "chosen"]]) {
    placeOf(each)?.classList.add(kind);
    cells.get(each.at)?.classList.add(kind);
  }
  placeOf(spot)?.scrollIntoView({ block: placeOf(spot).matches(".leaf") ? "start" : "center", inline: "center" });
  const cell = cells.get(spot.at);
  if (!cell || cell === document.activeElement) return;
  cell.closest("details").open = true;
  cell.scrollIntoView({ block: "center", inline: "nearest" });
}

function openTask(button) {
  all(".task[aria-current]").forEach((other) => other.removeAttribute("aria-current"));
  button.setAttribute("aria-current", "true");
  const spots = [...button.parentElement.querySelectorAll(".place")].map((place) => place.dataset);
  choose(button.dataset, spots);
  button.focus({ preventScroll: true });
}

function turnTask(step) {
  const tasks = all(".task");
  const at = tasks.findIndex((task) => task.hasAttribute("aria-current"));
  const next = tasks[at < 0 ? 0 : Math.min(tasks.length - 1, Math.max(0, at + step))];
  if (next) openTask(next);
}

function turnLeaf(step) {
  const source = one(".source");
  const edge = source.getBoundingClientRect().top;
  const leaves = all(".leaf");
  const at = leaves.findLastIndex((leaf) => leaf.getBoundingClientRect().top <= edge + 20);
  leaves[Math.min(leaves.length - 1, Math.max(0, at + step))]?.scrollIntoView({ block: "start" });
}

function enter(cell, confirmed = false) {
  const { at } = cell.dataset;
  if (cell.value.trim() === cell.defaultValue && !confirmed) return forget(at);
  let row = rows.get(at);
  if (!row) {
    row = one("#row").content.cloneNode(true).firstElementChild;
    row.querySelector(".place").dataset.at = at;
    row.querySelector(".place").textContent = cell.getAttribute("aria-label");
    one("#rows").append(row);
    rows.set(at, row);
  }
  row.querySelector(".change").textContent = `${cell.dataset.printed || "空 blank"} → ${cell.value.trim() || "空 blank"}`;
  tell();
}

function forget(at) {
  rows.get(at)?.remove();
  rows.delete(at);
  tell();
}

function wrongWith(value, reason) {
  if (value && !NUMBER.test(value)) return "不是数 not a number";
  return reason ? "" : "请写原因 say why";
}

const quoted = (value) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);

function tell() {
  const lines = [];
  for (const [at, row] of rows) {
    const cell = cells.get(at);
    const { printed, where, registered } = cell.dataset;
    const [value, reason] = [cell.value.trim(), row.querySelector(".reason").value.trim()];
    const wrong = wrongWith(value, reason);
    const replaces = registered ? `替换第 ${registered} 行 instead of line ${registered}` : "";
    row.querySelector(".wrong").textContent = wrong || replaces;
    if (wrong) continue;
    const [form, ...rest] = at.split("/");
    const values = [document.body.dataset.report, form, rest.join("/"), printed, value, reason, where];
    lines.push(values.map(quoted).join(",") + "\n");
  }
  one("#entered").hidden = rows.size === 0;
  one("#copied").textContent = "";
  output.value = lines.join("");
  URL.revokeObjectURL(one("#download").href);
  one("#download").href = URL.createObjectURL(new Blob([output.value], { type: "text/csv" }));
}

async function copy() {
  output.select();
  try {
    await navigator.clipboard.writeText(output.value);
  } catch {
    document.execCommand("copy");
  }
  one("#copied").textContent = "已复制 Copied";
}

const KEYS = {
  ArrowLeft: () => turnLeaf(-1),
  ArrowRight: () => turnLeaf(1),
  n: () => turnTask(1),
  p: () => turnTask(-1),
  e: () => one("input.cell.chosen")?.select(),
  z: () => one(".source").classList.toggle("large"),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches("input, textarea")) {
    if (event.key === "Enter" && event.target.matches(".cell")) enter(event.target, Boolean(event.target.dataset.doubt));
    if (event.key === "Escape") event.target.blur();
  } else if (KEYS[event.key]) {
    event.preventDefault();
    KEYS[event.key]();
  }
});
document.addEventListener("click", ({ target }) => {
  const [task, place] = [target.closest(".task"), target.closest(".place, rect")];
  if (task) openTask(task);
  else if (place) choose(place.dataset);
  if (target.closest(".remove")) {
    const { at } = target.closest("li").querySelector(".place").dataset;
    cells.get(at).value = cells.get(at).defaultValue;
    forget(at);
  }
});
document.addEventListener("focusin", ({ target }) => target.matches(".cell") && choose(target.dataset));
document.addEventListener("change", ({ target }) => target.matches(".cell") && enter(target));
document.addEventListener("input", ({ target }) => target.matches(".reason") && tell());
one("#copy").addEventListener("click", copy);
window.addEventListener("beforeunload", (event) => rows.size && event.preventDefault());
