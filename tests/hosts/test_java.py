r"""Strings of Java, read as the machine's own Java reads them, and the places where Java keeps filters."""

from pathlib import Path
import shutil
import subprocess

from hypothesis import given
from hypothesis import strategies as st
import pytest

from filterlang.hosts.embedded import Grounds
from tests.hosts.rewriting import filters_of, rewritten, texts_of
from tests.hosts.traceable import assert_traceable

LITERALS = [
    r'"eq(name, \"a\")"',
    r'"\b\t\n\f\r\s\"\'\\|"',
    r'"\0\7\12\377\400\08"',
    r'"\u0041\uuu00e9\ud83d\ude00\\u0041\u005cn\u005c\u005c"',
    "'\"' + \"a\" + '\\'' + 'b'",
    '("a" + ("b" + "c"))',
    '"""\n    a\n      b\n    """',
    '"""\n    a\n      b"""',
    '"""   \n\n      a  \n\t  \n    b\t\n  c """',
    '"""\n    a \\\n    b\\\n    c\\n\\\\\n    """',
    '"""\n    "quoted" ""\\"three\\""" \\s\n   """',
    '"""\n    trailing\\040\n    """',
    '"""\n\teq(name,\n\t  "a")\n\t"""',
    '"""\n    """',
    '"""\n  \\t x\n   y"""',
]


def code(expression: str) -> str:
    """A file whose only filter is an expression."""
    return f"class A {{\n    Object params = RunQueryV2Params.builder().filter({expression}).build();\n}}\n"


@pytest.mark.processes
@pytest.mark.skipif(shutil.which("java") is None, reason="there is no Java")
def test_literals_are_read_as_java_reads_them(tmp_path: Path) -> None:
    lines = "\n".join(f"        show({literal});" for literal in LITERALS)
    program = tmp_path / "Show.java"
    program.write_text(
        "class Show {\n    static void show(String text) {\n        StringBuilder line = new StringBuilder();\n"
        '        text.codePoints().forEach(point -> line.append(point).append(" "));\n'
        "        System.out.println(line);\n    }\n"
        f"    public static void main(String[] arguments) {{\n{lines}\n    }}\n}}\n",
        encoding="utf-8",
    )
    output = subprocess.run(["java", "-Xshare:auto", "-XX:TieredStopAtLevel=1", str(program)], capture_output=True, check=True)
    shown = ["".join(chr(int(point)) for point in line.split()) for line in output.stdout.decode().splitlines()]
    assert [texts_of(code(literal), "java") for literal in LITERALS] == [[text] for text in shown]


@pytest.mark.parametrize("literal", LITERALS)
def test_every_character_has_its_place(literal: str) -> None:
    (filter,) = filters_of(code(literal), "java")
    assert_traceable(filter.source)


@given(text=st.text())
def test_what_is_written_between_quotes_is_read_again(text: str) -> None:
    written = rewritten(code('"x"'), "java", text)
    assert written is not None
    assert texts_of(written, "java") == [text]


@given(lines=st.lists(st.text(st.characters(exclude_categories=["Zs", "Zl", "Zp", "Cc"])), min_size=1), crlf=st.booleans())
def test_what_is_written_into_a_text_block_is_read_again(lines: list[str], crlf: bool) -> None:
    text = "\n".join([*lines, ""])
    block = code('"""\n        and(\n          eq(name, "a"))\n        """')
    written = rewritten(block.replace("\n", "\r\n") if crlf else block, "java", text)
    assert written is not None
    assert texts_of(written, "java") == [text]


def test_three_quotes_and_spaces_at_the_end_of_a_line_are_escaped_in_a_text_block() -> None:
    block = code('"""\n        a\n        """')
    written = rewritten(block, "java", 'a  \n"""b\\\n')
    assert written == block.replace("        a\n", '        a \\s\n        \\"""b\\\\\n')
    assert texts_of(written, "java") == ['a  \n"""b\\\n']


@pytest.mark.parametrize(
    ("expression", "text", "holes"),
    [
        ('"eq(name, \\"" + name + "\\")"', 'eq(name, "{…}")', ["name"]),
        ('String.format("eq(name, \\"%s\\")", name)', 'eq(name, "{…}")', ["name"]),
        ('String.format(Locale.ROOT, "gt(latency, %2$.1f)", a, b)', "gt(latency, {…})", ["b"]),
        ('"like(name, \\"%%%s\\")".formatted(name)', 'like(name, "%{…}")', ["name"]),
        ("MessageFormat.format(\"eq(name, ''{0}'')\", name)", "eq(name, '{…}')", ["name"]),
        ('"and(" + String.join(", ", clauses) + ")"', "and({…})", ['String.join(", ", clauses)']),
        ('new StringBuilder("and(").append(first).append(", eq(is_root, true))").toString()', "and({…}, eq(is_root, true))",
         ["first"]),
        ('clauses.stream().collect(Collectors.joining(", ", "and(", ")"))', "and({…})",
         ['clauses.stream().collect(Collectors.joining(", ", "and(", ")"))']),
    ],
)  # fmt: skip
def test_what_is_filled_in_is_a_hole(expression: str, text: str, holes: list[str]) -> None:
    (filter,) = filters_of(code(expression), "java")
    assert filter.text == text
    assert [hole.hole.expression for hole in filter.holes] == holes
    assert_traceable(filter.source)


@pytest.mark.parametrize(
    ("statement", "kind", "grounds"),
    [
        ('TraceQueryParams.builder().projectId(id).traceFilter("x").build();', "trace", Grounds.SURE),
        ('com.langsmith.models.runs.RunQueryParams.builder().treeFilter("x");', "tree", Grounds.SURE),
        ('SessionListParams.Builder b = SessionListParams.builder(); b.limit(1L).statsFilter("x");', "run", Grounds.SURE),
        ('var b = ThreadQueryParams.builder(); b.threadFilter(Optional.of("x"));', "thread", Grounds.SURE),
        ('ExampleListParams.builder().filter(ok ? "x" : other).build();', "examples", Grounds.SURE),
        ('builder.filter("x");', "run", Grounds.LIKELY),
        ('Map.of("limit", 5, "filter", "x");', "run", Grounds.LIKELY),
        ('body.put("trace_filter", "x");', "trace", Grounds.LIKELY),
        ('String runFilter = "x";', "run", Grounds.LIKELY),
        ('this.filter = "x";', "run", Grounds.LIKELY),
    ],
)
def test_the_beginning_of_a_chain_decides(statement: str, kind: str, grounds: Grounds) -> None:
    (filter,) = filters_of(f"class A {{\n    void f() {{\n        {statement}\n    }}\n}}\n", "java")
    assert (filter.text, filter.kind, filter.grounds) == ("x", kind, grounds)


def test_a_constant_is_a_filter_where_it_stands() -> None:
    (filter,) = filters_of(
        'class A {\n    static final String SLOW = "gt(latency, 5)";\n'
        "    Object params() { return RunStatsQueryParams.builder().filter(SLOW).build(); }\n}\n",
        "java",
    )
    assert (filter.text, filter.grounds) == ("gt(latency, 5)", Grounds.SURE)


def test_a_predicate_is_no_filter() -> None:
    assert texts_of('class A { Object a = runs.stream().filter(run -> run.name().equals("eq(a, 1)")).toList(); }', "java") == []
