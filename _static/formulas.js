// MathJax's menu of a formula (right click, or Space) weighs as much as half a page. So it is fetched when somebody
// asks for it; or with the page, where choices were made in it that hold from then on.
(() => {
  const MENU = "ui/menu";
  let asked = false;

  async function openMenu(event, index) {
    if (asked || (event.type === "keydown" && event.key !== " ")) return;
    asked = true;
    event.preventDefault();
    await MathJax.loader.load(MENU);
    MathJax.startup.document.removeFromDocument(true); // formulas are TeX again, to be set anew with menus
    MathJax.startup.getComponents();
    await MathJax.startup.defaultPageReady();
    const formula = document.querySelectorAll("mjx-container")[index];
    formula.focus();
    formula.dispatchEvent(new event.constructor(event.type, event));
  }

  async function setFormulas() {
    await MathJax.startup.defaultPageReady();
    document.querySelectorAll("mjx-container").forEach((formula, index) => {
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
