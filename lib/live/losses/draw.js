// The loss laboratory: drag logits, and see what each of the four losses makes of them.
import { makeButton, makeNumberField, makeToggle } from "../kit/controls.js";
import { element, newId } from "../kit/dom.js";
import { formatNumber } from "../kit/format.js";
import { makeLogit } from "./logit.js";
import { binaryLines, chance, classLines, fixed } from "./values.js";
import { logSoftmax, sigmoid, softmax } from "./values.js";
import { makeRuler } from "./ruler.js";
import { makeSpeech } from "../kit/speech.js";

const MOST_CLASSES = 10;
const PROBLEMS = [
  ["classes", "several classes"],
  ["binary", "two classes, one logit"],
];

// data: { classes: { logits, target }, binary: { logits: [z], target }, limit }
export function draw(root, data) {
  root.setAttribute("aria-label", "Losses and what they take");
  const setting = structuredClone(data);
  const speech = makeSpeech();
  const rows = element("div", { class: "logits" });
  const formula = element("span");
  const answer = element("strong");
  const ruler = makeRuler();
  let problem = "classes";
  let drawn = [];

  const problems = makeToggle("Problem", problem, PROBLEMS, (chosen) => {
    problem = chosen;
    restart();
  });
  const size = makeNumberField("classes", data.classes.logits.length, {
    least: 2,
    most: MOST_CLASSES,
    onChange(n) {
      const { logits, target } = setting.classes;
      setting.classes.logits = Array.from({ length: n }, (_, i) => logits[i] ?? 0);
      setting.classes.target = Math.min(target, n - 1);
      restart();
    },
    onRefuse: speech.refuse,
  });
  const presets = [
    makeButton("as given", () => {
      setting[problem] = structuredClone(data[problem]);
      restart();
    }),
    makeButton("no idea", () => preset(0)),
    makeButton("sure and right", () => preset(data.limit)),
    makeButton("sure and wrong", () => preset(-data.limit)),
  ];

  // The true class gets this logit and the others 0; a negative one goes to a wrong class instead.
  function preset(height) {
    const { logits, target } = setting[problem];
    const wrong = target === 0 ? 1 : 0;
    const chosen = height < 0 ? wrong : target;
    if (problem === "binary") logits[0] = target ? height : -height;
    else logits.forEach((_, k) => (logits[k] = k === chosen ? Math.abs(height) : 0));
    change();
  }

  // Draws the rows anew: another problem, or another number of classes.
  function restart() {
    const isBinary = problem === "binary";
    const { logits } = setting[problem];
    const name = newId();
    drawn = (isBinary ? [1, 0] : [...logits.keys()]).map((k) =>
      makeLogit({
        title: `class ${k}`,
        group: name,
        limit: data.limit,
        hasLogit: !isBinary || k === 1,
        onTrue: () => {
          setting[problem].target = k;
          change();
        },
        onLogit: (z) => {
          logits[isBinary ? 0 : k] = z;
          change();
        },
        onRefuse: speech.refuse,
      }),
    );
    rows.replaceChildren(...drawn.map((row) => row.element));
    size.element.hidden = isBinary;
    size.set(setting.classes.logits.length);
    change();
  }

  function change() {
    speech.clear();
    const { logits, target } = setting[problem];
    if (problem === "binary") {
      const p = [sigmoid(-logits[0]), sigmoid(logits[0])];
      drawn[0].show({ z: logits[0], p: p[1], isTrue: target === 1 });
      drawn[1].show({ p: p[0], isTrue: target === 0 });
      tell(binaryLines(logits[0], target), p[target]);
    } else {
      const [p, logP] = [softmax(logits), logSoftmax(logits)];
      for (const [k, row] of drawn.entries()) {
        row.show({ z: logits[k], p: p[k], logP: logP[k], isTrue: k === target });
      }
      tell(classLines(logits, target), p[target]);
    }
  }

  function tell(lines, p) {
    const { logits, target } = setting[problem];
    formula.textContent = `loss = −log p(class ${target}) = −log ${chance(p)} = `;
    answer.textContent = fixed(lines[0].value);
    ruler.show(lines);
    const mistakes = lines
      .filter(({ right }) => !right)
      .map(({ loss, input, value }) => `${loss} of ${input} ${fixed(value)}`);
    speech.say(
      `Logits ${logits.map(formatNumber).join(", ")}. Class ${target} has probability ` +
        `${chance(p)}, loss ${fixed(lines[0].value)}. Mistakes: ${mistakes.join(", ")}.`,
    );
  }

  root.append(
    element("div", { class: "controls" }, problems.element, size.element),
    element(
      "div",
      { class: "controls presets", role: "group", "aria-label": "Examples" },
      ...presets.map((button) => button.element),
    ),
    rows,
    element("p", { class: "answer" }, formula, answer),
    ruler.element,
    speech.element,
  );
  restart();
}
