// Lets Node import rules in Python as the page does: node --import ./tests/live/python-modules.js
import { execFileSync } from "node:child_process";
import { register } from "node:module";
import { isMainThread } from "node:worker_threads";

const PYTHON = process.env.PYTHON ?? "python3";

if (isMainThread) register(import.meta.url);

/** @type {import("node:module").LoadHook} */
export async function load(url, context, next) {
  if (!url.endsWith(".py")) return next(url, context);
  const path = decodeURIComponent(new URL(url).pathname);
  const source = execFileSync(PYTHON, ["-m", "lib.live.kit.rules", path], { encoding: "utf-8" });
  return { format: "module", source, shortCircuit: true };
}
