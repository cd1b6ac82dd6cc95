// The text beside its pages: a number that is chosen, or named by the address, is boxed on the picture of its page, which
// comes into sight beside it.

import { make } from "./data.js";

const SCALE = 90 / 72; // pixels of a page's picture per PDF point

async function box(claim) {
  for (const old of document.querySelectorAll(".leaf i")) old.remove();
  for (const old of document.querySelectorAll(".claim.on")) old.classList.remove("on");
  claim.classList.add("on");
  const leaf = document.getElementById(`p${claim.dataset.page}`);
  const picture = leaf?.querySelector("img");
  if (!picture || !claim.dataset.box) return;
  picture.loading = "eager";
  await picture.decode().catch(() => null);
  const [x0, top, x1, bottom] = claim.dataset.box.match(/\d+/g).map((value) => Number(value) * SCALE);
  const across = (value) => `${(value / picture.naturalWidth) * 100}%`;
  const down = (value) => `${(value / picture.naturalHeight) * 100}%`;
  const line = make("i", { className: "line" });
  line.style.cssText = `left:6%;right:6%;top:${down(top - 3)};height:${down(bottom - top + 6)}`;
  const mark = make("i");
  mark.style.cssText = `left:${across(x0 - 3)};top:${down(top - 3)};width:${across(x1 - x0 + 6)};height:${down(bottom - top + 6)}`;
  leaf.append(line, mark);
  const beside = leaf.closest(".beside");
  if (innerWidth > 760) beside.style.top = `${76 - leaf.offsetTop - Math.max(0, (top / picture.naturalHeight) * leaf.offsetHeight - innerHeight * 0.45)}px`;
}

document.addEventListener("click", (event) => {
  const claim = event.target.closest("a.claim[data-box]");
  if (!claim || claim.getAttribute("href").includes("audit")) return;
  event.preventDefault();
  history.replaceState(null, "", `#${claim.id}`);
  box(claim);
  if (innerWidth <= 760) document.getElementById(`p${claim.dataset.page}`)?.scrollIntoView({ block: "center" });
});

/** A page is reached once the pictures before it have their height. */
async function reach(leaf) {
  const leaves = [...document.querySelectorAll(".leaf")];
  const pictures = leaves.slice(0, leaves.indexOf(leaf) + 1).slice(-3).map((each) => each.querySelector("img"));
  for (const each of pictures) each.loading = "eager";
  await Promise.allSettled(pictures.map((each) => each.decode()));
  leaf.scrollIntoView();
}

/** What the address names: a number is boxed, a line that is folded is unfolded. */
function named() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const folded = target?.closest("details");
  if (folded) {
    folded.open = true;
    target.scrollIntoView({ block: "center" });
  }
  if (target?.matches("a.claim[data-box]")) box(target);
  if (target?.matches(".leaf")) reach(target);
}
addEventListener("hashchange", named);
named();
