// What the figure consists of, and how it shows a state.
import { makeButton } from "../kit/controls.js";
import { element, newId } from "../kit/dom.js";
import { makeLayers } from "../kit/network-layers.js";
import { fieldOf } from "../kit/network-sums.js";
import { makeTrace } from "../kit/network-trace.js";
import { makeAnswer } from "./answer.js";
import { makeExamples } from "./examples.js";
import { makeInspector } from "./inspector.js";
import { enlarged } from "./marks.js";
import { makePad } from "./pad.js";
import { makeSeen } from "./seen.js";

/** @typedef {import("../kit/network.js").Layer} Layer */
/** @typedef {import("../kit/network-tiles.js").Place} Place */
/** @typedef {import("../kit/network-trace.js").At} At */
/** @typedef {ReturnType<typeof import("../kit/speech.js").makeSpeech>} Speech */

/**
 * What the reader can do. onTrace without a place begins with the network's answer.
 *
 * @typedef {object} Actions
 * @property {import("./pad.js").Does} pad
 * @property {() => void} onUndo
 * @property {(mark: import("./marks.js").Mark) => void} onBegin - anew, with this mark
 * @property {() => void} onEnlarge
 * @property {(n: number, place: Place | null) => void} onPoint
 * @property {(n: number, place: Place) => void} onPick
 * @property {(at?: At) => void} onTrace
 * @property {(at: At) => void} onGo
 * @property {() => void} onBack
 * @property {() => void} onClose
 */

const HELP = [
  "Whatever you draw is called a digit: the network knows no other names. By keyboard: space puts",
  "the pen down and up; arrows, Home, End and Page keys move it; Ctrl+Z undoes.",
].join(" ");

/**
 * @param {Layer[]} layers
 * @param {{ digits: Uint8Array[], others: [string, import("./marks.js").Line[]][] }} ready
 * @param {Actions} does
 * @param {Speech} speech
 */
export function makeParts(layers, ready, does, speech) {
  const help = element("p", { class: "help", id: newId() }, HELP);
  const pad = makePad(help.id, does.pad);
  const [seen, answer] = [makeSeen(), makeAnswer()];
  const undo = makeButton("Undo", does.onUndo);
  const clear = makeButton("Clear", () => does.onBegin({ base: null, lines: [] }), {
    primary: true,
  });
  const enlarge = makeButton("Enlarge", does.onEnlarge);
  const buttons = [undo, clear, enlarge].map((button) => button.element);
  const maps = makeMapsView(layers, does, speech);
  const trace = makeTraceView(layers, does, speech);
  const stages = element(
    "div",
    { class: "stages" },
    stage("1. Draw a digit", pad.element, element("div", { class: "buttons" }, ...buttons)),
    stage("2. What it sees", seen.element),
    stage("3. What it says", answer.element),
  );
  const examples = makeExamples(ready.digits, ready.others, does.onBegin);
  return {
    elements: [stages, examples, maps.element, trace.element, help, speech.element],
    pad,
    seen,
    answer,
    undo,
    enlarge,
    maps,
    trace,
  };
}

/**
 * @param {string} title
 * @param {...HTMLElement} children
 */
function stage(title, ...children) {
  return element("div", { class: "stage" }, element("p", { class: "title" }, title), ...children);
}

/**
 * All maps, and one of them large.
 *
 * @param {Layer[]} layers
 * @param {Actions} does
 * @param {Speech} speech
 */
function makeMapsView(layers, { onPoint, onPick, onTrace }, { say }) {
  const button = makeButton("Trace this drawing", () => onTrace());
  const maps = makeLayers({ layers, isWhole: true, onPoint, onPick });
  const trace = (/** @type {number} */ n, /** @type {Place} */ place) => onTrace([n, ...place]);
  const inspector = makeInspector({ layers, onTrace: trace, say, button: button.element });
  return {
    element: element("div", { class: "maps-beside" }, maps.element, inspector.element),
    focus: () => button.element.focus(),
    set: maps.set,
    /**
     * @param {import("../kit/network.js").Volume[]} volumes
     * @param {[number, number]} map - layer and channel
     */
    enlarge(volumes, [n, c]) {
      maps.frame(n, [c, 0, 0]);
      inspector.set(volumes, [n, c]);
    },
  };
}

/**
 * @param {Layer[]} layers
 * @param {Actions} does
 * @param {Speech} speech
 */
function makeTraceView(layers, { onGo, onBack, onClose }, speech) {
  const close = makeButton("All maps", onClose);
  const trace = makeTrace({ layers, lead: close.element, onGo, onBack, speech });
  return { ...trace, focus: () => close.element.focus() };
}

/**
 * @param {ReturnType<typeof makeParts>} parts
 * @param {Layer[]} layers
 * @param {import("./draw.js").State} state
 * @param {import("./see.js").Seen} seen
 */
export function show(
  parts,
  layers,
  { marks, map, trace },
  { ink, centred, volumes, shares, verdict },
) {
  parts.pad.set(ink);
  parts.answer.set(verdict, shares);
  parts.undo.set({ disabled: marks.length < 2 });
  parts.enlarge.set({ disabled: enlarged(marks) === null });
  parts.maps.element.hidden = trace !== null;
  parts.trace.element.hidden = trace === null;
  if (trace) {
    const [n, ...place] = trace.at;
    parts.seen.set(volumes[0], centred, fieldOf(layers.slice(0, n + 1), volumes, place));
    parts.trace.set(volumes, trace);
  } else {
    parts.seen.set(volumes[0], centred, null);
    parts.maps.set(volumes);
    parts.maps.enlarge(volumes, map);
  }
}
