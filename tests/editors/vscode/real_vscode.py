"""A real VS Code with the extension: a browser opens files, and what it shows is compared.

``python tests/run.py --vscode`` installs code-server (VS Code for browsers, 330 MB) into the user's cache, compiles its native
modules and runs this file; without the option it runs where code-server is in the cache already. Chromium comes from the
system. ``FILTERLANG_PICTURES`` names a folder in which the pictures of the screen are kept.
"""

from collections.abc import Iterator
from contextlib import contextmanager
import json
import os
from pathlib import Path
import re
import shutil
import subprocess
import sys
from typing import Any

from extension import packaged
from npm_packages import installed
import pytest

HERE = Path(__file__).parent
ROOT = HERE.parent.parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SETTINGS = {
    "chat.commandCenter.enabled": False,
    "editor.fontSize": 15,
    "editor.minimap.enabled": False,
    "extensions.ignoreRecommendations": True,
    "telemetry.telemetryLevel": "off",
    "workbench.colorTheme": "Default Dark Modern",
    "workbench.startupEditor": "none",
}
PYTHON = """\
from langsmith import Client

client = Client()
slow = client.list_runs(
    project_name="support-bot",
    filter='and(eq(run_type, "lm"), gt(latency, 5))',
)
"""
FILTERS = """\
# Failed runs
and(eq(is_root, true), like(name, "%agent%"))
"""


def finish(folder: Path) -> None:
    """Installs the parts of code-server that its package leaves to its installer, and compiles its native modules."""
    server = folder / "node_modules" / "code-server"
    environment = {**os.environ, "npm_config_nodedir": "/usr", "PYTHON": sys.executable}
    npm = ("npm", "install", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund", "--loglevel=error")
    for part in (server / "lib" / "vscode", server / "lib" / "vscode" / "extensions"):
        subprocess.run(npm, cwd=part, env=environment, check=True)
    for part, module, built in (
        (server / "lib" / "vscode", "@vscode/spdlog", "spdlog.node"),
        (server / "lib" / "vscode", "node-pty", "pty.node"),  # its last step fails when the module is built already
        (server / "lib" / "vscode", "native-watchdog", "watchdog.node"),
        (folder, "argon2", "argon2.node"),
    ):
        done = subprocess.run(
            ("npm", "rebuild", module), cwd=part, env=environment, capture_output=True, text=True, check=False
        )
        assert [*part.rglob(built)], done.stdout + done.stderr


def browser() -> str:
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    assert path, f"install one of {', '.join(BROWSERS)}"
    return path


@contextmanager
def code_server(packages: Path, folder: Path) -> Iterator[str]:
    """A running VS Code with the extension, as the address of its page."""
    entry = packages / "node_modules" / "code-server" / "out" / "node" / "entry.js"
    (folder / "data" / "User").mkdir(parents=True)
    (folder / "data" / "User" / "settings.json").write_text(json.dumps(SETTINGS))
    words = ["node", str(entry), "--user-data-dir", str(folder / "data"), "--extensions-dir", str(folder / "extensions")]
    # Only the workspace has the program: the PATH loses every folder that has one.
    paths = [path for path in os.environ["PATH"].split(os.pathsep) if not (Path(path) / "filterlang").exists()]
    environment = {**os.environ, "XDG_CONFIG_HOME": str(folder / "config"), "PATH": os.pathsep.join(paths)}
    installing = [*words, "--install-extension", str(packaged(folder))]
    subprocess.run(installing, env=environment, check=True, capture_output=True)
    quiet = ("--disable-telemetry", "--disable-update-check", "--disable-workspace-trust")
    serving = [*words, "--auth", "none", "--bind-addr", "127.0.0.1:0", *quiet]
    with subprocess.Popen(serving, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout
        try:
            yield next(match[0] for line in process.stdout if (match := re.search(r"http://127\.0\.0\.1:\d+", line)))
        finally:
            process.terminate()
            process.stdout.close()


def workspace(folder: Path, *, has_program: bool) -> Path:
    """A folder as a person would open it, with or without filterlang in its virtual environment."""
    folder.mkdir()
    (folder / "slow_runs.py").write_text(PYTHON)
    (folder / "failed.filter").write_text(FILTERS)
    if has_program:
        program = folder / ".venv" / "bin" / "filterlang"
        program.parent.mkdir(parents=True)
        program.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m filterlang "$@"\n')
        program.chmod(0o755)
    return folder


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the browser showed after each step, and what the files held at the end."""
    folder = tmp_path_factory.mktemp("vscode")
    packages = installed(HERE / "package.json", finish)
    pictures = Path(os.environ.get("FILTERLANG_PICTURES") or folder / "pictures")
    pictures.mkdir(exist_ok=True)
    with_program = workspace(folder / "support-bot", has_program=True)
    without = workspace(folder / "bare", has_program=False)
    with code_server(packages, folder) as address:
        words = [str(packages), address, browser(), str(pictures), str(with_program), str(without)]
        done = subprocess.run(["node", HERE / "drive.mjs", *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    files = {path.name: path.read_text() for path in with_program.iterdir() if path.is_file()}
    return {**json.loads(done.stdout.splitlines()[-1]), **files}


def test_a_finding_has_a_squiggle_and_a_message(seen: dict[str, Any]) -> None:
    assert seen["squiggled"] == ['"lm"']
    assert seen["message"] == ['`run_type` is never "lm"\nwrite "llm"filterlang(FL105)']


def test_the_first_action_is_the_fix_and_choosing_it_changes_the_file(seen: dict[str, Any]) -> None:
    assert seen["actions"][0] == 'Write "llm"'
    assert seen["slow_runs.py"] == PYTHON.replace('"lm"', '"llm"')


def test_a_filter_in_a_string_has_the_colours_of_code(seen: dict[str, Any]) -> None:
    colours = seen["colours"]
    assert colours["and"] == colours["gt"] == colours["eq"]
    assert colours["run_type"] == colours["latency"]
    assert len({colours["and"], colours["run_type"], colours['"support-bot"'], colours["5"]}) == 4


def test_a_hover_explains(seen: dict[str, Any]) -> None:
    assert "how long the run took" in seen["hover"]


def test_completions_are_offered_and_accepted(seen: dict[str, Any]) -> None:
    assert seen["fields"][0] == "status"
    assert sorted(seen["values"]) == ["error", "pending", "success"]
    assert seen["failed.filter"] == f'{FILTERS}eq(status, "{seen["values"][0]}")'


def test_commands_of_the_palette_show_texts(seen: dict[str, Any]) -> None:
    assert 'F.run_type == "llm"' in seen["builder"]
    assert "There is no export" in seen["preview"]


def test_a_missing_program_is_reported_with_the_line_that_installs_it(seen: dict[str, Any]) -> None:
    assert 'pip install ".[lsp]"' in seen["missing"]
