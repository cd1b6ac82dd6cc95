// The only script that every page loads: it fetches the others where there is something for them to do.

// the theme has one language for the whole site: the English pages say theirs themselves, before other scripts ask
if (document.querySelector('article a[hreflang="zh"]')) document.documentElement.lang = "en";

// a page that is in no menu belongs to the tab that it, or a page on the way to it, stands below
if (!document.querySelector(".md-tabs__item--active")) {
  const tabs = [...document.querySelectorAll(".md-tabs__link")];
  const way = [location, ...document.querySelectorAll(".crumb a")];
  const own = way.map((each) => tabs.find((tab) => each.pathname.startsWith(tab.pathname))).find(Boolean);
  own?.setAttribute("aria-current", "true");
}

// the other language of this page, in the header
// where there is none, its home
const other = document.querySelector(".other-language a, article a[hreflang]") ?? Object.assign(document.createElement("a"), { href: new URL("../en/", import.meta.url).href, lang: "en", hreflang: "en" });
if (document.documentElement.lang !== "en" || other.lang !== "en") {
  const link = Object.assign(document.createElement("a"), { href: other.href, lang: other.lang, hreflang: other.hreflang, className: "to-language", textContent: other.lang === "en" ? "EN" : "中文" });
  document.querySelector(".md-header__inner")?.append(link);
  if (other.lang === "en") other.closest(".other-language")?.remove();
}

// where a row of tabs is wider than a phone, its own tab is in sight
for (const each of document.querySelectorAll(".md-tabs__item--active, .md-tabs__link[aria-current], .sub [aria-current]")) {
  const row = each.closest(".md-tabs__list, .sub");
  row.scrollLeft += each.getBoundingClientRect().left - row.getBoundingClientRect().left - (row.clientWidth - each.offsetWidth) / 2;
}

// a table that the theme lets scroll can be reached by the keyboard
function reachable() {
  for (const each of document.querySelectorAll(".md-typeset__scrollwrap")) {
    each.scrollWidth > each.clientWidth ? (each.tabIndex = 0) : each.removeAttribute("tabindex");
  }
}
addEventListener("load", reachable);
addEventListener("resize", reachable);

// how often a rule ended how, which changes with every report
const ended = document.querySelector("[data-outcomes]");
if (ended) fetch(ended.href).then((answer) => answer.json()).then((said) => ended.replaceWith(said[ended.dataset.outcomes]));

const needed = [
  ["figure.fig", "figures.js"],
  [".chart-box", "charts.js"],
  ["table.form", "tables.js"],
  ["table.form", "card.js"],
  [".src", "text.js"],
  ["a.term", "terms.js"],
  ["details[data-passes], [data-views], .cluster", "findings.js"],
  ["[data-compare]", "compare.js"],
  ["[data-sql]", "sql.js"],
  [".one-of", "topics.js"],
  ["table.sortable, [data-filter]", "lists.js"],
];

for (const [selector, file] of needed) {
  if (document.querySelector(selector)) import(new URL(file, import.meta.url));
}
import(new URL("search.js", import.meta.url));
