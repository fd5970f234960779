/* The choices of all reviewers, kept in the browser under the digest of the findings.

   Each finding has an entry of its own there, so that two windows of one page do not overwrite each
   other. Where the browser keeps nothing, the page says so (`isKept`). */

import { asChoice, moment, standingOf } from "./records.js";

const NAME = "reaug-review/name";

export class Store {
  constructor(digest, findings) {
    this.prefix = `reaug-review/${digest}/`;
    this.findings = findings;
    this.entries = new Map();
    this.done = [];
    this.undone = [];
    this.isKept = true;
    this.last = 0;
    this.name = "";
    this.load();
  }

  load() {
    try {
      const storage = window.localStorage;
      storage.setItem(`${this.prefix}try`, "");
      storage.removeItem(`${this.prefix}try`);
      this.name = storage.getItem(NAME) || "";
      for (let i = 0; i < storage.length; i += 1) {
        const key = storage.key(i);
        if (key.startsWith(this.prefix)) this.read(key.slice(this.prefix.length), storage.getItem(key));
      }
    } catch {
      this.isKept = false;
    }
  }

  read(uid, text) {
    const finding = this.findings.byUid.get(uid);
    if (!finding) return;
    let stored = [];
    try {
      stored = JSON.parse(text ?? "[]");
    } catch { /* not of this page: as if nothing were there */ }
    const choices = (Array.isArray(stored) ? stored : []).map((one) => asChoice(one, finding)).filter(Boolean);
    this.hold(uid, choices);
    for (const choice of choices) this.last = Math.max(this.last, moment(choice.at));
  }

  hold(uid, choices) {
    if (choices.length) this.entries.set(uid, choices);
    else this.entries.delete(uid);
  }

  /* What another window of this page has stored; returns the finding's uid, or null. */
  heard(event) {
    if (!event.key || !event.key.startsWith(this.prefix)) return null;
    const uid = event.key.slice(this.prefix.length);
    this.read(uid, event.newValue);
    return uid;
  }

  setName(name) {
    this.name = name;
    try {
      window.localStorage.setItem(NAME, name);
    } catch {
      this.isKept = false;
    }
  }

  choices(uid) {
    return this.entries.get(uid) || [];
  }

  standing(uid) {
    return standingOf(this.choices(uid));
  }

  /* How many findings are decided. */
  decided() {
    let n = 0;
    for (const uid of this.entries.keys()) if (this.standing(uid) !== null) n += 1;
    return n;
  }

  mine(uid) {
    return this.choices(uid).find((choice) => choice.by === this.name) || null;
  }

  /* A time after all others here, since of two decisions the later one holds. */
  now() {
    this.last = Math.max(Date.now(), this.last + 1);
    return new Date(this.last).toISOString();
  }

  /* Put or take away (null) what the reviewer says of a finding; can be undone. */
  put(uid, choice) {
    const others = this.choices(uid).filter((one) => one.by !== this.name);
    this.step([[uid, choice ? [...others, { ...choice, by: this.name, at: this.now() }] : others]]);
  }

  /* Take choices of a file: of each reviewer the later one stays. Returns how many were new. */
  merge(taken) {
    const changed = new Map();
    let fresh = 0;
    for (const { finding, choice } of taken) {
      const present = changed.get(finding.uid) || this.choices(finding.uid);
      const own = present.find((one) => one.by === choice.by);
      // A comment decides nothing, so it takes no decision's place.
      const isBeside = own && own.decision && !choice.decision;
      if (own && (isBeside ? own.comment : moment(own.at) >= moment(choice.at))) continue;
      const kept = isBeside ? { ...own, comment: choice.comment } : choice;
      changed.set(finding.uid, [...present.filter((one) => one !== own), kept]);
      if (moment(choice.at) > this.last) this.last = Math.min(moment(choice.at), Date.now() + 86400000);
      fresh += 1;
    }
    if (fresh) this.step([...changed]);
    return fresh;
  }

  step(after) {
    const before = after.map(([uid]) => [uid, this.choices(uid)]);
    this.write(after);
    this.done.push({ before, after });
    this.undone = [];
  }

  /* Returns the uids that changed; none where there is nothing to undo. */
  undo() {
    return this.turn(this.done, this.undone, "before");
  }

  redo() {
    return this.turn(this.undone, this.done, "after");
  }

  turn(from, to, side) {
    const step = from.pop();
    if (!step) return [];
    this.write(step[side]);
    to.push(step);
    return step[side].map(([uid]) => uid);
  }

  write(entries) {
    for (const [uid, choices] of entries) {
      this.hold(uid, choices);
      try {
        if (choices.length) window.localStorage.setItem(this.prefix + uid, JSON.stringify(choices));
        else window.localStorage.removeItem(this.prefix + uid);
      } catch {
        this.isKept = false;
      }
    }
  }
}
