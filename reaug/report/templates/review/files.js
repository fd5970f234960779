/* Decisions out of the page and into it: decisions.jsonl, as `reaug clean --patch` reads it. */

import { linesOf, toFile } from "./records.js";

export const FILE = "decisions.jsonl";

/* { text, lines, findings, comments }: findings that are decided, and comments without a decision. */
export function exported(findings, store) {
  const lines = [];
  let decided = 0;
  let comments = 0;
  for (const finding of findings.all) {
    const choices = store.choices(finding.uid);
    if (!choices.length) continue;
    comments += choices.filter((choice) => !choice.decision && choice.comment).length;
    const own = linesOf(finding, choices);
    if (choices.some((choice) => choice.decision) && own.length) decided += 1;
    lines.push(...own);
  }
  return { text: toFile(lines), lines: lines.length, findings: decided, comments };
}

export function download(text) {
  const url = URL.createObjectURL(new Blob([text], { type: "application/jsonl" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = FILE;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

/* Ask for files, and read them: then(text of all). */
export function chooseFiles(then) {
  const input = document.createElement("input");
  input.type = "file";
  input.multiple = true;
  input.accept = ".jsonl,.json,.txt";
  input.name = "decisions";
  input.hidden = true;
  document.body.append(input);
  input.addEventListener("change", async () => {
    const texts = await Promise.all([...input.files].map((file) => file.text()));
    input.remove();
    then(texts.join("\n"));
  });
  input.addEventListener("cancel", () => input.remove());
  input.click();
}
