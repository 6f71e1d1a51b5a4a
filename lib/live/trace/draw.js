// Trace: any activation of a network on one picture, and the inputs and weights that made it.
import { element } from "../kit/dom.js";
import { makeLayers } from "../kit/network-layers.js";
import { makeMaps } from "../kit/network-maps.js";
import { fieldOf, fieldText } from "../kit/network-sums.js";
import { goBack, goTo, makeTrace, strongest } from "../kit/network-trace.js";
import { run, unpackBytes, unpackNetwork } from "../kit/network.js";
import { makeSpeech } from "../kit/speech.js";

/** @typedef {import("../kit/network-trace.js").Trace} Trace */

/**
 * The picture is 28 x 28 32-bit numbers in base64; the trace starts at the largest activation of
 * layer `start`.
 *
 * @typedef {{ network: import("../kit/network.js").NetworkData, picture: string, start: number }} Data
 */

/**
 * @param {HTMLElement} root
 * @param {Data} data
 * @param {import("../kit/keep.js").Keep} keep
 */
export function draw(root, data, keep) {
  const layers = unpackNetwork(data.network);
  const volumes = run(layers, new Float32Array(unpackBytes(data.picture).buffer));
  /** @type {Trace} */
  const state = keep.restore({ at: strongest(volumes, data.start), path: [] });
  const speech = makeSpeech();
  const picture = makeMaps({ label: "the picture", isInk: true });
  const reach = element("p", { class: "muted" });
  const maps = makeLayers({
    layers,
    isWhole: false,
    onPick: (n, place) => change(() => goTo(state, [n, ...place])),
  });
  const trace = makeTrace({
    layers,
    onGo: (at) => change(() => goTo(state, at)),
    onBack: () => change(() => goBack(state)),
    speech,
  });

  function render() {
    const [n, ...place] = state.at;
    const field = fieldOf(layers.slice(0, n + 1), volumes, place);
    picture.frame(field.from, field.to);
    reach.textContent = fieldText(field);
    maps.frame(n, place);
    trace.set(volumes, state);
  }

  /** @param {() => void} make */
  function change(make) {
    make();
    keep.save(state);
    render();
    speech.clear();
    speech.say(`${trace.text()} ${reach.textContent}`);
  }

  root.setAttribute("aria-label", "Trace of an activation");
  const seen = element("div", { class: "seen" }, title("The picture"), picture.element, reach);
  root.append(
    element("div", { class: "maps-beside" }, maps.element, seen),
    trace.element,
    speech.element,
  );
  picture.set(volumes[0]);
  maps.set(volumes);
  render();
}

/** @param {string} text */
function title(text) {
  return element("p", { class: "title" }, text);
}
