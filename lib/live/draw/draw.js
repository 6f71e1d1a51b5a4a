// Draw a digit: the network of the book answers, and all that it computes is in sight.
import { makeButton } from "../kit/controls.js";
import { element, hiddenText, newId } from "../kit/dom.js";
import { centre, enlarge } from "./centring.js";
import { makePad } from "./pad.js";
import { makeMaps } from "../kit/network-maps.js";
import { run, softmax, unpackBytes, unpackNetwork } from "../kit/network.js";
import { makeSpeech } from "../kit/speech.js";

const RULE = [
  "MNIST's centring: the ink is scaled to fit into 20 × 20 pixels (framed), then moved",
  "until its centre of mass lies in the middle of 28 × 28.",
].join(" ");
const HELP = [
  "Draw with mouse, finger or pen. By keyboard: the space bar puts the pen down and lifts it;",
  "arrows move it, and Home, End, Page Up and Page Down do so diagonally.",
].join(" ");

// data: { network, examples, start }: examples are [digit, 28 x 28 bytes in base64]; the one of
// index `start` is shown first.
export function draw(root, data) {
  root.setAttribute("aria-label", "Draw a digit");
  const layers = unpackNetwork(data.network);
  const speech = makeSpeech();
  const help = element("p", { class: "help", id: newId() }, HELP);
  const pad = makePad({ help: help.id, onInk: answer, onMove: speech.say });
  const seen = makeMaps({ label: "what the network sees", isInk: true });
  const sizes = element("p", { class: "muted" });
  const best = element("div", { class: "best" });
  const bars = Array.from({ length: 10 }, (_, digit) => makeBar(digit));
  const list = element("ol", { class: "bars" }, ...bars.map((bar) => bar.element));
  const maps = layers.slice(0, -1).map((layer) => makeLayer(layer));

  // Text: undefined while a stroke goes on, "" at its end, and a place by keyboard.
  function answer(ink, text) {
    const centred = centre(ink);
    const volumes = run(layers, centred ? centred.picture : new Float32Array(28 * 28));
    seen.set(volumes[0]);
    if (!centred) {
      empty(volumes);
      return;
    }
    const { from, to, top, left } = centred;
    seen.frame(0, top, left, top + to[0] - 1, left + to[1] - 1);
    const scaled = [from, to].map((lengths) => lengths.join(" × ")).join(" → ");
    sizes.textContent = `Here: ${scaled}, at row ${top}, column ${left}.`;
    const shares = softmax(volumes.at(-1).values);
    const order = [...shares.keys()].sort((a, b) => shares[b] - shares[a]);
    best.textContent = order[0];
    shares.forEach((share, digit) => bars[digit].set(share, digit === order[0]));
    maps.forEach((map, n) => map.set(volumes[n + 1]));
    if (text === undefined) return;
    const [first, second] = order.map((digit) => `${digit} with ${percent(shares[digit])}`);
    speech.say(`${text ? `${text}. ` : ""}The network answers ${first}; then ${second}.`);
  }

  function empty(volumes) {
    seen.frame(null);
    best.textContent = "?";
    sizes.textContent = "Nothing is drawn yet: the network is not asked.";
    bars.forEach((bar) => bar.set(null, false));
    maps.forEach((map, n) => map.set({ ...volumes[n + 1], values: volumes[n + 1].values.fill(0) }));
    speech.say(sizes.textContent);
  }

  const clear = makeButton("Clear", () => pad.set(), { primary: true });
  const examples = data.examples.map(([digit, text]) => {
    const bytes = unpackBytes(text);
    const picture = makeMaps({ isInk: true });
    const volume = { channels: 1, rows: 28, columns: 28, values: bytes };
    picture.set(volume, { most: 255 });
    const button = makeButton("", () => pad.set(enlarge(bytes)));
    button.element.replaceChildren(picture.element, hiddenText(`Load a ${digit} of MNIST`));
    return button.element;
  });
  root.append(
    element(
      "div",
      { class: "stages" },
      stage("1. Draw a digit", pad.element, clear.element),
      stage("2. What the network sees", seen.element, element("p", {}, RULE), sizes),
      stage("3. Its answer", element("div", { class: "answer" }, best, list)),
    ),
    element(
      "div",
      { class: "examples", role: "group", "aria-label": "digits of MNIST to load" },
      element("span", {}, "Or load a digit of MNIST:"),
      ...examples,
    ),
    element("div", { class: "layers" }, ...maps.map((map) => map.element)),
    help,
    speech.element,
  );
  pad.set(enlarge(unpackBytes(data.examples[data.start][1])));
}

function stage(title, ...children) {
  return element("div", { class: "stage" }, element("p", { class: "title" }, title), ...children);
}

function percent(share) {
  return `${(100 * share).toFixed(1)} %`;
}

function makeBar(digit) {
  const length = element("span", { class: "length" });
  const shown = element("span", { class: "share" });
  const bar = element("span", { class: "bar", "aria-hidden": "true" }, length);
  const row = element("li", {}, element("span", { class: "digit" }, digit), bar, shown);
  return {
    element: row,
    set(share, isBest) {
      row.classList.toggle("is-best", isBest);
      length.style.width = `${100 * (share ?? 0)}%`;
      shown.textContent = share === null ? "–" : percent(share);
    },
  };
}

// One layer's feature maps, the brightest value of all in the full colour.
function makeLayer({ name, shape }) {
  const maps = makeMaps({ label: name, across: shape[0] < 32 ? 8 : 16 });
  const largest = element("span", { class: "muted" });
  const title = element("p", { class: "title" }, `${name} `, largest);
  return {
    element: element("div", { class: "layer" }, title, maps.element),
    set(volume) {
      const most = volume.values.reduce((a, b) => Math.max(a, b));
      maps.set(volume, { most });
      const size = `${volume.channels} maps of ${volume.rows} × ${volume.columns}`;
      largest.textContent = `${size}, up to ${most.toFixed(2)}`;
      maps.tell(`${name}: ${size}, up to ${most.toFixed(2)}`);
    },
  };
}
