/* The page of a run: charts, edits, and its findings to review. */

import "./charts.js";
import { copyButtons, dataOfPage, el, fillIn } from "./dom.js";
import { Listing } from "./listing.js";
import { Review } from "./review/review.js";
import { editedSentence } from "./sentences.js";

const data = dataOfPage();
const { words } = data;

const name = (value) => (Object.hasOwn(words, value) ? words[value] : value);
const labelOf = (row) => (row && row[6]) || "–";

function about(row) {
  return [el("span", { class: "id" }, row[0]), el("span", {}, labelOf(row)), el("span", { class: "id" }, `${row[7]}:${row[8]}`)];
}

function edit(item) {
  const { row } = item;
  const fields = item.fields.map(([field, old, fresh]) =>
    el("li", {}, el("span", { class: "id" }, field), el("del", {}, old === null ? "–" : old), " → ", el("ins", {}, fresh)));
  return el("article", { class: "item" },
    el("header", {},
      el("strong", {}, data.steps[item.step]),
      ...item.kinds.filter((kind) => kind !== "edit" && kind !== "field").map((kind) => el("span", { class: "tag" }, name(kind))),
      ...about(row),
      item.parent === null || row[0].startsWith(`${item.parent}~`) ? null : el("span", { class: "id" }, fillIn(words["copy of"], { id: item.parent })),
      item.twin === null ? null : el("span", { class: "id twin" }, fillIn(words["same as"], { id: item.twin }))),
    editedSentence(row, item.edits, words),
    fields.length ? el("ul", { class: "fields" }, ...fields) : null,
    item.reasons.length ? el("p", { class: "id dim" }, item.reasons.join(", ")) : null);
}

if (data.edits.length) {
  new Listing(document.getElementById("edits"), {
    items: data.edits, render: edit,
    words: { ...words, shown: words["edits shown"], "none left": words["no edits left"], search: words["search edits"] },
    textOf: (item) => [data.steps[item.step], item.row[0], item.row[1], labelOf(item.row), item.parent, item.twin,
      ...item.reasons, ...item.edits.map((one) => one[2]), ...item.fields.flat()].join("\n"),
    facets: [
      { name: "step", title: words.step, of: (item) => [data.steps[item.step]], order: (a, b) => data.steps.indexOf(a[0]) - data.steps.indexOf(b[0]) },
      { name: "kind", title: words.kind, of: (item) => item.kinds, text: name },
      { name: "label", title: words.label, of: (item) => [labelOf(item.row)] },
    ],
  });
}
if (data.review) {
  document.getElementById("findings-part").hidden = false;
  new Review(document.getElementById("findings"), data.review);
}
copyButtons(words);
