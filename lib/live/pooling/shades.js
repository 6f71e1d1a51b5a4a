// Shades of cells: [background, ink].

/** @typedef {(value: number) => [string, string]} Shade */
/** @typedef {import("./maps.js").Rows} Rows */

/**
 * Black to white, from the least number of x (or 0) to the largest.
 *
 * @param {Rows} x
 * @returns {Shade}
 */
export function greys(x) {
  const [low, high] = [Math.min(0, ...x.flat()), Math.max(...x.flat())];
  return (value) => {
    const part = high > low ? (value - low) / (high - low) : 0;
    const level = Math.round(255 * Math.max(0, Math.min(1, part)));
    return [`rgb(${level} ${level} ${level})`, level > 117 ? "#000" : "#fff"];
  };
}

/**
 * Blue below 0, red above, the paper at 0.
 *
 * @param {Rows} map
 * @returns {Shade}
 */
export function signed(map) {
  const most = Math.max(...map.flat().map(Math.abs));
  return (value) => {
    const share = most ? Math.min(100, Math.round((100 * Math.abs(value)) / most)) : 0;
    const fill = `var(--${value < 0 ? "blue" : "red"}-fill)`;
    return [`color-mix(in srgb, ${fill} ${share}%, var(--paper))`, "var(--ink)"];
  };
}
