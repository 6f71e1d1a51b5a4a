// Labelled controls. Each is { element, ... }; `element` goes into the figure.
import { element, newId, setAttribute } from "./dom.js";
import { makeIcon } from "./icons.js";

// button.set({ label, icon, disabled, pressed }) changes what is named. With an icon (of icons.js)
// the label is what readers hear and what a pointer that rests on the button shows.
export function makeButton(label, onPress, { icon = null, primary = false } = {}) {
  const made = element("button", { type: "button", class: primary ? "primary" : null });
  // aria-disabled, not disabled: a button that the reader stands on must not lose the focus
  const isOff = () => made.hasAttribute("aria-disabled");
  made.addEventListener("click", () => isOff() || onPress());
  const set = ({ label: text, icon: sign, disabled, pressed }) => {
    if (text !== undefined) {
      made.replaceChildren(sign ? makeIcon(sign) : text);
      setAttribute(made, "aria-label", sign ? text : null);
      setAttribute(made, "title", sign ? text : null);
    }
    if (disabled !== undefined) setAttribute(made, "aria-disabled", disabled ? "true" : null);
    if (pressed !== undefined) made.setAttribute("aria-pressed", pressed);
  };
  set({ label, icon });
  return { element: made, set };
}

// A whole number in a field with - and +. onChange(value) gets whole numbers from least to most;
// anything else goes as a sentence to onRefuse, and the field keeps its value.
export function makeNumberField(label, value, { least, most, onChange, onRefuse }) {
  const id = newId();
  const input = element("input", { id, type: "text", inputmode: "numeric", autocomplete: "off" });
  const show = () => {
    input.value = value;
    less.set({ disabled: value <= least });
    more.set({ disabled: value >= most });
  };
  const take = (text) => {
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
  const step = (by) => {
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
  return {
    element: element(
      "div",
      { class: "field" },
      element("label", { for: id }, label),
      element("span", { class: "spin" }, less.element, input, more.element),
    ),
    set(wanted) {
      value = wanted;
      show();
    },
  };
}

// A slider over numbers. describe(value) stands beside the label, and is what readers hear.
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
  const set = (wanted, limits = {}) => {
    for (const [name, limit] of Object.entries(limits)) input.setAttribute(name, limit);
    input.value = wanted;
    tell();
  };
  set(value, { min: least, max: most, step });
  const caption = element("div", {}, element("label", { for: id }, label), shown);
  return {
    element: element("div", { class: "slider" }, caption, input),
    set, // set(value, { min, max })
  };
}

// A choice between a few named values: choices is [[value, text], ...].
export function makeSelect(label, value, choices, onChange) {
  const id = newId();
  const options = choices.map(([name, text]) => element("option", { value: name }, text));
  const select = element("select", { id, onchange: () => onChange(select.value) }, ...options);
  select.value = value;
  return {
    element: element("div", { class: "field" }, element("label", { for: id }, label), select),
    set(wanted) {
      select.value = wanted;
    },
  };
}

// The same choice as a row of radio buttons, all in sight.
export function makeToggle(label, value, choices, onChange) {
  const name = newId();
  const inputs = choices.map(([choice]) =>
    element("input", { type: "radio", name, value: choice, onchange: () => onChange(choice) }),
  );
  const set = (wanted) => {
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

// A box to tick.
export function makeCheckbox(label, checked, onChange) {
  const input = element("input", { type: "checkbox", onchange: () => onChange(input.checked) });
  input.checked = checked;
  return {
    element: element("label", { class: "checkbox" }, input, label),
    set(wanted) {
      input.checked = wanted;
    },
  };
}
