"""How two states of filterlang compare, in one run: ``python tests/benchmarks/compare.py A [B] [--only TEXT] [--rounds N]``.

A and B are commits or folders of checkouts; without B, A is compared with this checkout as it is, changes and all. Each is
installed into a temporary folder as a user would install it. Each piece of work of ``compared_work.py`` then runs in a process
of its own, A and B in turn, so that both see the same machine. Times are processor time. A ratio is B's time by A's in the same
round; shown are the median of the rounds and between which two ratios the middle half of them lie. With ``--instructions`` the
count of instructions stands in place of time: it repeats within one percent, takes about fifty times as long,
and needs valgrind.

The exit code is 1 if B is slower: if three quarters of the rounds of a piece of work are above the limit (``--limit``, 1.1).
"""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
import json
import os
from pathlib import Path
import re
import shutil
from statistics import median, quantiles
import subprocess
import sys
from tempfile import TemporaryDirectory

from client import server
from compared_work import FILES, PAGES, WORK
from measure import progress, table

HERE = Path(__file__).parents[2]
PACKAGE = ("filterlang", "grammar", "pyproject.toml", "README.md", "LICENSE")
ROUNDS, LIMIT = 11, 1.1
CALLGRIND = ("valgrind", "--tool=callgrind", "--trace-children=yes", "--callgrind-out-file=/dev/null")
_COUNT = re.compile(r"Collected : (\d+)")


def main() -> int:
    parser = ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("a", help="a commit, or the folder of a checkout")
    parser.add_argument("b", nargs="?", default=str(HERE), help="the same; this checkout by default")
    parser.add_argument("--only", default="", metavar="TEXT", help="only work whose name has this text")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--limit", type=float, default=LIMIT, help="the ratio from which B counts as slower")
    parser.add_argument("--instructions", action="store_true", help="count instructions with valgrind, in one round")
    options = parser.parse_args()
    chosen = [name for name in WORK if options.only in name]
    if not chosen:
        parser.error(f"no work has {options.only!r} in its name: there are {', '.join(WORK)}")
    with TemporaryDirectory() as name, server(PAGES * 100, 2_000, 0) as url:
        folder = Path(name)
        sides = {side: environment(install(folder / side, state)) for side, state in (("a", options.a), ("b", options.b))}
        write_data(folder)
        compared = [Compared(each, str(folder), url) for each in chosen]
        rounds = 1 if options.instructions else options.rounds
        for number in range(rounds):
            progress(f"round {number + 1} of {rounds}")
            compared = [each for each in compared if each.measure(sides, counted=options.instructions)]
    print(f"A is {options.a}, B is {options.b}\n")
    report(compared, counted=options.instructions)
    slower = [each.name for each in compared if each.middle_half[0] > options.limit]
    if slower:
        print(f"\nslower in B: {', '.join(slower)}")
    return int(bool(slower))


def report(compared: Iterable[Compared], *, counted: bool) -> None:
    if counted:
        header = ("work", "A, thousand instructions", "B, thousand instructions", "B / A")
        table(header, (each.row(1e-3)[:4] for each in compared))
    else:
        header = ("work", "A, µs", "B, µs", "B / A", "middle half", "A, peak MB", "B, peak MB")
        table(header, (each.row(1e6) for each in compared))


@dataclass
class Compared:
    """One piece of work with what was measured of it: cost and memory of each round, by side."""

    name: str
    folder: str
    url: str
    costs: dict[str, list[float]] = field(default_factory=lambda: {"a": [], "b": []})
    peaks: dict[str, list[float]] = field(default_factory=lambda: {"a": [], "b": []})

    def measure(self, sides: Mapping[str, Mapping[str, str]], *, counted: bool) -> bool:
        """Measures one round. Returns whether both sides could do the work: an earlier commit may lack a name."""
        measured = instructions if counted else processor_time
        for side, variables in sides.items():
            try:
                cost, peak = measured([self.name, self.folder, self.url], variables)
            except Failed as failure:
                progress(f"{self.name} is left out, {side.upper()} cannot do it: {str(failure).splitlines()[-1]}")
                return False
            self.costs[side].append(cost)
            self.peaks[side].append(peak)
        return True

    @property
    def ratios(self) -> list[float]:
        return [b / a for a, b in zip(self.costs["a"], self.costs["b"], strict=True)]

    @property
    def middle_half(self) -> tuple[float, float]:
        low, _, high = quantiles(self.ratios, n=4, method="inclusive") if len(self.ratios) > 1 else self.ratios * 3
        return low, high

    def row(self, scale: float) -> tuple[object, ...]:
        costs = (round(median(self.costs[side]) * scale) for side in ("a", "b"))
        peaks = (round(median(self.peaks[side])) for side in ("a", "b"))
        low, high = self.middle_half
        return (self.name, *costs, median(self.ratios), f"{low:.2f} to {high:.2f}", *peaks)


def processor_time(work: list[str], variables: Mapping[str, str]) -> tuple[float, float]:
    """Seconds of processor time that the work takes once, and the most megabytes of its process."""
    done = run([sys.executable, str(Path(__file__).with_name("compared_work.py")), *work], variables)
    seconds, megabytes = json.loads(done.stdout)
    return seconds, megabytes


def instructions(work: list[str], variables: Mapping[str, str]) -> tuple[float, float]:
    """Instructions that the work takes once, its children's with them, and no megabytes: valgrind takes memory of its own.

    They are those of a process that does the work three times after the first, less those of one that does it once.
    """
    script = str(Path(__file__).with_name("compared_work.py"))
    once, thrice = (
        instructions_of([sys.executable, script, *work, times], {**variables, "PYTHONHASHSEED": "0"}) for times in ("1", "3")
    )
    return (thrice - once) / 2, 0


def instructions_of(command: list[str], variables: Mapping[str, str]) -> int:
    """The instructions of a command and of all processes that it starts."""
    with TemporaryDirectory() as folder:
        run([*CALLGRIND, f"--log-file={folder}/%p", *command], variables)
        return sum(int(count) for path in Path(folder).iterdir() for count in _COUNT.findall(path.read_text()))


def run(command: list[str], variables: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(command, env=dict(variables), capture_output=True, text=True, check=False, cwd="/")
    if done.returncode:
        raise Failed(f"{' '.join(command)}\n{done.stdout}{done.stderr}".strip())
    return done


class Failed(Exception):
    """A process ended with an error: its command and what it printed."""


def install(folder: Path, state: str) -> Path:
    """The folder that a state of the package is installed into."""
    source, site = folder / "source", folder / "site"
    source.mkdir(parents=True)
    if Path(state).is_dir():
        for name in PACKAGE:
            path = Path(state, name)
            if path.is_dir():
                shutil.copytree(path, source / name, ignore=shutil.ignore_patterns("__pycache__", "_table.py"))
            else:
                shutil.copy(path, source)
    else:
        run(["git", "-C", str(HERE), "archive", "-o", f"{source}.tar", state, *PACKAGE], os.environ)
        shutil.unpack_archive(f"{source}.tar", source, filter="data")
    progress(f"installing {state}")
    pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--no-build-isolation"]
    run([sys.executable, *pip, "--target", str(site), str(source)], os.environ)
    return site


def environment(site: Path) -> dict[str, str]:
    """Variables for a process that imports from a folder, and keeps what it compiled for the next one."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPATH": str(site)}


def write_data(folder: Path) -> None:
    """Runs in both formats, and files of host languages."""
    here = Path(__file__).parent
    run([sys.executable, str(here / "engine_data.py"), str(folder), str(FILES["runs"])], os.environ)
    code = f"from pathlib import Path; import lint; lint.write_files(Path({str(folder / 'code')!r}))"
    (folder / "code").mkdir()
    run([sys.executable, "-c", code, str(FILES["code"])], {**os.environ, "PYTHONPATH": str(here)})


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failed as failure:
        sys.exit(str(failure))
