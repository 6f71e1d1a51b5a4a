// Play, pause, step, back and scrub through steps 0 to count - 1.
import { makeButton, makeSlider } from "./controls.js";
import { element } from "./dom.js";

const PACE = 900; // milliseconds a step, without `pace`

// onStep(step, playing) draws a step. player.set({ count, step }) begins anew; player.go(step) goes
// there as if the reader had. With a count of 0 there is nothing to play, and all controls rest.
export function makePlayer({ count, step = 0, pace = PACE, onStep }) {
  let timer = null;
  const first = makeButton("First step", () => go(0), { icon: "first" });
  const back = makeButton("Back", () => go(step - 1), { icon: "back" });
  const toggle = () => (timer ? go(step) : start());
  const play = makeButton("Play", toggle, { icon: "play", primary: true });
  const next = makeButton("Step", () => go(step + 1), { icon: "next" });
  const last = makeButton("Last step", () => go(count - 1), { icon: "last" });
  const slider = makeSlider("Step", step, {
    least: 0,
    most: 0,
    onChange: go,
    describe: (value) => (count ? `${value + 1} of ${count}` : "none"),
  });

  function show() {
    for (const button of [first, back]) button.set({ disabled: step <= 0 });
    for (const button of [next, last]) button.set({ disabled: step >= count - 1 });
    play.set(timer ? { label: "Pause", icon: "pause" } : { label: "Play", icon: "play" });
    play.set({ disabled: count === 0 });
    slider.set(step, { min: 0, max: Math.max(0, count - 1) });
  }

  function move(wanted) {
    step = Math.max(0, Math.min(count - 1, wanted));
    if (timer && step >= count - 1) stop();
    show();
    if (count) onStep(step, Boolean(timer));
  }

  function go(wanted) {
    stop();
    move(wanted);
  }

  function start() {
    timer = setInterval(() => move(step + 1), pace);
    move(step >= count - 1 ? 0 : step + 1); // at the end, play begins anew
  }

  function stop() {
    clearInterval(timer);
    timer = null;
  }

  function set(changed) {
    ({ count = count, step = step } = changed);
    go(step);
  }

  show();
  const buttons = [first, back, play, next, last].map((button) => button.element);
  return {
    element: element(
      "div",
      { class: "player", role: "group", "aria-label": "Steps" },
      element("div", { class: "buttons" }, ...buttons),
      slider.element,
    ),
    set,
    go,
  };
}
