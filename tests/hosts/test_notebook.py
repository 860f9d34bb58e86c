"""Filters in the cells of notebooks are found through both escapings, and edits go back through both."""

import json

import pytest
from traceable import assert_traceable

from filterlang.hosts.filter_search import filters_in
from filterlang.hosts.host_languages import HOST_LANGUAGES
from filterlang.text.edits import Edit, apply
from filterlang.text.host_edits import in_file
from filterlang.text.source import Source, Span

CODE = """%pip install langsmith
!ls
client.list_runs?
from langsmith import Client
runs = Client().list_runs(filter='eq(name, "a\\\\n😀é")')
"""


def notebook(source: str | list[str], cell_type: str = "code") -> str:
    cell = {"cell_type": cell_type, "metadata": {}, "outputs": [], "source": source}
    return json.dumps({"cells": [cell], "metadata": {"language_info": {"name": "python"}}, "nbformat": 4}, indent=1)


@pytest.mark.parametrize("source", [CODE, CODE.splitlines(keepends=True), "%%time\n" + CODE])
def test_a_filter_of_a_code_cell_is_found(source: str | list[str]) -> None:
    (filter,) = filters_in(Source(notebook(source), "a.ipynb"), HOST_LANGUAGES["notebook"])
    assert filter.text == 'eq(name, "a\\n😀é")'
    assert filter.language == "python"
    assert_traceable(filter.source)


@pytest.mark.parametrize("source", ["%%html\n" + CODE, []])
def test_cells_of_other_languages_are_not_read_as_python(source: str | list[str]) -> None:
    assert filters_in(Source(notebook(source), "a.ipynb"), HOST_LANGUAGES["notebook"]) == []
    assert filters_in(Source(notebook(CODE, "raw"), "a.ipynb"), HOST_LANGUAGES["notebook"]) == []


def test_an_edit_goes_through_both_escapings() -> None:
    text = notebook(CODE.splitlines(keepends=True))
    (filter,) = filters_in(Source(text, "a.ipynb"), HOST_LANGUAGES["notebook"])
    edits = in_file(filter.source, [Edit(Span(9, len(filter.text)), "'it\"s\\d')")])
    assert edits is not None
    (again,) = filters_in(Source(apply(text, edits), "a.ipynb"), HOST_LANGUAGES["notebook"])
    assert again.text == "eq(name, 'it\"s\\d')"
