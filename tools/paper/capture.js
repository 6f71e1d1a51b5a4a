// What stands on a page of the site, as a piece of HTML that needs no script any more.

/** What only a screen needs, in questions too. */
const SCREEN = `script, .headerlink, .copybtn, .toggle-button, .guess, .ask-again, .done, mjx-assistive-mml,
  [aria-label^="Question:"] > button, [aria-label^="Question:"] .primary`;

/**
 * Every element below a root, those of figures (which stand in shadow roots) included.
 * @param {ParentNode} root
 * @returns {Element[]}
 */
function everything(root) {
  return [...root.querySelectorAll("*")].flatMap((each) =>
    each.shadowRoot ? [each, ...everything(each.shadowRoot)] : [each],
  );
}

/** What a reader or a script has filled in is an attribute, which is written. @param {Element} field */
function fix(field) {
  if (field instanceof HTMLTextAreaElement) field.textContent = field.value;
  if (field instanceof HTMLInputElement) {
    field.setAttribute("value", field.value);
    field.toggleAttribute("checked", field.checked);
  }
  if (field instanceof HTMLOptionElement) field.toggleAttribute("selected", field.selected);
}

/** A drawing becomes a picture of the same size. @param {HTMLCanvasElement} canvas */
function picture(canvas) {
  const image = document.createElement("img");
  for (const { name, value } of canvas.attributes) image.setAttribute(name, value);
  const { width, height, imageRendering } = getComputedStyle(canvas);
  Object.assign(image.style, { width, height, imageRendering });
  image.src = canvas.toDataURL();
  canvas.replaceWith(image);
}

/** The rules of MathJax for the letters of this page. */
function formulas() {
  const style = /** @type {HTMLStyleElement | null} */ (
    document.querySelector("#MJX-CHTML-styles")
  );
  return [...(style?.sheet?.cssRules ?? [])].map((rule) => rule.cssText);
}

/** @returns {{ html: string, rules: string[] }} */
// biome-ignore lint/correctness/noUnusedVariables: tools/paper calls it
function capture() {
  const article = /** @type {HTMLElement} */ (document.querySelector("article.bd-article"));
  for (const each of everything(article)) {
    each.classList.remove("toggle-hidden"); // answers are shown where they stand
    if (each.matches(SCREEN)) each.remove();
    else if (each instanceof HTMLCanvasElement) picture(each);
    else fix(each);
  }
  const shadowRoots = everything(article).flatMap((each) => each.shadowRoot ?? []);
  return { html: article.getHTML({ shadowRoots }), rules: formulas() };
}
