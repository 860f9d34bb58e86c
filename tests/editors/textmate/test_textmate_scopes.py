"""The scopes of files that editors open, in VS Code's own engine.

Each file of ``samples`` states the scopes of its lines in comments below them, in the form of ``vscode-tmgrammar-test``. The
grammars of the host languages are those that VS Code and other editors have, from ``tm-grammars``.
"""

import json
import os
from pathlib import Path
import subprocess

from npm_packages import installed
import pytest

HERE = Path(__file__).parent
ROOT = HERE.parent.parent.parent
SAMPLES = sorted((HERE / "samples").glob("*.test"))


@pytest.fixture(scope="module")
def packages() -> Path:
    return installed(HERE / "package.json")


@pytest.fixture(scope="module")
def configuration(packages: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A configuration of the engine: the grammars that the extension contributes, and those of the host languages."""
    folder = tmp_path_factory.mktemp("textmate")
    contributes = json.loads((ROOT / "docs/editors/vscode/package.json").read_text(encoding="utf-8"))["contributes"]
    grammars = [{**grammar, "path": os.path.relpath(ROOT / grammar["path"], folder)} for grammar in contributes["grammars"]]
    for path in (packages / "node_modules" / "tm-grammars" / "grammars").glob("*.json"):
        scope = json.loads(path.read_text(encoding="utf-8")).get("scopeName")
        grammars.append({"scopeName": scope, "path": os.path.relpath(path, folder)})
    configuration = folder / "package.json"
    configuration.write_text(json.dumps({"contributes": {"grammars": grammars}}))
    return configuration


def checked(packages: Path, configuration: Path, *samples: Path) -> subprocess.CompletedProcess[str]:
    """The result of checking what samples state about their scopes."""
    command = packages / "node_modules" / ".bin" / "vscode-tmgrammar-test"
    words = [str(command), "--config", str(configuration), *map(str, samples)]
    return subprocess.run(words, capture_output=True, text=True, check=False)


def test_the_scopes_of_the_samples(packages: Path, configuration: Path) -> None:
    done = checked(packages, configuration, *SAMPLES)
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("✓") == len(SAMPLES)


def test_a_wrong_statement_about_scopes_fails(packages: Path, configuration: Path, tmp_path: Path) -> None:
    sample = tmp_path / "wrong.test"
    lines = ('# SYNTAX TEST "source.python"', 'filter = "eq(name, 3)"', "#         ^^ - entity.name.function.langsmith-filter")
    sample.write_text("\n".join(lines))
    assert checked(packages, configuration, sample).returncode != 0
