"""The TextMate grammars are what the schema gives, and well formed."""

from importlib.util import module_from_spec, spec_from_file_location
import json
from pathlib import Path
import re
from typing import Any

import pytest

from filterlang.schema.fields import FIELDS
from filterlang.schema.operators import OPERATORS

ROOT = Path(__file__).parent.parent.parent.parent
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
