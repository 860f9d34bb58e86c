"""Code numbers stand in the records of the rules and nowhere else: phases and records decide, not digits."""

import ast
from collections.abc import Iterator
from pathlib import Path
import re

PACKAGE = Path(__file__).parent.parent / "filterlang"
RECORDS = {PACKAGE / "syntax" / "syntax_rules.py", *(PACKAGE / "rules").glob("*.py")}
CODE = re.compile(r"\bFL\d")


def codes(tree: ast.Module) -> Iterator[str]:
    """The strings and names with a code number in a module, except in its docstrings."""
    docstrings = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in docstrings:
            yield from CODE.findall(node.value)
        elif isinstance(node, ast.Name):
            yield from CODE.findall(node.id)


def test_a_code_number_stands_only_in_the_record_of_its_rule() -> None:
    others = {path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py") if path not in RECORDS}
    with_codes = {name for name in others if any(codes(ast.parse((PACKAGE / name).read_text(encoding="utf-8"))))}
    assert with_codes == set()


def test_a_record_names_only_its_own_code() -> None:
    numbers = [code for path in RECORDS for code in re.findall(r"\bFL\d{3}\b", path.read_text(encoding="utf-8"))]
    assert len(numbers) == len(set(numbers))
