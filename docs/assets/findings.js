// The checks that came out to the last digit, on a report's audit page: written out from findings.csv when they are
// unfolded, or when the address names one of them.

import { anchor, fetched, identifier, make, records } from "./data.js";

async function exact(csv) {
  const found = records(csv).filter((each) => each.outcome === "exact");
  for (const each of found) each.anchor = await identifier(each.finding_id);
  return found;
}

const read = (details) => fetched(new URL(details.dataset.findings, location.href).href, exact);

/** The way to the report's text, from the English audit too. */
const text = () => new URL(document.documentElement.lang === "en" ? document.querySelector('.sub a[hreflang="zh"]').href.replace(/audit\/$/, "text/") : "../text/", location.href).href;

function line(finding) {
  const side = (name) => [finding[`${name}_text`], finding[`${name}_value`]].filter(Boolean).join(" ");
  const sides = [side("left"), side("right")].filter(Boolean);
  const words = finding.left_text ? sides.join(" ＝ ") : finding.message_zh;
  const content = anchor(finding) ? make("a", { href: `${text()}#${anchor(finding)}`, textContent: words }) : words;
  return make("li", { id: finding.anchor }, content);
}

async function unfold(details) {
  if ("filled" in details.dataset) return;
  details.dataset.filled = "";
  try {
    const lists = Object.groupBy(await read(details), (finding) => finding.rule_id);
    for (const [rule, findings] of Object.entries(lists)) {
      details.querySelector(`[data-rule="${rule}"]`)?.after(make("ul", {}, ...findings.map(line)));
    }
  } catch (error) {
    delete details.dataset.filled;
    throw error;
  }
}

async function look(details) {
  const wanted = decodeURIComponent(location.hash.slice(1));
  if (!wanted || document.getElementById(wanted)) return;
  if (!(await read(details)).some((each) => each.anchor === wanted)) return;
  await unfold(details);
  details.open = true;
  document.getElementById(wanted).scrollIntoView({ block: "center" });
}

for (const details of document.querySelectorAll("details[data-findings]")) {
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
