/* A row's sentence with its mentions marked, and with what an edit deletes and inserts. */

import { el } from "./dom.js";

/* row: [id, sentence, subject start, end, object start, end, label, subject type, object type].
   edits: [start, end, new text, role]; offsets in code points of the row's sentence. */
export function editedSentence(row, edits, words) {
  const points = Array.from(row[1]);
  const spans = [
    { start: row[2], end: row[3], name: "subject", type: row[7] },
    { start: row[4], end: row[5], name: "object", type: row[8] },
  ];
  const cuts = new Set([0, points.length]);
  for (const span of spans) cuts.add(span.start).add(span.end);
  for (const [start, end] of edits) cuts.add(start).add(end);
  const places = [...cuts].sort((a, b) => a - b);
  const line = el("p", { class: "sentence" });
  const marked = (span, piece, last) =>
    el("mark", { class: span.name, title: words[span.name], "data-type": last ? span.type : null }, piece);
  /* What an edit puts in stands behind what it takes out; a mention's new words in its mark. */
  const insert = (at) => {
    for (const [, end, text, role] of edits) {
      if (end !== at || !text) continue;
      const span = spans.find((one) => one.name === role);
      const piece = el("ins", {}, text);
      line.append(span ? marked(span, piece, end === span.end) : piece);
    }
  };
  const renamed = (span) => edits.some((edit) => edit[3] === span.name && edit[1] === span.end && edit[2]);
  places.forEach((start, i) => {
    insert(start);
    if (i + 1 === places.length) return;
    const end = places[i + 1];
    let piece = document.createTextNode(points.slice(start, end).join(""));
    if (edits.some((edit) => edit[0] <= start && end <= edit[1])) piece = el("del", {}, piece);
    for (const span of spans) {
      if (span.start <= start && end <= span.end) piece = marked(span, piece, end === span.end && !renamed(span));
    }
    line.append(piece);
  });
  return line;
}
