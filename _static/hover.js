// A link to a term, formula, source, figure, exercise or section shows on a card what it leads to, while the mouse rests
// on it or the keyboard has brought the focus there. The cards of the whole book stand in one script, which
// _ext/cards.py writes: a page opened from a file may load a script, but fetch no other page. It comes when it is needed.

class HoverCard {
  static LINKS = ".bd-article a[href*='#']:not(.headerlink, .external)";
  static CARDS = "_static/cards.js";
  static MATHJAX = "_static/mathjax/startup.js";
  static REST = 300; // ms of the mouse on a link before its card opens
  static GRACE = 300; // ms in which the mouse may cross from a link to its card
  static GAP = 8; // px around a card

  /** @type {Record<string, Promise<unknown>>} */
  static loads = {};

  /** @type {HTMLAnchorElement | null} - whose card is open, or about to be */
  link = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  timer;
  card = Object.assign(document.createElement("div"), {
    id: "hover-card",
    className: "hover-card",
    popover: "manual",
    role: "tooltip",
  });

  constructor() {
    document.addEventListener("pointerover", (event) => this.enter(event));
    document.addEventListener("pointerout", (event) => this.leave(event));
    document.addEventListener("focusin", ({ target }) => {
      const link = HoverCard.linkAt(target);
      if (link?.matches(":focus-visible")) this.open(link);
    });
    document.addEventListener("focusout", (event) => this.leave(event));
    document.addEventListener("click", ({ target }) => this.holds(target) || this.close());
    document.addEventListener("keydown", ({ key }) => {
      if (key === "Escape") this.close();
      if (key === "Tab") HoverCard.load(HoverCard.CARDS); // so that a link's card is there to be read out with it
    });
  }

  /** @param {string} file - as seen from the folder of the site */
  static addressOf(file) {
    return new URL((document.documentElement.dataset.content_root ?? "") + file, location.href);
  }

  /** @param {string} file - a script, loaded once */
  static load(file) {
    HoverCard.loads[file] ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = HoverCard.addressOf(file).href;
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    });
    return HoverCard.loads[file];
  }

  /** @param {EventTarget | null} target */
  static linkAt(target) {
    const link = target instanceof Element ? target.closest(HoverCard.LINKS) : null;
    return link instanceof HTMLAnchorElement ? link : null;
  }

  /**
   * What the card of a link shows, but for what a prediction still veils.
   *
   * @param {HTMLAnchorElement} link
   */
  static contentOf({ pathname, hash }) {
    const target = document.getElementById(decodeURIComponent(hash.slice(1)));
    if (pathname === location.pathname && target?.closest(".veiled")) return undefined;
    return CARDS[pathname.slice(HoverCard.addressOf("").pathname.length) + hash];
  }

  /** @param {EventTarget | null} target */
  holds(target) {
    return target instanceof Node && this.card.contains(target);
  }

  /** @param {PointerEvent} event */
  enter({ target, pointerType }) {
    const link = HoverCard.linkAt(target);
    if (!link || link === this.link || pointerType === "touch") return;
    HoverCard.load(HoverCard.CARDS);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.open(link), HoverCard.REST);
  }

  /** @param {Event} event */
  leave({ target }) {
    if (!HoverCard.linkAt(target) && !this.holds(target)) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      const isWanted = this.link?.matches(":hover, :focus-visible") || this.card.matches(":hover");
      if (!isWanted) this.close();
    }, HoverCard.GRACE);
  }

  /** @param {HTMLAnchorElement} link */
  async open(link) {
    this.close();
    this.link = link;
    await HoverCard.load(HoverCard.CARDS);
    const content = HoverCard.contentOf(link);
    if (!content || this.link !== link) return;
    link.closest(".bd-article")?.append(this.card); // whose styles it takes
    this.card.style.visibility = "hidden"; // but laid out, or else MathJax cannot measure
    this.card.showPopover();
    await this.fill(content);
    if (this.link !== link) return;
    this.place(link);
    this.card.style.visibility = "";
    link.removeAttribute("title"); // which the browser would show on top
    link.setAttribute("aria-describedby", this.card.id);
  }

  close() {
    clearTimeout(this.timer);
    this.link?.removeAttribute("aria-describedby");
    this.link = null;
    // or else MathJax would keep what every card has shown
    if (this.card.querySelector("mjx-container")) MathJax.typesetClear([this.card]);
    this.card.remove();
  }

  /** @param {string} content */
  async fill(content) {
    const template = document.createElement("template"); // in which no picture is loaded yet
    template.innerHTML = content;
    const pictures = [...template.content.querySelectorAll("img")];
    for (const picture of pictures) {
      picture.src = HoverCard.addressOf(picture.getAttribute("src") ?? "").href;
    }
    this.card.replaceChildren(template.content);
    const formulas = this.card.querySelector(".math") ? this.typeset() : null;
    // what fails, leaves the picture's text or the formula's TeX
    await Promise.allSettled([formulas, ...pictures.map((picture) => picture.decode())]);
  }

  async typeset() {
    if (typeof MathJax === "undefined") {
      Object.assign(window, { MathJax: { ...MATHJAX, startup: { typeset: false } } });
      HoverCard.load(HoverCard.MATHJAX);
    }
    await HoverCard.loads[HoverCard.MATHJAX];
    await MathJax.startup.promise;
    await MathJax.typesetPromise([this.card]);
  }

  /**
   * Below the link or, where there is more room, above it.
   *
   * @param {HTMLAnchorElement} link
   */
  place(link) {
    const { card } = this;
    const { left, top, bottom } = link.getBoundingClientRect();
    const below = innerHeight - bottom;
    const isAbove = card.offsetHeight + 2 * HoverCard.GAP > below && top > below;
    card.style.maxHeight = `${(isAbove ? top : below) - 2 * HoverCard.GAP}px`;
    const y = isAbove ? top - HoverCard.GAP - card.offsetHeight : bottom + HoverCard.GAP;
    const room = document.documentElement.clientWidth - card.offsetWidth - HoverCard.GAP;
    card.style.left = `${scrollX + Math.max(HoverCard.GAP, Math.min(left, room))}px`;
    card.style.top = `${scrollY + y}px`;
  }
}

new HoverCard();
