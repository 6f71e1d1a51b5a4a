// Puts a figure in the place of its static picture, in a shadow root of its own.
import { element } from "./dom.js";
import { followTheme } from "./theme.js";

// The picture stays in the page, for search engines and for print, where the slot shows it.
// Should draw fail, nothing has been touched, and the picture goes on standing there.
export function mount(host, styles, data, draw) {
  if (host.shadowRoot) return;
  const root = element("div", { class: "live", role: "group" });
  draw(root, data);
  followTheme((dark) => root.classList.toggle("dark", dark));
  const still = element("div", { class: "print-only" }, element("slot"));
  host.attachShadow({ mode: "open" }).append(element("style", {}, styles), root, still);
}
