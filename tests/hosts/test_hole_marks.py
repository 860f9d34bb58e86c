"""Holes of a template stay holes in the documents inside of it, through every language between."""

import pytest

from filterlang.hosts.embedded import EmbeddedFilter
from filterlang.hosts.filter_search import filters_in
from filterlang.hosts.host_languages import HOST_LANGUAGES
from filterlang.text.edits import Edit, apply
from filterlang.text.host_edits import in_file
from filterlang.text.source import Source, Span

BODY = """curl https://api.smith.langchain.com/api/v1/runs/query -d '{"filter": "eq(name, \\"'"$NAME"'\\")", "limit": 5}'\n"""
PROGRAM = 'python -c "\nfrom langsmith import Client\nClient().list_runs(filter=\'eq(name, \\"$NAME\\")\', limit=$N)"\n'
NESTED = f"# LangSmith\n\n> ```bash\n> {BODY}> ```\n"


def only_filter(text: str, language: str) -> EmbeddedFilter:
    (filter,) = filters_in(Source(text), HOST_LANGUAGES[language])
    return filter


@pytest.mark.parametrize(("text", "language"), [(BODY, "shell"), (PROGRAM, "shell"), (NESTED, "markdown")])
def test_a_hole_is_at_its_place_in_the_file(text: str, language: str) -> None:
    filter = only_filter(text, language)
    (hole,) = filter.holes
    assert (filter.text, hole.hole.expression) == ('eq(name, "{…}")', "$NAME")
    place = filter.source.in_file(hole.span)[1]
    assert text[place.start : place.end] == "$NAME"


@pytest.mark.parametrize(("text", "language"), [(BODY, "shell"), (PROGRAM, "shell"), (NESTED, "markdown")])
def test_edits_go_around_a_hole(text: str, language: str) -> None:
    filter = only_filter(text, language)
    edits = in_file(filter.source, [Edit(Span(3, 7), "id")])
    assert edits is not None
    assert apply(text, edits) == text.replace("eq(name", "eq(id")
    assert in_file(filter.source, [Edit(Span(9, 15), '"x"')]) is None


def test_a_mark_that_is_no_hole_is_text() -> None:
    filter = only_filter("""langsmith run list --filter 'eq(name, "{…}")' --project "$P"\n""", "shell")
    assert (filter.text, filter.holes) == ('eq(name, "{…}")', ())
