"use strict";

// Parts of a page that change while somebody looks: an element with data-follow is fetched from that address again and
// again, until what comes says data-settled. Without this script there is a link that does it by hand.
const AT_FIRST_MS = 500, LATER_MS = 2_000, LATE_MS = 10_000;
const FIRST_FOR_MS = 10_000, FOLLOWED_FOR_MS = 20 * 60_000;

function follow(part) {
  const begun = Date.now();
  let shown = "";
  async function look() {
    const age = Date.now() - begun;
    const wait = age < FIRST_FOR_MS ? AT_FIRST_MS : document.hidden ? LATE_MS : LATER_MS;
    try {
      const answer = await fetch(part.dataset.follow, { redirect: "error" });
      if (!answer.ok) return;
      const text = await answer.text();
      // What is the same is left alone, so that nobody is told twice.
      if (text !== shown) part.innerHTML = text;
      shown = text;
      if (part.querySelector("[data-settled]")) return;
    } catch {
      // No answer: there may be one later.
    }
    if (age < FOLLOWED_FOR_MS) setTimeout(look, wait);
  }
  setTimeout(look, AT_FIRST_MS);
}

document.querySelectorAll("[data-follow]").forEach(follow);
