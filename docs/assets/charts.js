// Draws a chart when it is scrolled to. Until then, without JavaScript and in print, its static drawing stands.

const SELECTOR = ".chart-box[data-option]";
const charts = new Map(); // box → ECharts instance
let library;

function echarts() {
  library ??= import(new URL("vendor/echarts.esm.min.js", import.meta.url));
  return library;
}

/** The box's option with the colours of the scheme that is showing. */
function option(box) {
  const style = getComputedStyle(document.body);
  const coloured = box.dataset.option.replace(/var\((--chart-[a-z-]+)\)/g, (_, name) => style.getPropertyValue(name).trim());
  const parsed = JSON.parse(coloured);
  parsed.baseOption.textStyle.fontFamily = style.fontFamily;
  return parsed;
}

async function draw(box) {
  if (charts.has(box)) return;
  charts.set(box, null); // being drawn
  try {
    const { init } = await echarts();
    const canvas = document.createElement("div");
    canvas.className = "chart-live";
    box.append(canvas);
    const chart = init(canvas, null, { renderer: "svg" });
    chart.setOption(option(box));
    charts.set(box, chart);
    sizes.observe(canvas);
    box.dataset.painted = "";
  } catch (error) {
    box.querySelector(".chart-live")?.remove(); // the static drawing stays
    console.error(error);
  }
}

const seen = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      draw(target);
    }
  },
  { rootMargin: "200px" },
);

const sizes = new ResizeObserver((entries) => {
  for (const { target } of entries) charts.get(target.parentElement)?.resize();
});

// Light and dark change by an attribute of the body.
new MutationObserver(() => {
  for (const [box, chart] of charts) {
    if (box.isConnected) chart?.setOption(option(box), { notMerge: true });
    else {
      chart?.dispose();
      charts.delete(box);
    }
  }
}).observe(document.body, { attributes: true, attributeFilter: ["data-md-color-scheme"] });

for (const box of document.querySelectorAll(SELECTOR)) seen.observe(box);
