// What a figure keeps over back, forward and reload: its state, for this entry of the history.

const NAME = "liveFigures"; // of what an entry's history.state holds for all figures of its page

/**
 * @typedef {object} Keep
 * @property {<State extends object>(initial: State) => State} restore
 *   The state that was saved in this entry of the history, or else a copy of `initial`.
 * @property {(state: object) => void} save
 *   Keeps this state, which is plain JSON.
 */

/**
 * The keeper of the figure that stands in `host`. The key is one of its script and data, so that
 * nothing else can read what it saved; equal figures of a page are told apart by their place. A
 * figure that was put into a page long loaded, as by a notebook's cell, begins anew and keeps
 * nothing: whoever runs a cell wants what the code says.
 *
 * @param {Element} host
 * @param {string} key
 * @returns {Keep}
 */
export function makeKeep(host, key) {
  if (document.readyState !== "loading") {
    return { restore: (initial) => structuredClone(initial), save() {} };
  }
  const place = `${key} ${[...document.querySelectorAll(".live-figure")].indexOf(host)}`;
  const id = attempt(() => idOfEntry() ?? newId());
  addEventListener("hashchange", () => attempt(() => putId(id))); // the same page, another entry
  attempt(() => putId(id));
  return {
    restore(initial) {
      const kept = attempt(() => id && sessionStorage.getItem(`${id} ${place}`));
      return kept ? JSON.parse(kept) : structuredClone(initial);
    },
    save(state) {
      attempt(() => id && sessionStorage.setItem(`${id} ${place}`, JSON.stringify(state)));
    },
  };
}

// Entries have ids, and the session's storage the states: browsers refuse to change an entry often,
// and forget what is changed in the last moment.

/** @returns {string | null} */
function idOfEntry() {
  return history.state?.[NAME] ?? null;
}

function newId() {
  const n = Number(sessionStorage.getItem(NAME)) + 1;
  sessionStorage.setItem(NAME, String(n));
  return `${NAME} ${n}`;
}

/** @param {string | null} id */
function putId(id) {
  const { state } = history;
  if (!id || idOfEntry() || typeof state !== "object") return;
  history.replaceState({ ...state, [NAME]: id }, "");
}

/**
 * A page may have neither a storage nor a history of its own; then nothing is kept.
 *
 * @template Value
 * @param {() => Value} act
 * @returns {Value | null}
 */
function attempt(act) {
  try {
    return act();
  } catch {
    return null;
  }
}
