/* Which findings are shown, in which order, and how the page's address says so. */

import { canDecide } from "./findings.js";
import { differ, standingOf } from "./records.js";

export const ORDERS = ["cause", "listed", "surest", "unsurest", "opinion"];
export const STATES = ["open", "decided", "accept", "reject", "edit", "comment", "differ"];
export const START = { rule: "", severity: "", label: "", state: "", text: "", order: "cause", sample: 0, seed: 0, at: "" };

/* "#rule=…&order=…", without what is as in the beginning. */
export function toAddress(asked) {
  const parts = new URLSearchParams();
  for (const [name, value] of Object.entries(START)) {
    if (asked[name] !== value) parts.set(name, String(asked[name]));
  }
  return parts.size ? `#${parts}` : "";
}

/* What an address asks for; what nobody could have chosen is left out. */
export function fromAddress(hash) {
  const parts = new URLSearchParams(hash.replace(/^#/, ""));
  const asked = { ...START };
  for (const name of ["rule", "severity", "label", "text", "at"]) asked[name] = parts.get(name) || "";
  for (const name of ["sample", "seed"]) {
    const number = Number(parts.get(name));
    if (Number.isSafeInteger(number) && number > 0) asked[name] = number;
  }
  if (ORDERS.includes(parts.get("order"))) asked.order = parts.get("order");
  if (STATES.includes(parts.get("state"))) asked.state = parts.get("state");
  return asked;
}

function isOf(state, choices) {
  const standing = standingOf(choices);
  switch (state) {
    case "open": return !standing;
    case "decided": return Boolean(standing);
    case "comment": return choices.some((choice) => choice.comment);
    case "differ": return differ(choices);
    default: return standing !== null && standing.decision === state;
  }
}

export function labelsOf(finding) {
  return finding.rows.map((row) => (row && row.label) || "–");
}

export function textOf(finding) {
  const rows = finding.rows.map((row, i) => (row ? `${row.id} ${row.sentence} ${row.label}` : finding.ids[i]));
  return [finding.rule, finding.message, finding.value, finding.suggestion, ...rows].join("\n").normalize("NFC").toLowerCase();
}

/* What a language model said: what it affirms, then what it does not know, was not asked, denies. */
const OPINIONS = new Map([["yes", 0], ["unsure", 1], ["no", 3]]);
const opinionOf = (finding) => OPINIONS.get(finding.opinion) ?? 2;

const ABOVE = {
  cause: (a, b) => a.rank - b.rank || (b.score ?? 0) - (a.score ?? 0) || a.index - b.index,
  listed: (a, b) => a.index - b.index,
  surest: (a, b) => b.certainty - a.certainty || (b.score ?? 0) - (a.score ?? 0) || a.index - b.index,
  unsurest: (a, b) => a.certainty - b.certainty || (a.score ?? 0) - (b.score ?? 0) || a.index - b.index,
  opinion: (a, b) => opinionOf(a) - opinionOf(b) || a.index - b.index,
};

/* A number for a text, the same in every browser (FNV-1a, 32 bits, with a last mixing). */
export function drawn(text) {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/* n findings of each rule by chance: the same for everybody who asks with this seed. */
export function sampled(findings, n, seed) {
  const byRule = new Map();
  for (const one of findings) {
    if (!byRule.has(one.rule)) byRule.set(one.rule, []);
    byRule.get(one.rule).push([drawn(`${seed}\n${one.uid}`), one]);
  }
  const chosen = new Set();
  for (const drawing of byRule.values()) {
    drawing.sort((a, b) => a[0] - b[0] || a[1].index - b[1].index);
    for (const [, one] of drawing.slice(0, n)) chosen.add(one);
  }
  return findings.filter((one) => chosen.has(one));
}

/* choicesOf: uid -> choices; textOf: a finding -> what the search looks through. */
export function selected(findings, asked, choicesOf, textFor) {
  const parts = asked.text.normalize("NFC").toLowerCase().split(/\s+/).filter(Boolean);
  const drawnFrom = asked.sample ? sampled(findings, asked.sample, asked.seed) : findings;
  const passed = drawnFrom.filter((one) =>
    (!asked.rule || one.rule === asked.rule)
    && (!asked.severity || one.severity === asked.severity)
    && (!asked.label || labelsOf(one).includes(asked.label))
    && (!asked.state || isOf(asked.state, choicesOf(one.uid)))
    && (!parts.length || parts.every((part) => textFor(one).includes(part))));
  // What nobody can decide comes last, whatever the order.
  const above = ABOVE[asked.order];
  return passed.sort((a, b) => canDecide(b) - canDecide(a) || above(a, b));
}
