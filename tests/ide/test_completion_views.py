"""What completion reads beside the text: holes, the kind of the filter, the project's configuration, and how much it does."""

from effort import lines_in
from hypothesis import given, strategies as st
import pytest

from filterlang.hosts.embedded import EmbeddedFilter
from filterlang.hosts.host_languages import HOST_LANGUAGES
from filterlang.ide.completion import CompletionKind, completions
from filterlang.ide.editor_document import EditorDocument
from filterlang.ide.filter_view import FilterView
from filterlang.ide.known_values import KnownValues
from filterlang.ide.snippet_syntax import in_snippet, plain, stop
from filterlang.lint.lint_settings import LintSettings
from filterlang.schema.places import Kind
from filterlang.semantics.surroundings import NO_PROJECT, ProjectFacts
from filterlang.text.frozen import replace
from filterlang.text.source import Source

KNOWN = KnownValues(
    metadata={"plan": ("pro", "free", 3), "old": ("x",)},
    feedback={"tone": ("kind",), "gone": ()},
    tags=("prod", "old"),
    names=("Agent", "Old"),
)


def labels(text: str, project: ProjectFacts = NO_PROJECT, known: KnownValues = KNOWN) -> list[str]:
    offset = text.index("|")
    view = FilterView(Source(text.replace("|", "", 1)), project=project, values=known)
    return [item.label for item in completions(view, offset).items]


class TestTheProject:
    FACTS = ProjectFacts(
        metadata={"plan": frozenset({"string"}), "beta": frozenset({"boolean"})},
        feedback=frozenset({"tone", "speed"}),
        tags=frozenset({"prod", "dev"}),
        names=frozenset({"Agent"}),
    )

    def test_what_runs_have_comes_first_and_what_is_not_listed_is_left_out(self) -> None:
        assert labels("has(tags, |", self.FACTS) == ["prod", "dev"]
        assert labels("eq(name, |", self.FACTS) == ["Agent"]
        assert labels("eq(feedback_key, |", self.FACTS) == ["tone", "speed"]
        assert labels("eq(metadata_key, |", self.FACTS)[:2] == ["plan", "beta"]
        assert "old" not in labels("eq(metadata_key, |", self.FACTS)

    def test_the_types_of_a_key_tell_its_values(self) -> None:
        assert labels('and(eq(metadata_key, "beta"), eq(metadata_value, |', self.FACTS) == ["true", "false"]
        assert labels('and(eq(metadata_key, "plan"), eq(metadata_value, |', self.FACTS) == ["pro", "free"]

    def test_without_a_list_everything_that_runs_have_is_offered(self) -> None:
        assert labels("has(tags, |") == ["prod", "old"]


def embedded(code: str) -> FilterView:
    """The only filter of some Python."""
    document = EditorDocument(Source(code, "a.py"), HOST_LANGUAGES["python"], LintSettings(), KNOWN)
    (view,) = document.views
    return view


CODE = 'client.list_runs(filter=f\'and(eq(name, "{name}"), has(tags, {tag}), eq(status, "er"), {more})\')'


class TestHoles:
    VIEW = embedded(CODE)

    def test_nothing_is_offered_in_a_hole_and_in_a_string_with_one(self) -> None:
        text = self.VIEW.text
        first, second, _ = (place for place in range(len(text)) if text.startswith("{", place))
        for offset in (first - 1, first, first + 1, first + 3, second, second + 1, second + 3):
            assert completions(self.VIEW, offset).items == ()

    def test_the_rest_of_the_filter_is_completed_as_ever(self) -> None:
        offset = self.VIEW.text.index('er")') + 2
        assert [item.plain for item in completions(self.VIEW, offset).items] == ["error"]


@pytest.mark.parametrize("kind", [Kind.THREAD, Kind.SESSIONS])
def test_where_fields_are_not_published_only_operators_are_offered(kind: Kind) -> None:
    view = embedded("client.list_runs(filter='and(eq(na, 1), e)')")
    assert isinstance(view.embedded, EmbeddedFilter)
    other = FilterView(view.source, values=KNOWN, embedded=replace(view.embedded, kind=kind))
    text = other.text
    assert {item.kind for item in completions(other, len(text) - 1).items} == {CompletionKind.OPERATOR}
    assert completions(other, text.index("na") + 2).items == ()


LONG = {
    "conditions": 'eq(name, "a b"), ',
    "conditions that are broken": 'eq(name "a b"), ',
    "pairs": 'and(eq(metadata_key, "k"), eq(metadata_value, "v")), ',
    "keys": 'eq(metadata_key, "k"), ',
    "open calls": "and(",
    "open comparisons": "eq(name, ",
    "open lists": "[",
    "brackets that close nothing": "(]",
    "quotes": "'\"",
    "escapes": '\\"',
    "words": "status = ",
    "negations": "not ",
    "subscripts": "metadata[",
    "methods": "metadata.get(",
}


@pytest.mark.parametrize("name", LONG)
@pytest.mark.parametrize("place", [0.5, 1])
def test_the_work_is_in_proportion_to_the_text(name: str, place: float) -> None:
    def lines(count: int) -> int:
        text = "and(" + LONG[name] * count
        return lines_in(lambda view: completions(view, int(len(text) * place)), FilterView(Source(text), values=KNOWN))

    lines(10)  # fills the caches
    assert lines(800) < 2.2 * lines(400) + 1000


class TestSnippets:
    def test_the_plain_text_ends_at_the_only_placeholder(self) -> None:
        assert plain("eq($1)") == "eq("
        assert plain('["$1"]') == '["'

    def test_the_plain_text_has_the_texts_of_the_placeholders(self) -> None:
        assert plain("gt(latency, ${1:5})") == "gt(latency, 5)"
        assert plain('and(eq(a, "$1"), eq(b, "$2"))') == 'and(eq(a, ""), eq(b, ""))'

    @given(st.text())
    def test_any_text_stands_for_itself(self, text: str) -> None:
        assert plain(in_snippet(text)) == text
        assert plain(f"{in_snippet(text)}{stop(1, text)}") == 2 * text
