/* What the page asks a person. */

import { el, fillIn, grouped } from "../dom.js";

const MOST_LINES = 20;

/* Ask for the reviewer's name; then(name) is called with it, "" where there is none, or with null
   where nothing is to be done. */
export function askName(words, then) {
  const input = el("input", { name: "reviewer", autocomplete: "name", maxlength: "80" });
  const dialog = el("dialog", { class: "ask", "aria-label": words.reviewer },
    el("form", { method: "dialog" },
      el("h2", {}, words["who reviews"]),
      el("p", {}, words["why a name"]),
      el("label", {}, words.reviewer, " ", input),
      el("div", { class: "actions" }, el("button", { class: "primary", value: "go" }, words.go))));
  return shown(dialog, () => then(dialog.returnValue === "go" ? input.value.trim() : null));
}

/* Show lines of a file that do not fit; then(whether the others are to be taken). */
export function askMisfits(words, fit, misfits, then) {
  let take = false;
  const lines = misfits.slice(0, MOST_LINES).map((one) => el("li", {},
    fillIn(words["line of file"], { n: one.line }), " ", words[`misfit ${one.problem}`], one.rows.length ? ": " : "",
    el("span", { class: "id" }, one.rows.slice(0, 5).join(", "))));
  const more = misfits.length - lines.length;
  const dialog = el("dialog", { class: "ask", "aria-label": words.merge },
    el("form", { method: "dialog" },
      el("h2", {}, fillIn(words["some do not fit"], { n: grouped(misfits.length) })),
      el("ul", { class: "misfits" }, ...lines),
      more > 0 ? el("p", { class: "dim" }, fillIn(words["and more lines"], { n: grouped(more) })) : null,
      el("div", { class: "actions" },
        fit ? el("button", { class: "primary take", on: { click: () => { take = true; } } }, fillIn(words["take what fits"], { n: grouped(fit) })) : null,
        el("button", { class: "cancel" }, words.cancel))));
  return shown(dialog, () => then(take));
}

function shown(dialog, then) {
  document.body.append(dialog);
  dialog.addEventListener("close", () => {
    dialog.remove();
    then();
  });
  dialog.showModal();
  return dialog;
}
