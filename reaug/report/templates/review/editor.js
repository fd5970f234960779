/* Editing one row: its label, its types, and the borders of its mentions, by dragging or by keys.

   Each border is a slider: ← and → move it by a letter, with Ctrl or Alt by a word. Dragging over the
   text marks the mention anew that was touched last. A border never parts what reads as one letter. */

import { el, fillIn } from "../dom.js";
import { graphemes } from "./text.js";

const ROLES = ["subject", "object"];
const EDGES = ["start", "end"];

export class Editor {
  /* edits: those that were chosen before; done(edits) is called with the new ones, or with null. */
  constructor(row, edits, { words, labels, types, done }) {
    Object.assign(this, { row, words, done });
    this.letters = graphemes(row.sentence);
    this.active = "subject";
    const held = (field, otherwise) => edits.find((one) => one.field === field)?.value ?? otherwise;
    this.spans = Object.fromEntries(ROLES.map((role) => [role, [
      this.letterAt(Number(held(`${role}_entity.start_idx`, row[role][0]))),
      this.letterAt(Number(held(`${role}_entity.end_idx`, row[role][1] - 1)) + 1),
    ]]));
    this.fields = {
      label: this.choice(words.label, "label", labels, held("label", row.label), row.label),
      subject: this.choice(words["subject type"], "subject-type", types, held("subject_entity.type", row.subject[2]), row.subject[2]),
      object: this.choice(words["object type"], "object-type", types, held("object_entity.type", row.object[2]), row.object[2]),
    };
    this.problem = el("p", { class: "warned", role: "alert" });
    this.root = this.build();
    this.draw();
  }

  /* Which letter begins at a code point, or the nearest before it. */
  letterAt(point) {
    const i = this.letters.findIndex((one) => one.end > point);
    return i < 0 ? this.letters.length : i;
  }

  pointAt(letter) {
    return letter < this.letters.length ? this.letters[letter].start : this.letters.at(-1).end;
  }

  choice(title, name, values, value, own) {
    const all = [...new Set([own, value, ...values])].filter((one) => one !== "");
    all.sort();
    const select = el("select", { name },
      ...(own === "" ? [el("option", { value: "" }, "–")] : []),
      ...all.map((one) => el("option", { value: one }, one)));
    select.value = value;
    return { select, label: el("label", {}, title, select) };
  }

  build() {
    this.cells = this.letters.map((one, i) => el("span", { class: "letter", "data-i": i }, one.text));
    this.handles = Object.fromEntries(ROLES.map((role) => [role, EDGES.map((edge, side) => this.handle(role, edge, side))]));
    this.line = el("p", { class: "sentence editing", lang: "ko", on: { pointerdown: (event) => this.press(event) } });
    this.tags = Object.fromEntries(ROLES.map((role) => [role, el("button", {
      type: "button", class: `role ${role}`, on: { click: () => this.activate(role, 1) },
    })]));
    const { words } = this;
    return el("form", { class: "editor", "aria-label": words.edit, on: { submit: (event) => { event.preventDefault(); this.save(); } } },
      el("p", { class: "dim" }, words["how to edit"]),
      el("div", { class: "roles" }, ...ROLES.map((role) => this.tags[role])),
      this.line,
      el("div", { class: "filters" }, ...Object.values(this.fields).map((field) => field.label)),
      this.problem,
      el("div", { class: "actions" },
        el("button", { type: "submit", class: "primary", "aria-keyshortcuts": "Enter" }, words.save, el("kbd", { "aria-hidden": "true" }, "Enter")),
        el("button", { type: "button", class: "cancel", "aria-keyshortcuts": "Escape", on: { click: () => this.done(null) } }, words.cancel, el("kbd", { "aria-hidden": "true" }, "Esc"))));
  }

  handle(role, edge, side) {
    return el("span", {
      class: `handle ${role} ${edge}`, role: "slider", tabindex: "0", "aria-label": this.words[`${role} ${edge}`],
      "aria-valuemin": "0", "aria-valuemax": this.row.sentence.length,
      on: {
        keydown: (event) => this.key(event, role, side),
        focus: () => this.activate(role),
        pointerdown: (event) => { event.stopPropagation(); event.preventDefault(); this.drag(event, (at) => this.move(role, side, at)); event.target.focus(); },
      },
    });
  }

  /* Make a mention the one that dragging marks; with a side, put the focus on that border. */
  activate(role, side) {
    this.active = role;
    this.line.dataset.active = role;
    for (const one of ROLES) this.tags[one].setAttribute("aria-pressed", String(one === role));
    if (side !== undefined) this.handles[role][side].focus();
  }

  key(event, role, side) {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by) return;
    event.preventDefault();
    event.stopPropagation();
    const at = this.spans[role][side];
    this.move(role, side, event.ctrlKey || event.altKey ? this.wordEdge(at, by) : at + by);
  }

  /* The next place in a direction where white space begins or ends. */
  wordEdge(at, by) {
    const isSpace = (i) => i < 0 || i >= this.letters.length || /^\s+$/.test(this.letters[i].text);
    let next = at + by;
    while (next > 0 && next < this.letters.length && isSpace(next - 1) === isSpace(next)) next += by;
    return next;
  }

  move(role, side, at) {
    const span = this.spans[role];
    const most = side ? this.letters.length : span[1] - 1;
    const least = side ? span[0] + 1 : 0;
    span[side] = Math.min(most, Math.max(least, at));
    this.draw();
  }

  press(event) {
    const letter = this.letterUnder(event);
    if (event.button !== 0 || letter === null) return;
    event.preventDefault();
    const role = this.active;
    const mark = (at) => {
      const [from, to] = at > letter ? [letter, at] : [at, letter + 1];
      this.spans[role] = [Math.max(0, from), Math.min(this.letters.length, to)];
      this.draw();
    };
    this.drag(event, mark);
  }

  /* Follow the pointer until it is let go; the document is asked, since handles move as they are drawn. */
  drag(event, to) {
    const follow = (moved) => {
      const at = this.edgeUnder(moved);
      if (at !== null) to(at);
    };
    const end = () => {
      document.removeEventListener("pointermove", follow);
      document.removeEventListener("pointerup", end);
      document.removeEventListener("pointercancel", end);
      this.line.classList.remove("dragging");
    };
    this.line.classList.add("dragging");
    document.addEventListener("pointermove", follow);
    document.addEventListener("pointerup", end);
    document.addEventListener("pointercancel", end);
  }

  letterUnder({ clientX, clientY }) {
    const cell = document.elementFromPoint(clientX, clientY)?.closest(".letter");
    return cell && this.line.contains(cell) ? Number(cell.dataset.i) : null;
  }

  /* The border between letters that is nearest to the pointer. */
  edgeUnder(event) {
    const i = this.letterUnder(event);
    if (i === null) return null;
    const { left, width } = this.cells[i].getBoundingClientRect();
    return event.clientX < left + width / 2 ? i : i + 1;
  }

  word(role) {
    const [from, to] = this.spans[role];
    return this.letters.slice(from, to).map((one) => one.text).join("");
  }

  overlap() {
    const { subject, object } = this.spans;
    return subject[0] < object[1] && object[0] < subject[1];
  }

  draw() {
    const focused = document.activeElement;
    const nodes = [];
    for (let i = 0; i <= this.letters.length; i += 1) {
      for (const side of [1, 0]) {
        for (const role of ROLES) if (this.spans[role][side] === i) nodes.push(this.handles[role][side]);
      }
      if (i < this.letters.length) nodes.push(this.cells[i]);
    }
    this.cells.forEach((cell, i) => {
      for (const role of ROLES) cell.classList.toggle(role, this.spans[role][0] <= i && i < this.spans[role][1]);
    });
    this.line.replaceChildren(...nodes);
    for (const role of ROLES) {
      this.tags[role].textContent = `${this.words[role]}: ${this.word(role)}`;
      this.handles[role].forEach((handle, side) => {
        handle.setAttribute("aria-valuenow", String(this.pointAt(this.spans[role][side])));
        handle.setAttribute("aria-valuetext", this.word(role));
      });
    }
    this.activate(this.active);
    this.problem.textContent = this.overlap() ? this.words["mentions overlap"] : "";
    if (focused && this.line.contains(focused)) focused.focus();
  }

  /* What differs from the row: [{ row, field, value }]. */
  edits() {
    const { row } = this;
    const edits = [];
    const put = (field, value, old) => { if (value !== old) edits.push({ row: row.id, field, value }); };
    put("label", this.fields.label.select.value, row.label);
    for (const role of ROLES) {
      put(`${role}_entity.type`, this.fields[role].select.value, row[role][2]);
      put(`${role}_entity.start_idx`, this.pointAt(this.spans[role][0]), row[role][0]);
      put(`${role}_entity.end_idx`, this.pointAt(this.spans[role][1]) - 1, row[role][1] - 1);
    }
    return edits;
  }

  save() {
    if (this.overlap()) return;
    const edits = this.edits();
    if (edits.length) this.done(edits);
    else this.problem.textContent = fillIn(this.words["nothing edited"], {});
  }

  /* A key that is pressed while the row is edited; whether it was one of the editor's. */
  pressed(key, shift) {
    const side = shift ? 0 : 1;
    if (key === "s") this.activate("subject", side);
    else if (key === "o") this.activate("object", side);
    else if (key === "l") this.fields.label.select.focus();
    else if (key === "t") this.fields[shift ? "object" : "subject"].select.focus();
    else return false;
    return true;
  }
}
