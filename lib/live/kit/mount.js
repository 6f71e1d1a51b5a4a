// Puts a figure in the place of its static picture, in a shadow root of its own.
import { element } from "./dom.js";
import { followTheme } from "./theme.js";

/**
 * The picture stays in the page, for search engines. Should draw fail, nothing has been touched,
 * and the picture goes on standing there.
 *
 * @template Data
 * @param {Element} host
 * @param {string} styles
 * @param {Data} data
 * @param {(root: HTMLElement, data: Data, keep: any) => void} draw
 * @param {import("./keep.js").Keep} [keep]
 */
export function mount(host, styles, data, draw, keep) {
  if (host.shadowRoot) return;
  const root = element("div", { class: "live", role: "group" });
  draw(root, data, keep);
  followTheme((dark) => root.classList.toggle("dark", dark));
  host.attachShadow({ mode: "open" }).append(element("style", {}, styles), root);
}
