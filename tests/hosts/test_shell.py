"""Shell: its words and heredocs read as bash reads them, and written so."""

import os
from pathlib import Path
import shutil
import subprocess

from hypothesis import HealthCheck, given, settings, strategies as st
import pytest

from filterlang.hosts.embedded import Decoded, EmbeddedFilter
from filterlang.hosts.filter_search import filters_in
from filterlang.hosts.host_languages import HOST_LANGUAGES
from filterlang.hosts.readers.shell_strings import (
    encode_ansi, encode_double, encode_plain, encode_single, heredoc_encoder, heredoc_parts, word_parts,
)  # fmt: skip
from filterlang.text.edits import Edit, apply
from filterlang.text.host_edits import in_file
from filterlang.text.source import Source, Span
from tests.hosts.traceable import assert_traceable

BASH = shutil.which("bash")
pytestmark = pytest.mark.skipif(BASH is None, reason="needs bash")
TEXTS = st.text(st.sampled_from("ab\\'\"$`!\n\t (){}é😀x0#~*EOT"), max_size=20)
ENCODERS = {"'": encode_single, '"': encode_double, "$'": encode_ansi, "": encode_plain}


def found(text: str) -> list[EmbeddedFilter]:
    return filters_in(Source(text, "list.sh"), HOST_LANGUAGES["shell"])


def bash_reads(folder: Path, words: list[str]) -> list[str]:
    """The texts of words, as bash passes them to a command."""
    assert BASH is not None
    script = folder / "words.sh"
    script.write_text("".join(f"printf '%s\\0' {word}\n" for word in words), encoding="utf-8", newline="")
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    result = subprocess.run([BASH, script], capture_output=True, check=True, timeout=60, env=environment)
    return result.stdout.decode("utf-8", "replace").split("\0")[:-1]


def decoded(word: str) -> str:
    return "".join(part.text for part in word_parts(word, 0, len(word), []) if isinstance(part, Decoded))


WORDS = {
    "'eq(name, \"x\")'": 'eq(name, "x")',
    '"eq(name, \\"x\\")"': 'eq(name, "x")',
    "'it'\"'\"'s'": "it's",
    "'it'\\''s'": "it's",
    "eq\\(is_root,\\ true\\)": "eq(is_root, true)",
    "--filter='eq(a, 1)'": "--filter=eq(a, 1)",
    '"a\\d\\n\\\\ \\$x \\` \\!"': "a\\d\\n\\ $x ` \\!",
    '"a\\\nb"': "ab",
    "'a\\\nb'": "a\\\nb",
    "a\\\nb": "ab",
    "$'a\\n\\t\\\\\\'\\\"\\x41\\101\\u00e9\\U0001F600\\e\\cA\\?\\q'": "a\n\t\\'\"AAé😀\x1b\x01?\\q",
    "$'\\xc3\\xa9\\303\\251'": "éé",
    '$"a\\"b"': 'a"b',
    "''": "",
    "'a'$'\\n'\"b\"c": "a\nbc",
}


@pytest.mark.parametrize(("word", "text"), WORDS.items())
def test_words_are_read_as_the_manual_says(word: str, text: str) -> None:
    assert decoded(word) == text


def test_the_table_of_words_is_what_bash_reads(tmp_path: Path) -> None:
    assert bash_reads(tmp_path, list(WORDS)) == list(WORDS.values())


def spelled(quoting: str, text: str) -> str | None:
    body = ENCODERS[quoting](text)
    return None if body is None else quoting + body + quoting[-1:]


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.lists(st.tuples(st.sampled_from(sorted(ENCODERS)), TEXTS), min_size=1, max_size=3), min_size=50, max_size=50)
)
def test_bash_reads_what_is_written(tmp_path_factory: pytest.TempPathFactory, words: list[list[tuple[str, str]]]) -> None:
    written: dict[str, str] = {}
    for pieces in words:
        spellings = [spelled(*piece) for piece in pieces]
        word = "".join(spelling for spelling in spellings if spelling is not None)
        if word:
            written[word] = "".join(text for (_, text), spelling in zip(pieces, spellings, strict=True) if spelling is not None)
    assert bash_reads(tmp_path_factory.mktemp("words"), list(written)) == list(written.values())
    assert [decoded(word) for word in written] == list(written.values())


def joins(*pieces: str) -> st.SearchStrategy[str]:
    """Texts made of pieces."""
    return st.lists(st.sampled_from(pieces), max_size=8).map("".join)


RAW = {
    "'": st.text(st.sampled_from('a\\"$\n `!'), max_size=8),
    '"': joins("a", "\\\\", '\\"', "\\$", "\\`", "\\\n", "\\d", "'", "\n", " ", "é"),
    "$'": joins("a", "\\\\", "\\'", '"', "\\n", "\\x4", "\\x41z", "\\61", "\\1012", "\\u41 ", "\\U1F600.", "\\z", "\n", "\\cb"),
    "": joins("a", "\\\\", "\\'", '\\"', "\\$", "\\ ", "\\\n", "\\z", "é", "=", ","),
}


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.lists(st.sampled_from(sorted(RAW)).flatmap(lambda quoting: RAW[quoting].map(
    lambda body: quoting + body + quoting[-1:])), min_size=1, max_size=4), min_size=50, max_size=50))  # fmt: skip
def test_what_people_write_is_read_as_bash_reads_it(tmp_path_factory: pytest.TempPathFactory, words: list[list[str]]) -> None:
    written = [f"x{''.join(word)}" for word in words]
    assert [decoded(word) for word in written] == bash_reads(tmp_path_factory.mktemp("words"), written)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(TEXTS, st.booleans(), st.booleans()), min_size=50, max_size=50))
def test_bash_reads_heredocs_as_they_are_read(
    tmp_path_factory: pytest.TempPathFactory, docs: list[tuple[str, bool, bool]]
) -> None:
    expected: list[str] = []
    words: list[str] = []
    for text, quoted, tabs in docs:
        body = heredoc_encoder("EOT", "\t" if tabs else "", quoted=quoted)(f"{text}.")
        if body is not None and not (tabs and text.startswith("\t")):
            host = f"{'	' if tabs else ''}{body}\n"
            parts = heredoc_parts(host, 0, len(host), [], "EOT", quoted=quoted, tabs=tabs)
            assert "".join(part.text for part in parts if isinstance(part, Decoded)) == f"{text}.\n"
            start = f"<<{'-' if tabs else ''}{chr(39) if quoted else ''}EOT{chr(39) if quoted else ''}"
            words.append(f'"$(cat {start}\n{host}EOT\n)"')
            expected.append(f"{text}.")
    assert bash_reads(tmp_path_factory.mktemp("heredocs"), words) == expected


@pytest.mark.parametrize(
    ("word", "edited"),
    [
        ("'eq(name, 1)'", "'eq(it'\\''s \"$x\\n, 1)'"),
        ('"eq(name, 1)"', '"eq(it\'s \\"\\$x\\\\n, 1)"'),
        ("$'eq(name, 1)'", "$'eq(it\\'s \"$x\\\\n, 1)'"),
        ("eq\\(name,\\ 1\\)", "eq\\(it\\'s\\ \\\"\\$x\\\\n,\\ 1\\)"),
    ],
)
def test_an_edit_is_written_in_the_quoting_of_its_word(word: str, edited: str) -> None:
    text = f"langsmith run list --filter {word}\n"
    (filter,) = found(text)
    assert filter.text == "eq(name, 1)"
    assert_traceable(filter.source)
    edits = in_file(filter.source, [Edit(Span(3, 7), "it's \"$x\\n")])
    assert edits is not None
    assert apply(text, edits) == text.replace(word, edited)


@pytest.mark.parametrize(
    "text", ["<" * 2000, "|" * 2000, ")" * 2000, "\0" * 2000, "a: " * 1000, '"a" ' * 1000, "$(" * 300, "cat <<EOF\n"]
)
def test_hostile_texts_do_no_harm(text: str) -> None:
    assert found(f"{text}\n") == []
