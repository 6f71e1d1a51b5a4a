"""Modules of figures that need no page, run in Node."""

import json
import subprocess

from lib.live.kit import bundle

LOOP = """
require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
    const { code, value } = JSON.parse(line);
    let answer;
    try {
        answer = { result: new Function("value", code)(value) ?? null };
    } catch (error) {
        answer = { error: String(error.stack) };
    }
    console.log(JSON.stringify(answer));
});
"""


class Node:
    """A running Node, which is asked for the values of expressions."""

    def __init__(self, path):
        self.path = path
        self.process = subprocess.Popen(
            [path, "-e", LOOP],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def __call__(self, module, expression, value=None):
        """An expression over `value` and exports of modules: "kit/format" is kit_format_js."""
        return self.run(f"{bundle.script(*module.split())}\nreturn {expression};", value)

    def run(self, code, value=None):
        """What a function's body returns."""
        print(json.dumps({"code": code, "value": value}), file=self.process.stdin, flush=True)
        answer = json.loads(self.process.stdout.readline())
        assert "error" not in answer, answer["error"]
        return answer["result"]

    def close(self):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()
