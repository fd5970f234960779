/* The review of a page's findings: a list, a desk, and what keys and buttons do. */

import { el, fillIn, grouped } from "../dom.js";
import { cardOf, nameOf, signOf } from "./card.js";
import { Desk } from "./desk.js";
import { askMisfits, askName } from "./dialogs.js";
import { chooseFiles, download, exported } from "./files.js";
import { Filters } from "./filters.js";
import { canAccept, canDecide, Findings } from "./findings.js";
import { actionOf, helpDialog, letterOf } from "./keys.js";
import { LongList } from "./list.js";
import { differ, fromFile, whole } from "./records.js";
import { fromAddress, selected, START, textOf, toAddress } from "./selection.js";
import { Store } from "./store.js";

const LINE = 60;
const MOST_PRINTED = 500;
const DECIDING = new Set(["accept", "reject", "edit", "drop", "clear", "comment"]);

export class Review {
  constructor(root, data) {
    this.root = root;
    this.words = data.words;
    this.findings = new Findings(data);
    this.store = new Store(data.digest, this.findings);
    this.texts = new Map();
    this.passed = [];
    this.at = -1;
    this.hasAsked = false;
    this.isExported = true;
    this.build(data);
    const asked = fromAddress(location.hash);
    this.filters.show(asked);
    this.apply(asked.at);
    this.listen();
  }

  build(data) {
    const { words, store } = this;
    this.filters = new Filters(this.findings.all, { words, severities: data.severities, changed: () => this.apply("") });
    this.list = new LongList({ name: words["all findings"], height: LINE, render: (i) => this.option(i), chosen: (i) => this.go(i) });
    this.desk = new Desk({
      words, store, labels: data.labels, types: data.types,
      on: {
        accept: () => this.act("accept"), reject: () => this.act("reject"), drop: () => this.act("drop"), clear: () => this.act("clear"),
        edited: (row, edits) => this.named(() => this.keep(row, edits)),
        comment: (finding, text) => this.remark(finding, text),
        turn: (by) => this.go(this.at + by),
      },
    });
    const button = (name, key, act) => {
      const made = el("button", { type: "button", class: name, "aria-keyshortcuts": key, on: { click: act } }, words[name], el("kbd", { "aria-hidden": "true" }, key));
      return made;
    };
    this.name = el("input", {
      name: "name", autocomplete: "name", maxlength: "80", placeholder: words["no name"],
      on: { change: () => this.rename(this.name.value) },
    });
    this.name.value = store.name;
    this.bar = el("progress", { max: this.findings.open.length, "aria-label": words.progress });
    this.done = el("span", { class: "done" });
    this.undoing = button("undo", "u", () => this.act("undo"));
    this.redoing = button("redo", "U", () => this.act("redo"));
    this.count = el("output", { class: "count" });
    this.status = el("output", { class: "status", role: "status", "aria-live": "polite" });
    this.heard = el("p", { class: "heard", "aria-live": "polite" });
    this.unkept = el("p", { class: "warned unkept", role: "alert", hidden: "" }, words["not kept here"]);
    this.help = helpDialog(words);
    this.printed = el("div", { class: "printed" });
    const side = el("div", { class: "side" }, this.count, this.list.root);
    this.workspace = el("div", { class: "workspace" });
    // On a phone the list lies below: keys and screen readers go in the order that is seen.
    const phone = matchMedia("(max-width: 52rem)");
    const arrange = () => this.workspace.append(...(phone.matches ? [this.desk.root, side] : [side, this.desk.root]));
    arrange();
    phone.addEventListener("change", arrange);
    this.root.append(
      el("div", { class: "toolbar", role: "toolbar", "aria-label": words.review },
        el("label", { class: "reviewer" }, words.reviewer, this.name),
        el("div", { class: "progress" }, this.bar, this.done),
        el("div", { class: "tools" }, this.undoing, this.redoing,
          button("export", "x", () => this.act("export")), button("merge", "m", () => this.act("merge")), button("help", "?", () => this.act("help")))),
      this.unkept, this.filters.root, this.workspace, this.status, this.heard, this.help, this.printed);
  }

  listen() {
    document.addEventListener("keydown", (event) => this.key(event));
    addEventListener("hashchange", () => this.readAddress());
    addEventListener("storage", (event) => {
      if (this.store.heard(event) !== null) this.changed();
    });
    addEventListener("pagehide", () => this.desk.flush());
    addEventListener("beforeunload", (event) => {
      this.desk.flush();
      if (!this.store.isKept && !this.isExported) event.preventDefault();
    });
    addEventListener("beforeprint", () => this.printed.replaceChildren(...this.passed.slice(0, MOST_PRINTED).map((one) =>
      cardOf(one, { words: this.words, store: this.store, row: -1, more: true, on: {} }))));
    addEventListener("afterprint", () => this.printed.replaceChildren());
  }

  /* What is listed. */

  get current() {
    return this.passed[this.at] || null;
  }

  choose(asked) {
    this.filters.ask({ ...START, ...asked });
    this.root.scrollIntoView();
  }

  readAddress() {
    if (location.hash && !location.hash.includes("=")) return; // a place in the page
    const asked = fromAddress(location.hash);
    this.filters.show(asked);
    this.apply(asked.at);
  }

  apply(at) {
    const textFor = (one) => {
      if (!this.texts.has(one.uid)) this.texts.set(one.uid, textOf(one));
      return this.texts.get(one.uid);
    };
    this.passed = selected(this.findings.all, this.filters.asked, (uid) => this.store.choices(uid), textFor);
    this.list.reset(this.passed.length);
    this.count.textContent = fillIn(this.words["so many"], { n: grouped(this.passed.length), all: grouped(this.findings.all.length) });
    const asked = this.passed.findIndex((one) => one.uid === at);
    this.go(asked >= 0 ? asked : 0);
    this.changed();
  }

  go(i) {
    this.at = this.passed.length ? Math.max(0, Math.min(i, this.passed.length - 1)) : -1;
    this.desk.show(this.current, this.current ? `${grouped(this.at + 1)} / ${grouped(this.passed.length)}` : "");
    if (this.at >= 0) this.list.select(this.at);
    this.tell();
    this.writeAddress();
  }

  /* Say to a screen reader which finding is shown now; the list says its options itself. */
  tell() {
    if (document.activeElement === this.list.root) return;
    const one = this.current;
    const row = one && one.rows.find((each) => each !== null);
    this.heard.textContent = one === null
      ? this.words["none left"]
      : [`${one.rule}, ${nameOf(this.words, one.severity)}`, one.message, row ? `${row.label || "–"}: ${row.sentence}` : "", this.desk.at.textContent]
        .filter(Boolean).join(". ");
  }

  writeAddress() {
    const { asked } = this.filters;
    const isStart = toAddress({ ...asked, at: "" }) === "" && this.at <= 0;
    const hash = isStart ? "" : toAddress({ ...asked, at: this.current ? this.current.uid : "" });
    if (hash === location.hash || (!hash && !location.hash.includes("="))) return;
    try {
      history.replaceState(null, "", hash || location.pathname + location.search);
    } catch {
      location.replace(hash || "#");
    }
  }

  option(i) {
    const one = this.passed[i];
    const standing = this.store.standing(one.uid);
    const choices = this.store.choices(one.uid);
    const row = one.rows.find((each) => each !== null);
    const sign = signOf(standing);
    const kind = standing ? standing.decision : "open";
    return [
      el("span", { class: `sign ${kind}`, role: "img", "aria-label": this.words[`state ${kind}`] }, sign),
      el("span", { class: "what" }, el("span", { class: `dot ${one.severity}` }), one.rule,
        differ(choices) ? el("span", { class: "tag warning" }, "≠") : null,
        choices.some((choice) => choice.comment) ? el("span", { class: "dim", role: "img", "aria-label": this.words.comment }, "💬") : null),
      el("span", { class: "of dim", lang: "ko" }, row ? row.sentence : one.message),
    ];
  }

  /* What is decided. */

  act(action) {
    const finding = this.current;
    if (DECIDING.has(action)) {
      if (finding === null) return;
      if (!canDecide(finding)) this.say(this.words["no decision here"]);
      else if (action === "edit" || (action === "accept" && !finding.fixes.length)) this.desk.edit();
      else if (action === "comment") this.desk.comment.focus();
      else if (action === "clear") this.clear(finding);
      else if (action === "accept" && !canAccept(finding)) this.say(this.words["no decision here"]);
      else if (action === "drop") this.named(() => this.keep(finding.ids[this.desk.row], [{ row: finding.ids[this.desk.row], field: "row", value: "drop" }]));
      else this.named(() => this.decide(finding, action, []));
      return;
    }
    const acts = {
      next: () => this.go(this.at + 1), previous: () => this.go(this.at - 1), "next open": () => this.advance(),
      first: () => this.go(0), last: () => this.go(this.passed.length - 1),
      undo: () => this.back(this.store.undo(), "undone"), redo: () => this.back(this.store.redo(), "redone"),
      export: () => this.export(), merge: () => chooseFiles((text) => this.merge(text)),
      help: () => this.help.showModal(), search: () => this.filters.focus("search"), filter: () => this.filters.focus("rule"),
    };
    if (Object.hasOwn(acts, action)) acts[action]();
    else if (action.startsWith("row ")) this.desk.chooseRow(Number(action.slice(4)) - 1);
  }

  /* Do it once it is known who reviews; asked for once. */
  named(then) {
    if (this.store.name || this.hasAsked) {
      then();
      return;
    }
    this.desk.flush();
    askName(this.words, (name) => {
      if (name === null) return;
      this.rename(name);
      then();
    });
  }

  rename(name) {
    this.desk.flush();
    this.store.setName(whole(name.trim()).slice(0, 80));
    this.name.value = this.store.name;
    this.hasAsked = true;
    this.changed();
  }

  /* The values for one row; what was chosen for other rows of the finding stays. */
  keep(row, edits) {
    const mine = this.store.mine(this.current.uid);
    this.decide(this.current, "edit", [...(mine ? mine.edits : []).filter((one) => one.row !== row), ...edits]);
  }

  decide(finding, decision, edits) {
    this.desk.flush();
    const mine = this.store.mine(finding.uid);
    this.store.put(finding.uid, { decision, edits, comment: mine ? mine.comment : "" });
    this.isExported = false;
    this.changed();
    this.say(`${this.words[`is ${decision}`]}: ${finding.rule}. ${this.done.textContent}`);
    this.advance();
  }

  clear(finding) {
    if (!this.store.mine(finding.uid)) return;
    this.desk.comment.value = "";
    this.store.put(finding.uid, null);
    this.changed();
    this.say(this.words["is open"]);
  }

  remark(finding, text) {
    const mine = this.store.mine(finding.uid) || { decision: null, edits: [] };
    const comment = whole(text);
    this.store.put(finding.uid, comment || mine.decision ? { ...mine, comment } : null);
    this.isExported = false;
    this.changed();
  }

  /* To the next one that nobody has decided, from the beginning again where there is none behind. */
  advance() {
    const isOpen = (one) => this.store.standing(one.uid) === null && canDecide(one);
    let next = this.passed.findIndex((one, i) => i > this.at && isOpen(one));
    if (next < 0) next = this.passed.findIndex(isOpen);
    if (next >= 0) this.go(next);
    else {
      this.desk.draw();
      this.say(this.words["all decided"]);
    }
  }

  back(uids, word) {
    if (!uids.length) {
      this.say(this.words[`nothing ${word}`]);
      return;
    }
    const i = this.passed.findIndex((one) => uids.includes(one.uid));
    this.desk.comment.value = this.store.mine(this.current.uid)?.comment ?? "";
    if (i >= 0) this.go(i);
    this.changed();
    this.say(this.words[word]);
  }

  changed() {
    const decided = this.store.decided();
    this.bar.value = decided;
    this.done.textContent = fillIn(this.words["so many decided"], { n: grouped(decided), all: grouped(this.findings.open.length) });
    this.undoing.disabled = !this.store.done.length;
    this.redoing.disabled = !this.store.undone.length;
    this.unkept.hidden = this.store.isKept;
    this.list.refreshAll();
    this.desk.draw();
  }

  say(text) {
    this.status.textContent = text;
  }

  /* Files. */

  export() {
    this.desk.flush();
    const { text, lines, findings, comments } = exported(this.findings, this.store);
    if (!lines) {
      this.say(this.words["nothing to export"]);
      return;
    }
    download(text);
    this.isExported = true;
    const beside = comments ? ` ${fillIn(this.words["comments beside"], { n: grouped(comments) })}` : "";
    this.say(fillIn(this.words["is exported"], { lines: grouped(lines), n: grouped(findings) }) + beside);
  }

  merge(text) {
    const { taken, misfits } = fromFile(text, this.findings);
    const take = () => {
      const fresh = this.store.merge(taken);
      this.isExported = this.isExported && !fresh;
      this.changed();
      this.say(fillIn(this.words["is merged"], { n: grouped(fresh), same: grouped(taken.length - fresh) }));
    };
    if (misfits.length) askMisfits(this.words, taken.length, misfits, (yes) => yes && take());
    else take();
  }

  /* Keys. */

  key(event) {
    if (document.querySelector("dialog[open]") || event.defaultPrevented) return;
    const field = event.target.closest?.("input, select, textarea");
    if (event.key === "Escape") {
      if (field === this.desk.comment) this.desk.root.focus({ preventScroll: true });
      else if (field) field.blur();
      else if (this.desk.editor) this.desk.editor.done(null);
      return;
    }
    if (field) {
      if (event.key === "Enter" && (field === this.filters.search || (field === this.desk.comment && event.ctrlKey))) field.blur();
      return;
    }
    if (this.desk.editor) {
      if (event.key === "Enter" && !event.target.closest("button")) this.desk.editor.save();
      else if (event.ctrlKey || event.metaKey || event.altKey || !this.desk.editor.pressed(letterOf(event), event.shiftKey)) return;
      event.preventDefault();
      return;
    }
    const action = actionOf(event);
    if (action === null) return;
    const ofList = ["ArrowDown", "ArrowUp", "Home", "End"].includes(event.key);
    if (ofList && document.activeElement !== this.list.root) return;
    event.preventDefault();
    // Nothing is decided that the reviewer does not see.
    if ((DECIDING.has(action) || action.startsWith("next") || action === "previous") && !this.isSeen()) {
      this.workspace.scrollIntoView();
      if (DECIDING.has(action)) return;
    }
    this.act(action);
  }

  isSeen() {
    const { top, bottom } = this.desk.root.getBoundingClientRect();
    return top < innerHeight * 0.75 && bottom > 80;
  }
}
