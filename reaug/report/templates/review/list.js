/* A list of which only what can be seen is in the page, so that its length does not matter.

   To a screen reader it is a listbox: each option says its place among all of them. */

import { el } from "../dom.js";

const MORE = 6;

export class LongList {
  /* render(i) -> the children of option i; chosen(i) is called when a person picks it. */
  constructor({ name, height, render, chosen }) {
    Object.assign(this, { height, render, chosen });
    this.count = 0;
    this.at = -1;
    this.shown = new Map();
    this.inner = el("div", { class: "inner" });
    this.root = el("div", {
      class: "longlist", role: "listbox", tabindex: "0", "aria-label": name,
      on: { scroll: () => this.draw(), click: (event) => this.click(event) },
    }, this.inner);
    new ResizeObserver(() => this.draw()).observe(this.root);
  }

  click(event) {
    const option = event.target.closest("[role=option]");
    if (option) this.chosen(Number(option.dataset.at));
  }

  reset(count) {
    this.count = count;
    this.at = -1;
    this.shown.clear();
    this.inner.replaceChildren();
    this.inner.style.height = `${count * this.height}px`;
    this.root.scrollTop = 0;
    this.draw();
  }

  /* Make one the current one, and bring it into sight. */
  select(i) {
    const before = this.at;
    this.at = i;
    const top = i * this.height;
    const { scrollTop, clientHeight } = this.root;
    if (top < scrollTop || top + this.height > scrollTop + clientHeight) {
      this.root.scrollTop = Math.max(0, top - (clientHeight - this.height) / 2);
    }
    this.draw();
    for (const one of [before, i]) this.refresh(one);
  }

  refresh(i) {
    const option = this.shown.get(i);
    if (!option) return;
    option.replaceChildren(...this.render(i));
    option.setAttribute("aria-selected", String(i === this.at));
    if (i === this.at) this.root.setAttribute("aria-activedescendant", option.id);
  }

  refreshAll() {
    for (const i of this.shown.keys()) this.refresh(i);
  }

  draw() {
    const { scrollTop, clientHeight } = this.root;
    const from = Math.max(0, Math.floor(scrollTop / this.height) - MORE);
    const to = Math.min(this.count, Math.ceil((scrollTop + clientHeight) / this.height) + MORE);
    for (const [i, option] of this.shown) {
      if (i < from || i >= to) {
        option.remove();
        this.shown.delete(i);
      }
    }
    for (let i = from; i < to; i += 1) {
      if (this.shown.has(i)) continue;
      const option = el("div", {
        role: "option", class: "option", id: `option-${i}`, "data-at": i,
        "aria-posinset": i + 1, "aria-setsize": this.count,
      });
      option.style.top = `${i * this.height}px`;
      option.style.height = `${this.height}px`;
      this.shown.set(i, option);
      this.inner.append(option);
      this.refresh(i);
    }
  }
}
