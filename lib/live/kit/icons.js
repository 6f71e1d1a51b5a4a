// Icons of buttons, drawn, since not every machine has a font with these signs.

// Paths in a square of 16 by 16.
const PATHS = {
  first: "M3 3h2v10H3zM13 3v10L6 8z",
  back: "M11 3v10L4 8z",
  play: "M4 2.5v11L13 8z",
  pause: "M4 3h3v10H4zM9 3h3v10H9z",
  next: "M5 3v10l7-5z",
  last: "M3 3v10l7-5zM11 3h2v10h-2z",
  up: "M3 11h10L8 4z",
  down: "M3 5h10l-5 7z",
  less: "M3 7h10v2H3z",
  more: "M7 3h2v4h4v2H9v4H7V9H3V7h4z",
};

/** @typedef {keyof typeof PATHS} Icon */

/** @param {Icon} name */
export function makeIcon(name) {
  const space = "http://www.w3.org/2000/svg";
  const icon = document.createElementNS(space, "svg");
  const path = document.createElementNS(space, "path");
  icon.setAttribute("viewBox", "0 0 16 16");
  icon.setAttribute("aria-hidden", "true");
  path.setAttribute("d", PATHS[name]);
  icon.append(path);
  return icon;
}
