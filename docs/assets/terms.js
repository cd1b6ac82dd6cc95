// Terms of the report's own glossary: their meaning in a small box on hover, focus or tap. Without it they are links.

import { fetched, rows, where } from "./data.js";

const box = Object.assign(document.createElement("div"), { className: "term-box", id: "term-box", popover: "manual" });
box.setAttribute("role", "tooltip");
document.body.append(box);
let owner = null;
let timer = 0;

async function show(link) {
  const address = link.href.replace(/departments(\/[^/]+\/\d+\/).*$/, "data$1glossary.json"); // the term's entry is on the report's text page
  owner = link;
  const row = (await fetched(address, rows).catch(() => []))[Number(link.hash.slice(2)) - 1];
  if (owner !== link || !row) return;
  box.replaceChildren(Object.assign(document.createElement("b"), { textContent: row.term }), `　${row.definition}`, Object.assign(document.createElement("small"), { textContent: `（报告的名词解释，${where(row)}）` }));
  link.setAttribute("aria-describedby", "term-box");
  box.showPopover();
  const at = link.getBoundingClientRect();
  const size = box.getBoundingClientRect();
  box.style.left = `${Math.max(8, Math.min(at.left, innerWidth - size.width - 8))}px`;
  box.style.top = `${at.bottom + 6 + size.height <= innerHeight ? at.bottom + 6 : at.top - size.height - 6}px`;
}

function hide() {
  clearTimeout(timer);
  owner?.removeAttribute("aria-describedby");
  owner = null;
  if (box.matches(":popover-open")) box.hidePopover();
}

let touched = null;
for (const link of document.querySelectorAll("a.term")) {
  link.addEventListener("pointerdown", (event) => (touched = event.pointerType === "mouse" ? null : link));
  link.addEventListener("click", (event) => {
    if (touched === link && owner !== link) {
      event.preventDefault();
      show(link);
    }
  });
  link.addEventListener("pointerenter", (event) => event.pointerType === "mouse" && (clearTimeout(timer), (timer = setTimeout(show, 150, link))));
  link.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && (clearTimeout(timer), (timer = setTimeout(hide, 250))));
  link.addEventListener("focus", () => link.matches(":focus-visible") && show(link));
  link.addEventListener("blur", hide);
}
box.addEventListener("pointerenter", () => clearTimeout(timer));
box.addEventListener("pointerleave", hide);
document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
document.addEventListener("pointerdown", (event) => owner && event.target !== owner && !box.contains(event.target) && hide());
addEventListener("scroll", hide, { passive: true });
