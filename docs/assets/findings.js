// The checks that came out to the last digit, on a report's audit page: what each looked at is written out from the passes
// when they are unfolded, or when the address names one of them.

import { agreed, fetched, identifier, make } from "./data.js";

const read = (details) => fetched(new URL(details.dataset.passes, location.href).href, agreed);
const english = document.documentElement.lang === "en";
/** The report's Chinese page of this name, from the English audit too. */
const page = (name) => new URL(english ? document.querySelector('.sub a[hreflang="zh"]').href.replace(/audit\/$/, `${name}/`) : `../${name}/`, location.href).href;

/** What one check looked at, as an item that leads there. */
async function line(rule, scope, titles) {
  const [form, row, field] = scope.split("/");
  const hreflang = english ? "zh" : ""; // the style sheet says so behind it
  const item = make("li", { id: await identifier(`${rule}:${scope}`) });
  if (form in titles && row) {
    const href = `${page("forms")}#${form}-r${row}${field ? `-${field}` : ""}`;
    item.append(make("a", { href, hreflang, textContent: [titles[form], row, field].filter(Boolean).join(" · ") }));
  } else item.append(/^c\d+$/.test(scope) ? make("a", { href: `${page("text")}#${scope}`, hreflang, textContent: scope }) : (titles[form] ?? scope));
  return item;
}

/** Where a rule and how often it was met stand. */
const paragraph = (details, rule) => details.querySelector(`a[href$="/${CSS.escape(rule)}/"]`)?.parentElement;

async function unfold(details) {
  if ("filled" in details.dataset) return;
  details.dataset.filled = "";
  try {
    const titles = JSON.parse(details.dataset.titles);
    for (const { rule_id: rule, scopes } of await read(details)) {
      const items = await Promise.all(scopes.map((scope) => line(rule, scope, titles)));
      paragraph(details, rule)?.after(make("ul", {}, ...items));
    }
  } catch (error) {
    delete details.dataset.filled;
    throw error;
  }
}

async function look(details) {
  const wanted = decodeURIComponent(location.hash.slice(1));
  if (!wanted || document.getElementById(wanted)) return;
  if (!paragraph(details, wanted.split(/-(?=[^A-Z])/)[0])) return;
  await unfold(details);
  if (!document.getElementById(wanted)) return;
  details.open = true;
  document.getElementById(wanted).scrollIntoView({ block: "center" });
}

for (const details of document.querySelectorAll("details[data-passes]")) {
  details.addEventListener("toggle", () => details.open && unfold(details));
  addEventListener("hashchange", () => look(details));
  look(details);
}

// --- the same defects in another order -----------------------------------------------------------------------------------

const views = document.querySelector("[data-views]");
if (views) {
  const shown = { weight: document.querySelector(".views"), order: document.querySelector(".view-order"), rule: document.querySelector(".view-rule") };
  views.hidden = false;
  const choose = (name) => {
    for (const button of views.children) button.ariaPressed = String(button.value === name);
    for (const [each, part] of Object.entries(shown)) part.hidden = each !== name;
  };
  views.addEventListener("click", (event) => event.target.value && choose(event.target.value));
  addEventListener("hashchange", () => shown.weight.querySelector(location.hash || "x") && choose("weight"));
}

/** A check that is folded below its defect is shown when the address names it. */
function unfolded() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const folded = target?.closest("details");
  if (!folded) return;
  folded.open = true;
  target.scrollIntoView({ block: "center" });
}
addEventListener("hashchange", unfolded);
unfolded();
