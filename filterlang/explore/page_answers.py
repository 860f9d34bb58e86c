"""The answers to the requests of the page, as a table of functions.

Owns the invariant that every request has an answer that JSON can hold: a wrong request gets an error, a wrong filter a problem.
Needs no server: the playground asks the same function in the browser.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
import json

from filterlang.explore import query_forms, run_answers, table_answers
from filterlang.explore.explored_runs import ExploredRuns, QueryProblem
from filterlang.explore.page_requests import PageRequest, read_page_request
from filterlang.exports.cancelled_queries import QueryCancelled
from filterlang.exports.records import RecordError
from filterlang.ide import json_interface
from filterlang.ide.json_requests import RequestError
from filterlang.text.jsonvalues import as_mapping

Json = dict[str, object]
Answer = Callable[[ExploredRuns, PageRequest], Json]


def answer(explored: ExploredRuns, request: object) -> Json:
    """Answers a request, which is a JSON value. Raises ``QueryCancelled`` if the work that it belongs to is cancelled.

    >>> from filterlang.exports.memory import LocalRuns
    >>> explored = ExploredRuns(LocalRuns([{"id": "1", "name": "bot"}]), "one run")
    >>> answer(explored, {"request": "count", "query": {"filter": 'eq(name, "bot")'}})["count"]
    1
    """
    if not is_about_runs(request):
        return json_interface.answer(request, explored.values)
    try:
        read = read_page_request(as_mapping(request), _KEYS_BY_KIND)
        return _ANSWERS[read.request][1](explored, read)
    except RequestError as error:
        return _error(error.path, str(error))
    except (QueryProblem, RecordError) as error:
        return _problem(str(error), error.filter if isinstance(error, QueryProblem) else None)
    except QueryCancelled:
        raise
    except OSError as error:
        return _problem(f"the export cannot be read: {error.strerror or error}")
    except Exception as error:  # noqa: BLE001 - a page gets an answer, whatever it is
        return _error("", f"filterlang has a defect: {type(error).__name__}: please report what you did")


def is_about_runs(request: object) -> bool:
    """Whether a request is about runs; any other is about a filter, or wrong."""
    kind: object = as_mapping(request).get("request")
    return isinstance(kind, str) and kind in _ANSWERS


def answer_text(explored: ExploredRuns, request: str | bytes) -> str:
    """Answers a request that is a text of JSON with a text of JSON, in ASCII."""
    try:
        read: object = json.loads(request)
    except (ValueError, RecursionError):
        return json.dumps(_error("", "a request is JSON"))
    return written(answer(explored, read))


def written(answer: Json) -> str:
    """Returns an answer as JSON in ASCII, which is UTF-8 whatever the runs hold."""
    try:
        return json.dumps(answer, allow_nan=False, separators=(",", ":"))
    except (ValueError, RecursionError) as error:
        return json.dumps(_error("", f"filterlang has a defect: {type(error).__name__}: please report what you did"))


def _error(path: str, message: str) -> Json:
    return {"error": {"path": path, "message": message}}


def _problem(message: str, filter: str | None = None) -> Json:
    return {"problem": {"filter": filter, "message": message}}


_QUERY = ("query",)
_ANSWERS: Mapping[str, tuple[tuple[str, ...], Answer]] = {
    "about": ((), table_answers.about),
    "count": (_QUERY, table_answers.count),
    "runs": (("query", "sort", "offset", "limit", "columns"), table_answers.page),
    "funnel": (_QUERY, table_answers.funnel),
    "histogram": (_QUERY, table_answers.histogram),
    "run": (("id",), run_answers.run),
    "value": (("id", "section", "path", "offset"), run_answers.value),
    "trace": (("query", "id"), run_answers.trace),
    "why": (("query", "id"), run_answers.explained),
    "forms": (_QUERY, query_forms.forms),
}
"""The kinds of requests beside those of ``ide.json_interface``, each with its keys and the function that answers it."""
_KEYS_BY_KIND = {kind: keys for kind, (keys, _) in _ANSWERS.items()}
