/* The charts of a probe. */

import { dataOfPage } from "./dom.js";
import { axis as plainAxis, categories as ticks, cut as cutAt, keepDrawn, layout, number, plain } from "./plotting.js";

const { words, charts } = dataOfPage();
const LIGHT = { text: "#1d1f21", dim: "#62666b", line: "#e2e2de", good: "#1c6b36", bad: "#b3261e",
  series: ["#a9b4c2", "#0b57b0", "#c97b12", "#0f8a76", "#8a1a72", "#7a5cc2", "#b3261e", "#4d7c0f"] };
const DARK = { text: "#e6e7e9", dim: "#9aa0a8", line: "#34383e", good: "#8fdba8", bad: "#ff9d94",
  series: ["#69727d", "#8ab8f5", "#f2c063", "#7fd6c2", "#f3a6df", "#b9a5f0", "#ff9d94", "#b5d67a"] };
const cut = (text) => cutAt(text, 44);
const signed = (value) => `${value > 0 ? "+" : ""}${value.toFixed(2)}`;
const axis = (c, more) => plainAxis(c, { zerolinecolor: c.dim, ...more });
const categories = (names, c) => ticks(names.map(cut), c);

function forest(c) {
  const shown = charts.forest;
  const several = new Set(shown.map((one) => one.rows)).size > 1;
  const names = shown.map((one) => (several ? `${one.arm} (${number(one.rows)})` : one.arm));
  const color = (one) => ({ helps: c.good, hurts: c.bad }[one.verdict] || c.dim);
  const trace = (over, symbol) => {
    const mine = shown.map((one, i) => [one, i]).filter(([one]) => one.over === over);
    return {
      type: "scatter", mode: "markers", name: words[`over ${over}`], x: mine.map(([one]) => one.mean), y: mine.map(([, i]) => i),
      marker: { size: 9, color: mine.map(([one]) => color(one)),
        symbol: mine.map(([one]) => (one.verdict === "cannot tell" ? `${symbol}-open` : symbol)) },
      error_x: { type: "data", symmetric: false, color: c.dim, thickness: 1.25, width: 3,
        array: mine.map(([one]) => (one.high === null ? 0 : one.high - one.mean)),
        arrayminus: mine.map(([one]) => (one.low === null ? 0 : one.mean - one.low)) },
      hovertext: mine.map(([one]) => `${plain(one.arm)}, ${words[`over ${over}`]}: ${signed(one.mean)}` +
        (one.low === null ? "" : `<br>${signed(one.low)} … ${signed(one.high)}`)), hoverinfo: "text",
    };
  };
  return [[trace("raw", "circle"), trace("control", "square")], layout(c, 80 + 26 * names.length, {
    yaxis: categories(names, c), xaxis: axis(c, { title: { text: words.points }, zeroline: true }),
  })];
}

function curves(c) {
  return [charts.curves.map((one, i) => ({
    type: "scatter", mode: "lines+markers", name: cut(one.arm), x: one.rows, y: one.f1,
    line: { color: c.series[i % c.series.length], width: 2 }, hoverinfo: "text",
    hovertext: one.rows.map((n, j) => `${plain(one.arm)}: ${number(n)} ${words.rows}, ${one.f1[j].toFixed(2)}`),
  })), layout(c, 340, {
    xaxis: axis(c, { type: "log", title: { text: words["training rows"] }, tickvals: charts.curves[0].rows,
      ticktext: charts.curves[0].rows.map(number) }),
    yaxis: axis(c, { title: { text: "micro-F1" } }),
  })];
}

const bars = (shown) => (c) => {
  const names = shown.names;
  return [shown.arms.map((one, i) => ({
    type: "bar", orientation: "h", name: cut(one.arm), y: names.map((_, j) => j), x: one.f1,
    marker: { color: c.series[i % c.series.length] }, hoverinfo: "text",
    hovertext: names.map((name, j) => `${plain(name)}<br>${plain(one.arm)}: ${one.f1[j] === null ? "–" : one.f1[j].toFixed(2)} (${number(shown.true[j])} ${words["test rows"]})`),
  })), layout(c, 80 + (12 + 10 * shown.arms.length) * names.length, {
    yaxis: categories(names, c), xaxis: axis(c, { rangemode: "tozero", title: { text: "F1" } }),
  })];
};

const drawn = { forest, curves };
for (const name of ["by-label", "by-type_pair", "by-length", "by-mentions"]) drawn[name] = bars(charts[name]);
keepDrawn(drawn, LIGHT, DARK);
