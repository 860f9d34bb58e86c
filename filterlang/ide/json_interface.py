"""A JSON interface for web pages: one function that answers requests about a filter in an editor.

Owns the invariants that places are counted in UTF-16 units, as JavaScript counts, and that every request has an answer: a
request that is wrong gets an error object, whatever it holds.

A request is an object with these keys; only ``request`` and ``text`` are always there, and null stands for a missing key:

``request``
    ``diagnostics``, ``completions``, ``hover``, ``signature``, ``format``, ``tokens`` or ``fixes``.
``text``, ``offset``
    The filter, and for completions, hover and signature a place in it.
``dialect``
    ``portable`` (the default), ``v1``, ``v2`` or ``examples``.
``values``
    The values to offer, the most frequent first: ``{"metadata": {"tier": ["gold", 3, true]}, "feedback": {"quality": ["good"]},
    "tags": ["beta"], "names": ["bot"]}``.
``project``
    What is known of the runs: ``{"metadata": {"tier": ["string"]}, "feedback": ["quality"], "tags": ["beta"], "names": ["bot"],
    "rules": ["key-not-there"]}``. The rules are optional ones that are to be reported.
``width``, ``unsafe``
    The columns of a formatted filter (88); whether ``fixes`` includes the guesses (false).

The answers, in which ``start`` and ``end`` are places in the text, and an ``edit`` is ``{"start", "end", "text"}``:

``diagnostics``
    ``{"diagnostics": [{"start", "end", "severity", "code", "slug", "message", "help", "fixes": [fix]}]}``, and a fix is
    ``{"message", "safe", "edits": [edit]}``. The severity is ``error``, ``warning`` or ``note``; the help can be null.
``completions``
    ``{"start", "end", "incomplete", "items": [{"label", "kind", "text", "plain", "snippet", "detail", "documentation",
    "filter", "sort", "preselect"}]}``. ``text`` replaces the places from ``start`` to ``end``; it is in the snippet syntax of
    the language server protocol where ``snippet`` is true, and ``plain`` is the same without placeholders.
``hover``
    ``{"hover": {"start", "end", "markdown"} | null}``
``signature``
    ``{"signature": {"label", "documentation", "parameters": [{"start", "end"}], "active"} | null}``, with places in the label.
``tokens``
    ``{"tokens": [{"start", "end", "type", "modifiers": [text]}]}``
``format``, ``fixes``
    ``{"edits": [edit], "problem": text | null}``. The problem says why a filter is not formatted.
an error
    ``{"error": {"path": text, "message": text}}``. The path leads to the wrong value of the request.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from filterlang.ide.known_values import NO_VALUES, KnownValues
from filterlang.ide.json_requests import JsonRequest, RequestError, read_request
from filterlang.text.edits import Edit, narrow, replace
from filterlang.text.source import Source, Span

Json = dict[str, object]


def answer(request: object, values: KnownValues = NO_VALUES) -> Json:
    """Answers a request; ``values`` are offered where it has none. Never raises."""
    try:
        read = read_request(request, {kind: needs_offset for kind, (needs_offset, _) in _ANSWERS.items()}, values)
    except RequestError as error:
        return _error(error.path, str(error))
    _, function = _ANSWERS[read.kind]
    try:
        return function(read)
    except Exception as error:  # noqa: BLE001 - a page gets an answer, whatever it is
        return _error("", f"filterlang has a defect: {type(error).__name__}: please report this filter")


def _error(path: str, message: str) -> Json:
    return {"error": {"path": path, "message": message}}


def _span(source: Source, span: Span) -> Json:
    """A span with its places in UTF-16 units."""
    return {"start": source.encoded_offset(span.start, "utf-16"), "end": source.encoded_offset(span.end, "utf-16")}


def _edits(source: Source, edits: Iterable[Edit]) -> list[Json]:
    return [{**_span(source, edit.span), "text": edit.text} for edit in edits]


def _diagnostics(request: JsonRequest) -> Json:
    source = request.view.source
    return {
        "diagnostics": [
            {
                **_span(source, finding.span),
                "severity": finding.severity.value,
                "code": finding.code,
                "slug": finding.slug,
                "message": finding.message,
                "help": finding.help,
                "fixes": [
                    {"message": fix.message, "safe": fix.safe, "edits": _edits(source, fix.edits)} for fix in finding.fixes
                ],
            }
            for finding in request.view.analysis.diagnostics
        ]
    }


def _completions(request: JsonRequest) -> Json:
    from filterlang.ide.completion import completions

    offered = completions(request.view, request.offset)
    return {
        **_span(request.view.source, offered.span),
        "incomplete": offered.is_incomplete,
        "items": [
            {
                "label": item.label,
                "kind": item.kind.value,
                "text": item.text,
                "plain": item.plain,
                "snippet": item.snippet,
                "detail": item.detail,
                "documentation": item.documentation,
                "filter": item.filter,
                "sort": item.sort,
                "preselect": item.preselect,
            }
            for item in offered.items
        ],
    }


def _hover(request: JsonRequest) -> Json:
    from filterlang.ide.hovers import hover

    shown = hover(request.view, request.offset)
    return {"hover": None if shown is None else {**_span(request.view.source, shown.span), "markdown": shown.markdown}}


def _signature(request: JsonRequest) -> Json:
    from filterlang.ide.signatures import signature

    call = signature(request.view, request.offset)
    if call is None:
        return {"signature": None}
    label = Source(call.label)
    return {
        "signature": {
            "label": call.label,
            "documentation": call.documentation,
            "parameters": [_span(label, span) for span in call.parameters],
            "active": call.active,
        }
    }


def _tokens(request: JsonRequest) -> Json:
    from filterlang.ide.semantic_tokens import semantic_tokens

    return {
        "tokens": [
            {
                **_span(request.view.source, token.span),
                "type": token.type.value,
                "modifiers": sorted(modifier.value for modifier in token.modifiers),
            }
            for token in semantic_tokens(request.view)
        ]
    }


def _format(request: JsonRequest) -> Json:
    from filterlang.filters import format
    from filterlang.findings.errors import FilterError

    text = request.view.text
    try:
        edits = narrow(text, [replace(0, len(text), format(text, request.width))])
    except FilterError as error:
        return {"edits": [], "problem": error.diagnostics[0].message}
    return {"edits": _edits(request.view.source, edits), "problem": None}


def _fixes(request: JsonRequest) -> Json:
    from filterlang.checking.fixing import fix_parsed

    view = request.view
    fixed = fix_parsed(view.analysis.parsed, view.dialect, view.project, unsafe=request.unsafe)
    return {"edits": _edits(view.source, fixed.edits), "problem": None}


_ANSWERS: Mapping[str, tuple[bool, Callable[[JsonRequest], Json]]] = {
    "diagnostics": (False, _diagnostics),
    "completions": (True, _completions),
    "hover": (True, _hover),
    "signature": (True, _signature),
    "format": (False, _format),
    "tokens": (False, _tokens),
    "fixes": (False, _fixes),
}
"""The kinds of requests, each with whether it has an offset and the function that answers it."""
