"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const { words, rules, severities } = data;
  const FEW = 4;

  const rowsOf = (finding) => finding.rows.map((row) => (typeof row === "number" ? data.rows[row] : null));
  const ruleOf = (finding) => rules[finding.rule];
  const severityOf = (finding) => severities[finding.severity];

  /* The spans of a row by class, offsets in code points. */
  function spansOf(row, fixes) {
    const spans = [
      { start: row.subject[0], end: row.subject[1], name: "subject", type: row.subject[2] },
      { start: row.object[0], end: row.object[1], name: "object", type: row.object[2] },
    ];
    for (const span of spans) {
      span.newStart = span.start;
      span.newEnd = span.end;
      for (const fix of fixes) {
        if (fix.field === `${span.name}_entity.start_idx`) span.newStart = Number(fix.new);
        if (fix.field === `${span.name}_entity.end_idx`) span.newEnd = Number(fix.new) + 1;
      }
    }
    return spans;
  }

  function sentenceOf(row, fixes) {
    const points = Array.from(row.sentence);
    const spans = spansOf(row, fixes);
    const edits = fixes.filter((fix) => fix.field === "sentence" && fix.at !== null && fix.at !== undefined);
    const cuts = new Set([0, points.length]);
    for (const span of spans) [span.start, span.end, span.newStart, span.newEnd].forEach((at) => cuts.add(at));
    for (const edit of edits) [edit.at, edit.at + Array.from(String(edit.old)).length].forEach((at) => cuts.add(at));
    const places = [...cuts].filter((at) => at >= 0 && at <= points.length).sort((a, b) => a - b);
    const line = el("p", { class: "sentence" });
    const insert = (at) => {
      for (const edit of edits) {
        if (edit.at + Array.from(String(edit.old)).length === at) line.append(el("ins", {}, String(edit.new)));
      }
    };
    for (let i = 0; i < places.length; i += 1) {
      insert(places[i]);
      if (i + 1 === places.length) break;
      const [start, end] = [places[i], places[i + 1]];
      let piece = document.createTextNode(points.slice(start, end).join(""));
      if (edits.some((edit) => edit.at <= start && end <= edit.at + Array.from(String(edit.old)).length)) {
        piece = el("del", {}, piece);
      }
      for (const span of spans) {
        const old = span.start <= start && end <= span.end;
        const fresh = span.newStart <= start && end <= span.newEnd;
        if (old && !fresh) piece = el("del", {}, piece);
        if (fresh && !old) piece = el("ins", { title: `${words[span.name]}` }, piece);
        if (old) {
          const last = end === span.end;
          piece = el("mark", { class: span.name, title: words[span.name], "data-type": last ? span.type : null }, piece);
        }
      }
      line.append(piece);
    }
    return line;
  }

  function rowOf(row, id, fixes) {
    const made = el("div", { class: "row" });
    if (row === null) {
      made.append(el("p", { class: "about" }, el("span", { class: "id" }, id), words["no row"]));
      return made;
    }
    made.append(
      el("p", { class: "about" },
        el("span", { class: "id" }, row.id),
        el("span", { class: "label" }, row.label || "–"),
        el("span", {}, `${row.subject[2]}:${row.object[2]}`)),
      sentenceOf(row, fixes));
    return made;
  }

  function fixesOf(finding) {
    const list = el("ul", { class: "fixes" });
    for (const fix of finding.fixes) {
      list.append(el("li", {}, el("span", { class: "field id" }, fix.field),
        el("del", {}, String(fix.old)), " → ", el("ins", {}, String(fix.new))));
    }
    if (!finding.fixes.length && finding.suggestion) {
      list.append(el("li", {}, el("span", { class: "field id" }, finding.field),
        el("del", {}, finding.value), " → ", el("ins", {}, finding.suggestion)));
    }
    return list.childElementCount ? list : null;
  }

  function render(finding) {
    const rule = ruleOf(finding);
    const severity = severityOf(finding);
    const rows = rowsOf(finding);
    const body = el("div", {});
    const add = (from, to) => {
      for (let i = from; i < to; i += 1) body.append(rowOf(rows[i], String(finding.rows[i]), i === 0 ? finding.fixes : []));
    };
    add(0, Math.min(FEW, rows.length));
    const rest = rows.length - FEW;
    const more = rest > 0
      ? el("button", { type: "button", on: { click: (event) => { add(FEW, rows.length); event.target.remove(); } } },
        fillIn(words["more rows"], { n: rest }))
      : null;
    return el("article", { class: `finding ${severity}` },
      el("header", {},
        el("strong", {}, rule.id),
        el("span", { class: `tag ${severity}` }, words[severity]),
        finding.score === null ? null : el("span", { class: "id" }, `${words.score} ${Number(finding.score.toPrecision(3))}`)),
      el("p", { class: "message" }, finding.message),
      body, more, fixesOf(finding));
  }

  function textOf(finding) {
    const parts = [ruleOf(finding).id, finding.message, finding.value, finding.suggestion];
    rowsOf(finding).forEach((row, i) => parts.push(row ? `${row.id} ${row.sentence} ${row.label}` : String(finding.rows[i])));
    return parts.join("\n");
  }

  const bySeverity = (a, b) => severities.indexOf(a[0]) - severities.indexOf(b[0]);
  const listing = new Listing(document.getElementById("findings"), {
    items: data.findings, words, render, textOf,
    facets: [
      { name: "rule", title: words.rule, of: (finding) => [ruleOf(finding).id] },
      { name: "severity", title: words.severity, of: (finding) => [severityOf(finding)], order: bySeverity, text: (value) => words[value] },
      { name: "label", title: words.label, of: (finding) => rowsOf(finding).map((row) => (row && row.label) || "–") },
    ],
  });
  for (const button of document.querySelectorAll("button[data-rule]")) {
    button.addEventListener("click", () => listing.choose("rule", button.dataset.rule));
  }
  copyButtons(words);
})();
