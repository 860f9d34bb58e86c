"""How long a start takes, in processor time: installed commands and imports, beside the interpreter, a script and packages.

Builds the wheel from a copy of the checkout, installs it into a new virtual environment under a temporary folder, and
starts each contender there in turn, so that what is measured is what a user gets.
"""

from pathlib import Path
import resource
import shlex
import shutil
import subprocess
import sys
from tempfile import TemporaryDirectory
import venv

from measure import medians, progress, table

ROUNDS = 40
FILTER = 'and(eq(run_type, "chain"), gt(latency, 10))'
BROKEN = 'status = "error"'
CHECKED_BY_PATTERN = r"""
import re, sys
text = sys.argv[1]
value = r'(?:"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|true|false)'
text = re.sub(rf"(?:eq|neq|gt|gte|lt|lte|has|like|search)\(\s*\w+\s*,\s*{value}\s*\)", "true", text)
while (shorter := re.sub(r"(?:and|or|not)\(\s*true(?:\s*,\s*true)*\s*\)", "true", text)) != text:
    text = shorter
sys.exit(text != "true")
"""
"""A hand-written check of the form of a filter, as a script would have it: what the interpreter costs with a pattern."""
NOT_COPIED = shutil.ignore_patterns("__pycache__", "_table.py")


def install(folder: Path) -> Path:
    """A new virtual environment with the wheel and click in it; its ``bin``."""
    checkout, copy, home = Path(__file__).parents[2], folder / "checkout", folder / "venv"
    for name in ("filterlang", "grammar"):
        shutil.copytree(checkout / name, copy / name, ignore=NOT_COPIED)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(checkout / name, copy / name)
    progress("building the wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(copy))
    progress("installing it into a new environment")
    venv.create(home, with_pip=True)
    scripts = home / ("Scripts" if sys.platform == "win32" else "bin")
    run(str(scripts / "python"), "-m", "pip", "install", "--quiet", "click", *map(str, folder.glob("*.whl")))
    return scripts


def run(*command: str, folder: Path | None = None) -> None:
    """Run a command without showing what it says, unless it fails. A filter with findings is no failure."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    if done.returncode not in (0, 1):
        sys.exit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")


def project(folder: Path, configuration: str) -> Path:
    """A new folder with a ``pyproject.toml``, where there is something to write into it."""
    folder.mkdir()
    if configuration:
        (folder / "pyproject.toml").write_text(configuration, encoding="utf-8")
    return folder


def processor_seconds() -> float:
    """The processor time of all commands so far, which other programs disturb less than the wall time."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    with TemporaryDirectory() as folder:
        scripts = install(Path(folder))
        python = str(scripts / "python")
        check = (str(scripts / "filterlang"), "check", "-e", FILTER)
        commands: dict[str, tuple[str, ...]] = {
            f"`python -c '{code}'`": (python, "-c", code)
            for code in ("pass", "import re", "import argparse", "import click", "import lark", "import filterlang")
        }
        commands["a script with a pattern"] = (python, "-c", CHECKED_BY_PATTERN, FILTER)
        commands[f"`python -m filterlang check -e '{FILTER}'`"] = (python, "-m", "filterlang", "check", "-e", FILTER)
        for words in (
            check[1:], ("check", "-e", BROKEN), ("format", FILTER), ("fix", BROKEN), ("--version",), ("--help",)
        ):  # fmt: skip
            commands[f"`filterlang {shlex.join(words)}`"] = (check[0], *words)
        empty = project(Path(folder, "empty"), "")
        contenders = {name: lambda command=command: run(*command, folder=empty) for name, command in commands.items()}
        for name, tool in (("a pyproject.toml", "other"), ("a configuration", "filterlang")):
            inside = project(Path(folder, tool), f'[tool.{tool}]\ndialect = "v2"\n')
            contenders[f"the same check in a folder with {name}"] = lambda inside=inside: run(*check, folder=inside)
        seconds = medians(contenders, rounds=ROUNDS, budget=180, clock=processor_seconds)
    bare = seconds["`python -c 'pass'`"]
    table(
        ("command", "ms", "times bare Python"),
        ((name, time * 1e3, time / bare) for name, time in seconds.items()),
    )


if __name__ == "__main__":
    main()
