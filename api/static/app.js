// Makes the pages quicker to use; every one of them works without it.
"use strict";

document.documentElement.classList.add("js");

const persian = (number) => number.toLocaleString("fa-IR");
const field = document.getElementById("q");
const wide = matchMedia("(min-width: 62rem)");

// Where the parts of the site do not fit on one line, the present one is in sight.
document.querySelector(".site-nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

// Keyboard: "/" goes to the field, arrows walk the results, Esc leaves. Enter is the browser's own.

const resultLinks = () => [...document.querySelectorAll("[data-result] h2 a")];

function walkResults(event) {
  const links = resultLinks();
  const result = document.activeElement.closest("[data-result]");
  // While something new is being typed the arrows belong to its suggestions.
  if (!links.length || !(result || (document.activeElement === field && field.value === field.defaultValue))) return;
  const at = result ? links.indexOf(result.querySelector("h2 a")) : -1;
  const next = at + (event.key === "ArrowDown" ? 1 : -1);
  event.preventDefault();
  if (next < 0) field.focus();
  else links[Math.min(next, links.length - 1)].focus();
}

function leave(event) {
  const result = document.activeElement.closest("[data-result]");
  if (!result && document.activeElement !== field) return;
  event.preventDefault();
  if (result) field.focus();
  else field.blur();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
  const typing = document.activeElement.matches("input, textarea, select");
  if (event.key === "/" && !typing && field?.offsetParent) {
    event.preventDefault();
    field.focus();
    field.select();
  } else if (event.key === "Escape") {
    leave(event);
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    walkResults(event);
  }
});

// Suggestions while typing: concepts, titles and words from the site, and what was searched before from this browser alone.

const SUGGESTION_KINDS = { title: "عنوان", concept: "مفهوم", document: "سند", lesson: "تجربه", resolution: "مصوبه", past: "جست‌وجوی پیشین" };
const PAST_SLOT = "tajrobe:searches";
const MOST_PAST = 8;

function pastSearches() {
  try {
    const kept = JSON.parse(localStorage.getItem(PAST_SLOT));
    return Array.isArray(kept) ? kept.filter((text) => typeof text === "string") : [];
  } catch {
    // Nothing of ours, or no right to look.
    return [];
  }
}

function keepSearch(text) {
  if (!text.trim()) return;
  try {
    localStorage.setItem(PAST_SLOT, JSON.stringify([text, ...pastSearches().filter((other) => other !== text)].slice(0, MOST_PAST)));
  } catch {
    // No room or no right to keep anything here.
  }
}

function forgetSearches() {
  try {
    localStorage.removeItem(PAST_SLOT);
  } catch {
    // What cannot be reached was not kept either.
  }
}

function makeCombobox(field) {
  const list = Object.assign(document.createElement("ul"), { id: "suggestions", className: "suggestions", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "پیشنهادها");
  field.after(list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" })) field.setAttribute(name, value);
  let turn = 0;
  let typed = field.value;
  let at = -1;

  const close = () => {
    turn += 1;
    at = -1;
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };

  const option = ({ text, kind, item_kind, url }, number) => {
    const line = Object.assign(document.createElement("li"), { id: `suggestion-${number}` });
    const words = Object.assign(document.createElement("bdi"), { textContent: text });
    const label = SUGGESTION_KINDS[item_kind ?? kind] ?? "";
    line.setAttribute("role", "option");
    line.setAttribute("aria-selected", "false");
    line.append(words);
    if (label) line.append(" ", Object.assign(document.createElement("span"), { textContent: label }));
    if (url) line.dataset.url = url;
    if (kind === "forget") line.dataset.forget = "";
    return line;
  };

  const show = (suggestions) => {
    list.replaceChildren(...suggestions.map(option));
    at = -1;
    list.hidden = !suggestions.length;
    field.setAttribute("aria-expanded", String(!list.hidden));
    field.removeAttribute("aria-activedescendant");
  };

  const move = (step) => {
    const lines = [...list.children];
    lines[at]?.setAttribute("aria-selected", "false");
    // Between the last and the first stands what was typed.
    at = ((at + 1 + step + lines.length + 1) % (lines.length + 1)) - 1;
    const line = lines[at];
    line?.setAttribute("aria-selected", "true");
    line?.scrollIntoView({ block: "nearest" });
    if (line) field.setAttribute("aria-activedescendant", line.id);
    else field.removeAttribute("aria-activedescendant");
    field.value = !line || "forget" in line.dataset ? typed : line.firstChild.textContent;
  };

  const choose = (line) => {
    if ("forget" in line.dataset) {
      forgetSearches();
      field.value = typed;
      close();
    } else if (line.dataset.url) {
      location.assign(line.dataset.url);
    } else {
      field.value = line.firstChild.textContent;
      close();
      field.form.requestSubmit();
    }
  };

  const past = (begun) => {
    const found = pastSearches().filter((text) => text !== begun && text.startsWith(begun)).slice(0, begun ? 2 : MOST_PAST);
    return found.map((text) => ({ text, kind: "past" }));
  };

  const suggest = async () => {
    const asked = ++turn;
    typed = field.value;
    const begun = typed.trimStart();
    const before = past(begun);
    if (!begun) return before.length ? show([...before, { text: "پاک کردن جست‌وجوهای پیشین", kind: "forget" }]) : close();
    await new Promise((resolve) => setTimeout(resolve, 150));
    if (asked !== turn) return;
    const answer = await fetch(`/api/v1/suggest?q=${encodeURIComponent(begun.slice(0, 200))}`).catch(() => null);
    const found = answer?.ok ? (await answer.json()).completions : [];
    // What came too late is for a question that has gone on.
    if (asked !== turn || document.activeElement !== field) return;
    const texts = new Set(before.map(({ text }) => text));
    show([...before, ...found.filter(({ text }) => !texts.has(text))]);
  };

  field.addEventListener("input", suggest);
  field.addEventListener("click", () => { if (list.hidden && !field.value) suggest(); });
  field.addEventListener("blur", close);
  field.form.addEventListener("submit", close);
  field.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "ArrowDown" && list.hidden && !field.value) {
      suggest();
      event.preventDefault();
    } else if (list.hidden) {
      return;
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      move(event.key === "ArrowDown" ? 1 : -1);
      event.preventDefault();
    } else if (event.key === "Enter" && at >= 0) {
      event.preventDefault();
      choose(list.children[at]);
    } else if (event.key === "Escape") {
      event.preventDefault();
      field.value = typed;
      close();
    }
  });
  // The field keeps the focus, so that the list stays until the finger is lifted from it.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const line = event.target.closest("[role=option]");
    if (line) choose(line);
  });
}

if (field) makeCombobox(field);
for (const form of document.querySelectorAll("form[action='/sign-out']")) form.addEventListener("submit", forgetSearches);

// Results change in place: the same address is fetched, and its parts take the place of those that are shown.

// Short answers by address, which neither page nor order is part of: a model is asked once for what is only shown otherwise.
const written = new Map();
const swapping = { under: null, shown: location.search };
const leadsToResults = (url) => url.origin === location.origin && url.pathname === "/search";

async function swapResults(url, { push = true, focus = null } = {}) {
  swapping.under?.abort();
  const turn = (swapping.under = new AbortController());
  const shown = document.querySelector("[data-swap=found]");
  shown.setAttribute("aria-busy", "true");
  waiting(true);
  const answer = await fetch(url, { signal: turn.signal, headers: { Accept: "text/html" } }).catch(() => null);
  const fresh = answer && new DOMParser().parseFromString(await answer.text().catch(() => ""), "text/html");
  if (turn.signal.aborted) return;
  waiting(false);
  if (!answer?.ok || !fresh.querySelector("[data-swap=found]")) {
    // No results: the browser goes there and shows why.
    location.assign(url);
    return;
  }
  const open = [...document.querySelectorAll("[data-keep][open], .facets-fold[open]")].map((fold) => fold.dataset.keep ?? "facets");
  const filter = document.querySelector(".facets-fold")?.contains(document.activeElement);
  for (const part of document.querySelectorAll("[data-swap]")) {
    const next = fresh.querySelector(`[data-swap="${part.dataset.swap}"]`);
    if (next) part.replaceWith(document.importNode(next, true));
  }
  for (const fold of document.querySelectorAll("[data-keep], .facets-fold")) if (open.includes(fold.dataset.keep ?? "facets")) fold.open = true;
  document.title = fresh.title;
  if (push) history.pushState(null, "", url);
  swapping.shown = url.search;
  field.value = field.defaultValue = fresh.getElementById("q").defaultValue;
  const count = document.getElementById("count");
  document.getElementById("told").textContent = count?.textContent.replace(/\s+/g, " ").trim() ?? "";
  const same = focus && document.querySelector(`[data-focus="${CSS.escape(focus)}"]`);
  if (same) same.focus({ preventScroll: true });
  else count?.focus({ preventScroll: filter });
  if (push && !same && !filter) scrollTo({ top: 0 });
  resultsShown();
}

function resultsShown() {
  for (const fold of document.querySelectorAll(".facets-fold")) fold.open ||= wide.matches;
  keepSearch(document.querySelector(".results .result") ? field.defaultValue : "");
  fetchAnswer();
}

if (document.querySelector("[data-swap=found]")) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("main a[href]");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const url = new URL(link.getAttribute("href"), location);
    // A step within the page is no other search.
    if (!leadsToResults(url) || link.getAttribute("href").startsWith("#")) return;
    event.preventDefault();
    swapResults(url, { focus: link.dataset.focus });
  });
  document.addEventListener("submit", (event) => {
    const url = new URL(event.target.getAttribute("action") ?? "", location);
    if (event.target.method !== "get" || !leadsToResults(url)) return;
    event.preventDefault();
    const given = [...new FormData(event.target)].filter(([name, value]) => value.trim() || name === "q");
    swapResults(Object.assign(url, { search: new URLSearchParams(given) }));
  });
  window.addEventListener("popstate", () => {
    // A step within the page is no other search.
    if (leadsToResults(location) && location.search !== swapping.shown) swapResults(new URL(location), { push: false });
  });
  wide.addEventListener("change", () => { for (const fold of document.querySelectorAll(".facets-fold")) fold.open = wide.matches; });
  resultsShown();
}

// Years: brushing over the bars chooses from the first of them to the last.

document.addEventListener("pointerdown", (event) => {
  const chart = event.target.closest?.("[data-brush]");
  const slot = (at) => document.elementsFromPoint(at.clientX, chart.getBoundingClientRect().top + 2).map((one) => one.closest("[data-year]")).find(Boolean);
  const first = chart && slot(event);
  if (!first || event.button) return;
  const span = (at) => [first, slot(at) ?? first].map((one) => Number(one.dataset.year)).sort((one, other) => one - other);
  const paint = (at) => {
    const [from, to] = span(at);
    for (const one of chart.querySelectorAll("[data-year]")) one.classList.toggle("within", from <= one.dataset.year && one.dataset.year <= to);
  };
  const end = (at) => {
    chart.removeEventListener("pointermove", paint);
    const [from, to] = span(at);
    // One bar alone is its own link.
    if (at.type !== "pointerup" || from === to) return;
    const form = chart.parentElement.querySelector("form");
    [form.elements.year_from.value, form.elements.year_to.value] = [from, to];
    form.requestSubmit();
  };
  chart.addEventListener("pointermove", paint);
  window.addEventListener("pointerup", end, { once: true });
  window.addEventListener("pointercancel", end, { once: true });
});
document.addEventListener("dragstart", (event) => { if (event.target.closest?.("[data-brush]")) event.preventDefault(); });

// Short answer: fetched once the results are there, and folded, so that nothing that is being read moves.

async function fetchAnswer() {
  const slot = document.querySelector("[data-answer]:not([data-asked])");
  if (!slot) return;
  slot.dataset.asked = "";
  const [line, state] = [slot.querySelector("p"), slot.querySelector("[role=status]")];
  setTimeout(() => { if (line.isConnected && !state.textContent) state.textContent = "در دست نوشتن…"; }, 300);
  const url = slot.dataset.answer;
  if (!written.has(url)) written.set(url, fetch(url).then((answer) => answer.text()).catch(() => ""));
  const body = new DOMParser().parseFromString(await written.get(url), "text/html").querySelector(".short-answer");
  if (!body || body.matches(".failed")) written.delete(url);
  state.textContent = body?.dataset.said ?? "در دسترس نیست";
  if (body?.querySelector(".written")) {
    const fold = document.createElement("details");
    const summary = document.createElement("summary");
    summary.append("پاسخ کوتاه با منبع · ", state);
    fold.append(summary, body);
    line.replaceWith(fold);
  }
}

// What is opened of the results, and what is thought of them, is told without a word of who it was.

function tellOf(event) {
  const form = document.getElementById("votes");
  if (!form || event.button > 1) return;
  const send = (what, body) => navigator.sendBeacon(`${form.dataset.search}/${what}`, new Blob([JSON.stringify(body)], { type: "application/json" }));
  const pressed = event.target.closest("button[form=votes]");
  const card = event.target.closest("[data-result]");
  const [kind, id] = card?.querySelector("button[form=votes]")?.value.split(":") ?? [];
  if (pressed) {
    event.preventDefault();
    const yes = pressed.value.endsWith("1");
    if (card) send("votes", { kind, id, useful: yes });
    else {
      send("satisfaction", { satisfied: yes });
      pressed.parentElement.querySelector("[data-unsatisfied]").hidden = yes;
    }
    for (const button of pressed.parentElement.querySelectorAll("button")) button.setAttribute("aria-pressed", String(button === pressed));
    document.getElementById("told").textContent = "ثبت شد.";
  } else if (kind && event.target.closest("a:not([href^='/similar'])")) {
    send("clicks", { kind, id, position: resultLinks().indexOf(card.querySelector("h2 a")) + 1 });
  }
}
document.addEventListener("click", tellOf);
document.addEventListener("auxclick", tellOf);

// Waiting is shown by the stylesheet, once it has lasted.

const waiting = (on) => document.body.toggleAttribute("data-waiting", on);
document.addEventListener("submit", (event) => { if (!event.defaultPrevented) waiting(true); });
window.addEventListener("pageshow", () => waiting(false));

// Document: the contents fold on phones, and the steps know which hit is current.

const fold = document.querySelector(".rail-fold");
const setFold = () => { if (fold) fold.open = wide.matches; };
wide.addEventListener("change", setFold);
setFold();

function placeHits() {
  const links = [...document.querySelectorAll(".hits ol a")];
  const at = links.findIndex((link) => link.hash === location.hash);
  if (at < 0) return;
  links.forEach((link, index) => index === at ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current"));
  const steps = document.querySelector(".hit-steps");
  steps.querySelector(".previous").hash = links.at(at - 1).hash;
  steps.querySelector(".next").hash = links[(at + 1) % links.length].hash;
  steps.querySelector(".place").textContent = `${persian(at + 1)} از ${persian(links.length)}`;
}
window.addEventListener("hashchange", placeHits);
placeHits();

// "n" and "p" go to the next and the previous hit; where it is, is said by the live region between the two links.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (document.activeElement.matches("input, textarea, select")) return;
  // By their places, so that a Persian keyboard has them too.
  const step = { KeyN: ".next", KeyP: ".previous" }[event.code];
  if (step) document.querySelector(`.hit-steps ${step}`)?.click();
});

// The section that is being read is marked in the contents.
const sections = new Map([...document.querySelectorAll(".contents a[href^='#']")].map((link) => [document.querySelector(link.hash), link]));
const reading = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) if (isIntersecting) showSection(sections.get(target));
}, { rootMargin: "0px 0px -70% 0px" });

function showSection(current) {
  for (const link of sections.values()) link.toggleAttribute("aria-current", false);
  current.setAttribute("aria-current", "location");
  const rail = current.closest(".rail");
  if (wide.matches && !rail.matches(":hover, :focus-within")) rail.scrollTo({ top: current.offsetTop - rail.clientHeight / 3 });
}

for (const heading of sections.keys()) if (heading) reading.observe(heading);

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).innerText);
    button.textContent = "رونوشت شد";
  });
}

// A file is chosen in the page's own words; without the script they are the browser's.

for (const input of document.querySelectorAll("input[type=file]")) {
  if (input.closest(".drop")) continue;
  const button = Object.assign(document.createElement("label"), { className: "button quiet", htmlFor: input.id, textContent: "برگزیدن پرونده" });
  const named = document.createElement("output");
  const nameFiles = () => { named.textContent = [...input.files].map((file) => file.name).join("، ") || "پرونده‌ای برگزیده نشده است"; };
  input.classList.add("unseen");
  input.after(button, named);
  input.addEventListener("change", nameFiles);
  nameFiles();
}
