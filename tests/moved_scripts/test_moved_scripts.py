"""Scripts of users before and after their move: against v1 only and against v2 only, they print the same."""

from pathlib import Path
import shutil

from npm_packages import installed
import pytest
from script_runs import HERE, SCRIPTS, Outcome, ScriptRun, compiled, outcomes

pytestmark = pytest.mark.xdist_group("moved scripts")
ALL = sorted(str(path.relative_to(SCRIPTS)) for path in SCRIPTS.rglob("*") if path.is_file())
MOVED = [name for name in ALL if not name.startswith(("unchanged/", "undecided/"))]
UNCHANGED = [name for name in ALL if name.startswith("unchanged/")]
UNDECIDED = [name for name in ALL if name.startswith("undecided/")]


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with copies of the scripts: as they are, and to be moved."""
    folder = tmp_path_factory.mktemp("scripts")
    (folder / "node_modules").symlink_to(installed(HERE / "package.json") / "node_modules")
    (folder / "package.json").write_text('{"type": "module"}\n', encoding="utf-8")
    for copy in ("before", "after"):
        shutil.copytree(SCRIPTS, folder / copy)
    return folder


@pytest.fixture(scope="session")
def type_errors(workshop: Path) -> dict[Path, list[str]]:
    return compiled(workshop, [workshop / copy / name for copy in ("before", "after") for name in ALL])


@pytest.fixture(scope="session")
def printed(workshop: Path, type_errors: dict[Path, list[str]], servers: dict[str, str]) -> dict[tuple[str, str, str], Outcome]:
    """The outcomes of all scripts, by the copy, the name and the API of the server."""
    wanted = {
        **{("before", name, "v1"): "v1" for name in ALL if name not in UNCHANGED},
        **{("before", name, "v2"): "v2" for name in ALL if name not in UNCHANGED},
    }
    runs = {key: ScriptRun(workshop / key[0] / key[1], servers[api]) for key, api in wanted.items()}
    ended = outcomes(list(runs.values()))
    return {key: ended[run] for key, run in runs.items()}


Printed = dict[tuple[str, str, str], Outcome]


@pytest.mark.parametrize("name", MOVED)
def test_a_script_works_while_v1_does_and_not_afterwards(printed: Printed, name: str) -> None:
    before = printed["before", name, "v1"]
    assert before.status == 0, before.stderr
    assert before.stdout.strip()
    after = printed["before", name, "v2"]
    assert (after.status, after.stdout) != (0, before.stdout)
