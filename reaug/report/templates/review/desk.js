/* The place where one finding is decided: its card or the editor, the actions, the comment. */

import { el } from "../dom.js";
import { cardOf } from "./card.js";
import { Editor } from "./editor.js";
import { canAccept, canDecide } from "./findings.js";

const ACTIONS = [["accept", "a"], ["reject", "r"], ["edit", "e"], ["drop", "d"], ["clear", "Delete"]];

export class Desk {
  /* on: { accept, reject, drop, clear, edited(row, edits), comment(finding, text), turn(by) }, called
     as a person decides, or goes on. */
  constructor({ words, store, labels, types, on }) {
    Object.assign(this, { words, store, labels, types, on });
    this.finding = null;
    this.editor = null;
    this.row = 0;
    this.more = false;
    this.place = el("div", { class: "place" });
    this.buttons = new Map(ACTIONS.map(([name, key]) => [name, el("button", {
      type: "button", class: name, "aria-keyshortcuts": key,
      on: { click: () => (name === "edit" ? this.edit() : this.on[name]()) },
    }, words[name], el("kbd", { "aria-hidden": "true" }, key === "Delete" ? "Del" : key))]));
    this.actions = el("div", { class: "actions", role: "group", "aria-label": words.decision }, ...this.buttons.values());
    this.at = el("span", { class: "at" });
    const turn = (word, key, by) => el("button", {
      type: "button", class: by > 0 ? "next" : "previous", "aria-keyshortcuts": key, on: { click: () => this.on.turn(by) },
    }, words[word], el("kbd", { "aria-hidden": "true" }, key));
    this.turning = el("div", { class: "turning" }, turn("previous", "k", -1), this.at, turn("next", "j", 1));
    let waiting;
    this.comment = el("textarea", {
      name: "comment", rows: "1", maxlength: "4000", "aria-keyshortcuts": "c",
      on: {
        input: () => { clearTimeout(waiting); waiting = setTimeout(() => this.flush(), 400); },
        blur: () => this.flush(),
      },
    });
    this.root = el("section", { class: "desk", tabindex: "-1", "aria-label": words.finding }, this.turning, this.place, this.actions,
      el("label", { class: "comment" }, el("span", {}, words.comment, " ", el("kbd", { "aria-hidden": "true" }, "c")), this.comment));
  }

  /* at: where it stands in the list, in words. */
  show(finding, at) {
    this.flush();
    this.at.textContent = at;
    this.finding = finding;
    this.editor = null;
    this.row = Math.max(0, finding === null ? 0 : finding.rows.findIndex((row) => row !== null));
    this.more = false;
    this.draw();
  }

  /* Show the finding as it is decided now. */
  draw() {
    const { finding, words } = this;
    this.actions.hidden = finding === null || this.editor !== null;
    this.comment.parentElement.hidden = finding === null || !canDecide(finding);
    if (this.editor !== null) return;
    if (finding === null) {
      this.place.replaceChildren(el("p", { class: "dim" }, words["none left"]));
      return;
    }
    const on = {
      row: (i) => this.chooseRow(i),
      more: () => { this.more = true; this.draw(); },
    };
    this.place.replaceChildren(cardOf(finding, { words, store: this.store, row: this.row, more: this.more, on }));
    const standing = this.store.standing(finding.uid);
    const decision = standing && (standing.edits.some((one) => one.field === "row") ? "drop" : standing.decision);
    for (const [name, button] of this.buttons) {
      button.disabled = !canDecide(finding) || (name === "accept" && !canAccept(finding)) || (name === "clear" && !this.store.mine(finding.uid));
      if (name !== "clear") button.setAttribute("aria-pressed", String(name === decision));
    }
    const mine = this.store.mine(finding.uid);
    if (document.activeElement !== this.comment) this.comment.value = mine ? mine.comment : "";
  }

  chooseRow(i) {
    if (this.finding === null || i >= this.finding.rows.length || this.finding.rows[i] === null) return;
    this.row = i;
    if (i >= 4) this.more = true;
    this.draw();
  }

  /* Tell the comment where it was changed. */
  flush() {
    const { finding } = this;
    if (finding === null || !canDecide(finding)) return;
    const mine = this.store.mine(finding.uid);
    const text = this.comment.value.trim();
    if (text !== (mine ? mine.comment : "")) this.on.comment(finding, text);
  }

  edit() {
    const row = this.finding && this.finding.rows[this.row];
    if (!row) return;
    this.flush();
    const mine = this.store.mine(this.finding.uid);
    const own = (mine ? mine.edits : []).filter((one) => one.row === row.id);
    this.editor = new Editor(row, own, {
      words: this.words, labels: this.labels, types: this.types,
      done: (edits) => {
        this.editor = null;
        if (edits !== null) this.on.edited(row.id, edits);
        else this.draw();
        // The focus was in the editor, which is gone.
        if (document.activeElement === document.body) this.root.focus({ preventScroll: true });
      },
    });
    this.editor.root.prepend(el("p", { class: "message" }, el("strong", {}, this.finding.rule), " ", this.finding.message));
    this.place.replaceChildren(this.editor.root);
    this.draw();
    this.editor.activate(this.roleAsked(), 1);
  }

  /* The mention that the finding is about. */
  roleAsked() {
    const fields = [this.finding.field, ...this.finding.fixes.map((fix) => fix.field)];
    return fields.some((field) => field && field.startsWith("object")) && !fields.some((field) => field && field.startsWith("subject")) ? "object" : "subject";
  }
}
