// A line of code with a button that copies it.
import { makeButton } from "./controls.js";
import { element, newId } from "./dom.js";

/**
 * tell(sentence) says what came of it. Where the page may not write to the clipboard, the old
 * command is tried, and at the worst the line stands selected for the reader to copy.
 *
 * @param {string} label
 * @param {(sentence: string) => void} tell
 */
export function makeCopyLine(label, tell) {
  const id = newId();
  const code = element("textarea", { id, readonly: true, rows: 1, spellcheck: "false" });
  const button = makeButton("Copy", copy);

  async function copy() {
    try {
      await navigator.clipboard.writeText(code.value);
      tell("Copied.");
    } catch {
      code.focus();
      code.select();
      const done = document.execCommand("copy");
      if (done) button.element.focus();
      tell(done ? "Copied." : "The line is selected: copy it with Ctrl+C or ⌘C.");
    }
  }

  return {
    element: element(
      "div",
      { class: "copy" },
      element("label", { for: id }, label),
      element("div", { class: "row" }, code, button.element),
    ),
    set(/** @type {string} */ text) {
      code.value = text;
    },
  };
}
