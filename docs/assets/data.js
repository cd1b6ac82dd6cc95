// Files of the site's data, fetched once a page: CSV, JSON, and either of them packed (.gz).

const known = new Map(); // address → promise of its content

/** What `read` makes of the text at the address. */
export function fetched(address, read) {
  if (!known.has(address)) known.set(address, content(address).then((bytes) => read(new TextDecoder().decode(bytes))));
  return known.get(address);
}

/** The bytes at the address, unpacked where they lie packed (.gz). */
export async function content(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  const bytes = await answer.arrayBuffer();
  const [first, second] = new Uint8Array(bytes);
  if (!address.endsWith(".gz") || first !== 0x1f || second !== 0x8b) return bytes; // or a server has unpacked it
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
}

/** The rows of a CSV of ours (RFC 4180, LF) as objects. */
export function records(csv) {
  const rows = [[]];
  for (const [, field, end] of csv.matchAll(/("(?:[^"]|"")*"|[^",\n]*)(,|\n)/g)) {
    rows.at(-1).push(field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field);
    if (end === "\n") rows.push([]);
  }
  const [names, ...others] = rows.slice(0, -1);
  return others.map((row) => Object.fromEntries(names.map((name, at) => [name, row[at]])));
}

/** The rows of a JSON table of ours as objects. */
export function rows(json) {
  const { columns, data } = JSON.parse(json);
  return data.map((row) => Object.fromEntries(columns.map((name, at) => [name, row[at]])));
}

/** The passes that agree to the last digit, what they looked at and what else entered as lists. */
export function agreed(csv) {
  const list = (words) => words.split(" ").filter(Boolean);
  return records(csv).filter((each) => each.outcome === "exact").map((each) => ({ ...each, scopes: list(each.scopes), terms: list(each.terms) }));
}

/** Where a row stands in the report's source: the id there (as build_site/render/links.py has it), and in words. */
export function anchor({ source_page: page, source_line: line, source_sheet: sheet, source_cell: cell, source_file: file }) {
  const within = page ? `p${page}` : sheet ? cell : line && `L${line}`;
  return [file, sheet, within].filter(Boolean).join("-").replaceAll(/[\s"'#%&<>]/g, "_");
}

export function where({ source_page: page, source_line: line, source_sheet: sheet, source_cell: cell, source_file: file }) {
  const [, table, column, row] = cell?.match(/^表(\d+)!([A-Z]+)(\d+)$/) ?? [];
  const inText = table ? `第 ${table} 张表第 ${row} 行第 ${[...column].reduce((n, letter) => n * 26 + letter.charCodeAt() - 64, 0)} 格` : line && `第 ${line} ${cell || "行"}`;
  const within = page ? `第 ${page} 页` : sheet ? [sheet, cell].filter(Boolean).join("!") : inText;
  return [file, within].filter(Boolean).join(" ");
}

/** A finding's id as an element's id, as build_site/render/html.py makes it. */
export async function identifier(value) {
  const safe = value.replaceAll(/[^0-9A-Za-z_.-]+/g, "-").replaceAll(/^-+|-+$/g, "");
  if (/^[\x00-\x7f]*$/.test(value)) return safe;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(value)));
  return `${safe}-${[...digest.slice(0, 4)].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/** An element with its properties and content. */
export function make(name, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

/** On a phone a table may show one column at a time (templates/parts.md): that of a cell, or all. */
export function uncover(table, cell) {
  const choice = table.closest(".table-region").querySelector(`.cols [value${cell ? `~="${cell.cellIndex + 1}"` : '="all"'}]`);
  if (choice) choice.checked = true;
}
