/* Keys of the page, and the overlay that lists them. */

import { el } from "../dom.js";

/* What keys do: [keys as shown, action], in groups. */
export const KEYS = [
  ["keys to move", [["j ↓", "next"], ["k ↑", "previous"], ["n", "next open"], ["Home End", "first and last"], ["1 … 9", "row"]]],
  ["keys to decide", [["a", "accept"], ["r", "reject"], ["e", "edit"], ["d", "drop"], ["c", "comment"], ["Delete", "clear"], ["u Ctrl+Z", "undo"], ["U Ctrl+Shift+Z", "redo"]]],
  ["keys to edit", [["s o", "edit end"], ["S O", "edit start"], ["← →", "border"], ["Ctrl+← →", "border by word"], ["l", "edit label"], ["t T", "edit types"], ["Enter", "save"], ["Esc", "cancel"]]],
  ["keys for the page", [["/", "search"], ["f", "filter"], ["x", "export"], ["m", "merge"], ["?", "help"]]],
];

const ACTIONS = {
  j: "next", k: "previous", n: "next open", a: "accept", r: "reject", e: "edit", d: "drop", c: "comment", u: "undo",
  f: "filter", x: "export", m: "merge", "/": "search", "?": "help",
  ArrowDown: "next", ArrowUp: "previous", Home: "first", End: "last", Delete: "clear", Backspace: "clear",
};

/* The letter of a key, also while a keyboard writes Hangul: then by its place. */
export function letterOf(event) {
  if (/^[\x20-\x7e]$/.test(event.key)) return event.key.toLowerCase();
  if (/^Key[A-Z]$/.test(event.code || "")) return event.code.slice(3).toLowerCase();
  if (event.code === "Slash") return event.shiftKey ? "?" : "/";
  return event.key;
}

/* What a key asks for; null where it is none of the page's. */
export function actionOf(event) {
  const letter = letterOf(event);
  if (event.altKey) return null;
  if (event.ctrlKey || event.metaKey) {
    if (letter === "z") return event.shiftKey ? "redo" : "undo";
    return letter === "y" ? "redo" : null;
  }
  if (letter === "u" && event.shiftKey) return "redo";
  if (/^[1-9]$/.test(letter)) return `row ${letter}`;
  return Object.hasOwn(ACTIONS, letter) ? ACTIONS[letter] : null;
}

export function helpDialog(words) {
  const close = el("button", { type: "button", class: "primary" }, words.close);
  const dialog = el("dialog", { class: "help", "aria-label": words.help },
    el("h2", {}, words.help),
    el("div", { class: "keys" }, ...KEYS.map(([title, keys]) => el("section", {},
      el("h3", {}, words[title]),
      el("dl", {}, ...keys.flatMap(([shown, action]) => [
        el("dt", {}, ...shown.split(" ").map((one) => (one === "…" ? one : el("kbd", {}, one)))), el("dd", {}, words[`key ${action}`]),
      ]))))),
    close);
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  return dialog;
}
