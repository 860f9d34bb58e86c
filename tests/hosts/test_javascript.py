"""JavaScript and TypeScript: literals are read as Node reads them, and filters found however they are put together."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from javascript_reader import evaluated
from traceable import assert_traceable

from filterlang.hosts.documents import HostDocument
from filterlang.hosts.embedded import Decoded, EmbeddedFilter, Grounds
from filterlang.hosts.filter_search import candidates_in, embedded
from filterlang.hosts.host_languages import HOST_LANGUAGES
from filterlang.hosts.readers.javascript_strings import attribute, raw_chunk, string_literal, template_chunk
from filterlang.text.source import Source

QUOTES = {"'": string_literal, '"': string_literal, "`": template_chunk, "String.raw`": raw_chunk}
PIECES = st.sampled_from((
    *"abz09 '\"`$\\{}\n\r\té\u2028\U0001f600",
    "\\n", "\\x41", "\\u0041", "\\u{1F600}", "\\ud83d\\ude00", "\\ud83d", "\\u{d83d}\\ude00",
    "\\0", "\\07", "\\251", "\\8", "\\q", "\\\n", "\\\r\n", "\\\u2028", "\r\n",
    "\\'", '\\"', "\\`", "\\$", "\\\\", "${", "\\v", "\\b",
))  # fmt: skip
TEXTS = st.text(st.sampled_from("ab\"'`$\\{}\n\r\t\0\x7fé\u2028\u2029\U0001f600\ud83d09&;<"), max_size=12)


def decoded(quote: str, content: str) -> Decoded:
    source = f"{quote}{content}{quote[-1]}"
    start, end = len(quote) - 1, len(source)
    return QUOTES[quote](source, start, end) if quote in "'\"" else QUOTES[quote](source, start + 1, end - 1)


def code_points(units: str) -> str:
    """A text with its pairs of surrogates as characters."""
    return units.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


def found(text: str, language: str = "typescript") -> list[EmbeddedFilter]:
    document = HostDocument(Source(text, "file"), HOST_LANGUAGES[language], candidates_in)
    return sorted(map(embedded, candidates_in(document)), key=lambda found: found.span)


def texts(text: str, language: str = "typescript") -> list[str]:
    return [filter.text for filter in found(text, language)]


@given(st.sampled_from(list(QUOTES)), st.lists(PIECES, max_size=8).map("".join))
@settings(max_examples=1500, deadline=None)
def test_a_literal_has_the_text_that_node_reads(quote: str, content: str) -> None:
    value = evaluated(f"[{quote}{content}{quote[-1]}]")
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], str) and "${" not in content.replace("\\$", ""):
        assert decoded(quote, content).text == code_points(value[0])


@given(st.sampled_from(list(QUOTES)), TEXTS)
@settings(max_examples=1500, deadline=None)
def test_a_text_that_is_written_into_a_literal_is_read_from_it(quote: str, text: str) -> None:
    encode = decoded(quote, "").encode
    assert encode is not None
    text = code_points(text)
    written = encode(text)
    if written is None:
        assert quote == "String.raw`"
    else:
        assert decoded(quote, written).text == text
        assert code_points(evaluated(f"{quote}{written}{quote[-1]}")) == text


@given(st.sampled_from("'\""), TEXTS)
def test_a_text_that_is_written_into_an_attribute_is_read_from_it(quote: str, text: str) -> None:
    encode = attribute(quote * 2, 0, 2).encode
    assert encode is not None
    written = encode(text)
    if written is not None:
        assert quote not in written
        assert attribute(f"{quote}{written}{quote}", 0, len(written) + 2).text == text


@given(st.sampled_from(list(QUOTES)), st.lists(PIECES, max_size=8).map("".join))
def test_every_character_of_a_filter_is_at_a_place_of_the_file(quote: str, content: str) -> None:
    for filter in found(f"// é\nclient.listRuns({{ filter: {quote}{content}{quote[-1]} }})"):
        assert_traceable(filter.source)


@pytest.mark.parametrize(("text", "written"), [
    (r"a \` b", r"a \` b"), ("ends in \\", None), ("a ` b", None), ("${x}", None), (r"\${x}", r"\${x}"), ("$", None),
    ("a\rb", None), (r"a\d", r"a\d"),
])  # fmt: skip
def test_a_raw_template_holds_only_what_needs_no_escape(text: str, written: str | None) -> None:
    encode = decoded("String.raw`", "").encode
    assert encode is not None
    assert encode(text) == written


@pytest.mark.parametrize(("expression", "expected"), [
    ("'eq(' + (`name` as string) + \", 'x')\"", ["eq(name, 'x')"]),
    ("cond ? 'gt(latency, 1)' : `lt(latency, 2)`", ["gt(latency, 1)", "lt(latency, 2)"]),
    ("given ?? 'eq(is_root, true)'", ["eq(is_root, true)"]),
    ("(<string>'eq(is_root, true)')!", ["eq(is_root, true)"]),
    ("['eq(a, 1)', 'eq(b, 2)'].join(', ')", ["eq(a, 1), eq(b, 2)"]),
    ("`and(${['eq(a, 1)', ...(x ? ['eq(b, 2)'] : []), y && `eq(c, ${y})`].filter(Boolean).join(', ')})`",
     ["and(eq(a, 1), eq(b, 2), eq(c, {…}))"]),
    ("`or(${names.map((n) => { return `eq(name, ${n})`; }).join(', ')})`", ["or(eq(name, {…}), {…})"]),
    ("'eq(name, '.concat(JSON.stringify(x), ')')", ["eq(name, {…})"]),
    ("`eq(a, ${`b${c}`})`", ["eq(a, {…})"]),
    ("`\n  eq(is_root, true)\n`.trim()", ["\n  eq(is_root, true)\n"]),
    ("String.raw`eq(a, \"\\d\")`", ['eq(a, "\\d")']),
    ("dedent`eq(is_root, true)`", ["eq(is_root, true)"]),
    ("''", [""]), ("undefined", []), ("{ $eq: 'x' }", []), ("(run) => run.id", []),
])  # fmt: skip
def test_a_filter_is_read_however_it_is_put_together(expression: str, expected: list[str]) -> None:
    assert texts(f"client.listRuns({{ filter: {expression} }})") == expected


@pytest.mark.parametrize("program", [
    "const clause = F; client.listRuns({ filter: clause });",
    "let clause; if (x) { clause = F; } client.listRuns({ filter: clause });",
    "const options = { filter: F }; client.listRuns({ ...options });",
    "const options = {}; options.filter = F; client.listRuns(options);",
    "client.listRuns({ ...(failed && { filter: F }) });",
    "client.listRuns(Object.assign({}, defaults, { filter: F }));",
    "const build = () => F; client.listRuns({ filter: build() });",
    "function build() { if (x) { return F; } return other; } client.listRuns({ filter: build() });",
    "class A { clause = F; run() { return this.client.listRuns({ filter: this.clause }); } }",
    "const C = Object.freeze({ failed: F }); client.listRuns({ filter: C.failed });",
    "enum C { Bad = F } client.listRuns({ filter: C.Bad });",
    "for (const clause of [F]) client.listRuns({ filter: clause });",
    "for await (const run of client.runs.query({ filter: F })) {}",
    "await mcp.callTool({ name: 'fetch_runs', arguments: { filter: F } });",
    "fetch('/api/v1/runs/query', { body: JSON.stringify({ filter: F }) });",
    "axios({ url: `${base}/runs/query`, data: { filter: F } });",
    "const run = ({ clause = F }) => client.listRuns({ filter: clause });",
])  # fmt: skip
def test_a_filter_is_found_where_its_literal_stands(program: str) -> None:
    (filter,) = found(program.replace("F", "'eq(is_root, true)'", 1))
    assert (filter.text, filter.grounds) == ("eq(is_root, true)", Grounds.SURE)


@pytest.mark.parametrize(("hole", "is_safe"), [
    ("`gt(latency, '${5}s')`", True), ("`eq(name, \"${name}\")`", False), ("`eq(name, ${JSON.stringify(name)})`", True),
    ("`eq(name, \"${JSON.stringify(name)}\")`", False), ("`gt(start_time, \"${new Date().toISOString()}\")`", True),
    ("`eq(name, \"${encodeURIComponent(name)}\")`", True), ("`eq(name, '${encodeURIComponent(name)}')`", False),
    ("`eq(name, \"${name.replace(/\"/g, '')}\")`", True), ("`eq(name, \"${KNOWN}\")`", True),
    ("`eq(name, \"${seconds}\")`", True), ("`eq(name, \"${ok ? 'a' : 'b'}\")`", True), ("`eq(name, \"${a + 1}\")`", False),
])  # fmt: skip
def test_a_hole_is_safe_where_its_expression_shows_it(hole: str, is_safe: bool) -> None:
    (filter,) = found(f"const KNOWN = 'x'; function f(seconds: number) {{ client.listRuns({{ filter: {hole} }}); }}")
    assert [placed.hole.safe for placed in filter.holes] == [is_safe]


@pytest.mark.parametrize("text", [
    "const filter = " + "a + " * 1_000 + "'eq(a, 1)';", "const filter = " + "x ? 'eq(b, 1)' : " * 1_000 + "'eq(c, 1)';",
    "filter = " * 1_000 + "'eq(a, 1)';", "const x = {" + "filter: 'eq(a, 1)', " * 1_000 + "};", "`" * 20_000,
    "".join(f"const f{i} = f{i + 1};" for i in range(1_000)) + "client.listRuns({ filter: f0 });", "\\" * 20_000,
], ids=lambda text: text[:20])  # fmt: skip
def test_hostile_files_end_soon(text: str) -> None:
    began = time.process_time()
    found(text)
    assert time.process_time() - began < 5


def test_strings_below_a_syntax_error_are_found_and_not_fixed() -> None:
    broken = found("const x = { filter: 'eq(a, 1)', traceFilter: 'eq(b, 2)'\nfoo(")
    assert [(filter.text, filter.fixable) for filter in broken] == [("eq(a, 1)", False), ("eq(b, 2)", False)]


def test_a_filter_that_a_comment_quotes_is_a_mention() -> None:
    (filter,) = found("/**\n * @example client.listRuns({ filter: 'eq(is_root, true)' })\n * or `blur` */")
    assert (filter.text, filter.grounds, filter.fixable) == ("eq(is_root, true)", Grounds.MENTION, False)
