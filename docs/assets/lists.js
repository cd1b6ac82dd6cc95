// Tables above the reports: sorted by a click on a head (the number behind a cell is its data-value), and narrowed down to
// the rows that have a word in them.

const english = document.documentElement.lang.startsWith("en");
const value = (cell) => (cell.dataset.value === undefined ? null : Number(cell.dataset.value));

/** What has no number goes last in either direction. */
function compare(a, b, numeric, sign) {
  if (!numeric) return sign * a.textContent.trim().localeCompare(b.textContent.trim(), "zh-CN", { numeric: true });
  const [x, y] = [value(a), value(b)];
  if (x === null || y === null) return (x === null) - (y === null);
  return sign * (x - y);
}

for (const table of document.querySelectorAll("table.sortable")) {
  const body = table.tBodies[0];
  const given = [...body.rows];
  if (given.length < 3) continue;
  const columns = table.closest(".table-region").querySelector(".cols");
  for (const [column, head] of [...table.tHead.rows[0].cells].entries()) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "sort" });
    button.append(...head.childNodes);
    head.append(button);
    const numeric = head.classList.contains("amount");
    // a column that is chosen on a phone is sorted by at once
    columns?.querySelector(`[value="${column + 1}"]`)?.addEventListener("change", () => head.hasAttribute("aria-sort") || button.click());
    button.addEventListener("click", () => {
      const order = numeric ? ["descending", "ascending", null] : ["ascending", "descending", null];
      const wanted = order[(order.indexOf(head.getAttribute("aria-sort")) + 1) % order.length];
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      if (wanted) head.setAttribute("aria-sort", wanted);
      const sign = wanted === "descending" ? -1 : 1;
      const rows = [...body.rows];
      body.append(...(wanted ? rows.sort((a, b) => compare(a.cells[column], b.cells[column], numeric, sign)) : given.filter((row) => row.isConnected)));
    });
  }
}

/** How two names begin alike. */
const shared = (a, b) => a.slice(0, [...a].findIndex((sign, at) => sign !== b[at]) >>> 0);

/** A choice of the places that rows stand for; nothing where there is one alone. */
function places(rows) {
  const names = new Map(rows.filter((row) => row.dataset.place).map((row) => [row.dataset.place, row.dataset.placeName]));
  if (names.size < 2) return null;
  const select = document.createElement("select");
  Object.assign(select, { className: "tool-field", ariaLabel: english ? "Place" : "地区" });
  select.append(new Option(english ? "All places" : "全部地区", ""));
  for (const [code, name] of [...names].sort()) select.append(new Option(name, code));
  const asked = new URLSearchParams(location.search).get("place")?.replace(/(00)+$/, ""); // a place, or one above several
  const within = [...names].filter(([code]) => asked && code.startsWith(asked));
  if (within.length && !names.has(asked)) select.append(new Option(within.map(([, name]) => name).reduce(shared) || asked, asked));
  if (within.length) select.value = asked;
  return select;
}

for (const input of document.querySelectorAll("[data-filter]")) {
  const tools = input.closest(".bar-t");
  const tables = [];
  for (let each = tools.nextElementSibling; each && !each.querySelector("[data-filter]"); each = each.nextElementSibling) tables.push(...each.querySelectorAll("table"));
  const rows = () => tables.flatMap((table) => [...table.tBodies[0].rows]);
  const place = places(rows());
  const bar = document.querySelector(".choose"); // where a choice of place is one of charts too
  const few = rows().length < 6;
  if (few && !place?.value && !(place && bar)) continue; // a place that was asked for is kept to, however few the rows
  const status = document.createElement("output");
  status.className = "left";
  input.hidden = few;
  input.after(status);
  if (place) bar ? bar.append(place) : input.after(place);
  const narrow = () => {
    const wanted = input.value.trim().toLowerCase();
    const all = rows();
    for (const row of all) row.hidden = !row.textContent.toLowerCase().includes(wanted) || !(row.dataset.place ?? "").startsWith(place?.value ?? "");
    for (const table of tables) {
      const section = table.closest(".table-region");
      section.hidden = ![...table.tBodies[0].rows].some((row) => !row.hidden);
      const fold = table.closest("details"); // what is folded unfolds where it has what is looked for
      if (fold) Object.assign(fold, { hidden: section.hidden, open: Boolean(wanted) });
      if (section.previousElementSibling?.tagName === "H2") section.previousElementSibling.hidden = section.hidden;
    }
    const shown = all.filter((row) => !row.hidden).length;
    status.textContent = shown < all.length ? (english ? `${shown} of ${all.length}` : `${shown} / ${all.length}`) : "";
  };
  input.addEventListener("input", narrow);
  place?.addEventListener("change", () => {
    narrow();
    const here = new URL(location.href);
    place.value ? here.searchParams.set("place", place.value) : here.searchParams.delete("place");
    history.replaceState(history.state, "", here);
  });
  if (place?.value) narrow();
}
