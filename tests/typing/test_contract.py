"""Type checkers refuse what the contract says they refuse, and nothing else; and they know the type of all that is public."""

from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
import json
import os
from pathlib import Path
import re
import subprocess
import sys
from typing import get_args

import pytest

from filterlang.schema import names
from filterlang.schema.dialects import DIALECTS, RUN_DIALECTS
from filterlang.schema.fields import FAMILIES, FIELDS

ROOT = Path(__file__).parents[2]
CONTRACTS = sorted(Path(__file__).parent.glob("contract*.py"))
TOOLS = Path(sys.executable).parent
CHECKERS = ("pyright", "mypy", "ty")
_SPEC = spec_from_file_location("generate_stub", ROOT / "grammar" / "generate_stub.py")
assert _SPEC is not None
assert _SPEC.loader is not None
generate_stub = module_from_spec(_SPEC)
_SPEC.loader.exec_module(generate_stub)
_EXPECTED = re.compile(r"# E(?:: (?P<checkers>[a-z ]+?))?(?:  # noqa.*)?$")


def output(*command: object) -> str:
    environment = {**os.environ, "VIRTUAL_ENV": sys.prefix, "PATH": f"{TOOLS}{os.pathsep}{os.environ['PATH']}"}
    words = [str(word) for word in command]
    return subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, check=False).stdout


def refused_by_pyright(file: Path) -> Iterator[int]:
    report = json.loads(output(TOOLS / "basedpyright", "--pythonpath", sys.executable, "--outputjson", file))
    for found in report["generalDiagnostics"]:
        if found["severity"] == "error":
            yield found["range"]["start"]["line"] + 1


def refused_by_mypy(file: Path) -> Iterator[int]:
    said = output(TOOLS / "mypy", "--strict", "--no-error-summary", file)
    yield from (int(line) for line in re.findall(rf"{file.name}:(\d+): error", said))


def refused_by_ty(file: Path) -> Iterator[int]:
    said = output(TOOLS / "ty", "check", "--output-format", "concise", "--python", sys.prefix, file)
    yield from (int(line) for line in re.findall(rf"{file.name}:(\d+):\d+: error", said))


REFUSED = {"pyright": refused_by_pyright, "mypy": refused_by_mypy, "ty": refused_by_ty}


@pytest.mark.parametrize("file", CONTRACTS, ids=lambda file: file.stem)
@pytest.mark.parametrize("checker", CHECKERS)
def test_a_checker_refuses_what_the_contract_says(checker: str, file: Path) -> None:
    expected = set()
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        match = _EXPECTED.search(line)
        if match and checker in (match["checkers"] or " ".join(CHECKERS)).split():
            expected.add(number)
    assert len(expected) > 4
    assert set(REFUSED[checker](file)) == expected


def test_every_public_symbol_has_a_type_that_is_known() -> None:
    report = json.loads(output(TOOLS / "basedpyright", "--verifytypes", "filterlang", "--ignoreexternal", "--outputjson"))
    completeness = report["typeCompleteness"]
    unclear = [symbol["name"] for symbol in completeness["symbols"] if symbol["isExported"] and not symbol["isTypeKnown"]]
    assert unclear == []
    assert completeness["completenessScore"] == 1


def test_the_stub_is_what_the_schema_gives() -> None:
    assert generate_stub.STUB.read_text(encoding="utf-8") == generate_stub.stub(), "run python grammar/generate_stub.py"


def test_the_closed_sets_of_names_are_those_of_the_schema() -> None:
    assert get_args(names.DialectName) == tuple(DIALECTS)
    assert get_args(names.RunDialectName) == RUN_DIALECTS
    assert get_args(names.Family) == tuple(FAMILIES)
    assert get_args(names.RunType) == FIELDS["run_type"].values
