"""The TextMate grammars: what the schema gives, and, in VS Code's own engine, the scopes of files that editors open.

Each file of ``samples`` states the scopes of its lines in comments below them, in the form of ``vscode-tmgrammar-test``. The
grammars of the host languages are those that VS Code and other editors have, from ``tm-grammars``.
"""

from importlib.util import module_from_spec, spec_from_file_location
import json
import os
from pathlib import Path
import re
import subprocess
from typing import Any

from npm_packages import installed
import pytest

from filterlang.schema.fields import FIELDS
from filterlang.schema.operators import OPERATORS

HERE = Path(__file__).parent
ROOT = HERE.parent.parent.parent
SAMPLES = sorted((HERE / "samples").glob("*.test"))
_SPEC = spec_from_file_location("generate_textmate", ROOT / "grammar" / "generate_textmate.py")
assert _SPEC
assert _SPEC.loader
generator = module_from_spec(_SPEC)
_SPEC.loader.exec_module(generator)


def grammars() -> dict[Path, dict[str, Any]]:
    return {path: json.loads(text) for path, text in generator.files().items()}


def test_the_files_are_those_of_the_generator() -> None:
    written = {path: path.read_text(encoding="utf-8") for path in (ROOT / "grammar").rglob("*.tmLanguage.json")}
    assert written == generator.files(), "run python grammar/generate_textmate.py"


@pytest.mark.parametrize("path", grammars(), ids=lambda path: path.stem)
def test_every_pattern_is_a_regular_expression(path: Path) -> None:
    patterns = [*generator.patterns_in(grammars()[path])]
    assert patterns
    for pattern in patterns:
        # \G, and the groups of ``begin`` in ``end``, are TextMate's own.
        re.compile(re.sub(r"\\[G1-9]", "", pattern))


@pytest.mark.parametrize(("rule", "names"), [("operator", OPERATORS), ("field", FIELDS)])
def test_the_names_are_those_of_the_schema(rule: str, names: dict[str, object]) -> None:
    pattern = re.compile(generator.grammar()["repository"][rule]["match"])
    for name in names:
        assert (match := pattern.search(f"x({name}(" if rule == "operator" else f"x({name},"))
        assert match[0] == name
        assert not pattern.search(f"x(_{name},")
        assert not pattern.search(f"x({name}_(")


def test_every_rule_that_is_included_exists() -> None:
    by_scope = {grammar["scopeName"]: grammar for grammar in grammars().values()}

    def check(rule: object, grammar: dict[str, Any]) -> None:
        if isinstance(rule, list):
            for item in rule:
                check(item, grammar)
        elif isinstance(rule, dict):
            scope, _, name = rule.get("include", "").partition("#")
            if name:
                assert name in by_scope[scope or grammar["scopeName"]]["repository"]
            else:
                assert not scope or scope in by_scope
            for item in rule.values():
                check(item, grammar)

    for grammar in grammars().values():
        check(grammar, grammar)


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
