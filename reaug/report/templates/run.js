"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const { words } = data;

  const name = (value) => words[value] || value;
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
        item.parent === null || row[0].startsWith(`${item.parent}~`) ? null : el("span", { class: "id" }, fillIn(words["copy of"], { id: item.parent }))),
      sentenceOf(row, item.edits, words),
      fields.length ? el("ul", { class: "fields" }, ...fields) : null,
      item.reasons.length ? el("p", { class: "id dim" }, item.reasons.join(", ")) : null);
  }

  function finding(one) {
    const kind = `tag ${one.severity}`;
    const score = one.score === null ? null : el("span", { class: "id" }, `${words.score} ${Number(one.score.toPrecision(3))}`);
    const fix = one.suggestion
      ? el("ul", { class: "fields" }, el("li", {}, el("span", { class: "id" }, one.field || ""),
        el("del", {}, one.value || ""), " → ", el("ins", {}, one.suggestion)))
      : null;
    return el("article", { class: `finding ${one.severity}` },
      el("header", {}, el("strong", {}, one.rule), el("span", { class: kind }, name(one.severity)), score,
        one.applied ? el("span", { class: "tag" }, words.applied) : null,
        ...(one.row ? about(one.row) : [el("span", { class: "id" }, one.id), words["no row"]])),
      one.message ? el("p", { class: "message" }, one.message) : null,
      one.row ? sentenceOf(one.row, [], words) : null, fix);
  }

  if (data.edits.length) {
    new Listing(document.getElementById("edits"), {
      items: data.edits, render: edit,
      words: { ...words, shown: words["edits shown"], "none left": words["no edits left"], search: words["search edits"] },
      textOf: (item) => [data.steps[item.step], item.row[0], item.row[1], labelOf(item.row), item.parent,
        ...item.reasons, ...item.edits.map((one) => one[2]), ...item.fields.flat()].join("\n"),
      facets: [
        { name: "step", title: words.step, of: (item) => [data.steps[item.step]], order: (a, b) => data.steps.indexOf(a[0]) - data.steps.indexOf(b[0]) },
        { name: "kind", title: words.kind, of: (item) => item.kinds, text: name },
        { name: "label", title: words.label, of: (item) => [labelOf(item.row)] },
      ],
    });
  }
  if (data.findings.length) {
    document.getElementById("findings-part").hidden = false;
    const severities = ["error", "warning", "review"];
    new Listing(document.getElementById("findings"), {
      items: data.findings, render: finding, words,
      textOf: (one) => [one.rule, one.message, one.value, one.suggestion, one.id, one.row ? one.row[1] : ""].join("\n"),
      facets: [
        { name: "rule", title: words.rule, of: (one) => [one.rule] },
        { name: "severity", title: words.severity, of: (one) => [one.severity], order: (a, b) => severities.indexOf(a[0]) - severities.indexOf(b[0]), text: name },
      ],
    });
  }
})();
