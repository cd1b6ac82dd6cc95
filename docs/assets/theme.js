// What the theme otherwise writes into every page: where the site begins, its memory of choices, and the choice of colours.
var __md_scope = new URL("..", document.currentScript.src);
var __md_hash = (words) => [...words].reduce((sum, sign) => (sum << 5) - sum + sign.charCodeAt(0), 0);
var __md_get = (key, store = localStorage, scope = __md_scope) => JSON.parse(store.getItem(`${scope.pathname}.${key}`));
var __md_set = (key, value, store = localStorage, scope = __md_scope) => {
  try {
    store.setItem(`${scope.pathname}.${key}`, JSON.stringify(value));
  } catch {} // a browser that keeps nothing
};

{
  const here = document.currentScript;
  const icon = (path) => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="${path}"/></svg>`;
  const schemes = [
    ["(prefers-color-scheme)", "default", "indigo", "跟随系统；点按改为深色", "M12 2A10 10 0 0 0 2 12a10 10 0 0 0 10 10 10 10 0 0 0 10-10A10 10 0 0 0 12 2m0 2a8 8 0 0 1 8 8 8 8 0 0 1-8 8z"],
    ["(prefers-color-scheme: dark)", "slate", "custom", "深色；点按改为浅色", "M12 2A10 10 0 0 0 2 12a10 10 0 0 0 10 10 10 10 0 0 0 10-10A10 10 0 0 0 12 2"],
    ["(prefers-color-scheme: light)", "default", "custom", "浅色；点按改为跟随系统", "M12 20a8 8 0 0 1-8-8 8 8 0 0 1 8-8 8 8 0 0 1 8 8 8 8 0 0 1-8 8m0-18A10 10 0 0 0 2 12a10 10 0 0 0 10 10 10 10 0 0 0 10-10A10 10 0 0 0 12 2"],
  ];
  const options = schemes.map(
    ([media, scheme, colour, words, path], at) =>
      `<input class="md-option" data-md-color-media="${media}" data-md-color-scheme="${scheme}" data-md-color-primary="${colour}" data-md-color-accent="${colour}" aria-label="${words}" type="radio" name="__palette" id="__palette_${at}">` +
      `<label class="md-header__button md-icon" title="${words}" for="__palette_${(at + 1) % schemes.length}" hidden>${icon(path)}</label>`,
  );
  here.insertAdjacentHTML("beforebegin", `<form class="md-header__option" data-md-component="palette">${options.join("")}</form>`);

  // the colours that were chosen, before anything is painted
  const chosen = __md_get("__palette")?.color;
  if (chosen) {
    if (chosen.media === "(prefers-color-scheme)") {
      const now = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
      const { mdColorScheme, mdColorPrimary, mdColorAccent } = document.querySelector(`[data-md-color-media="(prefers-color-scheme: ${now})"]`).dataset;
      Object.assign(chosen, { scheme: mdColorScheme, primary: mdColorPrimary, accent: mdColorAccent });
    }
    for (const [name, value] of Object.entries(chosen)) document.body.setAttribute(`data-md-color-${name}`, value);
  }
}
