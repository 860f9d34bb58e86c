"""Configurations: which one holds for a file, what its keys do, and the messages about mistakes in it."""

from pathlib import Path

import pytest

from filterlang.exports.files import files_of
from filterlang.findings.evidence import Severity
from filterlang.lint.configuration import Configurations, Overrides
from filterlang.lint.lint_settings import ConfigurationError


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_nearest_configuration_above_a_file_holds(folder: Path) -> None:
    (folder / "a" / "b" / "c").mkdir(parents=True)
    (folder / "pyproject.toml").write_text('[tool.filterlang]\ndialect = "v1"\n')
    (folder / "a" / "pyproject.toml").write_text("[tool.ruff]\n")
    (folder / "a" / "b" / "filterlang.toml").write_text('dialect = "v2"\nseverity = "error"\n')
    configurations = Configurations(Overrides({}))
    assert configurations.of(".").settings.dialect == "v1"
    assert configurations.of("a").settings.dialect == "v1", "a pyproject.toml without our table is passed over"
    assert configurations.of("a/b/c").settings.dialect == "v2"
    assert configurations.of("a/b/c").severity is Severity.ERROR
    assert configurations.of("a/b/c") is configurations.of("a/b")
    assert Configurations(Overrides({}), isolated=True).of("a/b").settings.dialect == "portable"
    assert Configurations(Overrides({}), "pyproject.toml").of("a/b").settings.dialect == "v1"


def test_the_command_line_goes_before_the_configuration(folder: Path) -> None:
    (folder / "filterlang.toml").write_text('select = ["FL1"]\nignore = ["FL102"]\nextend-select = ["FL2"]\n')
    settings = Configurations(Overrides({"ignore": ("FL201",)})).of(".").settings
    assert [settings.selects(code, "") for code in ("FL101", "FL102", "FL201", "FL202", "FL301")] == [
        True, False, False, True, False,
    ]  # fmt: skip
    settings = Configurations(Overrides({"select": ("FL102",)})).of(".").settings
    assert [settings.selects(code, "") for code in ("FL101", "FL102", "FL202")] == [False, True, False]


def test_rules_are_ignored_in_the_files_that_a_pattern_fits(folder: Path) -> None:
    (folder / "filterlang.toml").write_text('[per-file-ignores]\n"tests/*" = ["FL1"]\n"!src/**" = ["bare-word"]\n')
    settings = Configurations(Overrides({})).of(".").settings
    for path, selected in (("tests/a.py", [False, False]), ("src/a.py", [True, True]), ("b.py", [True, False])):
        here = settings.in_file(path)
        assert [here.selects("FL102", "unknown-field"), here.selects("FL014", "bare-word")] == selected


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("filterlang.toml", 'dialct = "v1"\n', "filterlang.toml:1: there is no key 'dialct': did you mean dialect?"),
        ("filterlang.toml", "\n[per_file_ignores]\n",
         "filterlang.toml:2: there is no key 'per_file_ignores': did you mean per-file-ignores?"),
        ("pyproject.toml", '[project]\nselect = 1\n[tool.filterlang]\n# rules\nselect = "FL1"\n',
         'pyproject.toml:5: select: has to be a list of texts, such as ["…"]'),
        ("pyproject.toml", '[tool.filterlang]\nselect = ["FL1"]\nignore = ["bare-wrod"]\n',
         "pyproject.toml:3: ignore: there is no rule bare-wrod: did you mean bare-word?"),
        ("filterlang.toml", 'dialect = "v11"\n',
         "filterlang.toml:1: dialect: has to be one of portable, v1, v2, examples; did you mean v1?"),
        ("filterlang.toml", 'unsafe-fixes = "yes"\n', "filterlang.toml:1: unsafe-fixes: has to be true or false"),
        ("filterlang.toml", 'per-file-ignores = ["FL1"]\n',
         'filterlang.toml:1: per-file-ignores: has to be a table from patterns to rules, such as {"tests/*" = ["bare-word"]}'),
        ("filterlang.toml", "export = 5\n",
         'filterlang.toml:1: export: has to be a path, or a list of paths, such as "runs.jsonl"'),
        ("filterlang.toml", 'export = ["a.jsonl", ""]\n',
         'filterlang.toml:1: export: has to be a path, or a list of paths, such as "runs.jsonl"'),
        ("filterlang.toml", 'export = ["a.jsonl", 5]\n', 'filterlang.toml:1: export: has to be a list of texts, such as ["…"]'),
        ("filterlang.toml", 'export = "a\\u0000b"\n', "filterlang.toml:1: export: has to be a path, which has no NUL"),
        ("filterlang.toml", 'exports = "runs.jsonl"\n',
         "filterlang.toml:1: there is no key 'exports': did you mean export?"),
        ("filterlang.toml", "select = [\n", "filterlang.toml: not TOML: Invalid value (at end of document)"),
        ("pyproject.toml", "[tool]\nfilterlang = 1\n", "pyproject.toml:2: tool.filterlang: has to be a table"),
    ],
)  # fmt: skip
def test_mistakes_are_refused_with_their_line_and_what_was_meant(folder: Path, name: str, text: str, message: str) -> None:
    (folder / name).write_text(text)
    with pytest.raises(ConfigurationError) as refused:
        Configurations(Overrides({})).of(".")
    assert str(refused.value) == message


def test_a_pyproject_that_is_broken_and_does_not_name_us_is_left_alone(folder: Path) -> None:
    (folder / "pyproject.toml").write_text("[tool.other\n")
    assert Configurations(Overrides({})).of(".").file is None


@pytest.mark.parametrize("written", ['"runs.jsonl"', '["r*.jsonl"]', '["data/../runs.json?"]'])
def test_an_export_is_relative_to_the_folder_of_the_configuration(folder: Path, written: str) -> None:
    """Also in a folder whose name would be a pattern."""
    (folder / "a[b]" / "data").mkdir(parents=True)
    (folder / "a[b]" / "filterlang.toml").write_text(f"export = {written}\n")
    (folder / "a[b]" / "runs.jsonl").touch()
    (pattern,) = Configurations(Overrides({})).of("a[b]").export
    (file,) = files_of(pattern)
    assert Path(file).samefile(folder / "a[b]" / "runs.jsonl")


@pytest.mark.parametrize("written", ["", "export = []"])
def test_without_an_export_there_is_none(folder: Path, written: str) -> None:
    (folder / "filterlang.toml").write_text(written)
    assert Configurations(Overrides({})).of(".").export == ()
