"""Optional rules, and what a configuration says of a project: where they are selected, and where they reach a check."""

from collections.abc import Iterator
import json
import pickle
from pathlib import Path
import sys
from types import ModuleType

import pytest

sys.path.append(str(Path(__file__).parents[1] / "cli"))
import in_process

from filterlang import check, fix
from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Phase, Rule
from filterlang.lint.configuration import Configurations, Overrides
from filterlang.lint.lint_settings import LintSettings
from filterlang.rules import registry, rule_files
from filterlang.rules.context import Context, Suggestion
from filterlang.semantics.surroundings import ProjectFacts
from filterlang.syntax.tree import Call, String
from filterlang.text.frozen import replace

SHORT_NAME = Rule("FL598", "short-name", Phase.STYLE, Severity.WARNING, summary="A name is short.", why="It is.", optional=True)
FOUND = 'eq(name, "ab")'
FILE = "from filterlang import Client\n\nClient().list_runs(filter='eq(name, \"ab\")')\n"


def check_short_name(context: Context) -> None:
    for condition in context.analysis.conditions:
        value = condition.node.arguments[-1]
        if isinstance(value, String) and len(value.value) < 3:
            longer = Call(condition.node.operator, (*condition.node.arguments[:-1], String("long")))
            context.report(SHORT_NAME, condition.node, "a short name", suggest=Suggestion(longer))


@pytest.fixture(autouse=True)
def _optional_rule(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An optional rule that does not exist otherwise, which reports short names."""
    module = ModuleType("filterlang.rules.short_name")
    vars(module).update(RULE=SHORT_NAME, check=check_short_name)
    names = (*rule_files._rule_names(), "short_name")
    monkeypatch.setattr(rule_files, "_rule_names", lambda: names)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setitem(registry.RULES, SHORT_NAME.code, SHORT_NAME)
    monkeypatch.setitem(registry.BY_SLUG, SHORT_NAME.slug, SHORT_NAME)
    caches = (rule_files.checks, rule_files.optional_rules, rule_files._rule)
    for cache in caches:
        cache.cache_clear()
    yield
    for cache in caches:
        cache.cache_clear()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.py").write_text(FILE)
    return tmp_path


def concise(folder: Path, *arguments: str) -> list[str]:
    result = in_process.perform("check", "--output-format", "concise", "-q", *arguments, folder=folder)
    return [line.split(" ")[1] for line in result.out.splitlines()]


@pytest.mark.parametrize(
    ("settings", "selected"),
    [
        (LintSettings(), False),
        (LintSettings(extend_select=("ALL",)), False),
        (LintSettings(extend_select=("FL598",)), True),
        (LintSettings(extend_select=("FL5",)), True),
        (LintSettings(select=("short-name",)), True),
        (LintSettings(select=("FL3",)), False),
        (LintSettings(extend_select=("FL5",), ignore=("FL598",)), False),
        (LintSettings(extend_select=("FL598",), ignore=("FL5",)), True),
        (LintSettings(extend_select=("FL598",), ignore=("ALL",)), True),
        (LintSettings(extend_select=("FL598",), never=("FL5",)), False),
    ],
)
def test_an_optional_rule_is_selected_only_by_a_name_of_its_own(settings: LintSettings, selected: bool) -> None:
    assert settings.selects("FL598", "short-name") is selected
    assert ("FL598" in settings.facts.rules) is selected


def test_it_is_reported_in_files_where_the_command_line_or_the_configuration_selects_it(folder: Path) -> None:
    assert concise(folder, "a.py") == []
    assert concise(folder, "a.py", "--select", "ALL") == []
    assert concise(folder, "a.py", "--extend-select", "short-name") == ["FL598"]
    (folder / "filterlang.toml").write_text('extend-select = ["FL59"]\n')
    assert concise(folder, "a.py") == ["FL598"], "the report of before is not taken from the cache"
    assert concise(folder, "a.py", "--per-file-ignores", "a.py:FL5") == []
    assert concise(folder, "a.py", "--isolated") == []


def test_it_is_reported_in_filters_that_are_given(folder: Path) -> None:
    def status(*arguments: str, given: bytes = b"") -> int:
        return in_process.perform("check", *arguments, folder=folder, given=given).status

    assert status("-e", FOUND) == 0
    assert status("-e", FOUND, "--extend-select", "FL598") == 1
    assert status("--extend-select", "FL598", given=FOUND.encode()) == 1
    assert status("--stdin-filename", "b.py", given=FILE.encode()) == 0
    (folder / "filterlang.toml").write_text('extend-select = ["short-name"]\n')
    assert status("-e", FOUND) == 1
    assert (
        status("-e", FOUND, "--exit-zero") == status("-e", FOUND, "--isolated") == status("-e", FOUND, "--ignore", "FL598") == 0
    )
    assert status("--stdin-filename", "b.py", given=FILE.encode()) == 1
    assert in_process.perform("find", "-q", folder=folder).out.split()[0] == "a.py:3:28"


def test_it_is_fixed_where_it_is_selected(folder: Path) -> None:
    assert in_process.perform("fix", "-e", FOUND, folder=folder).out == f"{FOUND}\n"
    in_process.perform("check", "--fix", "a.py", folder=folder)
    assert (folder / "a.py").read_text() == FILE
    (folder / "filterlang.toml").write_text('extend-select = ["short-name"]\n')
    assert in_process.perform("fix", "-e", FOUND, folder=folder).out == 'eq(name, "long")\n'
    in_process.perform("check", "--fix", "a.py", folder=folder)
    assert (folder / "a.py").read_text() == FILE.replace('"ab"', '"long"')
    assert fix(FOUND) == FOUND
    assert fix(FOUND, project=ProjectFacts(rules=frozenset({"FL598"}))) == 'eq(name, "long")'


@pytest.mark.parametrize("name", ["FL598", "fl598", "short-name", "FL598, FL301"])
def test_a_comment_that_ignores_it_is_unused_only_where_it_is_selected(folder: Path, name: str) -> None:
    (folder / "a.py").write_text(FILE.replace("')\n", f"')  # filterlang: ignore[{name}]\n"))
    (folder / "b.py").write_text((folder / "a.py").read_text().replace('"ab"', '"abc"'))
    elsewhere = ["FL603"] if "FL301" in name else []
    assert concise(folder, "a.py") == concise(folder, "b.py") == elsewhere
    assert concise(folder, "a.py", "--extend-select", "FL598") == elsewhere
    assert concise(folder, "b.py", "--extend-select", "FL598") == ["FL603"]
    in_process.perform("check", "--fix", "--no-cache", "a.py", folder=folder)
    assert "ignore[" in (folder / "a.py").read_text()


def test_the_command_that_shows_rules_says_that_it_is_off(folder: Path) -> None:
    assert "severity: warning; off by default\n" in in_process.perform("rule", "FL598").out
    optional = [rule.code for rule in registry.RULES.values() if rule.optional]
    assert sorted(rule_files.optional_rules()) == sorted(optional)
    assert in_process.perform("rule", "--all").out.count("; off by default\n") == len(optional)
    assert "Severity: warning; off by default." in in_process.perform("rule", "FL598", "--format", "markdown").out
    assert json.loads(in_process.perform("rule", "FL598", "--format", "json").out)[0]["optional"] is True


def test_a_filter_that_is_given_is_checked_as_the_configuration_of_the_folder_says(folder: Path) -> None:
    (folder / "filterlang.toml").write_text('dialect = "v2"\nignore = ["bare-word"]\nseverity = "note"\n')
    assert in_process.perform("check", "-e", "gt(total_tokens, 5)", folder=folder).status == 0
    assert in_process.perform("check", "-e", "gt(total_tokens, 5)", "-d", "v1", folder=folder).status == 1
    assert in_process.perform("check", "-e", "eq(status, success)", folder=folder).status == 0
    assert in_process.perform("check", "-e", "gt(total_cost, 0.1)", folder=folder).status == 1
    assert in_process.perform("fix", "-e", "eq(status, success)", folder=folder).out == "eq(status, success)\n"
    (folder / "filterlang.toml").write_text("dialect = 2\n")
    for command in ("check", "fix"):
        assert in_process.perform(command, "-e", "x", folder=folder).err.startswith("filterlang: filterlang.toml:1: dialect:")
    assert Configurations(Overrides({}), isolated=True).of_filters_in(None).settings == replace(
        LintSettings(), root=str(Path.cwd())
    )


def test_what_is_known_of_the_runs_reaches_every_check_and_none_is_taken_from_the_cache(folder: Path) -> None:
    path = folder / "filterlang.toml"
    for names, found in (('["abc"]', ["FL354"]), ('["ab"]', []), ('["abc"]', ["FL354"])):
        path.write_text(f"names = {names}\n")
        assert concise(folder, "a.py") == concise(folder) == found
    assert in_process.perform("check", "-e", FOUND, folder=folder).out.startswith("note[FL354]")
    assert concise(folder, "a.py", "--isolated") == []
    large = "x = 1  # a long file, which a worker checks\n" * 20_000
    (folder / "a.py").write_text(FILE + large)
    assert concise(folder, "a.py") == ["FL354"]
    shown = in_process.perform("check", "--show-settings", ".", folder=folder).out
    assert 'names = ["abc"]' in shown


def test_equal_facts_are_written_alike_and_travel(folder: Path) -> None:
    facts = [
        ProjectFacts(metadata={key: frozenset({"string", "null"}) for key in keys}, tags=frozenset(keys))
        for keys in ("abc", "cba")
    ]
    assert len({*facts}) == len({*map(repr, facts)}) == 1
    assert pickle.loads(pickle.dumps(facts[0])) == facts[1]


def test_a_check_in_python_is_given_the_optional_rules(folder: Path) -> None:
    assert check(FOUND) == []
    assert [found.code for found in check(FOUND, project=ProjectFacts(rules=frozenset({"FL598"})))] == ["FL598"]
