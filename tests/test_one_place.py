"""One place each: what is added by touching what docs/architecture.md says, and nothing else, is known everywhere.

Each test adds something made up to a filterlang of its own, in memory, and looks for it in everything that should know it.
"""

import ast
import json
from pathlib import Path
import subprocess
import sys
from typing import Any

import pytest


ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "filterlang"
FIELDS, OPERATORS, DIALECTS = "filterlang.schema.fields", "filterlang.schema.operators", "filterlang.schema.dialects"

COMMON = """
import contextlib, io, sys
sys.path.insert(0, "grammar")
from filterlang.cli import main

def printed(*words):
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out), contextlib.suppress(SystemExit):
        main(list(words))
    return out.getvalue()
"""


def added(edits: dict[str, list[list[str]]], probe: str, modules: dict[str, str] | None = None) -> dict[str, Any]:
    """What a probe finds in a filterlang with these changes: ``{module: [[before, after], …]}``."""
    task = json.dumps({"edits": edits, "modules": modules or {}, "probe": COMMON + probe})
    command = [sys.executable, "-W", "ignore", str(Path(__file__).parent / "additions.py")]
    done = subprocess.run(command, input=task, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    answers: dict[str, Any] = json.loads(done.stdout)
    return answers


def before(anchor: str, text: str) -> list[str]:
    return [anchor, f"{text}\n        {anchor}"]


FIELD = {
    FIELDS: [
        before(
            'Field("ls_user_id"',
            'Field("retry_count", _NUMBER, "how many attempts failed", "amount", (OPENAPI,), unit="attempts", '
            'stored=("retry_count",)),',
        )
    ],
    "filterlang.schema.run_schema": [before('RunField("ls_user_id"', '_both("retry_count", _WHOLE),')],
}
"""A field that runs keep: one record in ``fields.FIELDS``, and one of how it is kept in ``run_schema``."""


@pytest.mark.processes
class TestAField:
    def test_the_language_knows_it(self) -> None:
        answers = added(
            FIELD,
            """
import generate_reference, generate_stub
from filterlang import F, check, fix, matches
from filterlang.checking.meaning import to_predicate
from filterlang.semantics.description import in_words
text = "gt(retry_count, 2)"
answers["findings"] = [str(found) for dialect in ("v1", "v2", "portable") for found in check(text, dialect)]
answers["wrong"] = [found.code for found in check('eq(retry_count, "many")')]
answers["fixed"] = [fix("retry_cuont > 2"), fix("retry_count > 2")]
answers["built"] = str(F.retry_count > 2)
answers["described"] = in_words(to_predicate(text))
answers["matches"] = [matches(text, {"id": "1", "retry_count": count}) for count in (3, 1, None)]
answers["explained"] = printed("explain", "retry_count")
answers["listed"] = printed("explain")
answers["python"] = printed("builder", text)
answers["stub"] = generate_stub.stub()
answers["reference"] = generate_reference.render((generate_reference.README).read_text(encoding="utf-8"))
""",
        )
        assert answers["findings"] == []
        assert answers["wrong"] == ["FL104"]
        assert answers["fixed"] == ["gt(retry_count, 2)", "gt(retry_count, 2)"]
        assert answers["built"] == "gt(retry_count, 2)"
        assert answers["described"] == "Runs for which `retry_count` is greater than 2 attempts."
        assert answers["matches"] == [True, False, False]
        assert "how many attempts failed" in answers["explained"]
        assert "takes: gt, gte, lt, lte" in answers["explained"]
        assert "retry_count" in answers["listed"]
        assert "F.retry_count > 2" in answers["python"]
        assert "retry_count: _AmountNumber" in answers["stub"]
        assert "| `retry_count` |" in answers["reference"]

    def test_runs_have_it(self, tmp_path: Path) -> None:
        lines = tmp_path / "runs.jsonl"
        whole = {"run_type": "llm", "status": "success", "start_time": "2026-11-01T00:00:00Z"}
        ids = [f"00000000-0000-4000-8000-00000000000{number}" for number in range(4)]
        counts = [3, 1, None, 9]
        records = [{"id": id, "trace_id": id, "retry_count": count, **whole} for id, count in zip(ids, counts, strict=True)]
        lines.write_text("".join(json.dumps(record) + "\n" for record in records))
        answers = added(
            FIELD,
            f"""
import ast
import json
from hypothesis import find
from filterlang import open_runs
from filterlang.client.selects import v1_select, v2_selects
from filterlang.exports.memory import LocalRuns
from filterlang.exports.records import read_records
from filterlang.tables.tabular import columns_for
from filterlang.schema.run_schema import DEFAULT_FIELDS
from filterlang.serve.fields_v1 import DEFAULT_SELECT
from filterlang.serve.fields_v2 import OUTPUT_FIELDS
from filterlang.sql.spark_schema import SPARK_SCHEMA
from filterlang.sql.engine_registry import DIALECTS
from filterlang.sql.sqltext import sql_text
from filterlang.strategies import runs
from filterlang.strategies.language import language
path, text = {str(lines)!r}, "gt(retry_count, 2)"
for name, opened in (("duckdb", open_runs(path)), ("python", LocalRuns(read_records(path)))):
    found = opened.list_runs(filter=text, select=["retry_count"], order="asc")
    answers[name] = [type(opened).__name__, sorted(run.retry_count for run in found)]
    table = opened.list_runs(filter=text, select=["retry_count"]).to_arrow()
    answers[name + " table"] = str(table.schema.field("retry_count").type)
answers["sql"] = {{engine: "retry_count" in sql_text(text, engine).lower() for engine in DIALECTS}}
answers["column"] = columns_for()["retry_count"]
answers["selected"] = [v1_select(["retry_count"]), v2_selects(["retry_count"]), "retry_count" in DEFAULT_FIELDS]
answers["served"] = ["retry_count" in DEFAULT_SELECT, OUTPUT_FIELDS["RETRY_COUNT"].columns]
answers["spark"] = "retry_count" in SPARK_SCHEMA
answers["drawn"] = find(runs(), lambda run: run.get("retry_count") is not None)["retry_count"]
answers["compared"] = [taken.operators for kind in language("portable").taken.kinds.values()
                       for row in kind for taken in row if taken.field.name == "retry_count"][0]
""",
        )
        assert answers["duckdb"][0] != answers["python"][0]
        assert answers["duckdb"][1] == answers["python"][1] == [3, 9]
        assert answers["duckdb table"] == answers["python table"] == "int64"
        assert all(answers["sql"].values())
        assert answers["column"] == "whole number of 64 bits"
        assert answers["selected"] == [["retry_count"], ["RETRY_COUNT"], True]
        assert answers["served"] == [True, ["retry_count"]]
        assert answers["spark"]
        assert answers["drawn"] == 0
        assert answers["compared"] == ["eq", "neq", "gt", "gte", "lt", "lte"]


OPERATOR = {
    OPERATORS: [
        before(
            'Operator("search"',
            'Operator("resembles", "comparison", 2, 2, "the text matches a pattern, whatever its case", "resembles", (TQS,), '
            'Takes.PATTERN, column="like", negated="differs", python="resembles"),\n'
            '        Operator("differs", "comparison", 2, 2, "the text does not match, whatever its case", "differs from", '
            '(TQS,), Takes.PATTERN, column="like", negated="resembles", negative=True, python="differs"),',
        )
    ],
    "filterlang.evaluate.reference": [
        before(
            '"has": _has,',
            '"resembles": lambda pattern: lambda value: isinstance(value, str) and _like(pattern.lower())(value.lower()),',
        )
    ],
}
"""An operator and its negative: a record each, and one arm of the reference for both."""


@pytest.mark.processes
class TestAnOperator:
    def test_everything_knows_it(self, tmp_path: Path) -> None:
        lines = tmp_path / "runs.jsonl"
        ids = [f"00000000-0000-4000-8000-00000000000{number}" for number in range(3)]
        names = ["Support Bot", "sales", None]
        whole = {"run_type": "llm", "status": "success", "start_time": "2026-11-01T00:00:00Z"}
        kept = [
            {"id": id, "trace_id": id, "name": name, "tags": [name or ""], "extra": {"metadata": {"team": name}}, **whole}
            for id, name in zip(ids, names, strict=True)
        ]
        lines.write_text("".join(json.dumps(record) + "\n" for record in kept))
        answers = added(
            OPERATOR,
            f"""
import generate_reference, generate_stub
from hypothesis import find
from filterlang import F, check, format, matches, open_runs
from filterlang.checking.meaning import to_predicate
from filterlang.exports.memory import LocalRuns
from filterlang.exports.records import read_records
from filterlang.rewrite.negation import negation
from filterlang.semantics.description import in_words
from filterlang.strategies import trees
from filterlang.strategies.language import language
from filterlang.syntax.parser import parse
from filterlang.syntax.printer import print_line
from filterlang.syntax.tree import Call, walk
text = 'resembles(name, "SUPPORT%")'
pair = 'and(eq(metadata_key, "team"), {{}}(metadata_value, "SALES"))'
every = [text, 'differs(name, "SUPPORT%")', 'resembles(tag, "SALES")', pair.format("resembles"), pair.format("differs")]
answers["findings"] = [str(found) for found in check(text)]
mistakes = ("resembles(latency, 2)", "resembles(name)", "resembels(name, 'a')")
answers["wrong"] = sorted({{found.code for mistake in mistakes for found in check(mistake)}})
answers["printed"] = format(text)
answers["negated"] = print_line(negation(parse(text).tree).tree)
answers["built"] = [str(F.name.resembles("SUPPORT%")), str(~F.name.resembles("SUPPORT%"))]
answers["described"] = [in_words(to_predicate(each)) for each in every]
for name, opened in (("duckdb", open_runs({str(lines)!r})), ("python", LocalRuns(read_records({str(lines)!r})))):
    answers[name] = [sorted(str(run.id)[-1] for run in opened.list_runs(filter=each)) for each in every]
answers["explained"] = printed("explain", "resembles")
answers["taken"] = printed("explain", "name")
answers["listed"] = printed("explain")
answers["python source"] = printed("builder", text)
answers["stub"] = generate_stub.stub()
answers["reference"] = generate_reference.render((generate_reference.README).read_text(encoding="utf-8"))
drawn = find(trees(), lambda tree: any(isinstance(node, Call) and node.operator == "differs" for node in walk(tree)))
answers["drawn"] = print_line(drawn)
""",
        )
        assert answers["findings"] == []
        assert answers["wrong"] == ["FL101", "FL103", "FL106"]
        assert answers["printed"] == 'resembles(name, "SUPPORT%")'
        assert answers["negated"] == 'differs(name, "SUPPORT%")'
        assert answers["built"] == ['resembles(name, "SUPPORT%")', 'differs(name, "SUPPORT%")']
        assert answers["described"][0] == 'Runs for which `name` resembles "SUPPORT%".'
        assert answers["duckdb"] == answers["python"] == [["0"], ["1", "2"], ["1"], ["1"], ["0", "2"]]
        assert "resembles(field, value): the text matches" in answers["explained"]
        assert "its negative: differs" in answers["explained"]
        assert "resembles, differs" in answers["taken"]
        assert "resembles" in answers["listed"]
        assert "F.name.resembles(" in answers["python source"]
        assert "def resembles(self, value: str, /) -> Expression" in answers["stub"]
        assert "| `resembles` |" in answers["reference"]
        assert "differs(" in answers["drawn"]

    def test_what_else_one_needs_to_be_quick_and_drawn(self) -> None:
        """Algorithms, not lists of names: without them an operator works, but not in SQL and not as an infix."""
        answers = added(
            OPERATOR,
            """
from filterlang.schema.operators import NEGATIVE, OPERATORS
from filterlang.sql.lowering.leaf import LOWERED
from filterlang.strategies.holding import _FINDERS
from filterlang.syntax.spellings import PHRASES
conditions = {name for name, each in OPERATORS.items() if each.kind in ("comparison", "presence")}
answers["no SQL"] = sorted(conditions - LOWERED - {*NEGATIVE})
answers["not drawn to match"] = sorted(conditions - {*_FINDERS} - {*NEGATIVE})
answers["no infix"] = sorted({*OPERATORS} - {*PHRASES} - {"exists"})
""",
        )
        assert answers == {"no SQL": ["resembles"], "not drawn to match": ["resembles"], "no infix": ["differs", "resembles"]}


DIALECT = {
    DIALECTS: [before('Dialect("examples"', 'Dialect("v3", frozenset({"v3"}), (OPENAPI,)),')],
    "filterlang.schema.names": [
        ['["portable", "v1", "v2", "examples"]', '["portable", "v1", "v2", "v3", "examples"]'],
        ['["portable", "v1", "v2"]', '["portable", "v1", "v2", "v3"]'],
    ],
}
"""A dialect: one record, and its name for type checkers."""


@pytest.mark.processes
def test_a_dialect_is_known_everywhere() -> None:
    answers = added(
        DIALECT,
        """
from typing import get_args
from hypothesis import find
from pydantic import TypeAdapter
from filterlang import Filter, check, compile, fix
from filterlang.migrate import to_dialect
from filterlang.schema import names
from filterlang.schema.dialects import DIALECTS, RUN_DIALECTS
from filterlang.strategies import filters
answers["same"] = [get_args(names.DialectName) == tuple(DIALECTS), get_args(names.RunDialectName) == RUN_DIALECTS]
answers["findings"] = [[found.code for found in check(text, "v3")] for text in ("gt(total_tokens, 5)", "eq(nope, 1)")]
answers["fixed"] = fix('status = "error"', "v3")
answers["compiled"] = compile("gt(total_tokens, 5)", "v3")
answers["migrated"] = to_dialect("gt(total_tokens, 5)", "v2", "v3").after
answers["saved"] = [Filter["v3"]("gt(total_tokens, 5)").dialect, TypeAdapter(Filter["v3"]).json_schema()["format"]]
answers["drawn"] = find(filters("v3"), lambda text: True)
answers["checked"] = printed("check", "-d", "v3", "-e", "gt(total_tokens, 5)")
answers["help"] = printed("check", "--help")
answers["explained"] = printed("explain", "v3")
answers["unknown"] = printed("check", "-d", "v4", "-e", "x")
""",
    )
    assert answers["same"] == [True, True]
    assert answers["findings"] == [[], ["FL102"]]
    assert answers["fixed"] == 'eq(status, "error")'
    assert answers["compiled"] == answers["migrated"] == "gt(total_tokens, 5)"
    assert answers["saved"] == ["v3", "langsmith-run-filter"]
    assert "(" in answers["drawn"]
    assert "error" not in answers["checked"]
    assert "v3" in answers["help"]
    assert answers["explained"].startswith("v3: what v3 accepts")
    assert "v3" in answers["unknown"]


COMMAND = '''
"""Count the characters of a filter."""

SUMMARY = "count characters"
ALIASES = ("wc",)
EXAMPLES = "examples:\\n  filterlang length -e x"


def configure(parser):
    parser.add_argument("text")


def run(options):
    print(len(options.text))
    return 0
'''


@pytest.mark.processes
def test_a_command_is_one_file_and_its_name_in_the_table() -> None:
    answers = added(
        {"filterlang.cli": [['"completion",', '"completion", "length",']]},
        """
answers["run"] = printed("length", "abc")
answers["help"] = printed("--help")
answers["of its own"] = printed("length", "--help")
answers["near"] = [printed("lenght"), printed("wcc")]
""",
        {"filterlang.cli.length": COMMAND},
    )
    assert answers["run"] == "3\n"
    assert "count characters" in answers["help"]
    assert "filterlang length -e x" in answers["of its own"]
    assert all("did you mean length?" in text for text in answers["near"])


def test_each_engine_can_be_installed() -> None:
    import tomllib

    from filterlang.sql.engine_registry import DIALECTS

    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    assert {dialect.extra for dialect in DIALECTS.values()} <= set(extras)


MODULES = {
    path.relative_to(PACKAGE).as_posix(): {
        node.value for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Constant)
    }
    for path in PACKAGE.rglob("*.py")
    if path.name != "_table.py" and path.parent.name != "schema"
}
"""The literals of each module outside of the schema."""

OPERATORS_NAMED = {
    "evaluate/reference.py": "the meaning: an arm each",
    "sql/lowering/": "SQL: an arm each",
    "strategies/holding.py": "literals with which a comparison holds: an algorithm each",
    "syntax/": "names and symbols that people write, as data of the syntax, which does not know the schema",
    "strategies/damage.py": "how other languages write them",
    "client/hints.py": "operators in the names of arguments",
    "rewrite/": "which operators say an idea",
    "rules/": "the operators that a rule is about",
    "builder/": "Python's own operators, and the texts of particular refusals",
    "checking/": "what a particular operator is often mistaken for",
    "semantics/": "has and exists, which on metadata mean one another",
    "strategies/mistakes.py": "a comparison with null",
    "evaluate/query.py": "conditions that arguments stand for",
    "client/v1.py": "a condition that an argument stands for",
    "serve/run_pages.py": "conditions that a cursor stands for",
    "hosts/holes.py": "operators that a hole in the place of one is filled with",
    "hosts/judging.py": "exists on metadata, which only LangSmith has",
    "sql/engines/spark_expressions.py": "Spark's function exists",
}
"""Where an operator is named outside of the schema, and why."""

NOT_WORDS = ("neq", "gt", "gte", "lt", "lte", "like", "notlike", "exists")
"""The operators whose names stand for nothing else."""

MOST = {
    "neq": 17, "gt": 12, "gte": 11, "lt": 10, "lte": 12, "like": 17, "notlike": 6, "exists": 12,
    "first_token_time": 1, "reference_dataset_id": 5, "total_cost": 2, "prompt_cost": 1, "ls_user_id": 0, "execution_order": 1,
    "feedback_score": 0, "metadata_key": 0, "input_value": 0,
    "v1": 12, "v2": 10, "portable": 19, "examples": 4,
}  # fmt: skip
"""In how many modules outside of the schema a name may stand: to be lowered, not raised.

Fields are named by the statistics and sums that are about them, and by the APIs' own parameters; dialects as the default of a
parameter, and where one of the two APIs is meant.
"""


OPERATOR_NAMES = frozenset({"neq", "gt", "gte", "lt", "lte", "like", "notlike", "exists"})
"""Names that rules and rewritings are about; the modules of these packages are not counted."""

DIALECT_NAMES = frozenset({"v1", "v2", "portable", "examples"})
"""Names that the examples of rules say, and that moved code is about; the modules of both are not counted."""


def named_in(name: str) -> list[str]:
    return sorted(module for module, literals in MODULES.items() if name in literals)


@pytest.mark.parametrize("name", MOST)
def test_names_do_not_spread(name: str) -> None:
    about_it = (
        ("rules/", "rewrite/") if name in OPERATOR_NAMES else ("rules/", "migrate/code/") if name in DIALECT_NAMES else ()
    )
    modules = [module for module in named_in(name) if not module.startswith(about_it)]
    assert len(modules) <= MOST[name], modules


@pytest.mark.parametrize("name", NOT_WORDS)
def test_an_operator_is_named_only_where_there_is_a_reason(name: str) -> None:
    assert [module for module in named_in(name) if not module.startswith(tuple(OPERATORS_NAMED))] == []


def test_commands_are_listed_once() -> None:
    from filterlang.cli import _COMMANDS

    assert [module for module, literals in MODULES.items() if literals >= {*_COMMANDS}] == ["cli/__init__.py"]


def test_what_people_write_agrees_with_the_schema() -> None:
    """The syntax has tables of its own, since it does not know the schema: here they are compared."""
    from filterlang.schema.operators import LOGICAL, OPERATORS
    from filterlang.syntax.recovery.operator_words import CALLS, LOGIC
    from filterlang.syntax.spellings import NEGATED, PHRASES

    assert OPERATORS.keys() - CALLS == {"exists"}
    assert LOGIC == LOGICAL
    assert OPERATORS.keys() - PHRASES.keys() == {"exists"}
    assert {name: NEGATED[name] for name, each in OPERATORS.items() if each.negated} == {
        name: each.negated for name, each in OPERATORS.items() if each.negated
    }


def test_every_stored_field_says_how_it_is_kept() -> None:
    from filterlang.schema.fields import FIELDS
    from filterlang.schema.run_schema import RUN_FIELDS

    assert {field.stored[0] for field in FIELDS.values() if field.stored} <= RUN_FIELDS.keys()


def test_the_engines_have_one_list() -> None:
    from typing import get_args

    from filterlang.sql.engine_registry import DIALECTS, ENGINES, EngineName

    assert get_args(EngineName) == tuple(DIALECTS)
    assert set(ENGINES) < set(DIALECTS)


RULE = '''
"""A rule that a test made up."""

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule

RULE = Rule(
    "FL399", "made-up-rule", Phase.MEANING, Severity.NOTE, summary="The name is Bob.", why="Only a test says so.",
    examples=(Bad('eq(name, "Bob")'), Good('eq(name, "Ann")')),
)


def check(context):
    for comparison in context.analysis.comparisons:
        if getattr(comparison.value, "value", "") == "Bob":
            context.report(RULE, comparison.value, "the name is Bob", help="choose another name")
'''


@pytest.mark.processes
def test_a_rule_is_one_file(tmp_path: Path) -> None:
    (tmp_path / "made_up_rule.py").write_text(RULE, encoding="utf-8")
    answers = added(
        {},
        f"""
import os
import filterlang.rules as package
listdir = os.listdir
package.__path__.append({str(tmp_path)!r})
os.listdir = lambda path: [*listdir(path), *(listdir({str(tmp_path)!r}) if path == package.__path__[0] else [])]
import generate_reference
from filterlang import check
from filterlang.rules.registry import BY_SLUG, RULES
answers["found"] = [[found.code, found.slug, found.severity.value, found.message] for found in check('eq(name, "Bob")')]
answers["right"] = [found.code for found in check('eq(name, "Ann")')]
answers["registered"] = RULES["FL399"] is BY_SLUG["made-up-rule"]
answers["examples"] = [example.text for rule in RULES.values() for example in rule.examples if rule.code == "FL399"]
answers["explained"] = [printed("explain", subject) for subject in ("FL399", "made-up-rule")]
answers["checked"] = printed("check", "-e", 'eq(name, "Bob")')
answers["pages"] = generate_reference.pages_of_rules()
""",
    )
    assert answers["found"] == [["FL399", "made-up-rule", "note", "the name is Bob"]]
    assert answers["right"] == []
    assert answers["registered"] is True
    assert answers["examples"] == ['eq(name, "Bob")', 'eq(name, "Ann")']
    assert answers["explained"][0] == answers["explained"][1]
    assert answers["explained"][0].startswith("FL399 made-up-rule: The name is Bob.")
    assert "the name is Bob" in answers["checked"]
    assert "made-up-rule" in answers["pages"]["docs/rules/README.md"]


HOST = '''
"""Filters in a language that a test made up: a line ``filter <text>`` holds one."""

from filterlang.hosts.decoding import LiteralReader
from filterlang.hosts.embedded import Candidate, Grounds
from filterlang.schema.places import Kind


def find(document):
    for line in document.text.splitlines():
        if line.startswith("filter <"):
            start = document.text.index(line) + len("filter <")
            reader = LiteralReader(document.text)
            reader.exact(start, document.text.index(">", start))
            part = reader.decoded(lambda text: text)
            yield Candidate(document.source, document.language.name, (part,), Kind.RUN, Grounds.SURE, "filter <…>")
'''
FORMAT = '''
"""A format that a test made up."""


def write(result):
    for file in result.files:
        for finding in file.findings:
            yield finding.diagnostic.slug + chr(10)
'''


@pytest.mark.processes
def test_a_host_language_is_one_record_and_its_reader(tmp_path: Path) -> None:
    (tmp_path / "alerts.made").write_text("langsmith\nfilter <status = 1>\n", encoding="utf-8")
    (tmp_path / "guide.md").write_text("```made\nfilter <eq(status, eror)>\n```\n", encoding="utf-8")
    answers = added(
        {
            "filterlang.hosts.host_languages": [
                before('HostLanguage("json"', 'HostLanguage("made", "made_host", "", (".made",)),')
            ]
        },
        f"""
import os
os.chdir({str(tmp_path)!r})
answers["found"] = printed("find", ".")
answers["fixed"] = printed("check", "--fix", "--no-cache", "alerts.made")
answers["text"] = open("alerts.made").read()
""",
        {"filterlang.hosts.readers.made_host": HOST},
    )
    assert "status = 1" in answers["found"]
    assert "eq(status, eror)" in answers["found"]
    assert answers["text"] == "langsmith\nfilter <eq(status, 1)>\n"
    assert "FL010" in answers["fixed"] or "ixed" in answers["fixed"]


@pytest.mark.processes
def test_a_report_format_is_one_file_and_its_name_in_the_table(tmp_path: Path) -> None:
    (tmp_path / "a.filter").write_text("eq(status, success)\n", encoding="utf-8")
    answers = added(
        {"filterlang.lint.report.report_formats": [['"full":', '"slugs": "the slugs of the findings",\n    "full":']]},
        f"""
answers["shown"] = printed("check", "--no-cache", "--output-format", "slugs", {str(tmp_path / "a.filter")!r})
answers["help"] = printed("check", "--help")
""",
        {"filterlang.lint.report.slugs_report": FORMAT},
    )
    assert answers["shown"].startswith("bare-word\n")
    assert "slugs" in answers["help"]
