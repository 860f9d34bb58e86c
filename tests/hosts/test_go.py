r"""Strings of Go, by the tables of its specification, and the places where Go keeps filters."""

from hypothesis import given
from hypothesis import strategies as st
import pytest

from filterlang.hosts.embedded import Grounds
from tests.hosts.rewriting import filters_of, rewritten, texts_of
from tests.hosts.traceable import assert_traceable


def code(expression: str) -> str:
    """A file whose only filter is an expression."""
    return f"package main\n\nvar params = langsmith.RunQueryParams{{Filter: langsmith.F({expression})}}\n"


@pytest.mark.parametrize(
    ("literal", "text"),
    [
        (r'"eq(name, \"a\")"', 'eq(name, "a")'),
        (r'"\a\b\f\n\r\t\v\\"', "\a\b\f\n\r\t\v\\"),
        (r'"\101\x42\u0043\U0001f600"', "ABC\U0001f600"),
        (r'"\xe4\xb8\x96\u754c\303\251"', "世界é"),
        (r'"\xff\xe4\xb8"', "\ufffd\ufffd\ufffd"),
        (r'"\'"', r"\'"),  # not in a string of Go, which does not compile
        (r'"\ud800"', r"\ud800"),
        ('`a\\n"b"`', 'a\\n"b"'),
        ("`a\r\n\r\rb\r`", "a\nb"),
        ('"a" + `b` + "c"', "abc"),
        ('("a" + ("b"))', "ab"),
        ('""', ""),
    ],
)
def test_a_literal_is_read_as_the_specification_says(literal: str, text: str) -> None:
    (filter,) = filters_of(code(literal), "go")
    if literal != r'"\'"':
        assert filter.text == text
    assert_traceable(filter.source)


@given(text=st.text(), literal=st.sampled_from(['"x"', "`x`", "`x\r\ny`"]))
def test_what_is_written_is_read_again(text: str, literal: str) -> None:
    written = rewritten(code(literal), "go", text)
    if written is None:
        assert literal[0] == "`" or any("\ud800" <= character < "\ue000" for character in text)
    else:
        assert texts_of(written, "go") == [text]


@given(st.binary())
def test_escaped_bytes_are_read_as_utf_8(content: bytes) -> None:
    escapes = "".join(f"\\x{byte:02x}" for byte in content)
    (filter,) = filters_of(code(f'"{escapes}"'), "go")
    try:
        assert filter.text == content.decode()
    except UnicodeDecodeError:
        assert "\ufffd" in filter.text
    assert_traceable(filter.source)


@pytest.mark.parametrize(
    ("expression", "text", "holes"),
    [
        ('fmt.Sprintf("eq(name, %q)", name)', "eq(name, {…})", [("name", True)]),
        ('fmt.Sprintf("eq(name, \\"%s\\")", name)', 'eq(name, "{…}")', [("name", False)]),
        ("fmt.Sprintf(`eq(name, \"%q\")`, name)", 'eq(name, "{…}")', [("name", False)]),
        ("fmt.Sprintf(`and(gt(latency, %d), lt(latency, %.1f))`, low, high)",
         "and(gt(latency, {…}), lt(latency, {…}))", [("low", True), ("high", True)]),
        ("fmt.Sprintf(`like(name, \"100%%%s\")`, name)", 'like(name, "100%{…}")', [("name", False)]),
        ("fmt.Sprintf(`eq(name, %[2]q)`, a, b)", "eq(name, {…})", [("b", True)]),
        ("fmt.Sprintf(`eq(name, %s)`, strconv.Quote(name))", "eq(name, {…})", [("strconv.Quote(name)", True)]),
        ('"eq(name, " + strconv.Quote(name) + ")"', "eq(name, {…})", [("strconv.Quote(name)", True)]),
        ('"gt(latency, " + limit + ")"', "gt(latency, {…})", [("limit", False)]),
    ],
)  # fmt: skip
def test_what_is_filled_in_is_a_hole(expression: str, text: str, holes: list[tuple[str, bool]]) -> None:
    (filter,) = filters_of(code(expression), "go")
    assert filter.text == text
    assert [(hole.hole.expression, hole.hole.safe) for hole in filter.holes] == holes
    assert_traceable(filter.source)


def test_a_percent_sign_in_a_format_is_written_twice() -> None:
    written = rewritten(code('fmt.Sprintf(`like(name, "a")`)'), "go", 'like(name, "%a%")')
    assert written == code('fmt.Sprintf(`like(name, "%%a%%")`)')


def test_joined_clauses_are_fragments_where_they_stand() -> None:
    filters = filters_of(
        "package main\n\nfunc run(tags []string) {\n"
        '\tclauses := []string{"eq(is_root, true)"}\n'
        '\tfor _, tag := range tags {\n\t\tclauses = append(clauses, fmt.Sprintf("has(tags, %q)", tag))\n\t}\n'
        '\tquery(langsmith.RunQueryParams{Filter: langsmith.F("and(" + strings.Join(clauses, ", ") + ")")})\n}\n',
        "go",
    )
    assert [(filter.text, filter.fragment) for filter in filters] == [
        ("eq(is_root, true)", True),
        ("has(tags, {…})", True),
        ("and({…})", False),
    ]
    assert [hole.hole.joiner for hole in filters[-1].holes] == [", "]


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ('p := langsmith.TraceQueryParams{TraceFilter: langsmith.F("x")}', "trace"),
        ('p := &langsmith.ThreadQueryParams{ThreadFilter: param.NewOpt("x")}', "thread"),
        ('p := []langsmith.RunQueryV2Params{{TreeFilter: langsmith.String("x")}}', "tree"),
        ('p := langsmith.SessionListParams{}\n\tp.StatsFilter = langsmith.F("x")', "run"),
        ('var p langsmith.SessionListParams\n\tp.Filter = langsmith.F("x")', "sessions"),
        ('p.Filter = langsmith.F[string]("x")', "run"),
        ('const only = "x"\n\tp := langsmith.ExampleListParams{Filter: langsmith.F(only)}', "examples"),
        ('p := langsmith.DatasetRunQueryParams{Filters: langsmith.F(map[string][]string{id: {"x"}})}', "run"),
    ],
)
def test_what_only_the_sdk_has_is_sure(statement: str, kind: str) -> None:
    (filter,) = filters_of(f"package main\n\nfunc main() {{\n\t{statement}\n}}\n", "go")
    assert (filter.text, filter.kind, filter.grounds) == ("x", kind, Grounds.SURE)


@pytest.mark.parametrize("end", ["\n}\nfunc", ", Limit: langsmith.F(5"])
def test_a_filter_below_a_syntax_error_is_not_fixed(end: str) -> None:
    (filter,) = filters_of(f'package main\n\nvar p = (langsmith.RunQueryParams{{Filter: langsmith.F("x"){end}', "go")
    assert not filter.fixable
