"""How long a start takes: the installed command and the import, beside the interpreter and other packages.

Builds the wheel from a copy of the checkout, installs it into a new virtual environment under a temporary folder, and
starts each contender there in turn, so that what is measured is what a user gets.
"""

from pathlib import Path
import shutil
import subprocess
import sys
from tempfile import TemporaryDirectory
import venv

from measure import medians, progress, table

ROUNDS = 40
FILTER = 'and(eq(run_type, "chain"), gt(latency, 10))'
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


def run(*command: str) -> None:
    """Run a command without showing what it says, unless it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")


def main() -> None:
    with TemporaryDirectory() as folder:
        scripts = install(Path(folder))
        python = str(scripts / "python")
        commands = {f"python -c '{code}'": (python, "-c", code) for code in (
            "pass", "import argparse", "import click", "import lark", "import filterlang", "import filterlang.syntax.parser",
        )} | {f"filterlang check -e '{FILTER}'": (str(scripts / "filterlang"), "check", "-e", FILTER)}  # fmt: skip
        contenders = {name: lambda command=command: run(*command) for name, command in commands.items()}
        seconds = medians(contenders, rounds=ROUNDS, budget=120)
    bare = seconds["python -c 'pass'"]
    table(
        ("command", "ms", "ms above the bare interpreter"),
        ((f"`{name}`", time * 1e3, (time - bare) * 1e3) for name, time in seconds.items()),
    )


if __name__ == "__main__":
    main()
