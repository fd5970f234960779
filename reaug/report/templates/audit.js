/* The page of an audit: its findings to review, and the rules on top that filter them. */

import { copyButtons, dataOfPage } from "./dom.js";
import { Review } from "./review/review.js";

const data = dataOfPage();
const review = new Review(document.getElementById("findings"), data);
for (const button of document.querySelectorAll("button[data-rule]")) {
  button.addEventListener("click", () => review.choose({ rule: button.dataset.rule }));
}
copyButtons(data.words);
