// Single keys lead through the book; "?" lists them. They do nothing while something has the focus that takes keys itself,
// and the list has a switch that turns them off, since who speaks to the machine would press them with every word.

class Shortcuts {
  static NAME = "From convolution to deep CNN: shortcuts";
  static OWN_KEYS = "input, textarea, select, form, dialog, [contenteditable], .live-figure";

  /** What each key clicks. @type {Record<string, string>} */
  static LEADS_TO = {
    n: "a.right-next",
    p: "a.left-prev",
    t: "a.navbar-brand",
    "/": ".search-button__button",
    "?": ".shortcuts-button",
  };

  static DIALOG = `<form method="dialog">
      <h2 id="shortcuts-title">Keyboard shortcuts</h2>
      <dl>
        <dt><kbd>n</kbd></dt><dd>next page</dd>
        <dt><kbd>p</kbd></dt><dd>previous page</dd>
        <dt><kbd>t</kbd></dt><dd>table of contents</dd>
        <dt><kbd>/</kbd></dt><dd>search, as <kbd>Ctrl</kbd>+<kbd>K</kbd> does</dd>
        <dt><kbd>?</kbd></dt><dd>these shortcuts</dd>
        <dt><kbd>Esc</kbd></dt><dd>close what lies on the page</dd>
      </dl>
      <label><input type="checkbox">Single-key shortcuts are on</label>
      <button>Close</button>
    </form>`;

  isOn = Shortcuts.recall();
  dialog = document.createElement("dialog");
  button = document.createElement("button");

  /** A browser may refuse to keep anything. */
  static recall() {
    try {
      return localStorage.getItem(Shortcuts.NAME) !== "off";
    } catch {
      return true;
    }
  }

  constructor() {
    this.dialog.className = "shortcuts";
    this.dialog.setAttribute("aria-labelledby", "shortcuts-title");
    this.dialog.innerHTML = Shortcuts.DIALOG;
    this.button.type = "button";
    this.button.className = "shortcuts-button";
    this.button.textContent = "Keyboard shortcuts";
    document.querySelector(".bd-sidebar-primary")?.append(this.button);
    document.body.append(this.dialog);

    const box = /** @type {HTMLInputElement} */ (this.dialog.querySelector("input"));
    this.button.addEventListener("click", () => {
      box.checked = this.isOn;
      this.dialog.showModal();
    });
    box.addEventListener("change", () => this.turn(box.checked));
    // the form fills the dialog: what is clicked in the dialog itself, lies around it
    this.dialog.addEventListener("click", ({ target }) => {
      if (target === this.dialog) this.dialog.close();
    });
    document.addEventListener("keydown", (event) => this.follow(event));
  }

  /** @param {boolean} isOn */
  turn(isOn) {
    this.isOn = isOn;
    try {
      localStorage.setItem(Shortcuts.NAME, isOn ? "on" : "off");
    } catch {
      // then it is forgotten with the page
    }
  }

  /** @param {KeyboardEvent} event */
  follow(event) {
    const { key, target, ctrlKey, altKey, metaKey, repeat } = event;
    if (!this.isOn || ctrlKey || altKey || metaKey || repeat) return;
    if (target instanceof Element && target.closest(Shortcuts.OWN_KEYS)) return;
    if (!Object.hasOwn(Shortcuts.LEADS_TO, key)) return;
    event.preventDefault(); // what opens, would be typed into
    /** @type {HTMLElement | null} */ (document.querySelector(Shortcuts.LEADS_TO[key]))?.click();
  }
}

DOCUMENTATION_OPTIONS.ENABLE_SEARCH_SHORTCUTS = false; // Sphinx's "/" looks for a box that is hidden
document.addEventListener("DOMContentLoaded", () => new Shortcuts());
