"""Filters as people write them, each with the slugs of the findings, or nothing; style counts only where it is listed."""

from pathlib import Path

import pytest
import yaml

from filterlang import check
from filterlang.findings.rule import Phase

TABLE = yaml.safe_load((Path(__file__).parent / "meant_otherwise.yaml").read_text(encoding="utf-8"))


def rows():
    for told, filters in TABLE.items():
        for item in filters:
            ((dialect, text),) = item.items() if isinstance(item, dict) else (("portable", item),)
            yield pytest.param(text, dialect, set() if told == "nothing" else set(told.split()), id=f"{dialect} {text}"[:90])


@pytest.mark.parametrize(("text", "dialect", "told"), list(rows()))
def test_the_author_is_told_what_was_not_meant_and_nothing_else(text, dialect, told):
    findings = [finding for finding in check(text, dialect) if finding.phase is not Phase.STYLE or finding.slug in told]
    assert {finding.slug for finding in findings} - {"unattested"} == told
