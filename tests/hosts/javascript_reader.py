"""Node reads JavaScript for the tests: one process evaluates many expressions and programs."""

import json
import subprocess
from functools import cache
from typing import Any

_PROGRAM = """
const vm = require("node:vm");
require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
  let answer = null;
  try {
    answer = { value: vm.runInNewContext(JSON.parse(line), { URLSearchParams }) };
  } catch {}
  process.stdout.write(JSON.stringify(answer) + "\\n");
});
"""


@cache
def _node() -> "subprocess.Popen[str]":
    return subprocess.Popen(["node", "-e", _PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def evaluated(source: str) -> Any:
    """The value of a program's last expression, as JSON; None for a program that Node refuses."""
    node = _node()
    assert node.stdin is not None
    assert node.stdout is not None
    node.stdin.write(f"{json.dumps(source)}\n")
    node.stdin.flush()
    answer = json.loads(node.stdout.readline())
    return None if answer is None else answer["value"]
