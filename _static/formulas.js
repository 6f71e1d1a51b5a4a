// MathJax's menu of a formula (right click, or Space) weighs as much as half a page. So it is fetched when somebody
// asks for it; or with the page, where choices were made in it that hold from then on.
(() => {
  const MENU = "ui/menu";
  let asked = false;

  /**
   * @param {MouseEvent | KeyboardEvent} event
   * @param {number} index - of the formula among those of the page
   */
  async function openMenu(event, index) {
    if (asked || ("key" in event && event.key !== " ")) return;
    asked = true;
    event.preventDefault();
    await MathJax.loader.load(MENU);
    MathJax.startup.document.removeFromDocument(true); // formulas are TeX again, to be set anew with menus
    MathJax.startup.getComponents();
    await MathJax.startup.defaultPageReady();
    const formula = formulas()[index];
    const Kind = /** @type {typeof Event} */ (event.constructor);
    formula.focus();
    formula.dispatchEvent(new Kind(event.type, event));
  }

  /** @returns {NodeListOf<HTMLElement>} */
  function formulas() {
    return document.querySelectorAll("mjx-container");
  }

  async function setFormulas() {
    await MathJax.startup.defaultPageReady();
    formulas().forEach((formula, index) => {
      formula.tabIndex = 0;
      formula.addEventListener("contextmenu", (event) => openMenu(event, index));
      formula.addEventListener("keydown", (event) => openMenu(event, index));
    });
  }

  if (localStorage.getItem("MathJax-Menu-Settings")) {
    MathJax.loader.load.push(MENU);
  } else {
    MathJax.startup = { pageReady: setFormulas };
  }
})();
