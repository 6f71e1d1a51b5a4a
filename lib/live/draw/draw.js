// Draw a digit: the network of the book answers, all that it computes is in sight, and any number
// of it can be traced back to the ink.
import { goBack, goTo, strongest } from "../kit/network-trace.js";
import { unpackBytes, unpackNetwork } from "../kit/network.js";
import { makeSpeech } from "../kit/speech.js";
import { add, enlarged, extend } from "./marks.js";
import { makeParts, show } from "./parts.js";
import { answerText, makeSee } from "./see.js";

/** @typedef {import("./marks.js").Mark} Mark */

/**
 * The examples are 28 x 28 bytes in base64, one for each digit; `start` stands there first. The
 * others are no digits: names and lines.
 *
 * @typedef {object} Data
 * @property {import("../kit/network.js").NetworkData} network
 * @property {string[]} examples
 * @property {[string, import("./marks.js").Line[]][]} others
 * @property {number} start
 * @property {import("./verdict.js").Limits} limits
 */

/**
 * The drawing; the map that is enlarged, as layer and channel; and what is traced, if anything.
 *
 * @typedef {object} State
 * @property {Mark[]} marks
 * @property {[number, number]} map
 * @property {import("../kit/network-trace.js").Trace | null} trace
 */

/**
 * @param {HTMLElement} root
 * @param {Data} data
 * @param {import("../kit/keep.js").Keep} keep
 */
export function draw(root, data, keep) {
  const layers = unpackNetwork(data.network);
  const digits = data.examples.map(unpackBytes);
  const see = makeSee(layers, digits, data.limits);
  /** @type {State} */
  const begin = { marks: [{ base: data.start, lines: [] }], map: [0, 0], trace: null };
  const state = keep.restore(begin);
  const speech = makeSpeech();
  let seen = see(state.marks);

  function render() {
    seen = see(state.marks);
    show(parts, layers, state, seen);
  }

  /** @param {() => void} make */
  function change(make) {
    make();
    keep.save(state);
    render();
    speech.clear();
    speech.say(state.trace ? parts.trace.text() : answerText(seen));
  }

  const drawing = makeDrawing(state, {
    change,
    render,
    tell: (text) => speech.say(`${text}. ${answerText(seen)}`),
    say: speech.say,
    lift: () => parts.pad.lift(),
  });
  const looking = makeLooking(state, {
    change,
    enlarge: (map) => parts.maps.enlarge(seen.volumes, map),
    answer: () => strongest(seen.volumes, layers.length - 1),
    focus: (isTraced) => (isTraced ? parts.trace : parts.maps).focus(),
  });
  const parts = makeParts(
    layers,
    { digits, others: data.others },
    { ...drawing, ...looking },
    speech,
  );
  root.setAttribute("aria-label", "Draw a digit");
  root.addEventListener("keydown", (event) => isUndo(event) && drawing.onUndo());
  root.append(...parts.elements);
  render();
}

/**
 * Ctrl+Z or Cmd+Z, but not where the reader types a number.
 *
 * @param {KeyboardEvent} event
 */
function isUndo(event) {
  const isTyping = event.target instanceof HTMLInputElement;
  const isMeant = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
  if (isTyping || !isMeant || event.key.toLowerCase() !== "z") return false;
  event.preventDefault();
  return true;
}

/**
 * How marks are made and taken back.
 *
 * @param {State} state
 * @param {object} does
 * @param {(make: () => void) => void} does.change
 * @param {() => void} does.render
 * @param {(text: string) => void} does.tell - together with the answer
 * @param {(text: string) => void} does.say
 * @param {() => void} does.lift - the pen from the pad
 */
function makeDrawing(state, { change, render, tell, say, lift }) {
  /** @type {Mark | null} */
  let open = null; // being drawn
  /** @param {Mark[]} marks */
  const replace = (marks) => {
    open = null;
    lift();
    change(() => (state.marks = marks));
  };
  return {
    pad: {
      onBegin() {
        open = { lines: [] };
        state.marks = add(state.marks, open);
      },
      /** @type {import("./pad.js").Does["onLine"]} */
      onLine(lines, text) {
        if (!open) return; // taken back while the pen was down
        for (const [from, to] of lines) extend(open, from, to);
        render();
        if (text) tell(text);
      },
      onEnd() {
        if (open) change(() => (open = null));
      },
      onMove: say,
    },
    onUndo: () => state.marks.length > 1 && replace(state.marks.slice(0, -1)),
    /** @param {Mark} mark */
    onBegin: (mark) => replace(add(state.marks, mark)),
    onEnlarge() {
      const mark = enlarged(state.marks);
      if (mark) replace(add(state.marks, mark));
    },
  };
}

/**
 * How the reader goes from map to map, and from number to number.
 *
 * @param {State} state
 * @param {object} does
 * @param {(make: () => void) => void} does.change
 * @param {(map: [number, number]) => void} does.enlarge
 * @param {() => import("../kit/network-trace.js").At} does.answer
 * @param {(isTraced: boolean) => void} does.focus
 */
function makeLooking(state, { change, enlarge, answer, focus }) {
  /** @typedef {import("../kit/network-trace.js").At} At */
  /** @typedef {import("../kit/network-tiles.js").Place} Place */
  return {
    // where the pointer goes is seen only while it is there
    onPoint: (/** @type {number} */ n, /** @type {Place | null} */ place) =>
      enlarge(place ? [n, place[0]] : state.map),
    onPick: (/** @type {number} */ n, /** @type {Place} */ place) =>
      change(() => (state.map = [n, place[0]])),
    onTrace(/** @type {At} */ at = answer()) {
      change(() => (state.trace = { at, path: [] }));
      focus(true);
    },
    onGo: (/** @type {At} */ at) => change(() => state.trace && goTo(state.trace, at)),
    onBack: () => change(() => state.trace && goBack(state.trace)),
    onClose() {
      change(() => (state.trace = null));
      focus(false);
    },
  };
}
