// Play, pause, step, back and scrub through steps 0 to count - 1.
import { makeButton, makeSlider } from "./controls.js";
import { element } from "./dom.js";

const PACE = 900; // milliseconds a step, without `pace`

/**
 * @typedef {object} Options
 * @property {number} count - with 0 there is nothing to play, and all controls rest
 * @property {number} [step]
 * @property {number} [pace] - milliseconds a step
 * @property {(step: number, playing: boolean) => void} onStep - draws a step
 */

class Player {
  #timer = 0;

  /** @param {Options} options */
  constructor({ count, step = 0, pace = PACE, onStep }) {
    this.count = count;
    this.step = step;
    this.pace = pace;
    this.onStep = onStep;
    this.first = makeButton("First step", () => this.go(0), { icon: "first" });
    this.back = makeButton("Back", () => this.go(this.step - 1), { icon: "back" });
    this.play = makeButton("Play", () => this.#toggle(), { icon: "play", primary: true });
    this.next = makeButton("Step", () => this.go(this.step + 1), { icon: "next" });
    this.last = makeButton("Last step", () => this.go(this.count - 1), { icon: "last" });
    this.slider = makeSlider("Step", step, {
      least: 0,
      most: 0,
      onChange: (wanted) => this.go(wanted),
      describe: (value) => (this.count ? `${value + 1} of ${this.count}` : "none"),
    });
    this.element = this.#frame();
    this.#show();
  }

  /**
   * Begins anew.
   *
   * @param {{ count?: number, step?: number }} changed
   */
  set({ count = this.count, step = this.step }) {
    this.count = count;
    this.go(step);
  }

  /**
   * Goes there as if the reader had.
   *
   * @param {number} wanted
   */
  go(wanted) {
    this.#stop();
    this.#move(wanted);
  }

  #frame() {
    const buttons = [this.first, this.back, this.play, this.next, this.last];
    return element(
      "div",
      { class: "player", role: "group", "aria-label": "Steps" },
      element("div", { class: "buttons" }, ...buttons.map((button) => button.element)),
      this.slider.element,
    );
  }

  #show() {
    const most = this.count - 1;
    for (const button of [this.first, this.back]) button.set({ disabled: this.step <= 0 });
    for (const button of [this.next, this.last]) button.set({ disabled: this.step >= most });
    this.play.set(
      this.#timer ? { label: "Pause", icon: "pause" } : { label: "Play", icon: "play" },
    );
    this.play.set({ disabled: this.count === 0 });
    this.slider.set(this.step, { min: 0, max: Math.max(0, most) });
  }

  /** @param {number} wanted */
  #move(wanted) {
    this.step = Math.max(0, Math.min(this.count - 1, wanted));
    if (this.#timer && this.step >= this.count - 1) this.#stop();
    this.#show();
    if (this.count) this.onStep(this.step, Boolean(this.#timer));
  }

  #toggle() {
    if (this.#timer) this.go(this.step);
    else this.#start();
  }

  #start() {
    this.#timer = setInterval(() => this.#move(this.step + 1), this.pace);
    this.#move(this.step >= this.count - 1 ? 0 : this.step + 1); // at the end, play begins anew
  }

  #stop() {
    clearInterval(this.#timer);
    this.#timer = 0;
  }
}

/** @param {Options} options */
export function makePlayer(options) {
  return new Player(options);
}
