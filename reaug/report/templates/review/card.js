/* One finding, to be read and decided: its rows, what is proposed, and what reviewers said of it. */

import { el, fillIn } from "../dom.js";
import { canAccept, canDecide, standing as held } from "./findings.js";
import { differ, inTime, moment } from "./records.js";
import { sentenceOf } from "./text.js";

export const FEW = 4;

/* Values that a decision would write into a row, as fixes; null where it writes none of its own. */
function written(finding, standing, id) {
  if (standing === null || standing.decision === "accept") return finding.fixes.filter((fix) => fix.row === id);
  if (standing.decision === "reject") return [];
  return standing.edits.filter((one) => one.row === id)
    .map((one) => ({ field: one.field, new: one.value, old: one.old ?? "", at: one.place }));
}

export function signOf(standing) {
  return standing === null ? "" : { accept: "✓", reject: "✕", edit: "✎" }[standing.decision];
}

export function nameOf(words, name) {
  return Object.hasOwn(words, name) ? words[name] : name;
}

/* state: { store, words, row, more, on: { row, more } }; returns the card, without its actions. */
export function cardOf(finding, state) {
  const { words, store } = state;
  const standing = store.standing(finding.uid);
  const score = typeof finding.score === "number" ? el("span", { class: "dim" }, `${words.score} ${Number(finding.score.toPrecision(3))}`) : null;
  const shown = state.more ? finding.rows.length : Math.min(FEW, finding.rows.length);
  const rest = finding.rows.length - shown;
  return el("article", { class: `finding ${finding.severity}`, "data-uid": finding.uid, "aria-label": `${finding.rule}: ${finding.message}` },
    el("header", {},
      el("strong", {}, finding.rule),
      el("span", { class: `tag ${finding.severity}` }, nameOf(words, finding.severity)),
      finding.opinion ? el("span", { class: "tag opinion" }, words[`opinion ${finding.opinion}`]) : null,
      finding.applied ? el("span", { class: "tag" }, words.applied) : null,
      score),
    el("p", { class: "message" }, finding.message),
    ...finding.rows.slice(0, shown).map((row, i) => rowOf(finding, row, i, standing, state)),
    rest > 0 ? el("button", { type: "button", class: "more", on: { click: state.on.more } }, fillIn(words["more rows"], { n: rest })) : null,
    fixesOf(finding, standing, words),
    canDecide(finding) ? null : el("p", { class: "dim" }, words["no decision here"]),
    canDecide(finding) && !canAccept(finding) && !standing ? el("p", { class: "dim" }, words["no suggestion"]) : null,
    saidOf(finding, state));
}

function rowOf(finding, row, i, standing, state) {
  const { words } = state;
  const id = finding.ids[i];
  const many = finding.rows.length > 1;
  const made = el("div", { class: `row${many && i === state.row ? " current" : ""}` });
  if (row === null) {
    made.append(el("p", { class: "about" }, el("span", { class: "id" }, id), words["no row"]));
    return made;
  }
  const fixes = written(finding, standing, id);
  const isGone = fixes.some((fix) => fix.field === "row");
  const number = many && i < 9
    ? el("button", { type: "button", class: "number", "aria-pressed": String(i === state.row), title: fillIn(words["choose row"], { n: i + 1 }), on: { click: () => state.on.row(i) } }, String(i + 1))
    : null;
  made.append(
    el("p", { class: "about" }, number,
      el("span", { class: "id" }, row.id),
      el("span", { class: "label" }, row.label || "–"),
      el("span", {}, `${row.subject[2]}:${row.object[2]}`),
      isGone ? el("span", { class: "tag error" }, words["is dropped"]) : null),
    sentenceOf(row, fixes, words));
  if (isGone) made.classList.add("gone");
  return made;
}

/* What would be written, or is: values, and of a moved border the words that the mention has. */
function fixesOf(finding, standing, words) {
  const isEdited = standing !== null && standing.decision === "edit";
  const lines = finding.rows.flatMap((row, i) => {
    if (row === null) return [];
    const fixes = (isEdited ? written(finding, standing, row.id) : finding.fixes.filter((fix) => fix.row === finding.ids[i]))
      .filter((fix) => fix.field !== "row");
    return changesOf(row, fixes).map(([field, old, fresh]) => el("li", {},
      el("span", { class: "field id" }, field),
      finding.rows.length > 1 ? el("span", { class: "id dim" }, `${row.id} `) : null,
      el("del", {}, old), " → ", el("ins", {}, fresh)));
  });
  if (!isEdited && !finding.fixes.length && finding.suggestion) {
    lines.push(el("li", {}, el("span", { class: "field id" }, finding.field || ""), el("del", {}, finding.value), " → ", el("ins", {}, finding.suggestion)));
  }
  const turnedDown = standing && standing.decision === "reject" ? " turned-down" : "";
  return lines.length ? el("ul", { class: `fixes${turnedDown}` }, ...lines) : null;
}

/* [field, old, new] in words. */
function changesOf(row, fixes) {
  const changes = [];
  const done = new Set();
  for (const fix of fixes) {
    const [, mention, part] = /^((?:subject|object)_entity)\.(.*)$/.exec(fix.field) || [null, "", ""];
    if (part === "" || part === "type") {
      changes.push([fix.field, String(held(row, fix.field, fix.at, fix.old) ?? fix.old), String(fix.new)]);
    } else if (!done.has(mention)) {
      done.add(mention);
      const of = (name) => fixes.find((one) => one.field === `${mention}.${name}`)?.new;
      const [start, end] = row[mention.split("_")[0]];
      const [from, to] = [Number(of("start_idx") ?? start), Number(of("end_idx") ?? end - 1) + 1];
      const word = Array.from(row.sentence).slice(from, to).join("");
      const isMoved = from !== start || to !== end;
      changes.push([mention, held(row, `${mention}.word`), isMoved ? word : String(of("word") ?? word)]);
    }
  }
  return changes;
}

/* A time where the reader is; nothing where there is none. */
function timeOf(at) {
  const time = moment(at);
  if (!Number.isFinite(time)) return "";
  return new Date(time).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
}

/* Who said what, the latest last; with the comments. */
function saidOf(finding, { store, words }) {
  const choices = inTime(store.choices(finding.uid));
  if (!choices.length) return null;
  const lines = choices.map((choice) => el("li", { class: choice.decision || "comment" },
    el("strong", {}, choice.decision ? words[`is ${choice.decision}`] : words.comment),
    el("span", { class: "dim" }, [choice.by || words["no name"], timeOf(choice.at)].filter(Boolean).join(" · ")),
    choice.comment ? el("q", {}, choice.comment) : null));
  return el("div", { class: "said" },
    differ(choices) ? el("p", { class: "warned" }, words["reviewers differ"]) : null,
    el("ul", {}, ...lines));
}
