/* The findings of a page, as its other modules take them: with their rows, and a name of their own.

   uid: the finding's key; of several with one key (the same word twice in a sentence) the later ones
   have a number behind it. rows: null where a row cannot be shown;
   known: the ids of those that can be decided. version: that of the data that is decided on; a row's
   seen: the digest of its sentence and spans. fixes: what would be written if
   the finding is accepted, and what a rejection turns down. */

const VALUE_FIELDS = new Set([
  "label", "sentence", "row",
  ...["subject", "object"].flatMap((role) => ["type", "word", "start_idx", "end_idx"].map((part) => `${role}_entity.${part}`)),
]);

export class Findings {
  constructor(data) {
    this.all = [];
    this.byUid = new Map();
    this.byKey = new Map();
    data.findings.forEach((one, index) => this.add(one, index, data));
    this.open = this.all.filter(canDecide); // what there is to do for people
  }

  add(one, index, data) {
    const same = this.byKey.get(one.key) || [];
    const rows = one.rows.map((row) => (typeof row === "number" ? data.rows[row] : null));
    const rule = data.rules[one.rule];
    const made = {
      ...one, index, rows, rule: rule.id, certainty: rule.certainty, rank: rule.rank,
      severity: data.severities[one.severity],
      ids: one.rows.map((row) => (typeof row === "number" ? data.rows[row].id : row)),
      version: data.version || null,
      uid: same.length ? `${one.key}#${same.length + 1}` : one.key,
    };
    made.known = made.ids.filter((_, i) => rows[i] !== null && !rows[i].copy);
    this.all.push(made);
    this.byUid.set(made.uid, made);
    this.byKey.set(one.key, [...same, made]);
  }

  /* The finding that a line of a file is about: of several with one key the one with its place. */
  ofLine(key, field, place) {
    const same = this.byKey.get(key) || [];
    return same.find((one) => one.fixes.some((fix) => fix.field === field && (fix.at ?? null) === place)) || same[0];
  }

  /* The finding with a key that has all of some rows. */
  ofRows(key, rows) {
    return (this.byKey.get(key) || []).find((one) => rows.every((row) => one.known.includes(row)));
  }
}

export function rowOf(finding, id) {
  return finding.rows[finding.ids.indexOf(id)] || null;
}

/* Whether there is a value to accept, in rows that can be written to. */
export function canAccept(finding) {
  return finding.fixes.length > 0 && finding.fixes.every((fix) => finding.known.includes(fix.row));
}

export function canDecide(finding) {
  return finding.known.length > 0;
}

/* The field that a rejection leaves as it is, where no value was suggested. */
export function fieldOf(finding) {
  const field = finding.field || "row";
  const whole = field === "subject_entity" || field === "object_entity" ? `${field}.word` : field;
  return VALUE_FIELDS.has(whole) ? whole : "row";
}

/* What a row holds in a field; undefined for one that a decision cannot be about. */
export function standing(row, field, place, old) {
  if (field === "label") return row.label;
  if (field === "row") return "row";
  if (field === "sentence") {
    const length = Array.from(String(old ?? "")).length;
    return Array.from(row.sentence).slice(place, place + length).join("");
  }
  const found = /^(subject|object)_entity\.(type|word|start_idx|end_idx)$/.exec(field);
  if (!found) return undefined;
  const [start, end, type] = row[found[1]];
  return {
    type, start_idx: start, end_idx: end - 1, word: Array.from(row.sentence).slice(start, end).join(""),
  }[found[2]];
}
