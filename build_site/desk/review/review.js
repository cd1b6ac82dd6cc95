"use strict";
// The page works without this: it only brings the chosen number into sight and adds keys.

const query = (selector) => document.querySelector(selector);

function bringIntoSight() {
  query(".left tr.chosen, .left .chosen")?.scrollIntoView({ block: "center", inline: "center" });
  query(".tasks [aria-current]")?.scrollIntoView({ block: "nearest" });
  const cell = query("td.chosen");
  cell?.closest("details")?.setAttribute("open", "");
  cell?.scrollIntoView({ block: "center", inline: "nearest" });
  const first = query("#correct:has(#said)") ?? query("#said") ?? query("#finding") ?? query("#correct");
  first?.scrollIntoView({ block: "start" });
  query("#said")?.focus({ preventScroll: true });
}

function turnTask(step) {
  const all = [...document.querySelectorAll(".tasks a")];
  const at = all.findIndex((link) => link.hasAttribute("aria-current"));
  all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + step))]?.click();
}

function toggleZoom() {
  const button = query("#zoom");
  if (!button) return;
  const large = query(".sheet")?.classList.toggle("large") ?? false;
  button.setAttribute("aria-pressed", String(large));
  query(".sheet .chosen")?.scrollIntoView({ block: "center", inline: "center" });
}

const KEYS = {
  ArrowLeft: () => query("#before")?.click(),
  ArrowRight: () => query("#after")?.click(),
  n: () => turnTask(1),
  p: () => turnTask(-1),
  e: () => query("#corrected")?.focus(),
  z: toggleZoom,
};

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, .region, .tasks, .source");
  if (event.ctrlKey || event.metaKey || event.altKey || !KEYS[event.key]) return;
  if (typing && (typing.matches("input") || event.key.startsWith("Arrow"))) return;
  event.preventDefault();
  KEYS[event.key]();
});

query("#zoom")?.addEventListener("click", toggleZoom);
for (const form of document.querySelectorAll("form.correct")) {
  form.addEventListener("submit", () => {
    const button = form.querySelector("button");
    const busy = query("#busy");
    button.disabled = true;
    if (busy && button.dataset.busy) busy.textContent = button.dataset.busy;
  });
}
bringIntoSight();
