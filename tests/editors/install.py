"""The programs that tests of editors and of PostgreSQL run, and how they are installed: by ``apt-get``, as root, where they are
not there yet.

``python tests/editors/install.py`` installs them; ``tests/run.py`` does so before the tests.
"""

from collections.abc import Iterable
from dataclasses import dataclass
import os
from pathlib import Path
import shutil
import subprocess

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Program:
    """A program of Debian's ``packages``. ``probe`` is a command that succeeds once it is there; ``tests`` need it."""

    name: str
    probe: tuple[str, ...]
    packages: tuple[str, ...]
    tests: tuple[str, ...]

    def is_installed(self) -> bool:
        """Whether the program and what it needs are there."""
        return shutil.which(self.probe[0]) is not None and not _status(self.probe)


PROGRAMS = (
    Program("Neovim", ("nvim", "--version"), ("neovim",), ("tests/editors/test_neovim.py",)),
    Program(
        "Emacs with eglot and yaml-mode",
        ("emacs", "-Q", "--batch", "-l", str(FOLDER / "emacs_packages.el"), "-l", "eglot", "-l", "yaml-mode"),
        ("emacs-nox", "elpa-eglot", "elpa-yaml-mode"),
        ("tests/editors/test_emacs.py",),
    ),
    Program(
        "Chromium",
        ("chromium", "--version"),
        ("chromium", "fonts-dejavu-core"),
        (
            "tests/editors/codemirror/test_codemirror_in_browser.py", "tests/explore/test_page_in_browser.py",
            "tests/playground/test_playground_in_browser.py",
        ),
    ),
    Program(
        "a C compiler",
        ("cc", "--version"),
        ("gcc", "libc6-dev"),
        ("tests/editors/test_tree_sitter.py", "tests/editors/test_neovim.py"),
    ),
    Program(
        "Node with npm",
        ("npm", "--version"),
        ("nodejs", "npm"),
        ("tests/editors/textmate/test_textmate_scopes.py", "tests/editors/test_vscode_extension.py", "tests/playground"),
    ),
    Program(
        "PostgreSQL",
        ("sh", "-c", "ls /usr/lib/postgresql/*/bin/initdb"),
        ("postgresql",),
        ("tests/sql/test_postgres.py",),
    ),
)  # fmt: skip
BROWSER = Program("Chromium", ("chromium", "--version"), ("chromium",), ("tests/editors/vscode/real_vscode.py",))
"""The browser that a real VS Code is shown in. Its tests are a stage of their own in ``tests/run.py``."""


def install(programs: Iterable[Program] = PROGRAMS) -> list[Program]:
    """Installs what is missing, if it can, and returns the programs that are still missing."""
    missing = [program for program in programs if not program.is_installed()]
    if missing and os.name == "posix" and os.geteuid() == 0 and shutil.which("apt-get"):
        packages = [package for program in missing for package in program.packages]
        print(f"installing {' '.join(packages)}", flush=True)
        _status(("apt-get", "update", "-qq"))
        _status(("apt-get", "install", "-qq", "-y", "--no-install-recommends", *packages))
        missing = [program for program in missing if not program.is_installed()]
    return missing


def _status(command: tuple[str, ...]) -> int:
    return subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
        check=False,
    ).returncode


if __name__ == "__main__":
    for program in install():
        print(f"{program.name} is missing: install {' '.join(program.packages)}")
