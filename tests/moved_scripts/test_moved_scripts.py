"""Scripts of users before and after their move: against v1 only and against v2 only, they print the same, byte for byte.

The official SDKs run them. The first half was written before any mover was there, the rest to find the faults of the movers.
"""

import ast
from dataclasses import dataclass
import json
from pathlib import Path
import re
import shutil

from npm_packages import installed
import pytest
from script_runs import HERE, SCRIPTS, Outcome, ScriptRun, compiled, migrated, mypy_errors, outcomes

pytestmark = pytest.mark.xdist_group("moved scripts")
ALL = sorted(str(path.relative_to(SCRIPTS)) for path in SCRIPTS.rglob("*") if path.is_file())
UNCHANGED = [name for name in ALL if name.startswith("unchanged/")]
UNDECIDED = [name for name in ALL if name.startswith("undecided/")]
MOVED = [name for name in ALL if not name.startswith(("unchanged/", "undecided/", "announced/"))]
OF_THE_SDK = [name for name in MOVED if name.endswith((".py", ".ipynb")) and not name.startswith("rest/")]
"""The Python that filterlang's client can take over."""
ANNOUNCED = {
    "announced/axiosLike.mjs": "the address before it is not known here: it must not end with /api/v1",
    "announced/dumps.py": "the whole run is used here, now with v2's names and values",
    "announced/gone_fields.py": "v2's runs have no `child_runs`",
    "announced/attribute_names.py": "the field that is read here is known only when the code runs",
}
"""What the move to v2 says of scripts that it moves, and that print something else afterwards."""
ANNOUNCED_OF_OURS = {"python/guarded.py": "filterlang's client raises filterlang.ClientError, and no error of langsmith"}
"""The same of the move to filterlang's client."""
OF_V2 = re.compile(r"None|\"?object\"?|Optional|Literal\['ID'")
"""In an error of mypy: the types of v2 for the same values. Every field is optional, metadata is any object, and the names of
fields are literals.
"""
READING_V2 = {"python/read_each.py", "python/threads_and_roots.py"}
"""Scripts with other methods as well, which move to v2 whatever the target is."""
OURS = [(name, api) for name in OF_THE_SDK for api in ("v1", "v2") if api == "v2" or name not in READING_V2]
UNTYPED = (
    *(f"v2/{name}" for name in (*ANNOUNCED, "javascript/service.ts", "python/module_names.py")),
    "filterlang/python/module_names.py", "filterlang/python/read_each.py", "filterlang/python/threads_and_roots.py",
)  # fmt: skip
"""Copies that print the same, and in which an annotation still names v1's class of a run."""
COPIES = {"v2": ALL, "filterlang": OF_THE_SDK}


@dataclass
class Workshop:
    """A folder with the scripts as they were, and a copy moved to each target; and what the command printed."""

    folder: Path
    reports: dict[str, str]
    again: dict[str, bool]
    """Whether a second move of a copy changed it, by the target."""

    def text(self, copy: str, name: str) -> bytes:
        return (self.folder / copy / name).read_bytes()


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    folder = tmp_path_factory.mktemp("scripts")
    (folder / "node_modules").symlink_to(installed(HERE / "package.json") / "node_modules")
    (folder / "package.json").write_text('{"type": "module"}\n', encoding="utf-8")
    shutil.copytree(SCRIPTS, folder / "before")
    done = Workshop(folder, {}, {})
    for target, names in COPIES.items():
        copy = folder / target
        for name in names:
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(SCRIPTS / name, copy / name)
        done.reports[target] = migrated(copy, target)
        once = {name: done.text(target, name) for name in names}
        migrated(copy, target)
        done.again[target] = once != {name: done.text(target, name) for name in names}
    return done


@pytest.fixture(scope="session")
def type_errors(workshop: Workshop) -> dict[str, list[str]]:
    """The errors of the compilers of TypeScript and of mypy, by copy and name."""
    of_typescript = compiled(workshop.folder, [workshop.folder / copy / name for copy in ("before", "v2") for name in ALL])
    return {
        **{str(path.relative_to(workshop.folder)): errors for path, errors in of_typescript.items()},
        **mypy_errors(workshop.folder, ("before", *COPIES)),
    }


Printed = dict[tuple[str, str, str], Outcome]


@pytest.fixture(scope="session")
def printed(workshop: Workshop, type_errors: dict[str, list[str]], servers: dict[str, str]) -> Printed:
    """The outcomes of all runs, by the copy, the name, and the API of the server."""
    wanted = [
        *(("before", name, api) for name in (*MOVED, *UNDECIDED, *ANNOUNCED) for api in ("v1", "v2")),
        *(("v2", name, "v2") for name in (*MOVED, *UNCHANGED, *ANNOUNCED)),
        *(("filterlang", name, api) for name, api in OURS),
    ]
    runs = {key: ScriptRun(workshop.folder / key[0] / key[1], servers[key[2]]) for key in wanted}
    ended = outcomes(list(runs.values()))
    return {key: ended[run] for key, run in runs.items()}


@pytest.mark.parametrize("name", MOVED)
def test_a_script_works_while_v1_does_and_not_afterwards(printed: Printed, name: str) -> None:
    before = printed["before", name, "v1"]
    assert before.status == 0, before.stderr
    assert before.stdout.strip()
    after = printed["before", name, "v2"]
    assert (after.status, after.stdout) != (0, before.stdout)


@pytest.mark.parametrize("name", MOVED)
def test_a_script_moved_to_v2_prints_the_same(printed: Printed, name: str) -> None:
    after = printed["v2", name, "v2"]
    assert after.status == 0, after.stderr
    assert after.stdout == printed["before", name, "v1"].stdout


@pytest.mark.parametrize(("name", "api"), [pair for pair in OURS if pair[0] not in ANNOUNCED_OF_OURS])
def test_a_script_moved_to_our_client_prints_the_same_with_either(printed: Printed, name: str, api: str) -> None:
    after = printed["filterlang", name, api]
    assert after.status == 0, after.stderr
    assert after.stdout == printed["before", name, "v1"].stdout


@pytest.mark.parametrize("name", ANNOUNCED)
def test_what_prints_something_else_on_v2_is_announced(workshop: Workshop, printed: Printed, name: str) -> None:
    assert printed["v2", name, "v2"].stdout != printed["before", name, "v1"].stdout
    assert ANNOUNCED[name] in workshop.reports["v2"]


@pytest.mark.parametrize("name", ANNOUNCED_OF_OURS)
def test_what_prints_something_else_with_our_client_is_announced(workshop: Workshop, name: str) -> None:
    assert ANNOUNCED_OF_OURS[name] in workshop.reports["filterlang"]


@pytest.mark.parametrize("target", COPIES)
def test_a_second_move_changes_nothing(workshop: Workshop, target: str) -> None:
    assert not workshop.again[target]


@pytest.mark.parametrize(
    ("target", "name"),
    [(target, name) for target, names in COPIES.items() for name in names if f"{target}/{name}" not in UNTYPED],
)
def test_a_moved_script_parses_and_has_no_new_error_of_types(
    workshop: Workshop, type_errors: dict[str, list[str]], target: str, name: str
) -> None:
    text = workshop.text(target, name)
    if name.endswith(".py"):
        ast.parse(text)
    if name.endswith(".ipynb"):
        assert json.loads(text)["nbformat"] == 4
    before = [error for error in type_errors.get(f"before/{name}", []) if not OF_V2.search(error)]
    after = [error for error in type_errors.get(f"{target}/{name}", []) if not OF_V2.search(error)]
    assert len(after) <= len(before), after


@pytest.mark.parametrize("name", UNCHANGED)
def test_a_file_that_needs_no_change_has_none(workshop: Workshop, printed: Printed, name: str) -> None:
    assert printed["v2", name, "v2"].status == 0, printed["v2", name, "v2"].stderr
    assert workshop.text("v2", name) == workshop.text("before", name)
    assert name not in workshop.reports["v2"]


@pytest.mark.parametrize("name", UNDECIDED)
def test_what_cannot_be_moved_is_left_and_fails_without_v1(workshop: Workshop, printed: Printed, name: str) -> None:
    assert workshop.text("v2", name) == workshop.text("before", name)
    assert printed["before", name, "v2"].status != 0


@pytest.mark.parametrize("name", UNDECIDED)
def test_what_cannot_be_moved_is_listed(workshop: Workshop, name: str) -> None:
    assert f"{name}:" in workshop.reports["v2"]
