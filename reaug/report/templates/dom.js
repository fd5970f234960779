/* Small things that every page needs. Text goes into a page as text, never as markup. */

export function el(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name === "on") for (const [event, act] of Object.entries(value)) made.addEventListener(event, act);
    else if (value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/* A text with its places filled; English nouns behind a 1 are in the singular. */
export function fillIn(text, places) {
  const filled = text.replace(/\{(\w+)\}/g, (whole, name) => (Object.hasOwn(places, name) ? places[name] : whole));
  return filled.replace(/(?<![\w.,:/-])1 (more )?(comment|decision|edit|finding|line|row)s\b/g, "1 $1$2");
}

export function tally(items, of) {
  const counts = new Map();
  for (const item of items) for (const value of new Set(of(item))) counts.set(value, (counts.get(value) || 0) + 1);
  return counts;
}

export function grouped(value) {
  return value.toLocaleString("en");
}

export function dataOfPage() {
  return JSON.parse(document.getElementById("data").textContent);
}

/* Buttons that copy the command beside them; where the browser refuses, the text is selected. */
export function copyButtons(words) {
  for (const button of document.querySelectorAll("button.copy")) {
    const code = button.parentElement.querySelector("code");
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(code.textContent);
        button.textContent = words["command copied"];
        setTimeout(() => { button.textContent = words["copy command"]; }, 1500);
      } catch {
        getSelection().selectAllChildren(code);
      }
    });
  }
}
