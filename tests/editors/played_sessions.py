"""Plays a session in an editor: in a copy of the workspace, with the server of this checkout as the command ``filterlang``."""

import os
from pathlib import Path
import shutil
import subprocess
import sys

FOLDER = Path(__file__).parent


def environment(folder: Path) -> dict[str, str]:
    """The environment of an editor whose home, and whose command ``filterlang``, are in a folder."""
    command = folder / "bin" / "filterlang"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m filterlang "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    home = {name: str(folder / "home" / name) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")}
    return os.environ | home | {
        "PATH": f"{command.parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(FOLDER.parents[1]),
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
    }  # fmt: skip


def compile_grammar(library: Path) -> None:
    """Compiles the tree-sitter grammar by the command that its page gives."""
    page = (FOLDER.parents[1] / "grammar" / "tree-sitter" / "README.md").read_text(encoding="utf-8")
    command = next(line for line in page.splitlines() if line.startswith("cc ")).split()
    command[command.index("filter.so")] = str(library)
    subprocess.run(command, check=True, cwd=FOLDER.parents[1])


def play(command: list[object], folder: Path, variables: dict[str, str]) -> str:
    """The transcript that an editor writes."""
    assert shutil.which(str(command[0])), f"{command[0]} is not installed: python tests/editors/install.py"
    workspace = folder / "workspace"
    shutil.copytree(FOLDER / "workspace", workspace)
    transcript = folder / "transcript"
    with subprocess.Popen(
        [str(word) for word in command],
        cwd=workspace,
        env=variables | {"TRANSCRIPT": str(transcript)},
        stdin=subprocess.PIPE,  # Neovim ends when its input does
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as editor:
        assert editor.stdout is not None
        output = editor.stdout.read().decode(errors="replace")
        status = editor.wait()
    written = transcript.read_text(encoding="utf-8") if transcript.exists() else ""
    assert status == 0, f"{written}\n{output}"
    return written


def compare(name: str, transcript: str) -> None:
    """Compares a transcript with the one that is written down."""
    expected = FOLDER / f"{name}.expected"
    if "UPDATE_CASES" in os.environ:
        expected.write_text(transcript, encoding="utf-8")
    assert transcript == expected.read_text(encoding="utf-8")
