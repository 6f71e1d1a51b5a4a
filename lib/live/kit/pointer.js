// One pointer at a time on a surface that is drawn or dragged on.

/**
 * A place in fractions of the surface: from 0 at its top and left to 1 at its bottom and right,
 * less or more outside.
 *
 * @typedef {{ row: number, column: number, inside: boolean }} Place
 */

/**
 * Follows the first pointer that goes down on the surface, wherever it moves, until it is lifted;
 * all others (a second finger, a palm beside the pen) count for nothing meanwhile. Only the main
 * button of a mouse counts. Where the finger shall not scroll the page, the surface's style says
 * `touch-action: none`.
 *
 * @param {HTMLElement} surface
 * @param {object} does
 * @param {(place: Place, event: PointerEvent) => void} [does.start]
 * @param {(places: Place[], event: PointerEvent) => void} [does.move] - all places since the last
 *   call, the oldest first: the browser gathers them for a quick hand
 * @param {() => void} [does.end] - lifted, or taken away by the system
 */
export function followPointer(surface, { start, move, end }) {
  /** @type {number | null} */
  let id = null;
  /** @param {PointerEvent} event */
  const isOurs = (event) => event.pointerId === id;

  surface.addEventListener("pointerdown", (event) => {
    if (id !== null || event.button !== 0) return;
    id = event.pointerId;
    surface.setPointerCapture(event.pointerId);
    start?.(placeOf(surface, event), event);
  });
  surface.addEventListener("pointermove", (event) => {
    if (!isOurs(event)) return;
    const passed = event.getCoalescedEvents?.() ?? [];
    const all = passed.length ? passed : [event];
    const places = all.map((each) => placeOf(surface, each));
    move?.(places, event);
  });
  for (const name of /** @type {const} */ (["pointerup", "pointercancel"])) {
    surface.addEventListener(name, (event) => {
      if (!isOurs(event)) return;
      id = null;
      end?.();
    });
  }
}

/**
 * @param {Element} surface
 * @param {PointerEvent} event
 * @returns {Place}
 */
function placeOf(surface, event) {
  const { left, top, width, height } = surface.getBoundingClientRect();
  const [row, column] = [(event.clientY - top) / height, (event.clientX - left) / width];
  return { row, column, inside: row >= 0 && row <= 1 && column >= 0 && column <= 1 };
}
