// A shift of a picture, and how maps differ. Pictures and maps are rows of numbers.

// The picture moved down and to the right; what leaves it is lost, and zeros come in.
export function shifted(x, [down, right]) {
  return x.map((row, i) => row.map((_, j) => x[i - down]?.[j - right] ?? 0));
}

// Whether numbers are equal but for rounding, among numbers as large as `scale`.
function equal(a, b, scale) {
  return Math.abs(a - b) <= 1e-9 * scale;
}

function scaleOf(...maps) {
  return Math.max(...maps.flat(2).map(Math.abs));
}

// How two maps differ: the changed places, how many count (not 0 in both), and the size of the
// change relative to the size of the map before, or null if that was 0.
export function compare(before, after) {
  const places = before.flatMap((row, i) => row.map((_, j) => [i, j]));
  const at = (map, [i, j]) => map[i][j];
  const norm = (list) => Math.sqrt(list.reduce((sum, value) => sum + value ** 2, 0));
  const scale = scaleOf(before, after);
  const isInk = (value) => !equal(value, 0, scale);
  const size = norm(before.flat());
  const differences = places.map((place) => at(after, place) - at(before, place));
  return {
    changed: places.filter((place) => !equal(at(before, place), at(after, place), scale)),
    counted: places.filter((place) => isInk(at(before, place)) || isInk(at(after, place))).length,
    relative: size ? norm(differences) / size : null,
  };
}

// Whether the map after is the map before, moved: equal wherever the two overlap.
export function isMoved(before, after, [down, right]) {
  const scale = scaleOf(before, after);
  return after.every((row, i) =>
    row.every((value, j) => {
      const source = before[i - down]?.[j - right];
      return source === undefined || equal(source, value, scale);
    }),
  );
}
