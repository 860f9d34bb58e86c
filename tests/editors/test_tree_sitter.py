"""The tree-sitter grammar and its queries: the language, its colours, and which strings of programs are filters."""

import ctypes
from functools import cache
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
import re

from hypothesis import given
from played_sessions import compile_grammar
import pytest
import tree_sitter
import yaml

from filterlang.hosts.filter_search import filters_in
from filterlang.hosts.host_languages import HOST_LANGUAGES, HostLanguage, language_of_file
from filterlang.strategies import filters
from filterlang.syntax.lalr import accept
from filterlang.text.source import Source, Span

ROOT = Path(__file__).parent.parent.parent
GRAMMAR = ROOT / "grammar"
SAMPLES = sorted((Path(__file__).parent / "samples").iterdir())
LANGUAGES = {"csharp": "c_sharp", "shell": "bash"}
"""What tree-sitter calls a host language, where that is another name."""

SETTINGS = re.compile(r"\(#set! [^)]*\)")
"""What a query tells the editor. tree-sitter for Python 0.26 frees a query twice that has these beside conditions."""

_spec = spec_from_file_location("generate_queries", GRAMMAR / "generate_queries.py")
assert _spec is not None and _spec.loader is not None
generator = module_from_spec(_spec)
_spec.loader.exec_module(generator)

CASES = {
    case["id"]: case["text"]
    for path in sorted((GRAMMAR / "conformance").glob("*.yaml"))
    for case in yaml.load(path.read_text(encoding="utf-8"), yaml.SafeLoader)
    if isinstance(case.get("text"), str) and "\0" not in case["text"] and case["text"].isprintable()
}

SURROUNDED = {
    "infix-046": "two filters", "lexical-016": "a comment", "lexical-021": "no filter", "quotes-007": "a string in a string",
    "quotes-008": "a string in a string", "quotes-011": "quotes of a host", "quotes-012": "quotes of a host",
    "quotes-013": "quotes of a host", "quotes-014": "quotes of a host",
}  # fmt: skip
"""The texts that are no filter, and that the grammar for editors takes as filters with what surrounds them in a file."""


@cache  # a language has to outlive its trees
def grammar_of(host: HostLanguage) -> tree_sitter.Language:
    module, _, function = (host.grammar or "tree_sitter_json:language").partition(":")
    return tree_sitter.Language(getattr(import_module(module), function)())


@pytest.fixture(scope="module")
def language(tmp_path_factory: pytest.TempPathFactory) -> tree_sitter.Language:
    """The grammar, compiled."""
    library = tmp_path_factory.mktemp("grammar") / "filter.so"
    compile_grammar(library)
    function = ctypes.CDLL(str(library)).tree_sitter_filter
    function.restype = ctypes.c_void_p
    capsule = ctypes.pythonapi.PyCapsule_New
    capsule.restype, capsule.argtypes = ctypes.py_object, [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]
    return tree_sitter.Language(capsule(function(), b"tree_sitter.Language", None))


def test_the_queries_are_up_to_date():
    written = {path: path.read_text(encoding="utf-8") for path in generator.queries()}
    assert written == generator.queries(), "run python grammar/generate_queries.py"


def test_it_accepts_the_conformance_cases_that_are_filters(language: tree_sitter.Language):
    parser = tree_sitter.Parser(language)
    accepted = {id for id, text in CASES.items() if not parser.parse(text.encode()).root_node.has_error}
    assert accepted == {id for id, text in CASES.items() if accept(text) is not None} | SURROUNDED.keys()


@given(filter=filters())
def test_it_accepts_every_filter(language: tree_sitter.Language, filter: str):
    text = filter.replace("\0", " ").encode("utf-8", "replace")
    assert not tree_sitter.Parser(language).parse(text).root_node.has_error


@pytest.mark.parametrize("path", generator.HIGHLIGHTS, ids=lambda path: path.parent.parent.parent.name)
def test_every_part_of_a_filter_has_a_colour(language: tree_sitter.Language, path: Path):
    text = b"# all\nand(eq(is_root, true), in(name, [\"a\", 'b']), gt(latency, -1.5), eq(error, null))"
    tree = tree_sitter.Parser(language).parse(text)
    query = tree_sitter.Query(language, path.read_text(encoding="utf-8"))
    coloured = {
        offset
        for nodes in tree_sitter.QueryCursor(query).captures(tree.root_node).values()
        for node in nodes
        for offset in range(node.start_byte, node.end_byte)
    }
    assert not bytes(text[offset] for offset in range(len(text)) if offset not in coloured).strip()


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_the_strings_that_are_filters_are_coloured_and_no_others(path: Path):
    """The filters that ``filterlang find`` finds are the strings in which the query finds filters."""
    source = Source(path.read_text(encoding="utf-8"), path.name)
    host = language_of_file(path.name)
    assert host is not None
    language = grammar_of(host)
    queries = generator.INJECTIONS / LANGUAGES.get(host.name, host.name) / "injections.scm"
    query = tree_sitter.Query(language, SETTINGS.sub("", queries.read_text(encoding="utf-8")))
    tree = tree_sitter.Parser(language).parse(source.text.encode())
    strings = {
        (node.start_byte, node.end_byte)
        for _, match in tree_sitter.QueryCursor(query).matches(tree.root_node)
        for node in match["injection.content"]
    }
    spans = [filter.source.in_file(Span(0, 1))[1] for filter in filters_in(source, host)]
    assert len(spans) > 1
    assert len(strings) == len(spans)
    for span, (start, end) in zip(spans, sorted(strings), strict=True):
        assert start <= span.start < end


def test_every_host_language_with_a_grammar_has_a_query_and_a_sample():
    names = {LANGUAGES.get(name, name) for name, host in HOST_LANGUAGES.items() if host.grammar} | {"json"}
    without = {"notebook", "markdown", "console", "makefile"}  # of cells, and of fences, which name their language
    assert names - without == generator.PATTERNS.keys()
    sampled = {host.name for path in SAMPLES if (host := language_of_file(path.name)) is not None}
    assert {LANGUAGES.get(name, name) for name in sampled} == generator.PATTERNS.keys()
