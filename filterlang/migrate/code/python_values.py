"""Writes the values of arguments in Python calls for v2, around the values that v1 was given.

Owns the invariant that code around a value is inserted, so that the value itself, its comments and what else is edited in it
stay.
"""

from __future__ import annotations

from collections.abc import Callable
import json
import re
from typing import TYPE_CHECKING

from filterlang.migrate.code.code_moves import Import
from filterlang.migrate.code.python_call_layout import constant_code
from filterlang.migrate.code.python_evidence import constant_of, evidence_of, is_list, is_text, may_be_none, may_be_unset
from filterlang.migrate.code.python_import_edits import imports_of
from filterlang.migrate.code.python_program import PythonProgram
from filterlang.migrate.code.query_plan import MOST_OF_A_PAGE
from filterlang.schema.moves_to_v2 import ArgumentForm, Risk
from filterlang.text.edits import Edit, insert
from filterlang.text.frozen import dataclass, replace

if TYPE_CHECKING:
    from tree_sitter import Node

_ZONED = re.compile(r"tz(?:info)?\s*=(?!\s*None)|\butc\b|\bUTC\b|\.astimezone\(|ZoneInfo\(")
_NAIVE = re.compile(
    r"\.(?:utcnow|today|utcfromtimestamp|strptime|combine)\(|\.now\(\s*\)|tzinfo\s*=\s*None|\bdate\w*\(\s*[\d(]"
)
_PLAIN = ("identifier", "attribute", "call", "subscript", "parenthesized_expression", "string")
_PURE = re.compile(r"(?!.*\b(?!int\b|len\b|min\b|max\b|abs\b)\w+\s*\()[^\n]*\Z")
_TAKEN_FOR_LIST = "the value is taken for a list because of its name: write it as a list if it is a single text"
_CONDITIONAL = "conditional_expression"
_ALTERNATIVES = (0, 2)
"""The places of the values in a conditional expression, whose condition stands between them."""
_CONDITIONALLY_NONE = "the value can be None, which v2 does not take: leave the argument out in that case"


@dataclass(frozen=True, slots=True)
class WrittenValue:
    """A value of v2: the code in front of the value of v1 and behind it, or ``whole``, which takes its place.

    ``imports`` are what the code needs, ``edits`` those that it makes inside of the value, and ``doubt`` what is not known.
    """

    before: str = ""
    after: str = ""
    whole: str | None = None
    imports: tuple[Import, ...] = ()
    edits: tuple[Edit, ...] = ()
    doubt: str = ""
    risk: Risk = Risk.SILENT


@dataclass(frozen=True, slots=True, eq=False)
class ValueContext:
    """A value with what it takes to write it: the program, the call, the code that gives the value, the client that reads
    projects, and whether that is asynchronous.

    ``is_list`` is whether v1 takes a list for the argument, ``missing`` the value that v2 needs in the place of None.
    """

    program: PythonProgram
    call: Node
    node: Node
    code: str
    client: str
    is_async: bool
    is_list: bool
    missing: str = ""


class UnmovableError(Exception):
    """A call that is to decide: the node, the reason, and the risk."""

    def __init__(self, node: Node, message: str, risk: Risk = Risk.ERROR) -> None:
        super().__init__(message)
        self.node: Node = node
        self.message: str = message
        self.risk: Risk = risk


def written_value(context: ValueContext, form: ArgumentForm) -> WrittenValue:
    """How a value of v1 is written for v2. Raises ``UnmovableError`` for one that is None or not by a condition."""
    is_conditional = context.node.type == _CONDITIONAL and form is not ArgumentForm.BOUND
    if is_conditional and any(child.type == "none" for child in context.node.named_children):
        return _with_alternative(context, form)
    value = _WRITERS[form](context)
    takes_none = form in _WITH_NONE or bool(context.missing)
    is_optional = may_be_none(context.program, context.node)
    if form is ArgumentForm.UPPER:
        is_optional = is_optional or may_be_unset(context.program, context.node)
    if is_optional and not takes_none and value.whole is None:
        omit = imports_of(context.program).named(_OMIT.module, _OMIT.name, context.call).code
        after = f"{value.after} if {context.code} is not None else {omit}"
        return replace(value, after=after, imports=(*value.imports, _OMIT))
    return value


_OMIT = Import("langsmith", "omit")
_TIMEZONE = Import("datetime", "timezone")


def _with_alternative(context: ValueContext, form: ArgumentForm) -> WrittenValue:
    """A value that is None by a condition: its other alternative as v2 needs it, and what v2 takes in the place of None."""
    program = context.program
    values = [context.node.named_children[place] for place in _ALTERNATIVES]
    others = [value for value in values if value.type != "none"]
    condition = program.document.text_of(context.node.named_children[1])
    code = program.document.text_of(others[0]) if len(others) == 1 else ""
    is_sure = code in condition or (len(others) == 1 and not may_be_none(program, others[0]))
    if not code or not is_sure or form in _WITH_NONE:
        raise UnmovableError(context.node, _CONDITIONALLY_NONE)
    inner = replace(context, node=others[0], code=code, missing="")
    written = _WRITERS[form](inner)
    omit = imports_of(program).named(_OMIT.module, _OMIT.name, context.call).code
    instead = f'"{context.missing}"' if context.missing else omit
    none, other = (program.document.span(value) for value in (next(v for v in values if v.type == "none"), others[0]))
    edits = (Edit(none, instead), *_around(other.start, other.end, written.before, written.after), *written.edits)
    return replace(
        written, before="", after="", edits=edits, imports=(*written.imports, *(() if context.missing else (_OMIT,)))
    )


def _same(_: ValueContext) -> WrittenValue:
    return WrittenValue()


def _id(context: ValueContext) -> WrittenValue:
    return WrittenValue() if is_text(context.program, context.node) else WrittenValue("str(", ")")


def _ids(context: ValueContext) -> WrittenValue:
    if context.is_list or is_list(context.program, context.node):
        return _texts(context)
    if _is_plural(context):
        return replace(_texts(context), doubt=_TAKEN_FOR_LIST, risk=Risk.ERROR)
    inner = _id(context)
    return WrittenValue(f"[{inner.before}", f"{inner.after}]")


def _texts(context: ValueContext) -> WrittenValue:
    """A list of ids as texts: each item of a list that is written here, or of one from elsewhere."""
    program, node = context.program, context.node
    if isinstance(constant_of(program, node), tuple):
        return WrittenValue("list(", ")") if node.type == "tuple" else WrittenValue()
    if any(re.match(r": *(?:list|List|Sequence)\[str\]", text) for text, inner in evidence_of(program, node) if inner is None):
        return WrittenValue()
    if node.type == "list_comprehension" and (body := node.child_by_field_name("body")) is not None:
        if is_text(program, body):
            return WrittenValue()
        span = program.document.span(body)
        return WrittenValue(edits=_around(span.start, span.end, "str(", ")"))
    if node.type == "list" and all(child.type not in ("list_splat", "comment") for child in node.named_children):
        edits: list[Edit] = []
        for child in node.named_children:
            if not is_text(program, child):
                span = program.document.span(child)
                edits += _around(span.start, span.end, "str(", ")")
        return WrittenValue(edits=tuple(edits))
    return WrittenValue("[str(run_id) for run_id in ", "]")


def _around(start: int, end: int, before: str, after: str) -> tuple[Edit, ...]:
    return insert(start, before), insert(end, after)


def _projects(context: ValueContext) -> WrittenValue:
    reading = f"{context.client}.read_project(project_name="
    before, after = (f"str((await {reading}", ")).id)") if context.is_async else (f"str({reading}", ").id)")
    is_plural = _is_plural(context)
    if is_plural or is_list(context.program, context.node):
        doubt = _TAKEN_FOR_LIST if is_plural else ""
        return WrittenValue(f"[{before}name{after} for name in ", "]", doubt=doubt, risk=Risk.ERROR)
    return WrittenValue(f"[{before}", f"{after}]")


def _is_plural(context: ValueContext) -> bool:
    """Whether only its name says of a value that it is a list."""
    shown = [text for text, inner in evidence_of(context.program, context.node) if inner is None or inner != context.node]
    name = context.program.document.text_of(context.node)
    return not shown and context.node.type in ("identifier", "attribute") and re.search(r"[a-rt-z]s\Z", name) is not None


def _upper(context: ValueContext) -> WrittenValue:
    return WrittenValue("", ".upper()") if context.node.type in _PLAIN else WrittenValue("(", ").upper()")


def _time(context: ValueContext) -> WrittenValue:
    """A time with its zone: UTC where it has none, as v1 read it."""
    program, node, text = context.program, context.node, context.code
    texts = [evidence for evidence, inner in evidence_of(program, node) if inner is not None and inner.type != "none"]
    is_optional = bool(context.missing) and may_be_none(program, node)
    start, end = ("", f' if {text} is not None else "{context.missing}"') if is_optional else ("", "")
    if node.type in ("string", "concatenated_string"):
        return WrittenValue()
    shown = [evidence for evidence in texts if evidence != text or node.type != "identifier"]
    if shown and all(_ZONED.search(evidence) for evidence in shown):
        return WrittenValue(start, end)
    utc = imports_of(program).named(_TIMEZONE.module, _TIMEZONE.name, context.call).code + ".utc"
    is_naive = bool(shown) and all(_NAIVE.search(evidence) and not _ZONED.search(evidence) for evidence in shown)
    if is_naive and (end_of_arguments := _end_of_date(context)) is not None:
        return WrittenValue(imports=(_TIMEZONE,), edits=(insert(end_of_arguments, f", tzinfo={utc}"),))
    before, after = ("", "") if node.type in _PLAIN else ("(", ")")
    if not is_naive and node.type in ("identifier", "attribute"):
        return WrittenValue(start, f".replace(tzinfo={text}.tzinfo or {utc}){end}", imports=(_TIMEZONE,))
    doubt = "" if is_naive else "the time is read as UTC, as v1 read one without a zone: keep its own zone where it has one"
    return WrittenValue(start + before, f"{after}.replace(tzinfo={utc}){end}", imports=(_TIMEZONE,), doubt=doubt)


def _end_of_date(context: ValueContext) -> int | None:
    """Where the zone of ``datetime(2026, 1, 31)`` goes; None for another expression."""
    program, node = context.program, context.node
    function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    if function is None or arguments is None or re.search(r"\bdatetime\Z", program.document.text_of(function)) is None:
        return None
    is_plain = all(child.type not in ("list_splat", "dictionary_splat", "comment") for child in arguments.named_children)
    is_plain = is_plain and len(arguments.named_children) >= len(("year", "month", "day"))
    return program.document.span(arguments.named_children[-1]).end if is_plain else None


def _bound(context: ValueContext) -> WrittenValue:
    text = context.code
    if not _is_number(context.program, context.node):
        text = f"{f'({text})' if context.node.type == _CONDITIONAL else text} or {MOST_OF_A_PAGE}"
    return WrittenValue(whole=f"min({text}, {MOST_OF_A_PAGE})")


def _is_number(program: PythonProgram, node: Node) -> bool:
    """Whether a value is known to be a number, and never None."""
    if node.type == _CONDITIONAL:
        return all(_is_number(program, node.named_children[place]) for place in _ALTERNATIVES)
    numbers = ("integer", "binary_operator")
    shown = [
        text == ": int" if inner is None else inner.type in numbers or text.startswith(("int(", "len("))
        for text, inner in evidence_of(program, node)
        if inner is None or inner.type not in ("identifier", "attribute")
    ]
    return bool(shown) and all(shown) and not may_be_none(program, node)


def is_pure(program: PythonProgram, node: Node) -> bool:
    """Whether an expression can be written twice."""
    return _PURE.match(program.document.text_of(node)) is not None


def condition_code(template: str, constant: object, literal: str | None, quote: str) -> str:
    """The code of a filter with one value: a constant, or what ``literal`` gives, the code that quotes it as in a filter."""
    if literal is None:
        return constant_code(template.format(json.dumps(constant, ensure_ascii=False)), "'" if quote == '"' else quote)
    if any(mark in literal for mark in "\"'{}\\\n"):
        before, after = template.split("{}")
        return f"{quote}{before}{quote} + {literal} + {quote}{after}{quote}"
    return f"f{quote}{template.format(f'{{{literal}}}')}{quote}"


_WITH_NONE = (ArgumentForm.BOUND, ArgumentForm.PROJECTS)
_WRITERS: dict[ArgumentForm, Callable[[ValueContext], WrittenValue]] = {
    ArgumentForm.SAME: _same, ArgumentForm.ID: _id, ArgumentForm.IDS: _ids, ArgumentForm.PROJECTS: _projects,
    ArgumentForm.UPPER: _upper, ArgumentForm.TIME: _time, ArgumentForm.BOUND: _bound,
}  # fmt: skip
