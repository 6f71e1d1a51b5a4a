// Elements, made in one line.

/** @typedef {Node | string | null | undefined} Child */

/**
 * element("p", { class: "muted", onclick: f }, "text", other): attributes, listeners and children.
 * An attribute that is false, null or undefined is left out; one that is true has no value.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, any>} [attributes]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else setAttribute(made, name, value);
  }
  made.append(.../** @type {(Node | string)[]} */ (children.filter((child) => child ?? false)));
  return made;
}

/**
 * @param {Element} target
 * @param {string} name
 * @param {string | number | boolean | null | undefined} value
 */
export function setAttribute(target, name, value) {
  if ((value ?? false) === false) target.removeAttribute(name);
  else target.setAttribute(name, value === true ? "" : String(value));
}

/**
 * Text for screen readers alone.
 *
 * @param {string} text
 */
export function hiddenText(text) {
  return element("span", { class: "for-readers" }, text);
}

let ids = 0;

/** An id that is new within this figure: labels and descriptions need one. */
export function newId() {
  ids += 1;
  return `live-${ids}`;
}
