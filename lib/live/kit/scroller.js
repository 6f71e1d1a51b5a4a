// What is wider than the figure scrolls in a box of its own, and fades out where more follows.
import { element } from "./dom.js";

/**
 * @param {...HTMLElement} children
 * @returns {HTMLDivElement}
 */
export function makeScroller(...children) {
  const box = element("div", { class: "scroller" }, ...children);
  const tell = () => {
    const rest = box.scrollWidth - box.clientWidth - box.scrollLeft;
    box.classList.toggle("more-before", box.scrollLeft > 1);
    box.classList.toggle("more-behind", rest > 1);
  };
  const observer = new ResizeObserver(tell);
  for (const each of [box, ...children]) observer.observe(each);
  box.addEventListener("scroll", tell, { passive: true });
  return box;
}
