"use strict";

// Parts of a page that change while somebody looks: an element with data-follow is fetched from that address again and
// again, until what comes says data-settled, perhaps with the address of what came of it. Without this script there is a link that does it by hand.
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
      const settled = part.querySelector("[data-settled]")?.dataset.settled;
      if (settled) location.replace(settled);
      if (settled !== undefined) return;
    } catch {
      // No answer: there may be one later.
    }
    if (age < FOLLOWED_FOR_MS) setTimeout(look, wait);
  }
  setTimeout(look, AT_FIRST_MS);
}

document.querySelectorAll("[data-follow]").forEach(follow);

// Search as you type: what comes below the search's form is taken from the page that the form leads to.
const TYPED_MS = 250;

function searchAsTyped(form) {
  const address = () => {
    const to = new URL(form.action);
    to.search = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ""));
    return to;
  };
  asTyped(form.querySelector("input[type=search]"), address, (page, to) => {
    const found = page.querySelector("main form[role=search]");
    if (!found) return;
    while (form.nextSibling) form.nextSibling.remove();
    while (found.nextSibling) form.parentNode.append(found.nextSibling);
    history.replaceState(null, "", to);
    say(form.parentNode.querySelector("[role=status]"));
  });
}

// Fetches a page a moment after something was typed, and takes of it what it needs.
function asTyped(field, address, take) {
  let timer, asking;
  async function look() {
    asking?.abort();
    asking = new AbortController();
    const to = address();
    try {
      const answer = await fetch(to, { signal: asking.signal, redirect: "error" });
      if (answer.ok) take(new DOMParser().parseFromString(await answer.text(), "text/html"), to);
    } catch {
      // Something newer was typed, or no answer came: the form's button is still there.
    }
  }
  field?.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, TYPED_MS);
  });
}

// One of many: those whose names hold what is typed, with what tells them apart, are taken from the page that says so.
function offerAsTyped(field) {
  asTyped(field, () => field.dataset.choose + encodeURIComponent(field.value), (page) => {
    const [found, shown] = [page, document].map((of) => of.getElementById(`${field.id}-hits`));
    if (!found || !shown) return;
    shown.replaceChildren(...found.childNodes);
    say(shown.querySelector("[role=status]"));
  });
}

// What is new on the page is read out only if its words change after it came.
function say(status) {
  const words = status?.textContent;
  if (!words) return;
  status.textContent = "";
  requestAnimationFrame(() => (status.textContent = words));
}

document.querySelectorAll("form[role=search]").forEach(searchAsTyped);
document.querySelectorAll("[data-choose]").forEach(offerAsTyped);

// All rows of the page are ticked, or none, where they are; without this script the link leads to the page with ticks.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-tick]");
  if (!link) return;
  event.preventDefault();
  const boxes = [...link.closest("table").querySelectorAll("tbody .select input")];
  const tick = !boxes.every((box) => box.checked);
  boxes.forEach((box) => (box.checked = tick));
});

// Where a browser does not open what is pointed at or has the keyboard by itself (interestfor), this does.
const OPENS_AFTER_MS = 250, CLOSES_AFTER_MS = 200;

function openByInterest() {
  let timer;
  const button = (event) => event.target.closest?.("[interestfor]");
  const pop = (of) => document.getElementById(of.getAttribute("interestfor"));
  const later = (work, ms) => {
    clearTimeout(timer);
    timer = setTimeout(work, ms);
  };
  const open = (of) => pop(of)?.matches(":popover-open") || pop(of)?.showPopover({ source: of });
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const of = button(event);
    if (of) later(() => open(of), OPENS_AFTER_MS);
    else if (event.target.closest?.("[popover]")) clearTimeout(timer);
    else later(() => document.querySelector(".places-of:popover-open")?.hidePopover(), CLOSES_AFTER_MS);
  });
  document.addEventListener("focusin", (event) => {
    const of = button(event);
    if (of?.matches(":focus-visible")) later(() => open(of), OPENS_AFTER_MS);
  });
}

if (!("interestForElement" in HTMLButtonElement.prototype)) openByInterest();

// The form of a record: says as soon as something is typed that it is not saved, asks before it is left, and keeps it on
// the server when it is left all the same. Without this script the form's own buttons keep it.
function watchRecord(form) {
  const status = form.querySelector("[data-unsaved]");
  const atFirst = status?.innerHTML;
  const typed = () => JSON.stringify([...new FormData(form)]);
  const begun = typed();
  let sent = false, kept = begun;
  const isDirty = () => typed() !== begun;
  function look() {
    if (!status) return;
    if (!isDirty()) status.innerHTML = atFirst;
    else if (status.textContent !== status.dataset.unsaved) status.textContent = status.dataset.unsaved;
  }
  form.addEventListener("input", look);
  form.addEventListener("submit", () => (sent = true));
  addEventListener("pageshow", () => {
    sent = false;
    look();
  });
  addEventListener("beforeunload", (event) => {
    if (!sent && isDirty()) event.preventDefault();
  });
  addEventListener("pagehide", () => {
    if (sent || !isDirty() || typed() === kept) return;
    kept = typed();
    const fields = [...new FormData(form)].filter(([name]) => !name.includes("password"));
    const body = new URLSearchParams(fields.concat([["go", "keep"]]));
    fetch(form.action, { method: "POST", body, keepalive: true, redirect: "manual" }).catch(() => {});
  });
}

document.querySelectorAll("form[data-record]").forEach(watchRecord);

// Says while a name is typed which of its letters terminals cannot draw.
function watchLetters(said) {
  const field = document.getElementById(said.dataset.lettersOf);
  const [words, letters] = [said.firstElementChild, said.querySelector("bdi")];
  const drawn = said.dataset.drawn.split(" ").map((range) => range.split("-").map((end) => parseInt(end, 16)));
  field?.addEventListener("input", () => {
    const typed = new Set(field.value.normalize("NFC"));
    const missing = [...typed].filter((letter) => {
      const code = letter.codePointAt(0);
      return !/\s/.test(letter) && !drawn.some(([first, last]) => first <= code && code <= last);
    });
    letters.textContent = missing.join("");
    words.hidden = missing.length === 0;
  });
}

document.querySelectorAll("[data-letters-of]").forEach(watchLetters);
