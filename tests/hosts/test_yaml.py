"""YAML: its scalars read as YAML readers read them, in every style, and written so."""

from hypothesis import assume, given, strategies as st
import pytest
import yaml

from filterlang.hosts.decoding import joined
from filterlang.hosts.documents import HostDocument, UnparsedError
from filterlang.hosts.embedded import Decoded, EmbeddedFilter
from filterlang.hosts.filter_search import candidates_in, filters_in
from filterlang.hosts.host_languages import HOST_LANGUAGES
from filterlang.hosts.readers.yaml_host import YamlReader
from filterlang.hosts.readers.yaml_strings import encode_double, encode_plain, encode_single
from filterlang.text.edits import Edit, apply
from filterlang.text.host_edits import in_file
from filterlang.text.source import Source, Span
from tests.hosts.traceable import assert_traceable
from tests.hosts.writing import yaml as styles

YAML = HOST_LANGUAGES["yaml"]
TEXTS = st.text(st.sampled_from("ab\"'\\: #-\n\t é😀%{}[],&*!|>"), max_size=25)
BODIES = st.lists(st.text(st.sampled_from("ab '\"#:  "), max_size=6), max_size=6).map("\n".join)


def found(text: str) -> list[EmbeddedFilter]:
    return filters_in(Source(text, "file.yaml"), YAML)


def scalars(text: str) -> list[Decoded]:
    """The decoded values of a text's scalars."""
    return [string.decode() for string in YamlReader(HostDocument(Source(text), YAML, candidates_in)).strings()]


def values(text: str) -> list[str]:
    """The values of a text's scalars as PyYAML reads them."""
    texts: list[str] = []
    stack: list[yaml.Node | None] = [yaml.compose(text, yaml.SafeLoader)]
    while stack:
        node = stack.pop()
        if isinstance(node, yaml.ScalarNode):
            texts.append(node.value)
        elif isinstance(node, yaml.SequenceNode):
            stack += reversed(node.value)
        elif isinstance(node, yaml.MappingNode):
            stack += [value for _, value in reversed(node.value)]
    return texts


def assert_read(text: str) -> None:
    """What is read from a text is what PyYAML reads, if it reads it."""
    try:
        expected = values(text)
    except yaml.YAMLError:
        assume(False)
        return
    decoded = scalars(text)
    assert [part.text for part in decoded] == expected
    for part in decoded:
        assert_traceable(joined(Source(text), [part])[0])


@given(TEXTS, st.sampled_from(["'", '"', "|", ">", ""]), st.integers(10, 40), st.booleans())
def test_what_a_writer_writes_is_read(text: str, style: str, width: int, unicode: bool) -> None:
    assert_read(yaml.safe_dump({"k": [{"a": text}]}, default_style=style or None, width=width, allow_unicode=unicode))


@given(BODIES, st.sampled_from(["|", "|-", "|+", ">", ">-", ">+", "|2", ">1-", "|+2 # note"]), st.sampled_from(["\n", "\r\n"]))
def test_block_scalars_are_read(body: str, header: str, line_end: str) -> None:
    lines = "".join(f"    {line}\n" if line.strip() else f"{line}\n" for line in body.split("\n"))
    for document in (f"a:\n  k: {header}\n{lines}z: end\n", f"- {header}\n{lines}", f"a:\n- k: {header}\n{lines}  # note\n"):
        assert_read(document.replace("\n", line_end))


@given(BODIES, st.sampled_from(["'", '"', ""]), st.sampled_from(["\n", "\r\n"]))
def test_flow_scalars_over_several_lines_are_read(body: str, quote: str, line_end: str) -> None:
    written = (
        body.replace("'", "''") if quote == "'" else body.replace('"', '\\"').replace("b\n", "b\\\n") if quote else f"x{body}"
    )
    folded = written.replace("\n", "\n    ")
    assert_read(f"a:\n  k: {quote}{folded}{quote}\nz: end\n".replace("\n", line_end))


@given(TEXTS)
def test_a_written_text_is_read_back(text: str) -> None:
    for quote, encode in (('"', encode_double), ("'", encode_single), ("", encode_plain)):
        written = encode(text)
        if written is not None and (quote or (text.strip() == text and text[:1].isalpha())):
            assert yaml.safe_load(f"k: {quote}{written}{quote}") == {"k": text}


@given(TEXTS, st.sampled_from(sorted(styles.STYLES)))
def test_every_style_is_found_with_its_places(text: str, style: str) -> None:
    file_text = styles.STYLES[style][1](f"eq(name, 'x{text}')")
    if file_text is not None:
        assert [filter.text for filter in found(file_text)] == styles.read(file_text)
        for filter in found(file_text):
            assert_traceable(filter.source)


EDITED = {
    "filter: eq(run_type, 1)": 'filter: eq("\'é", 1)',
    "filter: 'eq(run_type, 1)'": "filter: 'eq(\"''é\", 1)'",
    'filter: "eq(run_type, 1)"': 'filter: "eq(\\"\'é\\", 1)"',
    "filter: |\n  eq(run_type, 1)\n": 'filter: |\n  eq("\'é", 1)\n',
    "filter: >-\n  eq(run_type,\n  1)\n": 'filter: >-\n  eq("\'é",\n  1)\n',
}


@pytest.mark.parametrize("text", EDITED)
def test_an_edit_is_written_in_the_style_of_its_scalar(text: str) -> None:
    (filter,) = found(text)
    edits = in_file(filter.source, [Edit(Span(3, 11), '"\'é"')])
    assert edits is not None and apply(text, edits) == EDITED[text]


def test_an_edit_that_a_style_cannot_hold_is_none() -> None:
    for text in ("filter: eq(run_type, 1)", "filter: 'eq(run_type, 1)'"):
        (filter,) = found(text)
        assert in_file(filter.source, [Edit(Span(3, 11), "a: b\n")]) is None
    (filter,) = found("k:\n  filter: |\n    eq(run_type, 1)")
    edits = in_file(filter.source, [Edit(Span(12, 12), "\n")])
    assert (
        edits is not None
        and apply("k:\n  filter: |\n    eq(run_type, 1)", edits) == "k:\n  filter: |\n    eq(run_type,\n     1)"
    )


def test_a_text_with_more_lines_than_the_grammar_counts_is_read_in_pieces() -> None:
    notes = "  # a note\n" * 95
    rule = f"- display_name: n\n  sampling_rate: 1\n{notes}  filter: |\n    eq(status,\n    'error')\n"
    assert [filter.text for filter in found("rules:\n" + rule * 400)] == ["eq(status,\n'error')\n"] * 400
    nested = "a:\n" + "  b:\n" + ("    - filter: eq(run_type, 1)\n" + notes) * 400 + "c:\n  filter: eq(run_type, 2)\n"
    assert len(found(nested)) == 401


@pytest.mark.parametrize("text", ["[" * 900, "{a: " * 900, "&a " * 3000, "'" * 5001, "\0" * 100, "|\n" * 9, "- " * 190])
def test_hostile_texts_do_no_harm(text: str) -> None:
    assert found(f"{text}filter") == []


@pytest.mark.parametrize("text", ["- " * 3000, "? " * 2000, "".join(f"{' ' * depth}a:\n" for depth in range(300))])
def test_a_text_that_the_grammar_cannot_hold_is_not_parsed(text: str) -> None:
    with pytest.raises(UnparsedError, match="200 levels"):
        found(f"{text}filter")
