"""Moves calls of LangSmith's Java SDK off v1: ``runs().query`` with parameters that a builder makes in the same method.

Owns the invariant that a call is rewritten only where its parameters and all uses of its runs are known, since the classes of
v1 and v2 differ; any other, and each of Kotlin, is to decide, with the call to write.

The names are those of langsmith-java 0.1.0-beta.19 (RunQueryParams.kt, RunQueryV2Params.kt, Run.kt).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
import re
from typing import TYPE_CHECKING, cast

from filterlang.findings.diagnostic import Diagnostic
from filterlang.hosts.documents import HostDocument
from filterlang.hosts.embedded import EmbeddedFilter
from filterlang.hosts.ending_calls import search_file
from filterlang.hosts.host_languages import HostLanguage
from filterlang.hosts.known_places import snake
from filterlang.migrate.code.code_moves import CodeMove, CodeNote, MoveOutcome, Target, to_decide
from filterlang.migrate.code.java_reads import RENAMED_CLASSES, JavaReads, java_name
from filterlang.migrate.code.moved_filters import moved_filter
from filterlang.migrate.code.query_plan import ArgumentValue, PlannedArgument, QueryPlan, plan_query, unwritable
from filterlang.migrate.code.unfollowed_runs import UnfollowedError
from filterlang.schema.moves_to_v2 import BODY_MOVES, ArgumentForm
from filterlang.text.edits import Edit, in_order, insert
from filterlang.text.source import Source, Span

if TYPE_CHECKING:
    from tree_sitter import Node

_METHODS = frozenset({"query", "queryV1"})
_BUILDER = re.compile(r"(RunQuery(?:V1)?Params)\.builder\(\)\Z")
_TYPE_OF_V1 = re.compile(r"(?:\w+\.)*RunTypeEnum(?=\.[A-Z_]+\Z)")
_CONSTANT = re.compile(r"(?:\w+\.)*(?:Select|Order)\.([A-Z_\d]+)\Z")
_ADDING = re.compile(r"add(?=[A-Z])")
_MODELS = "com.langchain.smith.models.runs."
_TIME = "java.time.OffsetDateTime"
_ADVICE = (
    "write `client.runs().queryV2(RunQueryV2Params.builder()….build())` with projectIds, minStartTime (by itself v2 looks at "
    "the last day) and selects (by itself v2 gives only ids); its pages have items(), and its runs another class"
)


def moves(source: Source, language: HostLanguage, findings: Sequence[Diagnostic], target: Target) -> Sequence[CodeMove]:
    """The moves of the queries of a file of Java or Kotlin; the other calls that end are left to their advice."""
    document = HostDocument(source, language, lambda _: iter(()))
    filters = search_file(source, language).found.filters
    return [move for finding in findings if (move := _move(document, finding.span, filters, target)) is not None]


def _move(document: HostDocument, name: Span, filters: Sequence[EmbeddedFilter], target: Target) -> CodeMove | None:
    method = document.text[name.start : name.end]
    before = document.text[max(0, name.start - 200) : name.start]
    if target != "v2" or method not in _METHODS or re.search(r"\bruns\(\)\s*\.\s*\Z", before) is None:
        return None
    if re.search(r"datasets\(\)\s*\.\s*runs\(\)\s*\.\s*\Z", before) is not None:
        return None
    key = f"runs.{snake(method)}"
    call = _call_at(document, name)
    if call is None:
        return to_decide(name, key, f"calls of Kotlin are not rewritten: {_ADVICE}")
    try:
        return _moved(document, name, call, key, filters)
    except UnfollowedError as error:
        return error.to_decide(document, name, key, _ADVICE)


def _call_at(document: HostDocument, name: Span) -> Node | None:
    """The call of a method of Java; None in Kotlin."""
    node = document.root.descendant_for_byte_range(document.byte(name.start), document.byte(name.end))
    call = None if node is None else node.parent
    return call if call is not None and call.type == "method_invocation" else None


def _moved(document: HostDocument, name: Span, call: Node, key: str, filters: Sequence[EmbeddedFilter]) -> CodeMove:
    """The move of a query. Raises ``UnfollowedError``."""
    reads = JavaReads(document, call)
    chain = _chain(reads, call)
    setters = _setters(document, chain)
    plan = plan_query({argument: _value(document, calls) for argument, calls in setters.items()}, reads.fields)
    reason = unwritable(plan)
    if reason is not None:
        raise UnfollowedError(setters.get(reason.argument, [call])[0], reason.message)
    edits = [Edit(name, "queryV2"), Edit(document.span(chain[0]), "RunQueryV2Params.builder()"), *reads.edits]
    for argument, calls in setters.items():
        for index, setter in enumerate(calls):
            edits += _setter_edits(document, setter, plan.replaced.get(argument), is_first=index == 0)
    edits += _added(document, chain, plan)
    edits += _filter_edits(document, chain[-1], filters)
    notes = tuple(CodeNote(name, note.message, note.risk) for note in plan.notes)
    written = in_order(edits)
    return CodeMove(name, key, MoveOutcome.MOVED, (*written, *_imports(document, written)), notes)


def _chain(reads: JavaReads, call: Node) -> list[Node]:
    """The calls of a builder, the first and the last included, in the argument of a query or in the variable that it is."""
    arguments = call.child_by_field_name("arguments")
    given = [] if arguments is None else arguments.named_children
    if len(given) != 1:
        raise UnfollowedError(call, "its parameters are not made there")
    value = given[0]
    if value.type == "identifier":
        value = _variable(reads, value)
    chain: list[Node] = []
    node: Node | None = value
    while node is not None and node.type == "method_invocation":
        chain.append(node)
        node = node.child_by_field_name("object")
    chain.reverse()
    if (
        not chain
        or _BUILDER.match(re.sub(r"\s+", "", reads.text(chain[0]))) is None
        or not reads.text(chain[-1]).endswith("()")
    ):
        raise UnfollowedError(given[0], "its parameters are not made by a builder there")
    return chain


def _variable(reads: JavaReads, use: Node) -> Node:
    """The value of a local variable that is used once, in a query."""
    pending = [reads.method]
    declared: list[Node] = []
    while pending:
        node = pending.pop()
        pending += node.named_children
        name = node.child_by_field_name("name") if node.type == "variable_declarator" else None
        if name is not None and reads.text(name) == reads.text(use):
            declared.append(node)
    value = declared[0].child_by_field_name("value") if len(declared) == 1 else None
    name = declared[0].child_by_field_name("name") if len(declared) == 1 else None
    if value is None or name is None or len(reads.uses(name)) != 1:
        raise UnfollowedError(use, "its parameters are not made there")
    reads.retype(reads.parent(declared[0]).child_by_field_name("type"))
    return value


def _setters(document: HostDocument, chain: Sequence[Node]) -> dict[str, list[Node]]:
    """The calls of a builder that set parameters, by the names of v1's arguments."""
    setters: dict[str, list[Node]] = {}
    for call in chain[1:-1]:
        name = document.text_of(call.child_by_field_name("name") or call)
        move = BODY_MOVES.get(snake(_ADDING.sub("", name)[:1].lower() + _ADDING.sub("", name)[1:]))
        if move is None or (move.name in setters and not _ADDING.match(name)) or len(_arguments(call)) != 1:
            raise UnfollowedError(call, f"v2 has no `{name}`")
        setters.setdefault(move.name, []).append(call)
    return setters


def _arguments(call: Node) -> list[Node]:
    arguments = call.child_by_field_name("arguments")
    return [] if arguments is None else arguments.named_children


def _value(document: HostDocument, setters: Sequence[Node]) -> ArgumentValue:
    """The value of a parameter; constants of the SDK's classes are known."""
    codes = [document.text_of(_arguments(setter)[0]) for setter in setters]
    constants = [match[1].lower() for code in codes if (match := _CONSTANT.match(code)) is not None]
    if len(constants) < len(codes):
        return ArgumentValue(codes[0])
    is_select = document.text_of(setters[0].child_by_field_name("name") or setters[0]) == "addSelect"
    return ArgumentValue(codes[0], tuple(constants) if is_select else constants[0])


def _setter_edits(document: HostDocument, setter: Node, planned: PlannedArgument | None, *, is_first: bool) -> Iterator[Edit]:
    """Yields the edits that write a parameter as v2 has it, or leave it out."""
    name, value, target = setter.child_by_field_name("name"), _arguments(setter)[0], setter.child_by_field_name("object")
    assert name is not None
    assert target is not None
    if planned is None:
        yield Edit(Span(document.span(target).end, document.span(setter).end), "")
        return
    adds = _ADDING.match(document.text_of(name)) is not None
    renamed = java_name(planned.name)
    renamed = f"add{renamed[:1].upper()}{renamed[1:].removesuffix('s')}" if adds else renamed
    if isinstance(planned.value.constant, tuple):
        whole = Span(document.span(target).end, document.span(setter).end)
        joint = document.text[whole.start : document.span(name).start].rpartition(".")[0]
        yield Edit(whole, _selected(planned.value, joint) if is_first else "")
    elif planned.form is ArgumentForm.SELECTS:
        raise UnfollowedError(value, "v2 has another class for what is selected")
    elif document.text_of(name) != renamed:
        yield Edit(document.span(name), renamed)
    if planned.form is ArgumentForm.UPPER:
        if _TYPE_OF_V1.match(document.text_of(value)) is None:
            raise UnfollowedError(value, "v2 has another class for the types of runs")
        yield Edit(document.span(value), _TYPE_OF_V1.sub("RunType", document.text_of(value)))


def _selected(value: ArgumentValue, joint: str = "") -> str:
    names = cast("tuple[str, ...]", value.constant)
    return "".join(f"{joint}.addSelect(RunSelectField.{name})" for name in names)


def _added(document: HostDocument, chain: Sequence[Node], plan: QueryPlan) -> Iterator[Edit]:
    """Yields the edit that adds the parameters without which v2 would give other runs, or only their ids."""
    before = chain[-1].child_by_field_name("object")
    name = chain[-1].child_by_field_name("name")
    if before is None or name is None:
        return
    end = document.span(before).end
    between = document.text[end : document.span(name).start]
    joint = between.rstrip()[:-1] if "\n" in between else ""
    for planned in plan.added:
        if isinstance(planned.value.constant, tuple):
            yield insert(end, _selected(planned.value, joint))
        else:
            yield insert(end, f'{joint}.{java_name(planned.name)}(OffsetDateTime.parse("{planned.value.constant}"))')


def _filter_edits(document: HostDocument, chain: Node, filters: Sequence[EmbeddedFilter]) -> Iterator[Edit]:
    """Yields the edits of the filters among the parameters."""
    span = document.span(chain)
    for filter in filters:
        if span.contains(filter.span):
            move = moved_filter(filter)
            if move.edits is None:
                raise UnfollowedError(chain, f"its filter cannot be moved: {move.changes[0].message}")
            yield from move.edits


def _imports(document: HostDocument, edits: Sequence[Edit]) -> Iterator[Edit]:
    """Yields the edits that import the classes of v2, where those of v1 are imported by name."""
    written = " ".join(edit.text for edit in edits)
    pattern = re.compile(r"^import ([\w.]+\.)([\w*]+);", re.MULTILINE)
    imports = list(pattern.finditer(document.text))
    known = {match[1] + match[2] for match in imports}
    for match in imports:
        renamed = RENAMED_CLASSES.get(match[2]) if match[1] == _MODELS else None
        places = [place.start() for place in re.finditer(rf"\b{re.escape(match[2])}\b", document.text)]
        replaced = [start for start in places if any(edit.span.start <= start < edit.span.end for edit in edits)]
        if renamed is not None and _MODELS + renamed not in known and len(replaced) == len(places) - 1:
            known.add(_MODELS + renamed)
            yield Edit(Span(*match.span(2)), renamed)
    last = max((match.end() for match in imports if match[1].startswith("com.langchain.smith.")), default=None)
    for name in [*(_MODELS + name for name in sorted({*RENAMED_CLASSES.values(), "RunSelectField"})), _TIME]:
        package, _, short = name.rpartition(".")
        if last is not None and re.search(rf"\b{short}\b", written) and not known & {name, f"{package}.*"}:
            yield insert(last, f"\nimport {name};")
