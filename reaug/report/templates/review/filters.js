/* The controls that say which findings are shown and in which order. */

import { el, grouped, tally } from "../dom.js";
import { nameOf } from "./card.js";
import { labelsOf, ORDERS, START, STATES } from "./selection.js";

export class Filters {
  /* changed(asked) is called when a person has asked for something else. */
  constructor(findings, { words, severities, changed }) {
    Object.assign(this, { words, changed });
    this.asked = { ...START };
    this.controls = new Map();
    const rules = this.counted(findings, (one) => [one.rule]);
    const labels = this.counted(findings, labelsOf);
    const levels = severities.map((one) => [one, nameOf(words, one)]);
    this.sample = el("input", { type: "number", name: "sample", min: "0", max: "9999", inputmode: "numeric", on: { change: () => this.read() } });
    this.again = el("button", { type: "button", class: "again end", on: { click: () => this.ask({ ...this.asked, seed: this.asked.seed + 1 }) } }, words["draw again"]);
    let waiting;
    this.search = el("input", {
      type: "search", name: "text", autocomplete: "off",
      on: { input: () => { clearTimeout(waiting); waiting = setTimeout(() => this.read(), 120); } },
    });
    this.form = el("form", { class: "filters", role: "search", "aria-label": words.filters, on: { submit: (event) => event.preventDefault() } },
      this.select("rule", words.rule, rules), this.select("severity", words.severity, levels),
      this.select("label", words.label, labels),
      this.select("state", words.state, STATES.map((one) => [one, words[`state ${one}`]])),
      this.select("order", words.order, ORDERS.filter((one) => one !== "opinion" || findings.some((each) => each.opinion)).map((one) => [one, words[`order ${one}`]]), false),
      el("label", { class: "narrow" }, words["sample of"], this.sample), this.again,
      el("label", { class: "wide" }, words.search, this.search),
      el("button", { type: "button", class: "end reset", on: { click: () => this.ask({ ...START }) } }, words.reset));
    this.root = el("details", { class: "filterbox" }, el("summary", {}, words.filters), this.form);
    this.root.open = !matchMedia("(max-width: 52rem)").matches;
  }

  counted(findings, of) {
    return [...tally(findings, of)].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
      .map(([value, n]) => [value, `${value} (${grouped(n)})`]);
  }

  select(name, title, options, all = true) {
    const select = el("select", { name, on: { change: () => this.read() } },
      all ? el("option", { value: "" }, this.words.all) : null,
      ...options.map(([value, text]) => el("option", { value }, text)));
    this.controls.set(name, select);
    return el("label", {}, title, select);
  }

  read() {
    const asked = { ...this.asked, text: this.search.value, at: "" };
    for (const [name, select] of this.controls) asked[name] = select.value;
    const sample = Number(this.sample.value);
    asked.sample = Number.isSafeInteger(sample) && sample > 0 ? sample : 0;
    this.ask(asked);
  }

  ask(asked) {
    this.show(asked);
    this.changed(this.asked);
  }

  /* Show what is asked for, without telling; values that no finding has are left out. */
  show(asked) {
    this.asked = { ...asked };
    for (const [name, select] of this.controls) {
      select.value = asked[name];
      if (select.selectedIndex < 0) {
        select.value = START[name];
        this.asked[name] = START[name];
      }
    }
    if (this.search.value !== asked.text) this.search.value = asked.text;
    this.sample.value = asked.sample || "";
    this.again.disabled = !asked.sample;
  }

  focus(name) {
    this.root.open = true;
    (name === "search" ? this.search : this.controls.get("rule")).focus();
  }
}
