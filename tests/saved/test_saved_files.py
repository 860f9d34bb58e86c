"""Files of queries and rules: every form they come in, and everything that is wrong in them at once."""

import builtins
import json
from pathlib import Path
from typing import Any

import pytest

from filterlang.saved import AlertRule, FileProblem, RunRule, SavedQuery, SavedQueryError

A, B = {"display_name": "a", "sampling_rate": 1}, {"name": "b", "sampling_rate": 0.5, "filter": "gt(latency, 5)"}
SECRET = "s3cr3t-t0ken"
WATCHED = {
    "name": "w", "type": "change", "attribute": "latency", "aggregation": "avg", "operator": "lt", "window_minutes": 5,
}  # fmt: skip

ALERTS = f"""\
apiVersion: langsmith.langchain.com/v1
kind: Alert
metadata: {{name: a, project: prod}}
spec: &spec
  description: 2026-01-01
  type: threshold
  attribute: error_count
  aggregation: sum
  window_minutes: 15
  operator: gte
  threshold: 10
  filter: |
    and(
      eq(status, "error"),
      has(tags, 'prod')
    )
  actions: [{{target: webhook, config: {{url: "{SECRET}"}}}}]
---
# nothing here
---
kind: Alert
metadata: {{name: b, project: prod}}
spec:
  <<: {{description: b, type: change, attribute: total_cost, aggregation: sum, window_minutes: 15, operator: gte}}
  filter: 'eq(name, "a: b")'
"""


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def names(path: Path, model: Any = RunRule) -> list[str]:
    return [each.name for each in model.load(path)]


def problems(path: Path, model: Any = RunRule) -> list[str]:
    with pytest.raises(SavedQueryError) as raised:
        model.load(path)
    told = str(raised.value).replace(f"{path.parent}/", "")
    assert SECRET not in told
    assert isinstance(raised.value, ValueError)
    return told.split("\n")


JSON = {
    "one object": json.dumps(A),
    "one object over several lines": json.dumps(A, indent=2),
    "a byte order mark": "\ufeff" + json.dumps(A),
    "a list": json.dumps([A, B]),
    "a list of one": json.dumps([A], indent=1),
    "a wrapped list": json.dumps({"rules": [A, B], "next": None}),
    "one a line": f"{json.dumps(A)}\n\n{json.dumps(B)}\n",
    "one a line, with carriage returns": f"{json.dumps(A)}\r\n{json.dumps(B)}\r\n",
    "lists a line": f"[{json.dumps(A)}]\n[{json.dumps(B)}]",
    "nothing": " \n",
    "an empty list": "[]",
}


@pytest.mark.parametrize("content", JSON.values(), ids=JSON)
@pytest.mark.parametrize("name", ["rules.json", "rules", "rules.txt"])
def test_json_in_every_form(tmp_path: Path, name: str, content: str) -> None:
    expected = ["a"] * ('"a"' in content) + ["b"] * ('"b"' in content)
    assert names(write(tmp_path, name, content)) == expected


def test_json_lines(tmp_path: Path) -> None:
    for name in ("rules.jsonl", "rules.NDJSON"):
        assert names(write(tmp_path, name, JSON["one a line"])) == ["a", "b"]
    assert RunRule.load(str(tmp_path / "rules.jsonl"))[1].filter == "gt(latency, 5)"


def test_the_lists_of_the_other_models_have_names_of_their_own(tmp_path: Path) -> None:
    assert names(write(tmp_path, "v.json", '{"views": [{"name": "v"}]}'), SavedQuery) == ["v"]
    listed = {"alerts": [{"rule": WATCHED, "actions": []}]}
    assert names(write(tmp_path, "w.json", json.dumps(listed)), AlertRule) == ["w"]


def test_yaml_of_several_documents(tmp_path: Path) -> None:
    first, second = AlertRule.load(write(tmp_path, "alerts.yaml", ALERTS))
    assert first.filter == "and(\n  eq(status, \"error\"),\n  has(tags, 'prod')\n)\n"
    assert (first.description, first.session_name, first.window_minutes) == ("2026-01-01", "prod", 15)
    assert (second.name, second.filter, second.attribute) == ("b", 'eq(name, "a: b")', "total_cost")
    dumped = json.dumps([each.model_dump(mode="json", by_alias=True, exclude_unset=True) for each in (first, second)])
    assert AlertRule.load(write(tmp_path, "alerts.yml", dumped)) == [first, second]


def test_yaml_holds_what_json_can_hold(tmp_path: Path) -> None:
    (rule,) = RunRule.load(
        write(tmp_path, "r.yaml", "name: on call\nsampling_rate: 1\nseen: 2026-01-01T00:00:00Z\nn: [1, ~, no]")
    )
    assert rule.model_extra == {"seen": "2026-01-01T00:00:00Z", "n": [1, None, False]}
    assert problems(write(tmp_path, "r.yaml", "name: !!binary aGk=")) == [
        "r.yaml:1:7: not YAML: could not determine a constructor for the tag 'tag:yaml.org,2002:binary'"
    ]


def test_yaml_without_pyyaml_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load = builtins.__import__

    def without(name: str, *rest: Any, **named: Any) -> Any:
        if name in ("yaml", "filterlang.saved.yaml_files"):
            raise ModuleNotFoundError(f"No module named {name!r}")
        return load(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ImportError, match=r'reading YAML needs PyYAML: pip install "\.\[yaml\]" in a checkout of filterlang'):
        AlertRule.load(write(tmp_path, "alerts.yaml", ALERTS))
    assert names(write(tmp_path, "rules.json", JSON["a list"])) == ["a", "b"]


# What is wrong.


def test_every_problem_of_a_file_is_told_with_its_place_and_field(tmp_path: Path) -> None:
    wrong = [
        {**A, "filter": "eq(status, 'error'"},
        5,
        A,
        {"name": "b", "tree_filter": 7, "trace_filter": "status:error", "session_id": "x", "token": SECRET},
    ]
    *told, last = problems(write(tmp_path, "rules.json", json.dumps(wrong, indent=1)))
    assert last.startswith("rules.json:16:17: session_id: Input should be a valid UUID")
    assert told == [
        "rules.json:5:16: filter: the filter has an error",
        "    error[FL004]: `eq(` is not closed",
        "     --> rules.json:5:16",
        "      |",
        '    5 |   "filter": "eq(status, \'error\'"',
        "      |                ^",
        "      = help: put `)`",
        "  checked for portable",
        "rules.json:7:2: an object has to stand here, with the fields of the query or rule",
        "rules.json:12:2: sampling_rate: Field required",
        "rules.json:14:18: tree_filter: a filter is a text, a tree or an expression of the builder, not int",
        "rules.json:15:20: trace_filter: the filter has an error",
        "    error[FL012]: this is the search bar's language",
        "      --> rules.json:15:20",
        "       |",
        '    15 |   "trace_filter": "status:error"',
        "       |                    ^^^^^^^^^^^^",
        '       = help: write eq(status, "error")',
        "  checked for portable",
    ]


def test_problems_are_plain_data(tmp_path: Path) -> None:
    path = write(tmp_path, "rules.jsonl", json.dumps(A) + "\n" + json.dumps({**A, "filter": "and(\n  eq(nope, 1))"}))
    with pytest.raises(SavedQueryError) as raised:
        RunRule.load(path)
    (problem,) = raised.value.problems
    assert isinstance(problem, FileProblem)
    assert (problem.place, problem.field, problem.line, problem.column) == (f"{path}:2:65", "filter", 2, 65)
    assert path.read_text().split("\n")[1][64:68] == "nope"


def test_a_broken_line_hides_nothing_behind_it(tmp_path: Path) -> None:
    path = write(tmp_path, "rules.jsonl", f'{json.dumps(A)}\n{{"name"\n\n{json.dumps(B)}\n{{"name": "c"}}\n')
    assert problems(path) == [
        "rules.jsonl:2:8: not JSON: Expecting ':' delimiter",
        "rules.jsonl:5:1: sampling_rate: Field required",
    ]


def test_documents_before_a_broken_one_are_looked_at(tmp_path: Path) -> None:
    told = problems(write(tmp_path, "alerts.yaml", ALERTS.replace('"a: b")', "b)") + "---\n{"), AlertRule)
    assert told[0] == "alerts.yaml:25:21: filter: the filter has an error"
    assert told[-1] == "alerts.yaml:27:2: not YAML: expected the node content, but found '<stream end>'"


WRONG = "eq(status, error)"
STYLES = {
    "plain": f"filter: {WRONG}",
    "folded": "filter:\n  eq(status,\n  error)",
    "single quotes": f"filter: '{WRONG}'",
    "double quotes": r'filter: "\x65q(status,\u0020error)"',
    "a literal block": f"filter: |-\n  {WRONG}",
    "a literal block with an indentation": f"filter: |2-\n    {WRONG}",
    "a folded block": "filter: >  # why\n  eq(status,\n  error)",
    "flow": f"{{filter: '{WRONG}', x: {SECRET}}}",
    "a tag and an anchor": f"filter: !!str &f  # why\n  {WRONG}",
    "an alias": f"x: &f {WRONG}\nfilter: *f",
    "an alias of a block": f"x:\n  - &f |\n   {WRONG}\ny: {{}}\nfilter: *f",
    "merged": f"<<: {{filter: '{WRONG}', x: {SECRET}}}",
    "carriage returns": f"filter: |\r\n  and(gt(latency, 5),\r\n  {WRONG})\r\n",
    "emoji before it": f"x: \N{WHITE HEAVY CHECK MARK}\N{PISTOL}\nfilter: {WRONG}",
    "quoted keys": f"'filter': {WRONG}",
}


@pytest.mark.parametrize("text", STYLES.values(), ids=STYLES)
def test_the_place_in_a_filter_of_yaml_is_that_in_the_file(tmp_path: Path, text: str) -> None:
    text = text if text.startswith("{") else text.replace("\n", "\n  ")
    path = write(tmp_path, "r.yaml", f"- name: a\n  sampling_rate: 1\n  trace_filter: ''\n- {text}\n")
    with pytest.raises(SavedQueryError) as raised:
        RunRule.load(path)
    (problem,) = [problem for problem in raised.value.problems if problem.field == "filter"]
    assert problem.line is not None
    assert problem.column is not None
    line = path.read_bytes().decode().splitlines()[problem.line - 1]
    assert line[problem.column - 1 :].startswith("error)")
    assert problem.place == f"{path}:{problem.line}:{problem.column}"
    assert f"{problem.line} | " in problem.message
    assert "^^^^^" in problem.message
    assert SECRET not in str(problem)


def test_a_filter_that_two_objects_share_is_one_problem(tmp_path: Path) -> None:
    rule = "&r {name: a, sampling_rate: 1, filter: 'eq(status, error)'}"
    assert problems(write(tmp_path, "r.yaml", f"rules: [{rule}, *r, {{<<: *r, name: b}}]"))[0::8] == [
        "r.yaml:1:60: filter: the filter has an error"
    ]


PLACES = {
    "an alias of the API": (SavedQuery, {"display_name": "a", "filter_string": WRONG}, ["filter"]),
    "the body of an alert": (AlertRule, {"rule": {**WATCHED, "filter": WRONG}, "actions": []}, ["filter"]),
    "a manifest": (AlertRule, {"kind": "Alert", "metadata": {"name": "n"}, "spec": {**WATCHED, "filter": WRONG}}, ["filter"]),
    "an item of v2": (RunRule, {"items": [A, {**A, "thread_filter": "error)"}]}, ["thread_filter"]),
    "a view": (SavedQuery, {"views": [{"name": "n", "tree_filter_string": WRONG}]}, ["tree_filter"]),
    "lists": (RunRule, [{**A, "webhooks": [{}, "error"]}], ["webhooks.1"]),
}


@pytest.mark.parametrize(("model", "value", "fields"), PLACES.values(), ids=PLACES)
def test_a_problem_stands_where_its_value_does(tmp_path: Path, model: Any, value: object, fields: list[str]) -> None:
    path = write(tmp_path, "x.json", json.dumps(value, indent=2))
    with pytest.raises(SavedQueryError) as raised:
        model.load(path)
    assert [problem.field for problem in raised.value.problems] == fields
    (problem,) = raised.value.problems
    assert problem.line is not None
    assert "error" in path.read_text().split("\n")[problem.line - 1]


def test_of_many_problems_twenty_are_shown_and_all_are_kept(tmp_path: Path) -> None:
    path = write(tmp_path, "rules.json", json.dumps([1] * 50))
    told = problems(path)
    assert (len(told), told[-1]) == (21, "and 30 more problems")
    with pytest.raises(SavedQueryError) as raised:
        RunRule.load(path)
    assert len(raised.value.problems) == 50


BROKEN = {
    "x.json": ('{"name":\n "a",,}', "x.json:2:6: not JSON: Expecting property name enclosed in double quotes"),
    "x.conf": ("name: a", "x.conf:1:1: not JSON: Expecting value; YAML is read from files named .yaml or .yml"),
    "bytes.json": (b'{"name":\n"\xff"}', "bytes.json:2:2: not UTF-8 (invalid start byte): save the file as UTF-8"),
    "deep.json": ("[" * 100_000, "deep.json:1:1: nested too deeply to be read"),
    "long.json": ("1" * 10_000, "long.json:1:1: a number has too many digits to be read"),
    "number.json": ("5", "number.json:1:1: an object has to stand here, with the fields of the query or rule"),
    "nan.json": ('{"name": "a", "sampling_rate": NaN}', "nan.json:1:32: NaN is not a JSON number"),
    "deep.yaml": ("[" * 100_000, "deep.yaml: nested too deeply to be read"),
    "nul.yaml": ("name: a\nb: \x00", "nul.yaml:2:4: not YAML: a character that is not allowed stands here"),
    "object.yaml": (
        "!!python/name:os.system x",
        "object.yaml:1:1: not YAML: could not determine a constructor for the tag 'tag:yaml.org,2002:python/name:os.system'",
    ),
    "twice.json": (
        '{"name": "a", "sampling_rate": 1, "filter": "eq(name, 1)", "filter": null}',
        "twice.json:1:60: the key filter stands twice in one object: keep one of them",
    ),
    "twice.yaml": (
        "name: a\nsampling_rate: 1\nname: b",
        "twice.yaml:3:1: not YAML: the key name stands twice: keep one of them",
    ),
    "inf.yaml": ("name: a\nsampling_rate: 1\nextra: [.inf]", "inf.yaml:3:9: not YAML: .inf is not a JSON number"),
    "inner.yaml": ("name: a\nextra: {true: 1}", "inner.yaml:2:9: not YAML: a key has to be a string: put it in quotes"),
    "circle.yaml": (
        "name: a\nsampling_rate: 1\nextra: &e {e: *e}",
        "circle.yaml:1:1: its aliases (*) make it endless, or more than 1,000,000 values",
    ),
    "keys.yaml": ("1: a\nname: b\nsampling_rate: 1", "keys.yaml:1:1: not YAML: a key has to be a string: put it in quotes"),
    "tab.yaml": ("a:\n\t- b", "tab.yaml:2:1: not YAML: found character '\\t' that cannot start any token"),
    "list.yaml": ("&a [*a]", "list.yaml:1:1: its aliases (*) make it endless, or more than 1,000,000 values"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_one_line(tmp_path: Path, name: str) -> None:
    content, told = BROKEN[name]
    assert problems(write(tmp_path, name, content)) == [told]


@pytest.mark.parametrize(
    "text",
    [
        '!!int ""',
        "!!bool x",
        "!!float x",
        '"\\U99999999"',
        "a: !!int 0x",
        "<<: 5",
        "? [a]\n: b",
        "*a",
        "%YAML 9",
        "&a {*a : 1}",
        "'",
    ],
)
def test_odd_yaml_is_a_problem_of_the_file(tmp_path: Path, text: str) -> None:
    assert problems(write(tmp_path, "x.yaml", text))[0].startswith("x.yaml")


def test_yaml_that_would_grow_with_every_line_does_not(tmp_path: Path) -> None:
    rule = "m0: &m0 {name: a, sampling_rate: 1}\nl0: &l0 [x]\n"
    merged = "".join(f"m{n}: &m{n} {{<<: [*m{n - 1}, *m{n - 1}]}}\n" for n in range(1, 60))
    listed = "".join(f"l{n}: &l{n} [*l{n - 1}, *l{n - 1}]\n" for n in range(1, 60))
    assert names(write(tmp_path, "x.yaml", f"{rule}{merged}rules: [*m59]\n")) == ["a"]
    assert problems(write(tmp_path, "x.yaml", f"{rule}{listed}rules: [*m0]\n")) == [
        "x.yaml:1:1: its aliases (*) make it endless, or more than 1,000,000 values"
    ]
    assert names(
        write(tmp_path, "x.yaml", "m: &m {name: a, sampling_rate: 0}\nrules: [{<<: *m, sampling_rate: 1}, *m, *m]\n")
    ) == list("aaa")


def test_a_name_of_a_file_is_shown_harmlessly(tmp_path: Path) -> None:
    assert problems(write(tmp_path, "a\x1b[31m\n.json", "5"))[0].startswith("a\\u001b[31m\\u000a.json:1:1: ")


def test_a_file_that_can_not_be_opened_is_an_ordinary_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        RunRule.load(tmp_path / "missing.json")
    with pytest.raises(IsADirectoryError):
        RunRule.load(tmp_path)
