"""The SQL that people are shown: one statement, in which no value of a filter can become SQL."""

import json
from pathlib import Path

import duckdb
from effort import some
from hypothesis import given, strategies as st
import pytest
import sqlglot
from sqlglot import exp

from filterlang.builder import F
from filterlang.findings.errors import FilterError
from filterlang.sql.engine_registry import DIALECTS
from filterlang.sql.sqltext import sql_text

CORPUS = Path(__file__).parent.parent / "corpus" / "filters.jsonl"
FILTERS = [json.loads(line)["filter"] for line in CORPUS.read_text(encoding="utf-8").splitlines()]


def bound(text: str, engine: str) -> set[str]:
    """The values that the one statement of a text wants."""
    if engine == "duckdb":
        (statement,) = duckdb.extract_statements(text)
        return set(statement.named_parameters)
    (found,) = (part for part in sqlglot.parse(text, dialect=engine) if not isinstance(part, exp.Semicolon))
    assert isinstance(found, exp.Select)
    return {placeholder.name for placeholder in found.find_all(exp.Placeholder, exp.Parameter)}


def listed(text: str) -> set[str]:
    return {line.split()[1] for line in text.splitlines() if line.startswith("-- p")}


@pytest.mark.parametrize("engine", DIALECTS)
def test_every_filter_becomes_one_statement_whose_values_are_listed(engine: str) -> None:
    shown = 0
    for filter in some(FILTERS, 2):
        try:
            text = sql_text(filter, engine)
        except FilterError:
            continue
        shown += 1
        assert bound(text, engine) <= listed(text), filter
        assert "undecided" in text or bound(text, engine) == listed(text), filter
    assert shown > 100


@pytest.mark.parametrize("engine", DIALECTS)
@given(value=st.text(st.sampled_from("a'\"`\\;-/*\n\r\u2028$:{}p1 \x00"), max_size=30).map(lambda text: f"mark{text}mark"))
def test_values_stand_in_comments_of_one_line_alone(engine: str, value: str) -> None:
    text = sql_text((F.name == value) & F.tags.has(value) & F.error.like(f"%{value}"), engine)
    with_it = [line for line in text.splitlines() if "mark" in line]
    assert len(with_it) == (0 if engine == "postgres" and "\x00" in value else 3)  # which PostgreSQL's texts cannot hold
    assert all(line.startswith("-- p") for line in with_it)


@pytest.mark.parametrize("engine", DIALECTS)
@given(name=st.text(st.sampled_from("a'\"`\\;-/*\n$:{} "), min_size=1, max_size=20))
def test_a_table_is_a_name_whatever_it_is(engine: str, name: str) -> None:
    query, _ = sql_text(F.name == "a", engine, name).rsplit("\n\n-- p", 1)
    name = "".join(letter.upper() if DIALECTS[engine].capitals and "a" <= letter <= "z" else letter for letter in name)
    (table,) = sqlglot.parse_one(query, dialect=engine).find_all(exp.Table)
    assert table.name == name
    assert table.this.quoted
