// Makes the pages quicker to use on which things are put in and looked after; app.js comes before it.
"use strict";

// Uploads: the chosen files are named before they are sent, and the list follows their stages.

const drop = document.querySelector(".drop");

function nameChosen() {
  const files = [...drop.querySelector("input[type=file]").files];
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

const bulk = document.querySelector(".bulk-form:has(.bulk)");

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

// Lesson form: kept as it is typed, one question at a time on phones, and beside it what is published already.

const lesson = document.querySelector(".lesson-form");
// `waiting` is true while something was typed that is not on its way yet.
const keeping = { timer: 0, under: null, waiting: false, stopped: lesson !== null && "conflict" in lesson.dataset };

const lessonSlot = () => `tajrobe:lesson:${lesson.dataset.owner}:${lesson.dataset.id || "new"}`;

function typedLesson() {
  const { rev, key, csrf_token, anonymous, ...typed } = Object.fromEntries([...new FormData(lesson)].filter(([, value]) => typeof value === "string"));
  return { ...typed, anonymous: anonymous === "1" };
}

function tellKept(text, failed = false) {
  const place = lesson.querySelector("[data-autosave]");
  place.textContent = text;
  place.classList.toggle("failed", failed);
}

function keepHere(typed) {
  try {
    localStorage.setItem(lessonSlot(), JSON.stringify({ typed, rev: lesson.elements.rev.value, key: lesson.elements.key.value }));
  } catch {
    // No room or no right to keep anything here; what was typed is still in the page.
  }
}

function tellWhyNotKept(answer, body) {
  if (!answer || answer.status >= 500) {
    tellKept("پیوند با سامانه برقرار نیست. نوشتهٔ شما در همین دستگاه مانده و با برگشت پیوند نگه داشته می‌شود.", true);
    keeping.timer = setTimeout(keepLesson, 10000);
  } else if (answer.status === 409) {
    keeping.stopped = true;
    tellKept(`${body?.detail ?? ""} نوشتهٔ شما همین‌جاست؛ «نگه‌داشتن» را بزنید تا دو متن را کنار هم ببینید.`, true);
  } else {
    tellKept(`${body?.detail ?? "نگه داشته نشد."} نوشتهٔ شما در همین دستگاه مانده است.`, true);
  }
}

async function sendLesson() {
  const { id } = lesson.dataset;
  const typed = typedLesson();
  const body = id ? { ...typed, rev: Number(lesson.elements.rev.value) } : { ...typed, key: lesson.elements.key.value };
  const answer = await fetch(`/api/v1/submissions${id ? `/${id}` : ""}`, {
    method: id ? "PUT" : "POST",
    headers: { "Content-Type": "application/json", "X-CSRF-Token": lesson.elements.csrf_token.value },
    body: JSON.stringify(body),
  }).catch(() => null);
  const told = await answer?.json().catch(() => null);
  if (!answer?.ok || !told) {
    keepHere(typed);
    tellWhyNotKept(answer, told);
    return;
  }
  localStorage.removeItem(lessonSlot());
  lesson.elements.rev.value = told.rev;
  if (!id) {
    lesson.dataset.id = told.id;
    lesson.setAttribute("action", told.url);
    history.replaceState(null, "", `${told.url}${location.hash}`);
  }
  tellKept(keeping.waiting ? "" : "نگه داشته شد");
  showHints(typed);
}

async function keepLesson() {
  if (keeping.stopped) return;
  // One at a time: each has to know the revision that the one before it made.
  await keeping.under;
  if (keeping.stopped) return;
  keeping.waiting = false;
  keeping.under = sendLesson();
  await keeping.under;
  keeping.under = null;
}

async function showHints({ title, problem, cause, recommendation }) {
  const asked = Object.entries({ title, problem, cause, recommendation, exclude: lesson.dataset.exclude ?? "" });
  const query = new URLSearchParams(asked.map(([name, text]) => [name, text.slice(0, 400)]));
  const answer = await fetch(`/lessons/similar?${query}`).catch(() => null);
  if (!answer?.ok) return;
  const place = lesson.querySelector("[data-hints]");
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").body;
  if (fresh.textContent.trim() !== place.textContent.trim()) place.replaceChildren(...fresh.childNodes);
}

function bringBack() {
  let kept = null;
  try {
    kept = JSON.parse(localStorage.getItem(lessonSlot()));
  } catch {
    // Nothing of ours, or no right to look.
  }
  if (!kept || keeping.stopped) return;
  for (const [name, value] of Object.entries(kept.typed)) {
    const field = lesson.elements[name];
    if (field && name === "anonymous") field.checked = value;
    else if (field) field.value = value;
  }
  lesson.elements.rev.value = kept.rev;
  if (!lesson.dataset.id) lesson.elements.key.value = kept.key;
  tellKept("نوشته‌ای که نگه داشته نشده بود از همین دستگاه برگردانده شد.");
  keeping.timer = setTimeout(keepLesson, 1500);
}

function showQuestion() {
  const questions = [...lesson.querySelectorAll(".question")];
  const asked = document.getElementById(decodeURIComponent(location.hash.slice(1)))?.closest(".question");
  const wanted = asked ?? questions.find((one) => one.matches(".wrong, :has(.wrong)")) ?? questions[0];
  for (const one of questions) one.classList.toggle("current", one === wanted);
  if (asked) asked.querySelector("input, textarea, summary").focus({ preventScroll: wide.matches });
}

if (lesson) {
  lesson.addEventListener("input", (event) => {
    if (event.target.type === "file") return;
    clearTimeout(keeping.timer);
    keeping.timer = setTimeout(keepLesson, 1500);
    keeping.waiting = true;
    if (!lesson.querySelector("[data-autosave].failed")) tellKept("");
  });
  lesson.addEventListener("submit", async (event) => {
    clearTimeout(keeping.timer);
    keeping.waiting = false;
    if (!keeping.under) return;
    event.preventDefault();
    await keeping.under;
    keeping.stopped = true;
    lesson.requestSubmit(event.submitter);
  });
  window.addEventListener("online", keepLesson);
  window.addEventListener("pagehide", () => { if (keeping.waiting && !keeping.stopped) keepHere(typedLesson()); });
  window.addEventListener("hashchange", showQuestion);
  showQuestion();
  bringBack();
}
