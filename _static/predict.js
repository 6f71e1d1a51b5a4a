// A prediction is asked for before what it is about is seen: what follows the box, up to the next heading or box, is
// veiled until the reader commits a guess or asks to be shown. Nothing is taken away: search, print and screen readers
// find it all. One switch, in every box, ends the asking for the whole book.

/** @typedef {{ off?: boolean, guesses: Record<string, string> }} Predicted */

class Prediction {
  static NAME = "From convolution to deep CNN: predictions";

  /** @returns {Predicted} - a browser may refuse to keep anything */
  static recall() {
    try {
      return { guesses: {}, ...JSON.parse(localStorage.getItem(Prediction.NAME) ?? "{}") };
    } catch {
      return { guesses: {} };
    }
  }

  /** @param {(kept: Predicted) => void} change */
  static keep(change) {
    const kept = Prediction.recall();
    change(kept);
    try {
      localStorage.setItem(Prediction.NAME, JSON.stringify(kept));
    } catch {
      // then it is forgotten with the page
    }
  }

  /** @param {Element} part */
  static isBox(part) {
    return (
      part.matches(".admonition") &&
      part.querySelector(".admonition-title")?.textContent === "Predict"
    );
  }

  /** @param {Element} part */
  static isQuestion(part) {
    const root = part.querySelector(".live-figure")?.shadowRoot;
    return Boolean(root?.querySelector("[aria-label^='Question:']"));
  }

  /**
   * @template {keyof HTMLElementTagNameMap} Tag
   * @param {Tag} tag
   * @param {Record<string, string>} attributes
   * @param {...(Node | string)} children
   */
  static element(tag, attributes, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }

  field = Prediction.element("input", {
    type: "text",
    autocomplete: "off",
    "aria-label": "Your guess",
  });
  showMe = Prediction.element("button", { type: "button" }, "Show me");
  off = Prediction.element(
    "button",
    { type: "button", class: "off" },
    "Do not ask me in this book",
  );
  said = Prediction.element("p", { class: "guessed", role: "status" });

  /**
   * @param {Element} box
   * @param {string} label - of the guess among those that are kept
   */
  constructor(box, label) {
    this.label = label;
    this.veiled = Prediction.following(box);
    const commit = Prediction.element("button", { class: "commit" }, "Commit");
    const options = this.options(box);
    const given = options.length ? options : [this.field, commit];
    const parts = [...given, this.showMe, this.off];
    this.form = Prediction.element("form", { class: "guess" }, ...parts);
    box.append(this.form, this.said);
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.commit(this.field.value.trim());
    });
    this.showMe.addEventListener("click", () => this.veil(false));
    // whoever comes in by keyboard or by a link wants to see it
    for (const part of this.veiled) part.addEventListener("focusin", () => this.veil(false));
    addEventListener("hashchange", () => this.isWanted() && this.veil(false));
  }

  /**
   * What comes behind a box, up to the next heading or box, but for questions: a veil would keep the mouse out.
   *
   * @param {Element} box
   */
  static following(box) {
    const found = [];
    for (let part = box.nextElementSibling; part; part = part.nextElementSibling) {
      if (part.matches("section, h2, h3") || Prediction.isBox(part)) break;
      if (!Prediction.isQuestion(part)) found.push(part);
    }
    return found;
  }

  /**
   * A list in the box is what can be chosen: a button for each.
   *
   * @param {Element} box
   */
  options(box) {
    for (const list of box.querySelectorAll("ul")) list.hidden = true;
    return [...box.querySelectorAll("li")].map((item) => {
      const text = item.textContent?.trim() ?? "";
      const button = Prediction.element("button", { type: "button" }, text);
      button.addEventListener("click", () => this.commit(text));
      return button;
    });
  }

  /** @param {boolean} isVeiled */
  veil(isVeiled) {
    for (const part of this.veiled) part.classList.toggle("veiled", isVeiled);
    this.form.hidden = !isVeiled;
  }

  /** @param {string} guess */
  commit(guess) {
    if (!guess) return this.field.focus();
    Prediction.keep((kept) => {
      kept.guesses[this.label] = guess;
    });
    this.tell(guess);
  }

  /** @param {string} guess */
  tell(guess) {
    this.veil(false);
    this.said.textContent = `You guessed: ${guess}`;
  }

  /** Whether the page's address leads to something that is veiled. */
  isWanted() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    return this.veiled.some((part) => part.contains(target));
  }

  update() {
    const { off, guesses } = Prediction.recall();
    if (guesses[this.label]) this.tell(guesses[this.label]);
    else this.veil(!off && !this.isWanted());
  }
}

document.addEventListener("DOMContentLoaded", () => {
  const boxes = [...document.querySelectorAll(".admonition")].filter(Prediction.isBox);
  const page = location.pathname.split("/").at(-1);
  const predictions = boxes.map((box, k) => new Prediction(box, `${page} ${k}`));
  const again = Prediction.element(
    "button",
    { type: "button", class: "ask-again" },
    "Ask me for predictions again",
  );
  boxes.at(-1)?.after(again);

  function update() {
    for (const one of predictions) one.update();
    again.hidden = !Prediction.recall().off;
  }
  function turn(/** @type {boolean} */ off) {
    Prediction.keep((kept) => {
      kept.off = off;
    });
    update();
  }

  again.addEventListener("click", () => turn(false));
  for (const one of predictions) one.off.addEventListener("click", () => turn(true));
  update();
});
