/* What reviewers chose, as lines of decisions.jsonl, and back.

   A choice is what one reviewer says of one finding:
   { decision: "accept" | "reject" | "edit" | null, edits: [{ row, field, value }], comment, by, at }.
   Without a decision it is a comment alone, which decides nothing. */

import { canAccept, canDecide, fieldOf, rowOf, standing } from "./findings.js";

const DECISIONS = ["accept", "reject", "edit"];
const COMMENT = "comment";
const MOST_TEXT = 4000;

/* Text without halves of characters, which no file could hold. */
export function whole(text) {
  const wellFormed = text.replace(/[\uD800-\uDBFF][\uDC00-\uDFFF]|[\uD800-\uDFFF]/g, (one) => (one.length === 2 ? one : "\uFFFD"));
  return wellFormed.slice(0, MOST_TEXT);
}

/* Milliseconds of a time; one that names no zone is in UTC, and none at all is before all others. */
export function moment(at) {
  if (!at) return -Infinity;
  const time = Date.parse(/T.*(?:Z|[+-]\d\d:?\d\d)$/.test(at) ? at : `${at.replace(" ", "T")}${at.includes(":") ? "Z" : ""}`);
  return Number.isNaN(time) ? -Infinity : time;
}

export function inTime(choices) {
  return [...choices].sort((a, b) => moment(a.at) - moment(b.at));
}

/* The choice that holds: of those with a decision the latest. */
export function standingOf(choices) {
  return inTime(choices.filter((choice) => choice.decision)).at(-1) || null;
}

/* Whether reviewers differ. */
export function differ(choices) {
  const said = choices.filter((choice) => choice.decision)
    .map((choice) => JSON.stringify([choice.decision, choice.edits.map((one) => [one.row, one.field, one.value]).sort()]));
  return new Set(said).size > 1;
}

function places(finding, choice) {
  if (choice.decision === "edit") return choice.edits;
  if (finding.fixes.length) return finding.fixes.map((fix) => ({ row: fix.row, field: fix.field, value: fix.new, old: fix.old, place: fix.at }));
  return finding.known.map((row) => ({ row, field: fieldOf(finding), value: null }));
}

const samePlace = (a, b) => a.row === b.row && a.field === b.field && (a.place ?? null) === (b.place ?? null);

function line(finding, choice, { row, field, value, old, place }, decision) {
  const made = { finding: finding.key, rows: [row], field, decision, value, by: choice.by || null, at: choice.at || null };
  const isPlaced = place !== undefined && place !== null;
  if (field !== "row" && (decision !== "reject" || field !== "sentence" || isPlaced)) {
    made.old = old === undefined ? standing(rowOf(finding, row), field, place, old) : old;
  }
  if (isPlaced) made.place = place;
  made.reason = choice.comment || finding.rule;
  if (finding.version) made.data = finding.version;
  const { seen } = rowOf(finding, row) || {};
  if (seen) made.seen = seen;
  return made;
}

/* The lines of one finding, earlier choices first. Whoever decides later also says of every field
   that an earlier choice would have written what is to become of it: else that would stand as well. */
export function linesOf(finding, choices) {
  const lines = [];
  const written = [];
  for (const choice of inTime(choices)) {
    if (!canDecide(finding)) continue;
    if (!choice.decision) {
      if (choice.comment) lines.push({ finding: finding.key, rows: finding.known, decision: COMMENT, by: choice.by || null, at: choice.at || null, reason: choice.comment, ...(finding.version ? { data: finding.version } : {}) });
      continue;
    }
    const own = places(finding, choice);
    for (const place of own) lines.push(line(finding, choice, place, choice.decision));
    for (const place of written) {
      if (!own.some((one) => samePlace(one, place))) lines.push(line(finding, choice, { ...place, value: null }, "reject"));
    }
    if (choice.decision !== "reject") written.push(...own.filter((place) => !written.some((one) => samePlace(one, place))));
  }
  return lines;
}

export function toFile(lines) {
  return lines.map((one) => `${JSON.stringify(one)}\n`).join("");
}

/* A choice that was stored or read, with nothing in it that is not one; null where it is none. */
export function asChoice(value, finding) {
  if (typeof value !== "object" || value === null || !Array.isArray(value.edits)) return null;
  const decision = DECISIONS.includes(value.decision) ? value.decision : null;
  const text = (one) => (typeof one === "string" ? whole(one) : "");
  const edits = value.edits
    .filter((one) => typeof one === "object" && one !== null && finding.known.includes(one.row))
    .filter((one) => ["string", "number"].includes(typeof one.value))
    .filter((one) => typeof one.field === "string" && standing(rowOf(finding, one.row), one.field, one.place ?? 0, one.old) !== undefined)
    .map(({ row, field, value: fresh, old, place }) => {
      const edit = { row, field, value: fresh };
      if (typeof place === "number") Object.assign(edit, { place, old: text(old) });
      return edit;
    });
  if (decision === "edit" && !edits.length) return null;
  if (decision === "accept" && !canAccept(finding)) return null;
  if (decision === null && !text(value.comment)) return null;
  return { decision, edits: decision === "edit" ? edits : [], comment: text(value.comment), by: text(value.by), at: text(value.at) };
}

/* The choices in the text of a file.

   Returns { taken: [{ finding, choice }], misfits: [{ line, rows, problem }] }, where problem is a
   key of the page's words. Lines of one finding, reviewer and time are one choice. */
export function fromFile(text, findings) {
  const groups = new Map();
  const misfits = [];
  text.split("\n").forEach((source, i) => {
    if (!source.trim()) return;
    const read = readLine(source, findings);
    if (read.problem) {
      misfits.push({ line: i + 1, ...read });
      return;
    }
    const name = JSON.stringify([read.finding.uid, read.value.by, read.value.at, read.value.decision === COMMENT]);
    if (!groups.has(name)) groups.set(name, { finding: read.finding, lines: [] });
    groups.get(name).lines.push(read.value);
  });
  const taken = [];
  for (const { finding, lines } of groups.values()) {
    const choice = asChoice(choiceOf(finding, lines), finding);
    if (choice) taken.push({ finding, choice });
  }
  return { taken, misfits };
}

function readLine(source, findings) {
  let value;
  try {
    value = JSON.parse(source);
  } catch {
    return { rows: [], problem: "no json" };
  }
  if (typeof value === "object" && value !== null && value.decision === COMMENT) return readComment(value, findings);
  if (typeof value !== "object" || value === null || !DECISIONS.includes(value.decision) || !Array.isArray(value.rows)) {
    return { rows: [value && value.id].filter((id) => typeof id === "string"), problem: "no decision" };
  }
  const rows = value.rows.filter((row) => typeof row === "string");
  if (typeof value.field !== "string") return { rows, problem: "no decision" };
  const field = /^(subject|object)_entity$/.test(value.field) ? `${value.field}.word` : value.field;
  const place = typeof value.place === "number" ? value.place : null;
  const finding = typeof value.finding === "string" ? findings.ofLine(value.finding, field, place) : undefined;
  if (!finding) return { rows, problem: "other finding" };
  if (!rows.length || !rows.every((row) => finding.known.includes(row))) return { rows, problem: "other rows" };
  const holds = rows.map((row) => standing(rowOf(finding, row), field, place, value.old));
  if (value.decision !== "reject" && (holds.includes(undefined) || !["string", "number"].includes(typeof value.value))) {
    return { rows, problem: "no decision" };
  }
  const isKnown = field !== "row" && (field !== "sentence" || place !== null);
  if ("old" in value && isKnown && holds.some((old) => old !== undefined && old !== (value.old ?? ""))) return { rows, problem: "other value" };
  if (value.seen && rows.some((row) => (rowOf(finding, row).seen || value.seen) !== value.seen)) return { rows, problem: "other text" };
  return { finding, value: { ...value, field, rows, place } };
}

/* A comment alone: of the finding that it names, where that finding's rows are those. */
function readComment(value, findings) {
  const rows = Array.isArray(value.rows) ? value.rows.filter((row) => typeof row === "string") : [];
  if (typeof value.reason !== "string" || !value.reason) return { rows, problem: "no decision" };
  const finding = typeof value.finding === "string" ? findings.ofRows(value.finding, rows) : undefined;
  if (!finding) return { rows, problem: "other finding" };
  return { finding, value };
}

function choiceOf(finding, lines) {
  const [{ by, at, decision: kind, reason: said }] = lines;
  if (kind === COMMENT) return { decision: null, edits: [], comment: said, by, at };
  const { reason } = lines.find((one) => typeof one.reason === "string") || { reason: "" };
  const comment = reason === finding.rule ? "" : reason;
  const edits = lines.filter((one) => one.decision !== "reject")
    .flatMap((one) => one.rows.map((row) => ({ row, field: one.field, value: one.value, place: one.place ?? undefined, old: one.old })));
  const isAll = edits.length > 0 && lines.every((one) => one.decision !== "edit") && finding.fixes.length > 0 && finding.fixes.every((fix) =>
    edits.some((one) => one.row === fix.row && one.field === fix.field && one.value === fix.new));
  const decision = !edits.length ? "reject" : isAll && edits.length === finding.fixes.length ? "accept" : "edit";
  return { decision, edits, comment, by, at };
}
