"""How programs make filters: values escaped by hand, filters put together from values, and filters that stand twice."""

import pytest

from filterlang.hosts.host_languages import HOST_LANGUAGES
from filterlang.lint.checking_files import check_text
from filterlang.lint.lint_settings import LintSettings
from filterlang.text.source import Source

OPTIONAL = LintSettings(select=("FL602", "FL603", "FL609", "FL63"))


def findings(text: str, language: str = "python") -> list[tuple[str, str, str]]:
    """The code, the marked text and the help of each finding of these rules in a file that imports LangSmith."""
    source = Source(text)
    report = check_text(source, HOST_LANGUAGES[language], OPTIONAL)
    found = [finding.diagnostic for finding in report.findings]
    return [(each.code, text[each.span.start : each.span.end], each.help or "") for each in found]


def codes(text: str, language: str = "python") -> list[str]:
    return [code for code, _, _ in findings(text, language)]


BY_HAND = {
    "double quotes": ("python", """client.list_runs(filter='eq(name, "%s")' % name.replace('"', '\\\\"'))"""),
    "removed quotes": ("python", """client.list_runs(filter='eq(name, "{}")'.format(name.replace('"', '')))"""),
    "single quotes": ("python", """client.list_runs(filter="eq(name, '%s')" % name.replace("'", "\\\\'"))"""),
    "HTML": ("python", """client.list_runs(filter=f'eq(name, "{html.escape(name)}")')"""),
    "a pattern": ("python", """client.list_runs(filter=f'eq(name, "{re.escape(name)}")')"""),
    "an address": ("python", """client.list_runs(filter=f'eq(name, "{urllib.parse.quote(name)}")')"""),
    "JavaScript": ("typescript", """client.listRuns({ filter: `eq(name, "${name.replaceAll('"', '\\\\"')}")` })"""),
    "a regular expression": ("typescript", """client.listRuns({ filter: `eq(name, "${name.replace(/"/g, '\\\\"')}")` })"""),
    "Go": (
        "go",
        """package a
var p = langsmith.RunQueryParams{Filter: langsmith.F(fmt.Sprintf(`eq(name, "%s")`, strings.ReplaceAll(name, "\\"", "")))}""",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("language", "text"), BY_HAND.values(), ids=BY_HAND)
def test_a_value_that_is_escaped_by_hand_is_one_finding_with_the_value_in_its_advice(language: str, text: str) -> None:
    ((code, _, advice),) = findings(text, language)
    assert code == "FL630"
    assert "(name) without the quotes" in advice


@pytest.mark.parametrize(
    "text",
    [
        """client.list_runs(filter='eq(name, "%s")' % name.replace("\\\\", "\\\\\\\\").replace('"', '\\\\"'))""",
        """client.list_runs(filter=f'eq(name, {json.dumps(name.replace("a", "b"))})')""",
        """client.list_runs(filter=f'eq(name, {filterlang.quote(name)})')""",
    ],
)
def test_a_value_that_is_escaped_as_filters_need_it_is_not_reported(text: str) -> None:
    assert codes(text) == []


def test_a_replacement_of_something_else_is_no_escaping() -> None:
    assert codes("""client.list_runs(filter=f'eq(name, "{name.replace("-", "_")}")')""") == ["FL602"]


@pytest.mark.parametrize("expression", ["F.latency > 5", "(F.latency > 5) & F.is_root", "str(F.latency > 5)", "~F.is_root"])
def test_an_expression_of_the_builder_in_a_text_is_reported(expression: str) -> None:
    assert codes(f"client.list_runs(filter=f'and({{{expression}}}, eq(is_root, true))')") == ["FL634"]


@pytest.mark.parametrize("expression", ["clause", "', '.join(clauses)", "F", "Flags.latency"])
def test_other_conditions_in_a_text_are_not_reported(expression: str) -> None:
    assert codes(f'client.list_runs(filter=f"and({{{expression}}}, eq(is_root, true))")') == []


BUILT = {
    "gt(latency, {low}), lt(latency, {high}), eq(name, {json.dumps(name)})": (
        "build it: (F.latency > low) & (F.latency < high) & (F.name == name)"
    ),
    'eq(name, "{int(a)}"), eq(status, "{int(b)}"), gt(total_tokens, {c})': "build it from F",
    'gt(start_time, "{int(a)}"), lt(latency, {b}), gt(latency, {c})': "build it from F",
}


@pytest.mark.parametrize(("conditions", "advice"), BUILT.items())
def test_a_filter_of_three_values_has_the_expression_that_builds_it_where_that_can_be_written(
    conditions: str, advice: str
) -> None:
    found = findings(f"client.list_runs(filter=f'and({conditions})')")
    assert [(code, help) for code, _, help in found if code == "FL631"] == [("FL631", advice)]


@pytest.mark.parametrize(
    "text",
    [
        "client.list_runs(filter=f'and(gt(latency, {low}), lt(latency, {high}))')",
        "client.list_runs(filter=f'and({a}, {b}, {c}, eq(is_root, true))')",
        "client.list_runs(filter=f'and({op}(latency, {a}), eq({field}, {b}))')",
    ],
)
def test_a_filter_of_fewer_values_or_of_other_parts_is_not_reported(text: str) -> None:
    assert "FL631" not in codes(text)


LONG = """client.list_runs(filter='and(eq(status, "error"), gt(latency, 5))')"""


def test_every_place_of_a_filter_but_the_first_is_reported() -> None:
    assert codes(f"{LONG}\n{LONG}\n{LONG}") == ["FL632", "FL632"]


@pytest.mark.parametrize(
    "text",
    [
        """client.list_runs(filter='eq(is_root, true)')\nclient.list_runs(filter='eq(is_root, true)')""",
        f"""{LONG}\n{LONG.replace("filter", "trace_filter")}""",
        "client.list_runs(filter=f'gt(latency, {some_long_name})')\nclient.list_runs(filter=f'gt(latency, {other_name})')",
        f"FAILED = {LONG[23:-1]}\nclient.list_runs(filter=FAILED)\nclient.list_runs(filter=FAILED)",
    ],
)
def test_short_filters_and_those_of_other_kinds_or_values_are_not_repeated(text: str) -> None:
    assert codes(text) == []


def test_a_comment_ignores_a_repeated_filter() -> None:
    assert codes(f"{LONG}\n{LONG}  # filterlang: ignore[repeated-filter]") == []
