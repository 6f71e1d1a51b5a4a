// Labelled controls. Each is { element, ... }; `element` goes into the figure.
import { element, newId, setAttribute } from "./dom.js";
import { makeIcon } from "./icons.js";

/**
 * @typedef {object} ButtonState - what changes
 * @property {string} [label]
 * @property {import("./icons.js").Icon | null} [icon] - with one, the label is what readers hear,
 *   and what a pointer that rests on the button shows
 * @property {boolean} [disabled]
 * @property {boolean} [pressed]
 *
 * @typedef {{ element: HTMLButtonElement, set: (changed: ButtonState) => void }} Button
 */

/**
 * @param {string} label
 * @param {() => void} onPress
 * @param {{ icon?: import("./icons.js").Icon | null, primary?: boolean }} [look]
 * @returns {Button}
 */
export function makeButton(label, onPress, { icon = null, primary = false } = {}) {
  const made = element("button", { type: "button", class: primary ? "primary" : null });
  // aria-disabled, not disabled: a button that the reader stands on must not lose the focus
  const isOff = () => made.hasAttribute("aria-disabled");
  made.addEventListener("click", () => isOff() || onPress());
  /** @param {ButtonState} changed */
  const set = ({ label: text, icon: sign, disabled, pressed }) => {
    if (text !== undefined) {
      made.replaceChildren(sign ? makeIcon(sign) : text);
      setAttribute(made, "aria-label", sign ? text : null);
      setAttribute(made, "title", sign ? text : null);
    }
    if (disabled !== undefined) setAttribute(made, "aria-disabled", disabled ? "true" : null);
    if (pressed !== undefined) setAttribute(made, "aria-pressed", String(pressed));
  };
  set({ label, icon });
  return { element: made, set };
}

/**
 * A whole number in a field with - and +. onChange(value) gets whole numbers from least to most;
 * anything else goes as a sentence to onRefuse, and the field keeps its value.
 *
 * @param {string} label
 * @param {number} value
 * @param {object} does
 * @param {number} does.least
 * @param {number} does.most
 * @param {(value: number) => void} does.onChange
 * @param {(sentence: string) => void} does.onRefuse
 */
export function makeNumberField(label, value, { least, most, onChange, onRefuse }) {
  const id = newId();
  const input = element("input", { id, type: "text", inputmode: "numeric", autocomplete: "off" });
  const show = () => {
    most = Math.max(most, value); // a figure may set more: it can be moved back from
    input.value = String(value);
    less.set({ disabled: value <= least });
    more.set({ disabled: value >= most });
  };
  const take = (/** @type {string} */ text) => {
    const wanted = /^[-+]?\d+$/.test(text.trim()) ? Number(text) : NaN;
    if (wanted >= least && wanted <= most) {
      const changed = wanted !== value;
      value = wanted;
      if (changed) onChange(value);
    } else {
      onRefuse(`${label} (=${text.trim()}) must be a whole number from ${least} to ${most}.`);
    }
    show();
  };
  const step = (/** @type {number} */ by) => {
    const from = Number(input.value || NaN); // what has just been typed counts
    take(Number.isInteger(from) ? String(from + by) : input.value);
  };
  const less = makeButton(`${label}: one less`, () => step(-1), { icon: "less" });
  const more = makeButton(`${label}: one more`, () => step(1), { icon: "more" });
  input.addEventListener("change", () => take(input.value));
  input.addEventListener("keydown", (event) => {
    const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    step(by);
  });
  show();
  const spin = element("span", { class: "spin" }, less.element, input, more.element);
  return {
    element: element("div", { class: "field" }, element("label", { for: id }, label), spin),
    set(/** @type {number} */ wanted) {
      value = wanted;
      show();
    },
  };
}

/**
 * A slider over numbers. describe(value) stands beside the label, and is what readers hear.
 *
 * @param {string} label
 * @param {number} value
 * @param {object} does
 * @param {number} does.least
 * @param {number} does.most
 * @param {number} [does.step]
 * @param {(value: number) => void} does.onChange
 * @param {(value: number) => string} [does.describe]
 */
export function makeSlider(label, value, { least, most, step = 1, onChange, describe = String }) {
  const id = newId();
  const input = element("input", { id, type: "range" });
  const shown = element("span", { class: "value", "aria-hidden": "true" });
  const tell = () => {
    shown.textContent = describe(Number(input.value));
    input.setAttribute("aria-valuetext", shown.textContent);
  };
  input.addEventListener("input", () => {
    tell();
    onChange(Number(input.value));
  });
  /** @type {(wanted: number, limits?: { min?: number, max?: number, step?: number }) => void} */
  const set = (wanted, limits = {}) => {
    for (const [name, limit] of Object.entries(limits)) setAttribute(input, name, limit);
    input.value = String(wanted);
    tell();
  };
  set(value, { min: least, max: most, step });
  const caption = element("div", {}, element("label", { for: id }, label), shown);
  return { element: element("div", { class: "slider" }, caption, input), set };
}

/**
 * A choice between a few named values.
 *
 * @param {string} label
 * @param {string} value
 * @param {string[][]} choices - [value, text] of each
 * @param {(value: string) => void} onChange
 */
export function makeSelect(label, value, choices, onChange) {
  const id = newId();
  const options = choices.map(([name, text]) => element("option", { value: name }, text));
  const select = element("select", { id, onchange: () => onChange(select.value) }, ...options);
  select.value = value;
  return {
    element: element("div", { class: "field" }, element("label", { for: id }, label), select),
    set(/** @type {string} */ wanted) {
      select.value = wanted;
    },
  };
}

/**
 * The same choice as a row of radio buttons, all in sight.
 *
 * @param {string} label
 * @param {string} value
 * @param {string[][]} choices - [value, text] of each
 * @param {(value: string) => void} onChange
 */
export function makeToggle(label, value, choices, onChange) {
  const name = newId();
  const inputs = choices.map(([choice]) =>
    element("input", { type: "radio", name, value: choice, onchange: () => onChange(choice) }),
  );
  const set = (/** @type {string} */ wanted) => {
    for (const input of inputs) input.checked = input.value === wanted;
  };
  set(value);
  const labels = choices.map(([, text], i) =>
    element("label", {}, inputs[i], element("span", {}, text)),
  );
  return {
    element: element("fieldset", { class: "toggle" }, element("legend", {}, label), ...labels),
    set,
  };
}
