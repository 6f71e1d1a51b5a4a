// Marks in the contents and on the front page how many questions of a lesson are answered rightly. What is known of
// them stays in the reader's browser: see lib/live/question/store.js.
(() => {
  const NAME = "From convolution to deep CNN: answers";
  const PLACES = ".bd-links a, .lessons .title a, .toctree-wrapper a";

  /** @returns {Record<string, { right: boolean }>} - a browser may refuse to keep anything */
  function recall() {
    try {
      return JSON.parse(localStorage.getItem(NAME) ?? "{}");
    } catch {
      return {};
    }
  }

  function mark() {
    const entries = recall();
    for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (
      document.querySelectorAll(PLACES)
    )) {
      const labels = QUESTIONS[link.pathname.split("/").at(-1)?.replace(".html", "") ?? ""] ?? [];
      const right = labels.filter((label) => entries[label]?.right).length;
      link.querySelector(".done")?.remove();
      if (!right) continue;
      const done = document.createElement("span");
      done.className = "done";
      done.title = `${right} of ${labels.length} questions answered rightly`;
      done.textContent = right === labels.length ? "✓" : `${right}/${labels.length}`;
      link.append(done);
    }
  }

  document.addEventListener("DOMContentLoaded", mark);
  document.addEventListener("answered", mark);
  addEventListener("storage", mark); // answered in another window
})();
