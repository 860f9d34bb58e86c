"""Markdown: fences read as CommonMark reads them, wherever they are, and what is in them found with its places."""

import time

from hypothesis import given, strategies as st
from markdown_it import MarkdownIt
import pytest

from filterlang.hosts.embedded import EmbeddedFilter, Grounds
from filterlang.hosts.filter_search import filters_in
from filterlang.hosts.host_languages import HOST_LANGUAGES
from filterlang.hosts.readers.markdown_fences import FencedBlock, blocks, language_name
from filterlang.text.edits import Edit, apply
from filterlang.text.host_edits import in_file
from filterlang.text.source import Source, Span
from tests.hosts.traceable import assert_traceable
from tests.hosts.writing import markdown


def found(text: str) -> list[EmbeddedFilter]:
    return filters_in(Source(text, "queries.md"), HOST_LANGUAGES["markdown"])


@pytest.mark.parametrize(
    ("info", "name"),
    [
        ("python", "python"), (" py {linenos}", "py"), ('ts title="a.ts" {1,3}', "ts"), ("{.python .numberLines}", "python"),
        ("{python, echo=FALSE}", "python"), ("{code-cell} ipython3", "ipython3"), ("{code-block} Python", "python"),
        ("bash:run.sh", "bash"), ("c#", "c#"), ("shell-session", "shell-session"), ("", ""), ("{1,2}", "1"),
    ],
)  # fmt: skip
def test_the_language_of_a_fence_is_read_from_its_info_string(info: str, name: str) -> None:
    assert language_name(info) == name


DOCUMENTS = [
    "```py\na\n\n  b\n```\n", "~~~\n```\n~~~\nafter\n", "````md\n```py\na\n```\n````\n", "> ```py\n> a\n>b\n> ```\n",
    "> ```py\n> a\nafter\n", "- ```py\n  a\n    b\n  ```\n", "1. x\n\n   ```py\n   a\n\n   b\n   ```\n",
    "> - x\n>\n>   ```py\n>   a\n>   ```\n", "  ```py\n    a\n  b\n c\n  ```\n", "```py\nunclosed\n", "```py\n```\n",
    "```py\r\na\r\nb\r\n```\r\n", "``` `x` ```\n", "```py\na\n ```\n", "~~~ a`b\nc\n~~~~~~\n", "- ```py\n  a\nafter\n",
    "> > ```py\n> > a\n> > ```\n", "text ```py\n", "\t- x\n",
]  # fmt: skip


@pytest.mark.parametrize("text", DOCUMENTS)
def test_fences_are_those_of_commonmark(text: str) -> None:
    expected = [token.content for token in MarkdownIt().parse(text) if token.type == "fence"]
    assert [_content(text, block) for block in blocks(text) if isinstance(block, FencedBlock)] == expected


def _content(text: str, block: FencedBlock) -> str:
    return "".join(text[start:end] for start, end in block.lines).replace("\r\n", "\n")


@given(st.text(st.sampled_from(" >-`~\n\ta1.)\r"), max_size=60))
def test_every_line_is_yielded_once(text: str) -> None:
    ends = [line for block in blocks(text) for line in (block.lines if isinstance(block, FencedBlock) else [block])]
    assert ends == sorted(ends)
    assert all(start <= end for start, end in ends)


@given(st.text(st.sampled_from("ab \"'()\\é😀,"), max_size=25), st.sampled_from(sorted(markdown.STYLES)))
def test_every_style_is_found_with_its_places(text: str, style: str) -> None:
    _, write = markdown.STYLES[style]
    file_text = write(f"eq(name, {text}\n{text})")
    if file_text is not None:
        assert [filter.text for filter in found(file_text)] == markdown.read(file_text)
        for filter in found(file_text):
            assert_traceable(filter.source)


def test_a_line_is_added_with_the_marks_of_the_others() -> None:
    text = "> 1. ```sh\n>    langsmith run list --filter 'and(eq(name, 1),\n>    eq(a, 2))'\n>    ```\n"
    (filter,) = found(text)
    assert filter.text == "and(eq(name, 1),\neq(a, 2))"
    edits = in_file(filter.source, [Edit(Span(4, 4), "\n")])
    assert edits is not None
    assert apply(text, edits) == text.replace("and(", "and(\n>    ")
    edits = in_file(filter.source, [Edit(Span(16, 17), " ")])
    assert edits is not None
    assert apply(text, edits) == text.replace(",\n>    eq", ", eq")


def test_prose_is_only_quoted() -> None:
    text = "LangSmith: `and(eq(run_type, 'llm'), gt(total_tokens, 5))` and `eq(x, 1`, eq(run_type, 'llm').\n\n    search('a')\n"
    assert all(filter.grounds is Grounds.MENTION for filter in found(text))
    assert [filter.text for filter in found(text)][:1] == ["and(eq(run_type, 'llm'), gt(total_tokens, 5))"]


def test_a_long_document_takes_linear_time() -> None:
    section = "# LangSmith\n\nText with `code` and more.\n\n```bash\nlangsmith run list --filter 'eq(is_root, true)'\n```\n\n"
    started = time.process_time()
    assert len(found(section * 500)) == 500
    short = time.process_time() - started
    assert len(found(section * 2000)) == 2000
    assert time.process_time() - started - short < 10 * short + 1


@pytest.mark.parametrize("text", ["> " * 50_000, "- " * 50_000, "`" * 100_001, "``` " * 20_000, "<" * 100_000, "[" * 100_000,
                                  "1. " * 30_000, "`a``" * 20_000, "> ```py\n" * 10_000, "\0" * 100_000])  # fmt: skip
def test_hostile_texts_do_no_harm(text: str) -> None:
    assert found(text) == []
