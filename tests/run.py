"""Runs every check of the project: style, types, tests. The exit status is 0 only when all of them pass.

Editors that tests run are installed if they can be (``editors/install.py``). Tests of editors that are missing are left out,
and the last lines say so; where ``CI`` is set, that is a failure.

``--nightly`` draws new examples, ten times as many, and nests to a depth of 100,000; it takes about an hour. ``--vscode``
installs a real VS Code and a browser, and tests the extension in them; later runs do so as well, as long as they are there.
Other arguments go to pytest.
"""

from collections.abc import Iterator
import os
from pathlib import Path
import subprocess
import sys
import time

from editors.install import BROWSER, PROGRAMS, install
from npm_packages import cached

ROOT = Path(__file__).parent.parent
TOOLS = Path(sys.executable).parent
OPTIONS = ("--nightly", "--vscode")
CHECKS = (
    (TOOLS / "ruff", "check", "."),
    (TOOLS / "ruff", "format", "--check", "."),
    (TOOLS / "mypy",),
    (TOOLS / "basedpyright", "--pythonpath", sys.executable),
    (sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadgroup", *(word for word in sys.argv[1:] if word not in OPTIONS)),
)


def main() -> int:
    """Run the checks one after the other, to the end even when one fails."""
    if "--nightly" in sys.argv:
        os.environ["HYPOTHESIS_PROFILE"] = "nightly"
    failed: list[str] = []
    missing = install((*PROGRAMS, BROWSER) if "--vscode" in sys.argv else PROGRAMS)
    left_out = [f"--ignore={path}" for program in missing for path in program.tests]
    for command in (*CHECKS[:-1], (*CHECKS[-1], *left_out), *_real_vscode()):
        name = " ".join(Path(str(word)).name if word is command[0] else str(word) for word in command)
        print(f"== {name}", flush=True)
        begun = time.monotonic()
        if subprocess.run([str(word) for word in command], cwd=ROOT, check=False).returncode:
            failed.append(name)
        print(f"== {time.monotonic() - begun:.0f} s", flush=True)
    for program in missing:
        print(f"NOT RUN: {' '.join(program.tests)}: install {' '.join(program.packages)}", file=sys.stderr)
    for name in failed:
        print(f"FAILED: {name}", file=sys.stderr)
    return bool(failed or (missing and "CI" in os.environ))


def _real_vscode() -> Iterator[tuple[str, ...]]:
    """Yields the check in a real VS Code, where VS Code and the browser are there or are to be installed."""
    is_there = cached(ROOT / "tests/editors/vscode/package.json").exists() and BROWSER.is_installed()
    if "--vscode" in sys.argv or is_there:
        yield (sys.executable, "-m", "pytest", *BROWSER.tests)


if __name__ == "__main__":
    sys.exit(main())
