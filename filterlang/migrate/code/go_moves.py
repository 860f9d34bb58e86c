"""Moves calls of LangSmith's Go SDK off v1: ``Runs.Query`` and its pager, with parameters that are written in the call.

Owns the invariant that a call is rewritten only where its parameters and all uses of its runs are known, since the types of v1
and v2 differ; any other is to decide, with the call to write.

The names are those of langsmith-go 0.25 (run.go).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
import re
from typing import TYPE_CHECKING, cast

from filterlang.findings.diagnostic import Diagnostic
from filterlang.hosts.documents import HostDocument, walk
from filterlang.hosts.embedded import EmbeddedFilter
from filterlang.hosts.ending_calls import search_file
from filterlang.hosts.host_languages import HostLanguage
from filterlang.hosts.known_places import snake
from filterlang.migrate.code.code_moves import CodeMove, CodeNote, MoveOutcome, Target
from filterlang.migrate.code.go_reads import GoReads, go_name
from filterlang.migrate.code.moved_filters import moved_filter
from filterlang.migrate.code.query_plan import ArgumentValue, PlannedArgument, QueryPlan, plan_query, unwritable
from filterlang.migrate.code.unfollowed_runs import UnfollowedError
from filterlang.schema.moves_to_v2 import BODY_MOVES, ArgumentForm
from filterlang.text.edits import Edit, in_order, insert
from filterlang.text.source import Source, Span

if TYPE_CHECKING:
    from tree_sitter import Node

_SUCCESSORS = {
    **dict.fromkeys(("Query", "QueryV1"), "QueryV2"),
    **dict.fromkeys(("QueryAutoPaging", "QueryV1AutoPaging"), "QueryV2AutoPaging"),
}
_PARAMS = re.compile(r"(\w+)\.RunQuery(?:V1)?Params\Z")
_TYPE_OF_V1 = re.compile(r"\.RunTypeEnum([A-Z]\w*)")
_SELECT = re.compile(r"\.RunQuery(?:V1)?ParamsSelect([A-Z]\w*)")
_ORDER = re.compile(r"\.RunQuery(?:V1)?ParamsOrder(Asc|Desc)\b")
_ADVICE = (
    "write `client.Runs.{method}(ctx, langsmith.RunQueryV2Params{{…}})` with ProjectIDs, MinStartTime (by itself v2 looks at "
    "the last day) and Selects (by itself v2 gives only ids); its pages have Items and NextCursor, and its runs another type"
)


def moves(source: Source, language: HostLanguage, findings: Sequence[Diagnostic], target: Target) -> Sequence[CodeMove]:
    """The moves of the queries of a file of Go; the other calls that end are left to their advice."""
    document = HostDocument(source, language, lambda _: iter(()))
    filters = search_file(source, language).found.filters
    return [move for finding in findings if (move := _move(document, finding.span, filters, target)) is not None]


def _move(document: HostDocument, name: Span, filters: Sequence[EmbeddedFilter], target: Target) -> CodeMove | None:
    method = document.text[name.start : name.end]
    successor = _SUCCESSORS.get(method)
    call = _call_at(document, name)
    resource = "" if call is None else document.text[document.span(call).start : name.start]
    if target != "v2" or successor is None or call is None or not resource.endswith(".Runs."):
        return None
    key = f"runs.{snake(method)}"
    try:
        return _moved(document, name, call, key, successor, filters)
    except UnfollowedError as error:
        return error.to_decide(document, name, key, _ADVICE.format(method=successor))


def _call_at(document: HostDocument, name: Span) -> Node | None:
    start, end = document.byte(name.start), document.byte(name.end)
    node = document.root.descendant_for_byte_range(start, end)
    call = None if node is None or node.parent is None else node.parent.parent
    return call if call is not None and call.type == "call_expression" else None


def _moved(
    document: HostDocument, name: Span, call: Node, key: str, successor: str, filters: Sequence[EmbeddedFilter]
) -> CodeMove:
    """The move of a query. Raises ``UnfollowedError``."""
    literal, package = _parameters(document, call)
    elements = _elements(document, literal)
    reads = GoReads(document, call, is_pager=successor.endswith("Paging"))
    plan = plan_query({move: _value(document, element) for move, element in elements.items()}, reads.fields)
    reason = unwritable(plan)
    if reason is not None:
        raise UnfollowedError(elements.get(reason.argument, literal), reason.message)
    edits = [Edit(name, successor), *_type_edits(document, literal, package), *reads.edits]
    for argument, element in elements.items():
        edits += _element_edits(document, element, plan.replaced.get(argument))
    edits += _added(document, literal, package, plan, list(elements.values()))
    edits += _filter_edits(document, literal, filters)
    packages = [*(["strings"] if reads.needs_strings else []), *(["time"] if "start_time" not in elements else [])]
    notes = tuple(CodeNote(name, note.message, note.risk) for note in plan.notes)
    return CodeMove(name, key, MoveOutcome.MOVED, (*in_order(edits), *_imports(document, packages)), notes)


def _parameters(document: HostDocument, call: Node) -> tuple[Node, str]:
    """The literal of the parameters of a query, and the name of the SDK's package."""
    arguments = call.child_by_field_name("arguments")
    given = [] if arguments is None else [child for child in arguments.named_children if child.type != "comment"]
    literal = given[1] if len(given) > 1 else call
    type = literal.child_by_field_name("type") if literal.type == "composite_literal" else None
    match = None if type is None else _PARAMS.match(document.text_of(type))
    if match is None:
        raise UnfollowedError(literal, "its parameters are not written in the call")
    return literal, match[1]


def _elements(document: HostDocument, literal: Node) -> dict[str, Node]:
    """The parameters of a query, by the names of v1's arguments."""
    body = literal.child_by_field_name("body")
    elements: dict[str, Node] = {}
    for element in [] if body is None else body.named_children:
        if element.type == "comment":
            continue
        key = element.child_by_field_name("key")
        move = None if key is None else BODY_MOVES.get(snake(document.text_of(key)))
        if move is None:
            raise UnfollowedError(element, "v2 has no such parameter")
        elements[move.name] = element
    return elements


def _value(document: HostDocument, element: Node) -> ArgumentValue:
    """The value of a parameter; constants of the SDK's types are known."""
    value = element.child_by_field_name("value")
    code = "" if value is None else document.text_of(value)
    if (order := _ORDER.search(code)) is not None:
        return ArgumentValue(code, order[1].lower())
    selected = tuple(snake(match[1]) for match in _SELECT.finditer(code))
    return ArgumentValue(code, selected) if selected else ArgumentValue(code)


def _element_edits(document: HostDocument, element: Node, planned: PlannedArgument | None) -> Iterator[Edit]:
    """Yields the edits that write a parameter as v2 has it, or leave it out."""
    key, value = element.child_by_field_name("key"), element.child_by_field_name("value")
    if planned is None:
        yield Edit(_with_comma(document, element), "")
        return
    assert key is not None
    assert value is not None
    if document.text_of(key) != go_name(planned.name):
        yield Edit(document.span(key), go_name(planned.name))
    code = document.text_of(value)
    if planned.form is ArgumentForm.UPPER:
        if _TYPE_OF_V1.search(code) is None:
            raise UnfollowedError(value, "v2 has another type for the types of runs")
        yield Edit(document.span(value), _TYPE_OF_V1.sub(r".RunType\1", code))
    elif isinstance(planned.value.constant, tuple):
        package = code.partition(".")[0]
        yield Edit(document.span(value), _selected(package, planned.value))
    elif planned.form is ArgumentForm.SELECTS:
        raise UnfollowedError(value, "v2 has another type for what is selected")


def _with_comma(document: HostDocument, element: Node) -> Span:
    """The span of an element with the comma behind it, and the space before the next one."""
    span = document.span(element)
    match = re.compile(r"\s*,[ \t]*(?:\r?\n[ \t]*(?=\w))?").match(document.text, span.end)
    return Span(span.start, span.end if match is None else match.end())


def _selected(package: str, value: ArgumentValue) -> str:
    names = cast("tuple[str, ...]", value.constant)
    fields = ", ".join(f"{package}.RunSelectField{go_name(name)}" for name in names)
    return f"{package}.F([]{package}.RunSelectField{{{fields}}})"


def _type_edits(document: HostDocument, literal: Node, package: str) -> Iterator[Edit]:
    type = literal.child_by_field_name("type")
    if type is not None:
        yield Edit(document.span(type), f"{package}.RunQueryV2Params")


def _added(document: HostDocument, literal: Node, package: str, plan: QueryPlan, elements: Sequence[Node]) -> Iterator[Edit]:
    """Yields the edit that adds the parameters without which v2 would give other runs, or only their ids."""
    written: Mapping[str, str] = {
        planned.name: _selected(package, planned.value)
        if isinstance(planned.value.constant, tuple)
        else f"{package}.F(time.Unix(0, 0).UTC())"
        for planned in plan.added
    }
    if not written:
        return
    lines = [f"{go_name(name)}: {code}" for name, code in written.items()]
    if not elements:
        yield insert(document.span(literal).end - 1, ", ".join(lines))
        return
    span = document.span(elements[-1])
    line_start = document.text.rfind("\n", 0, span.start) + 1
    indent = document.text[line_start : span.start]
    joint = f",\n{indent}" if not indent.strip() else ", "
    yield insert(span.end, "".join(f"{joint}{line}" for line in lines))


def _filter_edits(document: HostDocument, literal: Node, filters: Sequence[EmbeddedFilter]) -> Iterator[Edit]:
    """Yields the edits of the filters among the parameters."""
    span = document.span(literal)
    for filter in filters:
        if span.contains(filter.span):
            move = moved_filter(filter)
            if move.edits is None:
                raise UnfollowedError(literal, f"its filter cannot be moved: {move.changes[0].message}")
            yield from move.edits


def _imports(document: HostDocument, packages: Sequence[str]) -> Iterator[Edit]:
    """Yields the edits that import packages of the standard library."""
    specs = [node for node, _ in walk(document.root) if node.type == "import_spec"]
    known = {document.text_of(spec).rpartition(" ")[2].strip('"`') for spec in specs}
    missing = [package for package in packages if package not in known]
    if not missing or not specs:
        return
    for package in missing:
        before = [spec for spec in specs if "." not in document.text_of(spec) and document.text_of(spec).strip('"') < package]
        in_list = specs[0].parent is not None and specs[0].parent.type == "import_spec_list"
        if in_list and before:
            span = document.span(before[-1])
            line = document.text.rfind("\n", 0, span.start) + 1
            yield insert(span.end, f'\n{document.text[line : span.start]}"{package}"')
        else:
            statement = next(node for node in document.root.named_children if node.type == "import_declaration")
            yield insert(document.span(statement).start, f'import "{package}"\n')
