// The network ledger: change a layer, and see what that does to all others.
import { makeButton } from "../kit/controls.js";
import { element } from "../kit/dom.js";
import { makeSpeech } from "../kit/speech.js";
import { makeEditor, numbersOf } from "./editor.js";
import { about, addLayer, code, moveLayer, remedy, removeLayer } from "./network.js";
import { account, shape_text, thousands, totals } from "./rules.py";
import { makeTable } from "./table.js";
import { makeTiles } from "./tiles.js";

const NOTE =
  "For one image, in float32. Jump: pixels from the field of an element to its neighbour’s.";

/**
 * @typedef {import("./network.js").Layer} Layer
 * @typedef {import("./network.js").Row} Row
 * @typedef {import("./network.js").State} State
 * @typedef {import("./table.js").Total} Total
 * @typedef {(make: (state: State) => void, focus?: boolean) => void} Change
 *
 * @typedef {object} Data
 * @property {number[]} input
 * @property {Layer[]} layers
 * @property {string[]} kinds - of layers that can be added
 * @property {number} most - layers
 * @property {Record<string, import("./editor.js").Field[]>} fields - of the input and kinds of layers
 */

/**
 * @param {HTMLElement} root
 * @param {Data} data
 * @param {import("../kit/keep.js").Keep} keep
 */
export function draw(root, data, keep) {
  root.setAttribute("aria-label", "The ledger of a network");
  const { input, layers } = data;
  const first = layers.findIndex(({ kind }) => kind === "Conv2d") + 1; // 0: the input
  const state = keep.restore({ input, layers, chosen: first, open: true });
  /** @type {() => Row[]} */
  const rowsNow = () => account(state.input, state.layers);
  const speech = makeSpeech();
  const tiles = makeTiles();
  const table = makeTable((k) => change((now) => choose(now, k), true));
  const repair = makeButton("", () => change((now) => mend(now, rowsNow()), true));
  const listing = element("pre", { role: "region", "aria-label": "PyTorch code", tabindex: 0 });
  const editorOf = makeEditors(data, edits(state, data, rowsNow, change, speech.refuse));

  function render() {
    const rows = rowsNow();
    /** @type {Total | null} */
    const total = totals(rows);
    const shown = rows.map((row, k) => ({ ...row, about: about(state.layers[k]) }));
    const top = { name: "input", shape: state.input, about: "" };
    tiles.set(rows, total);
    table.set({ rows: [top, ...shown], total, chosen: state.chosen }, editorOf(state, rows));
    listing.textContent = code(state.input, state.layers);
    showTrouble(speech, repair, state, rows);
    return sentence(state, rows, total);
  }

  /** @type {Change} */
  function change(make, focus = false) {
    make(state);
    keep.save(state);
    const said = render();
    if (focus) table.focus(state.chosen);
    if (said) speech.say(said); // of an impossible network, the sentence about it is read out
  }

  const reset = makeButton("As it was", () =>
    change((now) => {
      Object.assign(now, structuredClone({ input, layers }), { open: true });
      now.chosen = Math.min(now.chosen, layers.length);
    }, true),
  );
  root.append(
    tiles.element,
    element("div", { class: "trouble" }, speech.element, repair.element),
    table.element,
    element("p", { class: "muted small" }, NOTE),
    element("div", { class: "after" }, reset.element, listed(listing)),
  );
  render();
}

/** @param {Element} listing */
function listed(listing) {
  return element("details", {}, element("summary", {}, "As PyTorch code"), listing);
}

/**
 * Opens the editor of row k; a second press closes it.
 *
 * @param {State} state
 * @param {number} k
 */
function choose(state, k) {
  state.open = !state.open || k !== state.chosen;
  state.chosen = k;
}

/**
 * @param {State} state
 * @param {Row[]} rows
 */
function mend(state, rows) {
  state.chosen = rows.findIndex((row) => row.wrong) + 1;
  state.open = true;
  remedy(state, rows)?.apply();
}

/**
 * What the editor can do.
 *
 * @param {State} state
 * @param {Data} data
 * @param {() => Row[]} rowsNow
 * @param {Change} change
 * @param {(sentence: string) => void} onRefuse
 * @returns {import("./editor.js").Act}
 */
function edits(state, { most }, rowsNow, change, onRefuse) {
  return {
    onRefuse,
    onNumber: (key, value) => change((now) => (numbersOf(now)[key] = value)),
    onMove: (by) => change((now) => moveLayer(now, by), true),
    onRemove() {
      if (state.layers.length > 1) change(removeLayer, true);
      else onRefuse("The last layer stays: a network needs one.");
    },
    onAdd(kind) {
      if (state.layers.length < most) change((now) => addLayer(now, kind, rowsNow()), true);
      else onRefuse(`The ledger holds ${most} layers at most.`);
    },
  };
}

/**
 * The editor of the chosen row, or none; made anew for another row or kind of layer alone, so that
 * its controls keep the focus.
 *
 * @param {Data} data
 * @param {import("./editor.js").Act} act
 */
function makeEditors(data, act) {
  /** @type {ReturnType<typeof makeEditor> | null} */
  let editor = null;
  let made = "";
  /** @param {State} state @param {Row[]} rows */
  return (state, rows) => {
    if (!state.open) return null;
    const { name } = state.chosen ? rows[state.chosen - 1] : { name: "input" };
    const wanted = `${state.chosen} ${name} ${state.layers[state.chosen - 1]?.kind}`;
    if (!editor || wanted !== made) editor = makeEditor(state, name, data, act);
    made = wanted;
    editor.set(state);
    return editor.element;
  };
}

/**
 * The sentence about an impossible layer, with a button where the remedy is plain.
 *
 * @param {ReturnType<typeof makeSpeech>} speech
 * @param {ReturnType<typeof makeButton>} repair
 * @param {State} state
 * @param {Row[]} rows
 */
function showTrouble(speech, repair, state, rows) {
  const wrong = rows.find((row) => row.wrong)?.wrong;
  if (wrong) speech.refuse(wrong);
  else speech.clear();
  const plain = remedy(state, rows);
  repair.element.hidden = !plain;
  if (plain) repair.set({ label: plain.label });
}

/**
 * @param {State} state
 * @param {Row[]} rows
 * @param {Total | null} total
 */
function sentence({ chosen }, rows, total) {
  if (!total) return null;
  const own = rows[chosen - 1];
  const gives = own?.shape ? `${own.name} gives ${shape_text(own.shape)}. ` : "";
  const [parameters, work] = [total.parameters, total.multiply_adds].map(thousands);
  return `${gives}In all ${parameters} parameters, ${work} multiply-adds.`;
}
