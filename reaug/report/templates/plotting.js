/* What the charts of all pages share: texts, axes and layout for Plotly, and drawing them again when the
   theme, the width or the medium changes. */

const dark = matchMedia("(prefers-color-scheme: dark)");
export const narrow = matchMedia("(max-width: 40rem)");
let printing = false;

export const number = (value) => value.toLocaleString("en");

/* Plotly reads names of the data as a small markup: this takes that away. */
export const plain = (text) => String(text).replace(/&/g, "&amp;").replace(/[<]/g, "&lt;").replace(/[>]/g, "&gt;");

/* A name of at most so many characters, fewer on a phone. */
export function cut(text, most) {
  const points = Array.from(text);
  const length = narrow.matches ? 18 : most;
  return plain(points.length > length ? `${points.slice(0, length - 1).join("")}…` : text);
}

export const axis = (c, more) => ({ gridcolor: c.line, zerolinecolor: c.line, automargin: true, fixedrange: true, ...more });

/* Categories stand at 0, 1, 2, … with their names as ticks: names may be equal once they are cut. */
export function categories(names, c) {
  return {
    tickvals: names.map((_, i) => i), ticktext: names, range: [names.length - 0.5, -0.5],
    automargin: true, showgrid: false, zeroline: false, fixedrange: true, ticks: "", tickfont: { color: c.text },
  };
}

export function layout(c, height, more) {
  return {
    height, margin: { l: 8, r: 12, t: 8, b: 36, pad: 4 }, paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: getComputedStyle(document.body).fontFamily, size: narrow.matches ? 11 : 12, color: c.dim },
    dragmode: false, hovermode: "closest", bargap: 0.25, bargroupgap: 0.05, hoverlabel: { align: "left" },
    legend: { orientation: "h", x: 0, y: 1, yanchor: "bottom", traceorder: "normal" },
    ...more,
  };
}

/* Draw charts where the page has places for them; each is a function from colors to traces and layout. */
export function keepDrawn(charts, light, darker) {
  const draw = () => {
    const colors = dark.matches && !printing ? darker : light;
    for (const [name, make] of Object.entries(charts)) {
      const place = document.getElementById(`chart-${name}`);
      if (!place) continue;
      const [traces, chartLayout] = make(colors);
      Plotly.react(place, traces, chartLayout, { displayModeBar: false, responsive: true, doubleClick: false });
    }
  };
  dark.addEventListener("change", draw);
  narrow.addEventListener("change", draw);
  addEventListener("beforeprint", () => { printing = true; draw(); });
  addEventListener("afterprint", () => { printing = false; draw(); });
  draw();
}
