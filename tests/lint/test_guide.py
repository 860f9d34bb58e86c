"""The guide of the linter: its console sessions are what the commands print, and its configurations can be read."""

from pathlib import Path
import re
import shlex
import shutil
import sys
import tomllib

import pytest
import yaml

ROOT = Path(__file__).parents[2]
sys.path.append(str(ROOT / "tests" / "cli"))
import in_process  # noqa: E402 - from the folder above

from filterlang.lint.configuration_keys import KEYS  # noqa: E402
from filterlang.lint.report.report_formats import FORMATS  # noqa: E402

GUIDE = (ROOT / "docs" / "linting.md").read_text(encoding="utf-8")
INTEGRATION = (ROOT / "docs" / "continuous_integration.md").read_text(encoding="utf-8")


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def test_the_console_sessions_are_what_the_commands_print(tmp_path: Path) -> None:
    for name, code in zip(("alerts.py", "runs.py"), blocks(GUIDE, "python"), strict=False):
        (tmp_path / name).write_text(code, encoding="utf-8")
    shutil.copy(ROOT / "docs" / "examples" / "support_bot.jsonl", tmp_path / "runs.jsonl")
    for session in blocks(GUIDE, "console"):
        for command, expected in re.findall(r"^\$ filterlang (.*?)\n(.*?)(?=^\$ |\Z)", session, re.DOTALL | re.MULTILINE):
            result = in_process.perform(*shlex.split(command), folder=tmp_path, environment={"COLUMNS": "100"})
            status = f"[status {result.status}]\n" if "[status" in expected else ""
            assert result.out + result.err + status == expected


def test_the_comments_of_the_guide_ignore_what_they_say(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("from langsmith import Client\n" + blocks(GUIDE, "python")[2], encoding="utf-8")
    result = in_process.perform("check", "--output-format", "concise", "--select", "FL3", "a.py", folder=tmp_path)
    assert result.out == ""


def test_the_keys_and_formats_of_the_guide_exist() -> None:
    (table,) = (tomllib.loads(block)["tool"]["filterlang"] for block in blocks(GUIDE, "toml"))
    assert set(table) <= set(KEYS)
    assert all(f"`{name}`" in GUIDE for name in FORMATS)


@pytest.mark.parametrize("block", blocks(INTEGRATION, "yaml"), ids=["pre-commit", "annotations", "sarif", "gitlab"])
def test_the_files_to_copy_are_yaml(block: str) -> None:
    assert yaml.safe_load(block)
    commands = re.findall(r"filterlang check.*--output-format (\w+)", block)
    assert all(name in FORMATS for name in commands)


def test_the_hooks_are_those_of_the_guide() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    (repository,) = yaml.safe_load(blocks(INTEGRATION, "yaml")[0])["repos"]
    assert {hook["id"] for hook in hooks} == {hook["id"] for hook in repository["hooks"]}
