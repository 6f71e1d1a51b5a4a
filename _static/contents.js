// The theme marks in a page's contents the section whose heading came into view last. Who scrolls up is in the section
// before that one, and its heading may be screens away: so on the way up, this marks it.
(() => {
  const LINKS = "#pst-page-toc-nav a";
  const ENTRIES = "#pst-page-toc-nav .toc-entry"; // with those below them
  let before = 0;

  /**
   * Whether a section begins at or above the place of the window to which links lead.
   *
   * @param {HTMLAnchorElement} link
   */
  function hasBegun({ hash }) {
    const section = document.getElementById(decodeURIComponent(hash.slice(1)));
    const place = Number.parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop);
    return section !== null && section.getBoundingClientRect().top < place + 1;
  }

  function mark() {
    const links = /** @type {HTMLAnchorElement[]} */ ([...document.querySelectorAll(LINKS)]);
    const current = links.findLast(hasBegun) ?? null;
    for (const link of links) {
      link.classList.toggle("active", link === current);
      if (link === current) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    for (const entry of document.querySelectorAll(ENTRIES)) {
      entry.classList.toggle("active", entry.contains(current));
    }
  }

  function follow() {
    const isUp = scrollY < before;
    before = scrollY;
    if (isUp) mark();
  }

  addEventListener("scroll", follow, { passive: true });
})();
