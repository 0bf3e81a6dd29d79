// Makes the pages quicker to use; every one of them works without it.
"use strict";

document.documentElement.classList.add("js");

const persian = (number) => number.toLocaleString("fa-IR");
const field = document.getElementById("q");

// Keyboard: "/" goes to the field, arrows walk the results, Esc leaves. Enter is the browser's own.

const resultLinks = () => [...document.querySelectorAll("[data-result] h2 a")];

function walkResults(event) {
  const links = resultLinks();
  const result = document.activeElement.closest("[data-result]");
  // While something new is being typed the arrows belong to its completions.
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
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
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

// Completions come from the titles that are here.

const completions = document.getElementById("completions");
let asked = 0;

async function complete() {
  const turn = ++asked;
  await new Promise((resolve) => setTimeout(resolve, 150));
  if (turn !== asked || !field.value.trim()) return;
  const answer = await fetch(`/api/v1/suggest?q=${encodeURIComponent(field.value.slice(0, 200))}`).catch(() => null);
  if (!answer?.ok || turn !== asked) return;
  const body = await answer.json();
  completions.replaceChildren(...body.completions.map(({ text }) => new Option(text, text)));
}

if (completions) field.addEventListener("input", complete);

// Waiting is shown by the stylesheet, once it has lasted.

const waiting = (on) => document.body.toggleAttribute("data-waiting", on);
document.addEventListener("submit", () => waiting(true));
window.addEventListener("pageshow", () => waiting(false));

// Document: the contents fold on phones, and the steps know which hit is current.

const wide = matchMedia("(min-width: 62rem)");
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

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).innerText);
    button.textContent = "رونوشت شد";
  });
}

// Uploads: the chosen files are named before they are sent, and the list follows their stages.

const drop = document.querySelector(".drop");

function nameChosen() {
  const files = [...drop.querySelector("input").files];
  const limit = Number(drop.dataset.maxSize);
  const lines = files.map((file) => {
    const line = document.createElement("div");
    line.dir = "auto";
    line.textContent = file.name;
    if (file.size > limit) line.append("؛ از اندازهٔ مجاز بزرگ‌تر است و پذیرفته نمی‌شود");
    return line;
  });
  drop.classList.toggle("filled", files.length > 0);
  drop.querySelector("output").replaceChildren(...lines);
  drop.querySelector("button").textContent = files.length ? `بارگذاری ${persian(files.length)} پرونده` : "بارگذاری";
}

if (drop) {
  drop.addEventListener("change", nameChosen);
  for (const [name, over] of [["dragenter", true], ["dragleave", false], ["drop", false]]) {
    drop.addEventListener(name, () => drop.classList.toggle("over", over));
  }
}

async function followUploads() {
  const list = document.getElementById("uploads");
  if (!list || !("working" in list.dataset)) return;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("uploads");
    if (answer.ok && fresh) showProgress(list, fresh);
  } catch {
    // The server or the network is away for now; the list stays as it was and is asked for again.
  }
  setTimeout(followUploads, 5000);
}

function showProgress(list, fresh) {
  if (fresh.outerHTML === list.outerHTML) return;
  const stages = (root) => new Map([...root.querySelectorAll(".upload")].map((row) => [row.id, row.querySelector(".state").textContent.trim()]));
  const before = stages(list);
  const changed = [...stages(fresh)].filter(([id, stage]) => before.get(id) !== stage);
  const focused = document.activeElement.closest(".upload")?.id;
  const said = changed.map(([id, stage]) => `${fresh.querySelector(`#${CSS.escape(id)} h3`).textContent.trim()}: ${stage}`);
  list.replaceWith(fresh);
  if (focused) document.getElementById(focused)?.querySelector("a, button")?.focus();
  if (said.length) document.getElementById("progress").textContent = said.join("، ");
}

setTimeout(followUploads, 5000);

// Desk: how many are chosen is said, and one tick at the head chooses the page.

const bulk = document.querySelector(".bulk-form");

function countChosen() {
  const chosen = bulk.querySelectorAll(".pick input[name=id]:checked").length;
  bulk.querySelector(".chosen-count").textContent = chosen ? `(${persian(chosen)} مصوبه)` : "";
}

if (bulk) {
  const all = document.createElement("input");
  all.type = "checkbox";
  all.setAttribute("aria-label", "برگزیدن همهٔ این صفحه");
  bulk.querySelector("th.pick")?.replaceChildren(all);
  bulk.addEventListener("change", (event) => {
    if (event.target === all) for (const one of bulk.querySelectorAll(".pick input[name=id]")) one.checked = all.checked;
    countChosen();
  });
  countChosen();
}

// Review: the field in hand lights up where it was read, Ctrl+Enter confirms, and a cut is made at the caret.

const review = document.querySelector(".review-form");
const original = document.querySelector(".original");

function showSource(event) {
  const marks = [...original.querySelectorAll("mark[data-fields]")];
  const found = marks.filter((mark) => mark.dataset.fields.split(" ").includes(event.target.name));
  if (!found.length && !event.target.matches("input, textarea, select")) return;
  for (const mark of marks) mark.classList.toggle("current", found.includes(mark));
  // On phones the original lies below, and moving there would take the field out of sight.
  if (!found.length || !wide.matches) return;
  const place = found[0].getBoundingClientRect().top - original.getBoundingClientRect().top;
  original.scrollTo({ top: original.scrollTop + place - original.clientHeight / 3 });
}

function cutAtCaret(event) {
  const text = document.getElementById(event.submitter?.dataset.split ?? "");
  const at = text?.selectionStart ?? 0;
  if (!text || /\n\s*\n/.test(text.value) || !at || at >= text.value.length) return;
  text.value = `${text.value.slice(0, at)}\n\n${text.value.slice(at)}`;
}

// What was decided before is asked for when its fold is opened; the link in it stays where that fails.
async function showPrecedents(event) {
  const fold = event.target;
  if (!fold.open || !fold.matches(".precedents-of")) return;
  const text = document.getElementById(fold.dataset.text).value.slice(0, 1500);
  const answer = await fetch(`${fold.dataset.url}?text=${encodeURIComponent(text)}`).catch(() => null);
  if (!answer?.ok) return;
  const found = new DOMParser().parseFromString(await answer.text(), "text/html").body.childNodes;
  fold.replaceChildren(fold.querySelector("summary"), ...found);
}

if (review) {
  let changed = false;
  review.addEventListener("toggle", showPrecedents, true);
  review.addEventListener("focusin", showSource);
  review.addEventListener("input", () => { changed = true; });
  review.addEventListener("submit", (event) => { changed = false; cutAtCaret(event); });
  window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
  document.addEventListener("keydown", (event) => {
    const confirm = review.querySelector("button[value=confirm]");
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing || !confirm) return;
    event.preventDefault();
    review.requestSubmit(confirm);
  });
}
