/* A row's sentence with its mentions and with what is proposed; offsets count code points. */

import { el } from "../dom.js";

const ROLES = ["subject", "object"];

/* What a reader takes for one letter: [{ start, end, text }], in code points. */
export function graphemes(sentence) {
  const pieces = typeof Intl.Segmenter === "function"
    ? Array.from(new Intl.Segmenter("ko", { granularity: "grapheme" }).segment(sentence), (one) => one.segment)
    : Array.from(sentence);
  let at = 0;
  return pieces.map((text) => {
    const start = at;
    at += Array.from(text).length;
    return { start, end: at, text };
  });
}

/* The mentions of a row, with where proposals would put their borders. */
function spansOf(row, fixes) {
  return ROLES.map((name) => {
    const [start, end, type] = row[name];
    const span = { name, start, end, type, newStart: start, newEnd: end };
    for (const fix of fixes) {
      if (fix.field === `${name}_entity.start_idx`) span.newStart = Number(fix.new);
      if (fix.field === `${name}_entity.end_idx`) span.newEnd = Number(fix.new) + 1;
    }
    return span;
  });
}

/* fixes: [{ field, old, new, at }], what would be written into this row. */
export function sentenceOf(row, fixes, words) {
  const points = Array.from(row.sentence);
  const spans = spansOf(row, fixes);
  const edits = fixes.filter((fix) => fix.field === "sentence" && typeof fix.at === "number")
    .map((fix) => ({ at: fix.at, end: fix.at + Array.from(String(fix.old)).length, text: String(fix.new) }));
  const cuts = new Set([0, points.length]);
  for (const span of spans) [span.start, span.end, span.newStart, span.newEnd].forEach((at) => cuts.add(at));
  for (const edit of edits) cuts.add(edit.at).add(edit.end);
  const places = [...cuts].filter((at) => at >= 0 && at <= points.length).sort((a, b) => a - b);
  const line = el("p", { class: "sentence", lang: "ko" });
  places.forEach((start, i) => {
    for (const edit of edits) if (edit.end === start) line.append(el("ins", {}, edit.text));
    if (i + 1 === places.length) return;
    const end = places[i + 1];
    let piece = document.createTextNode(points.slice(start, end).join(""));
    if (edits.some((edit) => edit.at <= start && end <= edit.end)) piece = el("del", {}, piece);
    for (const span of spans) piece = marked(piece, span, start, end, words);
    line.append(piece);
  });
  return line;
}

function marked(piece, span, start, end, words) {
  const old = span.start <= start && end <= span.end;
  const fresh = span.newStart <= start && end <= span.newEnd;
  const title = words[span.name];
  if (!old) return fresh ? el("ins", { title }, piece) : piece;
  const last = end === span.end;
  return el("mark", { class: span.name, title, "data-type": last ? span.type : null }, fresh ? piece : el("del", {}, piece));
}
