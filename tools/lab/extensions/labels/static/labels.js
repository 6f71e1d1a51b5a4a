// JupyterLab knows one notebook at a time: what the site calls lessons, figures, equations, exercises and sources is
// read from labels.json, and put in the place of what was not found or is counted otherwise.

class Labels {
  static ID = "labels:references";
  static PATIENCE = 5000; // ms for a page to be drawn
  static GLOSSARY = "glossary.md";
  static LONGEST = 40; // letters of a term; a line of text is longer
  static FOLDER = new URL(".", /** @type {HTMLScriptElement} */ (document.currentScript).src);
  /**
   * What is looked for, and what is made of it. What is mended stays as it is: JupyterLab may draw it anew at any time.
   *
   * @type {Record<string, (labels: Labels, element: any) => void>}
   */
  static RULES = {
    'a[href^="#lesson-"]': (labels, link) => labels.lesson(link),
    'a.hover-link[href="#"]': (labels, link) => labels.term(link),
    'span[title="Cross Reference Not Found"]': (labels, span) => labels.missing(span),
    'span[title="Citation Not Found"]': (labels, span) => labels.source(span),
    'a[title^="Link to this E"]': (labels, link) => labels.number(link),
    'a.hover-link:is([href^="#eq-"], [href^="#ex-"])': (labels, link) => labels.number(link),
  };

  /**
   * @param {any} app - JupyterLab
   * @param {{ lessons: Record<string, string[]>, numbers: Record<string, string[]>,
   *   sources: Record<string, string[]> }} known
   */
  constructor(app, known) {
    this.app = app;
    this.known = known;
    document.addEventListener("click", (event) => this.follow(event), true);
    let isWaiting = false;
    const later = () => {
      if (isWaiting) return;
      isWaiting = true;
      requestAnimationFrame(() => {
        isWaiting = false;
        this.mend();
      });
    };
    new MutationObserver(later).observe(document.body, { childList: true, subtree: true });
    this.mend();
  }

  mend() {
    for (const [selector, rule] of Object.entries(Labels.RULES)) {
      for (const element of document.querySelectorAll(selector)) {
        rule(this, element);
      }
    }
    for (const panel of this.app.shell.widgets("main")) {
      for (const cell of panel.content?.widgets ?? []) this.caption(panel.content, cell);
      if (panel.context?.path.endsWith(Labels.GLOSSARY)) this.terms(panel.node);
    }
  }

  /**
   * Lets a term stand above what it means: JupyterLab runs the two together.
   *
   * @param {HTMLElement} page
   */
  terms(page) {
    for (const paragraph of page.querySelectorAll("p")) {
      const text = paragraph.firstChild;
      const end = text instanceof Text ? text.data.indexOf("\n") : -1;
      if (!(text instanceof Text) || end < 0 || end > Labels.LONGEST) continue;
      const name = document.createElement("strong");
      name.className = "labels-term";
      name.textContent = text.data.slice(0, end);
      text.data = text.data.slice(end + 1);
      paragraph.prepend(name, document.createElement("br"));
    }
  }

  /** @param {HTMLAnchorElement} link */
  lesson(link) {
    const label = link.hash.slice(1);
    const [file, title] = this.known.lessons[label] ?? [];
    if (!file) return;
    link.dataset.file = file;
    if (link.textContent === link.hash) link.textContent = title;
  }

  /** @param {HTMLAnchorElement} link */
  term(link) {
    link.dataset.file = Labels.GLOSSARY;
    link.dataset.term = link.textContent?.trim().toLowerCase() ?? "";
  }

  /** @param {HTMLElement} span */
  missing(span) {
    this.stand(span, this.known.numbers[span.textContent?.trim() ?? ""]);
  }

  /** @param {HTMLElement} span */
  source(span) {
    const [authors, sign] = this.known.sources[span.textContent?.trim() ?? ""] ?? [];
    if (!authors) return;
    const isNarrative = span.closest(".narrative") !== null;
    this.stand(span, ["references.md", isNarrative ? `${authors} ${sign}` : sign]);
  }

  /**
   * Puts a link beside what the page could not resolve, and hides that.
   *
   * @param {HTMLElement} span
   * @param {string[] | undefined} found - file and text
   */
  stand(span, found) {
    if (!found || span.hidden) return;
    const link = document.createElement("a");
    link.href = "#";
    link.dataset.file = found[0];
    link.textContent = found[1];
    span.hidden = true;
    span.style.display = "none";
    span.after(link);
  }

  /** @param {HTMLAnchorElement} link */
  number(link) {
    const [, text] = this.known.numbers[link.hash.slice(1)] ?? [];
    if (text && link.textContent !== text) link.textContent = text;
    if (!text && link.title === "Link to this Equation") link.style.visibility = "hidden";
  }

  /**
   * The caption of a figure stands in the metadata of its cell.
   *
   * @param {any} notebook
   * @param {any} cell
   */
  caption(notebook, cell) {
    const place = cell.node?.querySelector(".jp-Cell-outputWrapper");
    const { caption, name } = cell.model?.getMetadata?.("mystnb")?.figure ?? {};
    if (!place || !caption || cell.node.querySelector(".labels-caption")) return;
    const [, text] = this.known.numbers[name] ?? [];
    const markdown = `**${text ?? ""}** ${caption}`;
    const renderer = notebook.rendermime.createRenderer("text/markdown");
    const model = notebook.rendermime.createModel({ data: { "text/markdown": markdown } });
    renderer.node.classList.add("labels-caption");
    renderer.node.style.padding = "0 8px 8px calc(var(--jp-cell-prompt-width) + 8px)";
    place.after(renderer.node);
    void renderer.renderModel(model);
  }

  /** @param {MouseEvent} event */
  follow(event) {
    const link = /** @type {Element} */ (event.target).closest?.("a[data-file]");
    const path = this.app.shell.currentWidget?.context?.path;
    if (!link || path === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const folder = path.includes("/") ? path.slice(0, path.lastIndexOf("/") + 1) : "";
    const { file, term } = /** @type {HTMLElement} */ (link).dataset;
    void this.open(`${folder}${file}`, term);
  }

  /**
   * Opens a file, at a term where it explains that one.
   *
   * @param {string} path
   * @param {string | undefined} term
   */
  async open(path, term) {
    const panel = await this.app.commands.execute("docmanager:open", { path });
    for (let waited = 0; term && waited < Labels.PATIENCE; waited += 50) {
      const names = [...panel.node.querySelectorAll(".labels-term")];
      const name = names.find((each) => each.textContent?.trim().toLowerCase() === term);
      if (name) return name.scrollIntoView({ block: "center" });
      await new Promise((done) => setTimeout(done, 50));
    }
  }

  /**
   * Shows the table of contents in place of the files; once, since JupyterLab remembers what a person chooses.
   *
   * @param {any} app
   */
  static showContents(app) {
    if (localStorage.getItem(Labels.ID)) return;
    localStorage.setItem(Labels.ID, "shown");
    app.shell.activateById("table-of-contents");
  }
}

// The way in which JupyterLab loads what was built for it, written by hand.
window._JUPYTERLAB = window._JUPYTERLAB ?? {};
window._JUPYTERLAB.labels = {
  init() {},
  get: async () => () => ({
    __esModule: true,
    default: {
      id: Labels.ID,
      autoStart: true,
      activate(/** @type {any} */ app) {
        // JupyterLab waits for what is returned here, and so not for this
        void app.restored.then(async () => {
          Labels.showContents(app);
          const answer = await fetch(new URL("labels.json", Labels.FOLDER));
          new Labels(app, await answer.json());
        });
      },
    },
  }),
};
