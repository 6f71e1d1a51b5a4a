// A live figure that comes when it is touched. Until then a still picture stands there, with a button on it, so that the
// page is light. The script of the figure is a file that _ext/front.py writes: a page opened from a file may fetch
// nothing, but it may load a script.
(() => {
  const FAILED = "The figure could not be loaded. Touch it once more, or open its lesson.";

  /** @param {HTMLElement} host */
  function prepare(host) {
    const button = /** @type {HTMLButtonElement} */ (host.querySelector("button"));
    const status = /** @type {HTMLElement} */ (host.querySelector("[role=status]"));
    const fail = () => {
      host.querySelector("script")?.remove();
      status.textContent = FAILED;
    };
    button.addEventListener("click", () => {
      if (host.querySelector("script")) return; // on its way
      status.textContent = "Loading …";
      const script = document.createElement("script");
      script.src = host.dataset.script ?? "";
      script.onload = () => show(host) || fail();
      script.onerror = fail;
      host.append(script); // the figure looks for its place there
    });
    button.hidden = false;
  }

  /**
   * Lets the figure have the whole place, and the reader draw; tells whether it has come.
   *
   * @param {HTMLElement} host
   */
  function show({ shadowRoot, classList }) {
    if (!shadowRoot) return false;
    classList.remove("on-touch");
    const pad = /** @type {HTMLElement | null} */ (shadowRoot.querySelector("[role=application]"));
    pad?.focus({ preventScroll: true });
    return true;
  }

  document.addEventListener("DOMContentLoaded", () => {
    for (const host of /** @type {NodeListOf<HTMLElement>} */ (
      document.querySelectorAll(".on-touch")
    )) {
      prepare(host);
    }
  });
})();
