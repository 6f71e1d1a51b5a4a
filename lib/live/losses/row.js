// One class of the loss laboratory: whether it is the true one, its logit, its probability.
import { makeSlider } from "../kit/controls.js";
import { element } from "../kit/dom.js";
import { formatNumber, parseNumber, whyNoNumber } from "../kit/format.js";

/**
 * @typedef {object} Options
 * @property {number} k - the class
 * @property {string} group - ties the radio buttons of all classes together
 * @property {number} limit - the logit lies between -limit and limit
 * @property {boolean} hasLogit
 * @property {() => void} onTrue
 * @property {(z: number) => void} onLogit
 * @property {(sentence: string) => void} onRefuse
 *
 * @typedef {object} Shown
 * @property {number} z
 * @property {number} share - the probability
 * @property {string} p - the same in digits
 * @property {string} logP
 * @property {boolean} isTrue
 */

/** @param {Options} options */
export function makeRow({ k, group, limit, hasLogit, onTrue, onLogit, onRefuse }) {
  const title = `class ${k}`;
  const truth = element("input", {
    type: "radio",
    name: group,
    "aria-label": `${title} is the true class`,
    onchange: onTrue,
  });
  const logit = makeLogit(`logit of ${title}`, limit, onLogit, onRefuse);
  const none = element("span", { class: "none muted" }, "no logit: p is what is missing to 1");
  const bar = element("span", { class: "bar" });
  const [p, logP] = [
    element("span", { class: "probability" }),
    element("span", { class: "muted" }),
  ];
  const made = element(
    "div",
    { class: "logit", role: "group", "aria-label": title },
    element("label", { class: "truth" }, truth, title),
    ...(hasLogit ? logit.elements : [none]),
    element("span", { class: "track", "aria-hidden": "true" }, bar),
    element("span", { class: "numbers" }, p, logP),
  );
  return {
    element: made,
    /** @param {Shown} shown */
    set(shown) {
      logit.set(shown.z);
      truth.checked = shown.isTrue;
      made.classList.toggle("true", shown.isTrue);
      bar.style.width = `${100 * shown.share}%`;
      p.textContent = `p ${shown.p}`;
      logP.textContent = `log p ${shown.logP}`;
    },
  };
}

/**
 * A number to drag and to type.
 *
 * @param {string} label
 * @param {number} limit
 * @param {(z: number) => void} onLogit
 * @param {(sentence: string) => void} onRefuse
 */
function makeLogit(label, limit, onLogit, onRefuse) {
  let now = 0;
  const slider = makeSlider(label, now, {
    least: -limit,
    most: limit,
    step: 0.1,
    onChange: onLogit,
    describe: formatNumber,
  });
  const field = element("input", {
    type: "text",
    inputmode: "text", // decimal keyboards of phones lack the minus
    autocomplete: "off",
    "aria-label": `${label}, typed`,
    onchange: () => take(field.value),
  });

  /** @param {string} text */
  function take(text) {
    const value = parseNumber(text);
    if (value !== null && Math.abs(value) <= limit) {
      onLogit(value);
      return;
    }
    field.value = formatNumber(now);
    const rule = `${label} (=${text.trim()}) must be a number from ${-limit} to ${limit}; it`;
    const why = value === null ? `${whyNoNumber(text)}; ${label}` : rule;
    onRefuse(`${why} stays ${field.value}.`);
  }

  return {
    elements: [slider.element, field],
    /** @param {number} z */
    set(z) {
      now = z;
      slider.set(z);
      field.value = formatNumber(z);
    },
  };
}
