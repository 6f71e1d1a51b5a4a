// One class of the loss laboratory: whether it is the truth, its logit, its probability.
import { makeSlider } from "../kit/controls.js";
import { element } from "../kit/dom.js";
import { formatNumber, parseNumber } from "../kit/format.js";
import { chance, fixed } from "./values.js";

// makeLogit({ title, group, limit, hasLogit, onTrue, onLogit, onRefuse }): `group` ties the radio
// buttons of all classes together; the logit lies between -limit and limit.
// row.show({ z, p, logP, isTrue }) shows these numbers.
export function makeLogit({ title, group, limit, hasLogit, onTrue, onLogit, onRefuse }) {
  const truth = element("input", { type: "radio", name: group, onchange: onTrue });
  const slider = makeSlider(`logit of ${title}`, 0, {
    least: -limit,
    most: limit,
    step: 0.1,
    onChange: onLogit,
    describe: formatNumber,
  });
  const field = element("input", {
    type: "text",
    inputmode: "text",
    autocomplete: "off",
    "aria-label": `logit of ${title}, typed`,
    onchange: () => take(field.value),
  });
  const bar = element("span", { class: "bar" });
  const probability = element("span", { class: "probability" });
  const logarithm = element("span", { class: "muted" });
  let now = 0;

  function take(text) {
    const value = parseNumber(text);
    if (value !== null && Math.abs(value) <= limit) {
      onLogit(value);
    } else {
      field.value = formatNumber(now);
      onRefuse(
        `logit of ${title} (=${text.trim()}) must be a number from ${-limit} to ${limit}; ` +
          `it stays ${formatNumber(now)}.`,
      );
    }
  }

  const none = element("span", { class: "none muted" }, "no logit: p is what is missing to 1");
  const made = element(
    "div",
    { class: "logit", role: "group", "aria-label": title },
    element("label", { class: "truth" }, truth, title),
    ...(hasLogit ? [slider.element, field] : [none]),
    element("span", { class: "track", "aria-hidden": "true" }, bar),
    element("span", { class: "numbers" }, probability, logarithm),
  );
  return {
    element: made,
    show({ z = 0, p, logP = null, isTrue }) {
      now = z;
      slider.set(z);
      field.value = formatNumber(z);
      truth.checked = isTrue;
      made.classList.toggle("true", isTrue);
      bar.style.width = `${100 * p}%`;
      probability.textContent = `p ${chance(p)}`;
      logarithm.textContent = logP === null ? "" : `log p ${fixed(logP)}`;
    },
  };
}
