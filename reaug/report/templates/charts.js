/* The charts of a run and of a drift. */

import { dataOfPage, fillIn } from "./dom.js";
import { axis, categories as ticks, cut as cutAt, keepDrawn, layout, narrow, number, plain } from "./plotting.js";

const { words, charts } = dataOfPage();
const LIGHT = {
  text: "#1d1f21", dim: "#62666b", line: "#e2e2de", before: "#a9b4c2", after: "#0b57b0", moved: "#b3541e",
  band: "#c9d8ec", less: "#b3541e", zero: "#f6f6f4", more: "#0b57b0",
  series: ["#0b57b0", "#c97b12", "#0f8a76", "#8a1a72", "#6b7078", "#7a5cc2", "#b3261e", "#4d7c0f"],
};
const DARK = {
  text: "#e6e7e9", dim: "#9aa0a8", line: "#34383e", before: "#69727d", after: "#8ab8f5", moved: "#f2a263",
  band: "#33496a", less: "#f2a263", zero: "#262a2f", more: "#8ab8f5",
  series: ["#8ab8f5", "#f2c063", "#7fd6c2", "#f3a6df", "#9aa0a8", "#b9a5f0", "#ff9d94", "#b5d67a"],
};
const cut = (text) => cutAt(text, 36);
const percent = (share) => `${(100 * share).toPrecision(3)}%`;
const rowsOf = (rows) => fillIn(words["rows of"], { before: number(rows[0]), after: number(rows[1]) });

const categories = (names, c) => ticks(names.map(cut), c);
const tall = (n) => 70 + 24 * n;

function shares(c) {
  const names = charts.shares.map((one) => one.name);
  const at = names.map((_, i) => i);
  const bar = (side, title, color) => ({
    type: "bar", orientation: "h", name: title, y: at, x: charts.shares.map((one) => 100 * one.shares[side]),
    marker: { color }, hovertext: charts.shares.map((one) =>
      `${plain(one.name)}<br>${title}: ${percent(one.shares[side])} (${number(one.rows[side])} ${words.rows})`), hoverinfo: "text",
  });
  const after = bar(1, words.after, c.after);
  const edge = (one, i) => (one.interval ? Math.abs(100 * one.shares[0] * one.interval[i] - 100 * one.shares[1]) : 0);
  after.error_x = {
    type: "data", symmetric: false, color: c.text, thickness: 1, width: 2,
    array: charts.shares.map((one) => edge(one, 1)), arrayminus: charts.shares.map((one) => edge(one, 0)),
  };
  return [[bar(0, words.before, c.before), after], layout(c, tall(names.length), {
    yaxis: categories(names, c), xaxis: axis(c, { ticksuffix: "%", rangemode: "tozero" }),
  })];
}

function ratios(c) {
  const shown = charts.shares.filter((one) => one.interval && one.ratio > 0);
  const names = shown.map((one) => one.name);
  const colors = shown.map((one) => (one.moved ? c.moved : c.dim));
  const edges = shown.flatMap((one) => [...one.interval, 1]).filter((edge) => edge > 0);
  const steps = Math.max(...edges) / Math.min(...edges) > 8 ? [1, 3] : [1, 1.5, 2, 3, 5];
  const times = [-3, -2, -1, 0, 1, 2, 3].flatMap((power) => steps.map((one) => Number((one * 10 ** power).toPrecision(2))));
  return [[{
    type: "scatter", mode: "markers", x: shown.map((one) => one.ratio), y: names.map((_, i) => i),
    marker: { color: colors, size: 8, symbol: shown.map((one) => (one.moved ? "circle" : "circle-open")) },
    error_x: {
      type: "data", symmetric: false, color: c.dim, thickness: 1.25, width: 0,
      array: shown.map((one) => one.interval[1] - one.ratio), arrayminus: shown.map((one) => one.ratio - one.interval[0]),
    },
    hovertext: shown.map((one) => `${plain(one.name)}<br>× ${one.ratio.toPrecision(3)} (${one.interval[0].toPrecision(3)}–${one.interval[1].toPrecision(3)})<br>${rowsOf(one.rows)}`),
    hoverinfo: "text",
  }], layout(c, tall(charts.shares.length), {
    yaxis: { ...categories(names, c), showgrid: true, gridcolor: c.line },
    xaxis: axis(c, { type: "log", tickvals: times, ticktext: times.map((one) => `×${one}`) }),
    shapes: [{ type: "line", x0: 1, x1: 1, yref: "paper", y0: 0, y1: 1, line: { color: c.dim, width: 1 } }],
  })];
}

function grid(c) {
  const { pairs, labels, before, after, rows } = charts.grid;
  const change = before.map((line, i) => line.map((b, j) =>
    (b || after[i][j] ? 100 * (after[i][j] / rows[1] - b / rows[0]) : null)));
  const hover = change.map((line, i) => line.map((value, j) =>
    (value === null ? "" : `${plain(pairs[i])} ${plain(labels[j])}<br>${value > 0 ? "+" : ""}${value.toFixed(3)} ${words.points}<br>${rowsOf([before[i][j], after[i][j]])}`)));
  const sizes = change.flat().filter((value) => value !== null).map(Math.abs).sort((a, b) => a - b);
  /* A few cells would leave all others pale: the colours end at the 97th percentile. */
  const top = sizes[Math.floor(0.97 * (sizes.length - 1))] || sizes[sizes.length - 1] || 1;
  /* There are more labels than pairs: a phone has room for them downwards only. */
  const turned = (table) => (narrow.matches ? labels.map((_, j) => pairs.map((_, i) => table[i][j])) : table);
  const [lines, columns] = narrow.matches ? [labels, pairs] : [pairs, labels];
  return [[{
    type: "heatmap", z: turned(change), zmin: -top, zmax: top, zmid: 0, xgap: 1, ygap: 1,
    x: columns.map((_, j) => j), y: lines.map((_, i) => i), hovertext: turned(hover), hoverinfo: "text",
    colorscale: [[0, c.less], [0.5, c.zero], [1, c.more]],
    colorbar: { thickness: 10, title: { text: words.points, side: "top" }, outlinewidth: 0, len: 1, tickfont: { color: c.dim } },
  }], layout(c, (narrow.matches ? 120 : 240) + 24 * lines.length, {
    yaxis: categories(lines, c),
    xaxis: { ...categories(columns, c), range: [-0.5, columns.length - 0.5], tickangle: -90 },
  })];
}

/* A bin of lengths reaches from its edge to the next one; the last is as wide as the others. */
const { edges } = charts;
const end = edges[edges.length - 1] + (edges.length > 1 ? edges[1] - edges[0] : 1);
const lengthAxis = (c) => axis(c, { title: { text: words.characters }, showgrid: false, range: [edges[0], end] });

function lengths(c) {
  const { before, after } = charts.lengths;
  const total = (rows) => rows.reduce((sum, n) => sum + n, 0);
  const line = (rows, title, color, fill) => ({
    type: "scatter", mode: "lines", name: title, x: [...edges, end],
    y: [...rows, rows[rows.length - 1]].map((n) => (100 * n) / total(rows)), line: { color, width: 2, shape: "hv" }, fill: fill ? "tozeroy" : "none", hoverinfo: "text",
    hovertext: rows.map((n, i) => `${title}: ${edges[i]} ${words.characters}, ${((100 * n) / total(rows)).toFixed(2)}% (${number(n)} ${words.rows})`),
  });
  return [[line(before, words.before, c.before, true), line(after, words.after, c.after, false)], layout(c, 280, {
    xaxis: lengthAxis(c), yaxis: axis(c, { ticksuffix: "%", rangemode: "tozero" }),
  })];
}

function buckets(c) {
  return [charts.buckets.map((one, i) => ({
    type: "bar", name: plain(fillIn(words.bucket, { name: one.name })), x: edges, y: one.rows, offset: 0,
    marker: { color: c.series[i % c.series.length] }, hoverinfo: "text",
    hovertext: one.rows.map((n, j) => `${edges[j]} ${words.characters}: ${number(n)} ${words.rows}`),
  })), layout(c, 280, {
    barmode: "stack", bargap: 0.02, xaxis: lengthAxis(c), yaxis: axis(c, { title: { text: words.rows } }),
  })];
}

const bands = (shown) => (c) => {
  const names = shown.map((one) => one.name);
  const at = names.map((_, i) => i);
  const dots = (drifted, title, color) => {
    const kept = shown.map((one, i) => [one, i]).filter(([one]) => one.drifted === drifted);
    return {
      type: "scatter", mode: "markers", name: title, x: kept.map(([one]) => one.js), y: kept.map(([, i]) => i),
      marker: { color, size: 9, symbol: drifted ? "circle" : "circle-open", line: { width: drifted ? 0 : 2 } },
      hovertext: kept.map(([one]) => `${plain(one.name)}: ${one.js.toFixed(4)}<br>${words["by chance"]}: ${one.band[0].toFixed(4)}–${one.band[1].toFixed(4)}<br>${rowsOf(one.rows)}`),
      hoverinfo: "text",
    };
  };
  const band = {
    type: "bar", orientation: "h", name: words["by chance"], y: at, base: shown.map((one) => one.band[0]),
    x: shown.map((one) => one.band[1] - one.band[0]), width: 0.5, marker: { color: c.band }, hoverinfo: "skip",
  };
  return [[band, dots(false, words["no drift"], c.text), dots(true, words.drifted, c.moved)], layout(c, tall(names.length), {
    yaxis: categories(names, c), xaxis: axis(c, { title: { text: words.distance }, rangemode: "tozero" }),
  })];
};

keepDrawn({
  shares, ratios, grid, lengths, buckets,
  conditional: bands(charts.conditional || []), by: bands(charts.by || []),
}, LIGHT, DARK);
