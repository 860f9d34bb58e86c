"""How fast the page of ``filterlang explore`` is: ``python tests/benchmarks/explore_page.py FOLDER [runs] [rounds]``.

Owns the invariant that what is measured is what a person waits for: from the start of the command to its address, from there
to the first paint and the first count in Chromium, and from a key to the new count. The runs are those of ``engine_data.py`` as
Parquet, made when they are not there. The weight of the page is that of its files, compressed with gzip.
"""

import gzip
import json
import os
from pathlib import Path
from statistics import median
import subprocess
import sys
from time import perf_counter
from typing import Any

from measure import progress

ROOT = Path(__file__).parent.parent.parent
EXPLORE = ROOT / "tests" / "explore"
sys.path.insert(0, str(ROOT / "tests"))

from npm_packages import installed  # noqa: E402 - beside the tests


def main() -> None:
    """Prints the medians over several browsers."""
    folder = Path(sys.argv[1])
    runs, rounds = (int(word) for word in [*sys.argv[2:], *("1000000", "5")[len(sys.argv) - 2 :]])
    path = folder / "runs.parquet"
    if not path.exists():
        subprocess.run([sys.executable, Path(__file__).with_name("engine_data.py"), folder, str(runs), "parquet"], check=True)
    modules = installed(EXPLORE / "package.json") / "node_modules"
    command = [sys.executable, "-m", "filterlang", "explore", str(path), "--no-browser"]
    ready: list[float] = []
    every: list[dict[str, Any]] = []
    for number in range(rounds):
        begun = perf_counter()
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
        ) as server:
            assert server.stdout is not None
            url = server.stdout.readline().strip()
            ready.append(1000 * (perf_counter() - begun))
            node = ["node", EXPLORE / "measuring_session.mjs", url, "/usr/bin/chromium", folder]
            printed = subprocess.run(
                node, env={**os.environ, "MODULES": str(modules)}, stdout=subprocess.PIPE, check=True
            ).stdout
            memory = Path(f"/proc/{server.pid}/status").read_text(encoding="ascii").split("VmHWM:")[1].split()[0]
            server.terminate()
        every.append({**json.loads(printed), "memory": int(memory) / 1000})
        progress(f"round {number + 1} of {rounds}: {every[-1]}")
    keys = sorted(time for seen in every for time in seen["keys"])
    weight = sum(len(gzip.compress(file.read_bytes(), 9)) for file in (ROOT / "filterlang" / "explore" / "assets").iterdir())
    print(f"| the command prints its address | {median(ready):.0f} ms |")
    for name, label in (
        ("paint", "from the navigation to the first paint"),
        ("counted", "from the navigation to the first count"),
    ):
        print(f"| {label} | {median(seen[name] for seen in every):.0f} ms |")
    print(f"| from a key to the new count, median of {len(keys)} | {median(keys):.0f} ms |")
    print(f"| … nineteen of twenty within | {keys[int(len(keys) * 0.95)]:.0f} ms |")
    print(f"| most memory of the server | {max(seen['memory'] for seen in every):.0f} MB |")
    print(f"| the page, compressed | {weight / 1000:.0f} kB |")


if __name__ == "__main__":
    main()
