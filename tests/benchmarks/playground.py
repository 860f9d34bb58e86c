"""Measures the playground in Chromium: how long until it is of use, and what a file of almost 50 MB takes there.

    PYTHONPATH=. python tests/benchmarks/playground.py

Needs npm and Chromium. The file has runs of ``engine_data.py``.
"""

import json
import os
from pathlib import Path
from statistics import median
import subprocess
import sys
import tempfile

from engine_data import write_lines, write_parquet
from measure import progress

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "playground")]

from npm_packages import installed  # noqa: E402 - of the tests
from playground_site import build, put, served  # noqa: E402

ROUNDS = 3
RUNS = 37_400
"""The runs of the file: 49.8 MB."""


def main() -> None:
    modules = installed(HERE.parent / "explore" / "package.json") / "node_modules"
    rounds: list[dict[str, float]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lines = write_lines(write_parquet(folder, RUNS))
        with served(put(build.built(), folder / "site")) as origin:
            command = ["node", str(HERE / "playground.mjs"), origin, "/usr/bin/chromium", str(lines)]
            for number in range(ROUNDS):
                result = subprocess.run(command, env=os.environ | {"MODULES": str(modules)}, stdout=subprocess.PIPE, check=True)
                rounds.append(json.loads(result.stdout))
                progress(f"  round {number + 1} of {ROUNDS}")
    print(f"{lines.name}: {RUNS:,} runs\n\n| what | median of {ROUNDS} |\n|---|--:|")
    for what in rounds[0]:
        print(f"| {what} | {median(measured[what] for measured in rounds):,.2f} |")


if __name__ == "__main__":
    main()
