// All questions of the book: what is answered, what comes back, and the file in which it can be taken along.
import { makeButton } from "../kit/controls.js";
import { element } from "../kit/dom.js";
import { count } from "../kit/format.js";
import { after_review, is_due } from "./schedule.py";
import { recall, record, recordAll } from "./store.js";

const PAUSE = 60_000; // milliseconds until a question comes back that was passed over

/**
 * @typedef {import("./form.js").Data & { script: string, lesson: string }} Question
 * @typedef {(root: HTMLElement, data: any) => void} Draw
 *
 * @param {HTMLElement} root
 * @param {{ questions: Question[], lessons: string[][] }} data - of each lesson, label and title
 * @param {Record<string, Draw>} draws - by the name of a form's script
 */
export function draw(root, { questions, lessons }, draws) {
  const told = element("p", { role: "status" });
  const place = element("div", { class: "again" });
  const done = element("tbody", {});
  const render = () => {
    const entries = recall();
    done.replaceChildren(...lessons.map((lesson) => row(lesson, questions, entries)));
    told.textContent = summary(questions, entries);
  };
  const ask = () => {
    const now = Date.now();
    const entries = recall();
    const question = questions.find(({ label }) => entries[label] && is_due(entries[label], now));
    place.replaceChildren(question ? again(question, draws[question.script], render, ask) : "");
    render();
  };
  root.setAttribute("aria-label", "Review");
  root.append(told, place, table(done), files(ask));
  ask();
}

/**
 * @param {Question} question
 * @param {Draw} draw
 * @param {() => void} onChange
 * @param {() => void} onNext
 */
function again(question, draw, onChange, onNext) {
  const { label } = question;
  const entry = recall()[label];
  let isFirst = true;
  const onAnswer = (/** @type {boolean} */ right) => {
    // only the first answer tells whether it was known
    if (isFirst) record(label, after_review(entry, right, Date.now()));
    isFirst = false;
    onChange();
  };
  const form = element("div", { role: "group" });
  draw(form, { ...question, onAnswer });
  const goOn = () => {
    if (isFirst) record(label, { ...entry, due: Date.now() + PAUSE });
    onNext();
  };
  return element("div", {}, form, makeButton("Next question", goOn).element);
}

/**
 * @param {Question[]} questions
 * @param {Record<string, import("./store.js").Entry>} entries
 */
function summary(questions, entries) {
  const known = questions.filter(({ label }) => entries[label]);
  const right = known.filter(({ label }) => entries[label].right);
  const due = known.filter(({ label }) => is_due(entries[label], Date.now()));
  const words = `${known.length} of ${count(questions.length, "question")} answered, ${right.length} right.`;
  if (due.length) return `${words} To be asked again now: ${due.length}.`;
  return `${words} Nothing is to be asked again now.`;
}

/**
 * @param {string[]} lesson
 * @param {Question[]} questions
 * @param {Record<string, import("./store.js").Entry>} entries
 */
function row([lesson, title], questions, entries) {
  const own = questions.filter((question) => question.lesson === lesson);
  const known = own.filter(({ label }) => entries[label]);
  const right = known.filter(({ label }) => entries[label].right);
  const head = element("th", { scope: "row" }, title);
  const cells = [own, known, right].map((some) => element("td", {}, String(some.length)));
  return element("tr", {}, head, ...cells);
}

/** @param {HTMLElement} done */
function table(done) {
  const heads = ["Lesson", "questions", "answered", "right"];
  const head = element("tr", {}, ...heads.map((text) => element("th", { scope: "col" }, text)));
  return element("table", { class: "lessons" }, element("thead", {}, head), done);
}

/**
 * Takes the answers along, brings them back, forgets them.
 *
 * @param {() => void} onChange
 */
function files(onChange) {
  const said = element("p", { role: "status" });
  const picked = element("input", { type: "file", accept: ".json", hidden: true });
  const save = () => {
    const href = `data:application/json,${encodeURIComponent(JSON.stringify(recall()))}`;
    element("a", { href, download: "answers.json" }).click();
  };
  picked.addEventListener("change", async () => {
    const text = (await picked.files?.[0]?.text()) ?? "";
    const found = entriesIn(text);
    if (found) recordAll({ ...recall(), ...found });
    said.textContent = found ? "Loaded." : "This file holds no answers of this book.";
    picked.value = "";
    onChange();
  });
  let isSure = false;
  const forget = makeButton("Forget everything", () => {
    if (isSure) recordAll({});
    isSure = !isSure;
    forget.set({ label: isSure ? "Really forget all answers?" : "Forget everything" });
    onChange();
  });
  const keep = makeButton("Save to a file", save);
  const load = makeButton("Load from a file", () => picked.click());
  const row = element("div", { class: "buttons" }, keep.element, load.element, forget.element);
  return element("div", {}, row, picked, said);
}

/**
 * What a file holds, or null.
 *
 * @param {string} text
 * @returns {Record<string, any> | null}
 */
function entriesIn(text) {
  try {
    const found = Object.entries(JSON.parse(text));
    const isGood = found.every(([, entry]) => typeof entry.right === "boolean");
    return isGood && found.length ? Object.fromEntries(found) : null;
  } catch {
    return null;
  }
}
