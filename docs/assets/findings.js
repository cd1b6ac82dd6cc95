// The checks that came out to the last digit, on a report's audit page: written out from findings.csv when they are
// unfolded, or when the address names one of them.

import { anchor, fetched, identifier, records } from "./data.js";

const make = (name, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
};

async function exact(csv) {
  const found = records(csv).filter((each) => each.outcome === "exact");
  for (const each of found) each.anchor = await identifier(each.finding_id);
  return found;
}

const read = (details) => fetched(new URL(details.dataset.findings, location.href).href, exact);

function line(finding) {
  const side = (name) => [finding[`${name}_text`], finding[`${name}_value`]].filter(Boolean).join(" ");
  const sides = [side("left"), side("right")].filter(Boolean);
  const words = finding.left_text ? sides.join(" ＝ ") : finding.message_zh;
  const content = anchor(finding) ? make("a", { href: `../source/#${anchor(finding)}`, textContent: words }) : words;
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
