"""``.env`` files, request files and links: every filter is found with its place, through all encodings."""

from hypothesis import given, strategies as st
import pytest

from filterlang.hosts.documents import HostDocument
from filterlang.hosts.embedded import EmbeddedFilter
from filterlang.hosts.filter_search import candidates_in, embedded, filters_in
from filterlang.hosts.host_languages import HOST_LANGUAGES
from filterlang.hosts.readers.links import link_candidates
from filterlang.text.edits import Edit, apply
from filterlang.text.host_edits import in_file
from filterlang.text.source import Source, Span
from tests.hosts.traceable import assert_traceable
from tests.hosts.writing import env, http

TEXTS = st.text(st.sampled_from("ab\"'\\ \n\té😀%+&=#(),"), max_size=20)


def in_links(text: str) -> list[EmbeddedFilter]:
    document = HostDocument(Source(text), HOST_LANGUAGES["markdown"], candidates_in)
    return [embedded(candidate) for candidate in link_candidates(document, document.source)]


@given(TEXTS, st.sampled_from(sorted(env.STYLES)))
def test_every_style_of_env_is_found_with_its_places(text: str, style: str) -> None:
    file_text = env.STYLES[style][1](f"eq(run_type, {text}1)")
    if file_text is not None:
        found = filters_in(Source(file_text), HOST_LANGUAGES["env"])
        assert [filter.text for filter in found] == env.read(file_text)
        for filter in found:
            assert_traceable(filter.source)


@given(TEXTS, st.sampled_from(sorted(http.STYLES)))
def test_every_style_of_requests_is_found_with_its_places(text: str, style: str) -> None:
    file_text = http.STYLES[style][1](f"eq(run_type, 'x{text}')")
    found = filters_in(Source(file_text), HOST_LANGUAGES["http"])
    assert [filter.text for filter in found] == http.read(file_text)
    for filter in found:
        assert_traceable(filter.source)


KINDS = {
    "https://api.smith.langchain.com/api/v1/sessions?filter=eq(name,'p')&stats_filter=eq(is_root,true)": "sessions run",
    "https://api.smith.langchain.com/api/v1/examples?dataset=U&filter=has(metadata,'x')": "examples",
    "${LANGSMITH_ENDPOINT}/api/v2/traces/t/runs?filter=eq%28run_type%2C%22llm%22%29": "run",
    "https://smith.langchain.com/o/o?searchModel=%7B%22filter%22%3A%22a(%22%2C%22traceFilter%22%3A%22b(%22%7D": "run trace",
    "see [runs](https://smith.langchain.com/p?searchModel=%7B%22filter%22%3A%22eq%28a%2C1%29%22%7D).": "run",
    "https://example.com/odata/Orders?$filter=Status eq 'open'&filter=eq(a,1)": "",
    "https://example.com/search?filter=eq(status,active)": "",
    "https://pocketbase.io/api/collections/x/records?filter=(status='open')": "",
}


@pytest.mark.parametrize("text", KINDS)
def test_a_link_tells_the_kind_of_its_filter(text: str) -> None:
    assert " ".join(filter.kind for filter in in_links(text)) == KINDS[text]


def test_a_link_is_edited_through_its_encodings() -> None:
    text = "https://smith.langchain.com/p?searchModel=%7B%22filter%22%3A%22eq%28run_type%2C+%5C%22llm%5C%22%29%22%7D"
    (filter,) = in_links(text)
    assert filter.text == 'eq(run_type, "llm")'
    edits = in_file(filter.source, [Edit(Span(13, 18), '"é x"')])
    assert edits is not None
    assert apply(text, edits) == text.replace("llm", "%C3%A9+x")


def test_a_template_in_a_link_is_a_hole() -> None:
    (filter,) = in_links(
        'https://smith.langchain.com/p?searchModel={"filter":"eq(thread_id,%20\\"${id}\\")"}'.replace('"', "%22").replace(
            "\\", "%5C"
        )
    )
    assert (filter.text, [hole.place for hole in filter.holes]) == ('eq(thread_id, "{…}")', ["quoted"])


def test_addresses_decide_kinds_in_request_files() -> None:
    examples = "# LangSmith\nGET {{host}}/api/v1/examples\n  ?dataset=U\n  &filter=has(metadata,'x')\n\n###\n"
    threads = 'POST {{host}}/api/v2/threads/query\nContent-Type: application/json\n\n{"filter": "eq(is_root, true)"}'
    found = filters_in(Source(examples + threads), HOST_LANGUAGES["http"])
    assert [(filter.text, filter.kind) for filter in found] == [
        ("has(metadata,'x')", "examples"),
        ("eq(is_root, true)", "trace"),
    ]


def test_a_request_file_without_requests_is_searched() -> None:
    assert filters_in(Source("# filter"), HOST_LANGUAGES["http"]) == []
