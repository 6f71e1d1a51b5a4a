// Run by tests/live/test_node.py: what can be said of modules without a page and without Python.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import {
  formatFactor,
  formatFixed,
  formatNumber,
  parseNumber,
  whyNoNumber,
} from "../../lib/live/kit/format.js";
import { run, unpackNetwork } from "../../lib/live/kit/network.js";

const LIVE = new URL("../../lib/live/", import.meta.url);

const modules = readdirSync(fileURLToPath(LIVE), { recursive: true })
  .map(String)
  .filter((path) => path.endsWith(".js"));

for (const path of modules) {
  test(`${path} loads without a page`, () => import(new URL(path, LIVE).href));
}

test("what is written can be read", () => {
  for (const value of [0, 1, -1, 0.125, 1e-9, 123456, 1e21, -2.5]) {
    assert.equal(parseNumber(formatNumber(value)), value);
  }
});

test("zero has no sign, and a negative factor has brackets", () => {
  assert.deepEqual([formatNumber(-0), formatFixed(-1e-9, 4)], ["0", "0.0000"]);
  assert.deepEqual([formatFactor(-2), formatFactor(2), formatFactor(-0)], ["(-2)", "2", "0"]);
});

test("a text that means two numbers means none, and both are named", () => {
  assert.equal(parseNumber("1,000"), null);
  assert.equal(parseNumber(" −1,5 "), -1.5);
  assert.match(whyNoNumber("1,000"), /two ways: write 1000 or 1\.000$/);
  assert.equal(whyNoNumber(" one "), "“one” is not a number");
});

test("a network of one linear layer is a product, and 16 bits are read as they are", () => {
  const halves = new Uint16Array([0x3c00, 0xc000, 0x3800, 0x0001, 0x4200]); // 1, -2, 0.5, 2^-24, 3
  const weights = Buffer.from(halves.buffer).toString("base64");
  const layer = {
    name: "fc",
    shape: [1, 1, 2, 2],
    made: [1, 1],
    stride: 1,
    padding: 0,
    relu: false,
  };
  const network = unpackNetwork({ layers: [layer], weights });
  const [, y] = run(network, [1, 1, 2, 0]);
  assert.deepEqual([...y.values], [1 - 2 + 0.5 * 2 + 3]);
});
