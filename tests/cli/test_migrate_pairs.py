"""The guide to migrating shows files before and after: the command makes them."""

import os
from pathlib import Path
import re

import in_process
import pytest

GUIDE = Path(__file__).parents[2] / "docs" / "migrating.md"
TEXT = GUIDE.read_text(encoding="utf-8")
PAIR = re.compile(
    r"<!-- before: (?P<name>[\w.]+) -->\n```\w+\n(?P<before>.*?)```\n\n<!-- after: (?P=name) -->\n```\w+\n(?P<after>.*?)```",
    re.DOTALL,
)
PAIRS = list(PAIR.finditer(TEXT))


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["name"])
def test_a_file_of_the_guide_becomes_what_it_shows(pair: re.Match[str], tmp_path: Path) -> None:
    """``UPDATE_CASES=1`` writes what the command makes of it."""
    path = tmp_path / pair["name"]
    path.write_text(pair["before"], encoding="utf-8")
    result = in_process.perform("migrate", "--write", path.name, folder=tmp_path)
    after = path.read_text(encoding="utf-8")
    if "UPDATE_CASES" in os.environ:
        text = GUIDE.read_text(encoding="utf-8")
        GUIDE.write_text(text.replace(pair[0], pair[0].removesuffix(pair["after"] + "```") + after + "```"), encoding="utf-8")
    assert (result.status, after) == (0, pair["after"]), result.out
    assert in_process.perform("migrate", "--diff", path.name, folder=tmp_path).out == ""


def test_the_guide_shows_five_pairs() -> None:
    assert len(PAIRS) == 5
