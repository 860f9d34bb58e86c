"""The guide to migrating shows what happens: its examples are run."""

import doctest
from pathlib import Path
import re

import filterlang.migrate
from filterlang.migrate import ChangeKind

GUIDE = Path(__file__).parents[2] / "docs" / "migrating.md"
TEXT = GUIDE.read_text(encoding="utf-8")


def test_the_examples_of_the_guide_print_what_they_show() -> None:
    results = doctest.testfile(str(GUIDE), module_relative=False, encoding="utf-8", verbose=False)
    assert results.failed == 0
    assert results.attempted >= 20


def test_the_guide_names_every_kind_of_change_and_every_function() -> None:
    kinds = TEXT.split("A change is of one of four kinds:")[1].split("Every change")[0]
    assert re.findall(r"^\| `(\w+)` \|", kinds, re.MULTILINE) == [kind.value for kind in ChangeKind]
    functions = [name for name in vars(filterlang.migrate) if name.startswith(("rename_", "replace_", "to_"))]
    assert len(functions) == 4
    assert all(f"{name}(" in TEXT for name in functions)
