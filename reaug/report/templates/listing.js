/* Shared by reports: a list of things that is filtered, searched and paged. */

import { el, fillIn, tally } from "./dom.js";

/* items: what is listed. facets: {name, title, of(item) -> values, order?, text?(value)}.
   textOf(item): what the search looks through. render(item) -> element. */
export class Listing {
  constructor(root, { items, facets, textOf, render, words, size = 25 }) {
    Object.assign(this, { root, items, facets, textOf, render, words, size });
    this.at = 0;
    this.texts = new Array(items.length);
    this.controls = new Map();
    this.list = el("div", { class: "list" });
    this.count = el("output", { "aria-live": "polite" });
    root.append(this.filters(), this.pager(), this.list, this.steps());
    this.apply();
  }

  filters() {
    const bar = el("form", { class: "filters", role: "search", on: { submit: (event) => event.preventDefault() } });
    for (const facet of this.facets) {
      const select = el("select", { name: facet.name, on: { change: () => this.apply() } });
      select.append(el("option", { value: "" }, this.words.all));
      const counts = [...tally(this.items, facet.of)];
      counts.sort(facet.order || ((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)));
      for (const [value, n] of counts) {
        const text = facet.text ? facet.text(value) : value;
        select.append(el("option", { value }, `${text} (${n.toLocaleString("en")})`));
      }
      this.controls.set(facet.name, select);
      bar.append(el("label", {}, facet.title, select));
    }
    let waiting;
    this.search = el("input", {
      type: "search", name: "text", autocomplete: "off",
      on: { input: () => { clearTimeout(waiting); waiting = setTimeout(() => this.apply(), 120); } },
    });
    bar.append(el("label", { class: "wide" }, this.words.search, this.search));
    bar.append(el("button", { type: "button", class: "end reset", on: { click: () => this.reset() } }, this.words.reset));
    return bar;
  }

  pager() {
    const sizes = [25, 100, 500].map((n) => el("option", { value: n }, String(n)));
    const size = el("select", { on: { change: () => { this.size = Number(size.value); this.show(0); } } }, ...sizes);
    return el("div", { class: "pager" }, this.count, el("label", { class: "dim" }, this.words.page, " ", size));
  }

  steps() {
    const step = (word, by) =>
      el("button", { type: "button", class: by > 0 ? "next" : "previous", on: { click: () => this.turn(by) } }, word);
    this.back = step(this.words.previous, -1);
    this.forth = step(this.words.next, 1);
    return el("div", { class: "pager" }, this.back, this.forth);
  }

  turn(by) {
    this.show(this.at + by * this.size);
    this.root.scrollIntoView();
  }

  reset() {
    for (const select of this.controls.values()) select.value = "";
    this.search.value = "";
    this.apply();
  }

  choose(name, value) {
    this.reset();
    this.controls.get(name).value = value;
    this.apply();
    this.root.scrollIntoView();
  }

  text(i) {
    if (this.texts[i] === undefined) this.texts[i] = this.textOf(this.items[i]).normalize("NFC").toLowerCase();
    return this.texts[i];
  }

  apply() {
    const wanted = this.facets
      .map((facet) => [facet.of, this.controls.get(facet.name).value])
      .filter(([, value]) => value !== "");
    const parts = this.search.value.normalize("NFC").toLowerCase().split(/\s+/).filter(Boolean);
    this.passed = [];
    this.items.forEach((item, i) => {
      if (!wanted.every(([of, value]) => of(item).includes(value))) return;
      if (parts.length && !parts.every((part) => this.text(i).includes(part))) return;
      this.passed.push(item);
    });
    this.show(0);
  }

  show(at) {
    const n = this.passed.length;
    this.at = Math.max(0, Math.min(at, n ? Math.floor((n - 1) / this.size) * this.size : 0));
    const last = Math.min(this.at + this.size, n);
    this.list.replaceChildren(...this.passed.slice(this.at, last).map((item) => this.render(item)));
    const number = (value) => value.toLocaleString("en");
    this.count.textContent = n
      ? fillIn(this.words.shown, { from: number(this.at + 1), to: number(last), n: number(n) })
      : this.words["none left"];
    this.back.disabled = this.at === 0;
    this.forth.disabled = last >= n;
  }
}
