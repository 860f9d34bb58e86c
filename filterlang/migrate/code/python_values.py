"""The values of arguments in Python calls: what they are known to be, and how v2's values are written around them.

Owns the invariant that code around a value is inserted, so that the value itself, its comments and what else is edited in it
stay.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from functools import lru_cache
import json
import re
from typing import TYPE_CHECKING

from filterlang.migrate.code.code_moves import Import
from filterlang.migrate.code.python_call_layout import constant_code
from filterlang.migrate.code.python_clients import assignments_to
from filterlang.migrate.code.python_import_edits import imports_of
from filterlang.migrate.code.python_program import PythonProgram
from filterlang.migrate.code.query_plan import MOST_OF_A_PAGE
from filterlang.schema.moves_to_v2 import EARLIEST, ArgumentForm, Risk
from filterlang.semantics.surroundings import UNKNOWN
from filterlang.text.edits import Edit, insert
from filterlang.text.frozen import dataclass, replace

if TYPE_CHECKING:
    from tree_sitter import Node

_CONSTANTS = ("string", "integer", "float", "true", "false", "none", "list", "tuple", "concatenated_string", "unary_operator")
_LIST = re.compile(r"\b(?:list|List|Sequence|Iterable|Collection|tuple|Tuple|set|Set)\b")
_LISTING = re.compile(r"(?:list|tuple|sorted|set)\(|.*\.split\(")
_TEXT = re.compile(r"(?:str\(|os\.environ\[|.{0,80}\.(?:strip|lower|upper|format|hex|join)\()")
_OPTIONAL = re.compile(r"\bNone\b|\bOptional\b")
_ZONED = re.compile(r"tz(?:info)?\s*=(?!\s*None)|\butc\b|\bUTC\b|\.astimezone\(|ZoneInfo\(")
_NAIVE = re.compile(
    r"\.(?:utcnow|today|utcfromtimestamp|strptime|combine)\(|\.now\(\s*\)|tzinfo\s*=\s*None|\bdate\w*\(\s*[\d(]"
)
_PLAIN = ("identifier", "attribute", "call", "subscript", "parenthesized_expression", "string")
_PURE = re.compile(r"(?!.*\b(?!int\b|len\b|min\b|max\b|abs\b)\w+\s*\()[^\n]*\Z")
_MOST_STEPS = 6
_TAKEN_FOR_LIST = "the value is taken for a list because of its name: write it as a list if it is a single text"
_CONDITIONAL = "conditional_expression"
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

    ``is_list`` is whether v1 takes a list for the argument.
    """

    program: PythonProgram
    call: Node
    node: Node
    code: str
    client: str
    is_async: bool
    is_list: bool


def constant_of(program: PythonProgram, node: Node) -> object:
    """The value of a constant, a list of texts as a tuple; ``UNKNOWN`` for everything else."""
    if node.type not in _CONSTANTS:
        return UNKNOWN
    try:
        value: object = ast.literal_eval(program.document.text_of(node).strip())
    except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
        return UNKNOWN
    if isinstance(value, list | tuple):
        items: list[object] = list(value)  # pyright: ignore[reportUnknownArgumentType] - of a constant
        return tuple(items) if all(isinstance(item, str) for item in items) else UNKNOWN
    return value


def constant_definition(program: PythonProgram, node: Node) -> Node | None:
    """The constant that a name is bound to, where nothing else is bound to it and its items stay as they are."""
    variable = program.variable(node) if node.type == "identifier" else None
    if variable is None or len(variable.definitions) != 1:
        return None
    parent = program.parent(variable.definitions[0])
    value = None if parent is None or parent.type != "assignment" else parent.child_by_field_name("right")
    if value is None or parent is None or parent.child_by_field_name("left") != variable.definitions[0]:
        return None
    is_changed = any(_is_changed(program, reference) for reference in variable.references)
    return None if is_changed or constant_of(program, value) is UNKNOWN else value


def _is_changed(program: PythonProgram, reference: Node) -> bool:
    """Whether a list may be changed where a name of it is read: by a method, or by an assignment to an item."""
    parent = program.parent(reference)
    if parent is not None and parent.type == "attribute":
        return program.document.text_of(parent).rsplit(".", 1)[-1] not in ("copy", "index", "count")
    outer = None if parent is None else program.parent(parent)
    is_item = parent is not None and parent.type == "subscript" and outer is not None
    return is_item and outer is not None and outer.type in ("assignment", "augmented_assignment", "delete_statement")


def evidence_of(program: PythonProgram, node: Node) -> Iterator[tuple[str, Node | None]]:
    """Yields the code that says what a value is, with its node: the value, what its name is bound to, and annotations."""
    waiting = [node]
    for _ in range(_MOST_STEPS):
        if not waiting:
            return
        current = waiting.pop()
        yield program.document.text_of(current), current
        if current.type == "attribute":
            yield from _of_attribute(program, current)
        variable = program.variable(current) if current.type == "identifier" else None
        if variable is None:
            continue
        for definition in (program.reaching(current) or variable.definitions)[:_MOST_STEPS]:
            binder = program.binder(definition)
            annotation = None if binder is None else binder.child_by_field_name("type")
            if annotation is not None:
                yield f": {program.document.text_of(annotation)}", None
            if binder is not None and binder.type in ("assignment", "default_parameter", "typed_default_parameter"):
                value = binder.child_by_field_name("right") or binder.child_by_field_name("value")
                waiting += [] if value is None else [value]


def _of_attribute(program: PythonProgram, attribute: Node) -> Iterator[tuple[str, Node | None]]:
    """Yields what is assigned to an attribute of ``self``, with annotations, and the option of a command line."""
    for assignment in assignments_to(program, attribute)[:_MOST_STEPS]:
        annotation, value = assignment.child_by_field_name("type"), assignment.child_by_field_name("right")
        if annotation is not None:
            yield f": {program.document.text_of(annotation)}", None
        if value is not None:
            yield program.document.text_of(value), value
    name = program.document.text_of(attribute).rsplit(".", 1)[-1].strip()
    option = re.compile(rf"""["']--?{re.escape(name).replace("_", "[-_]")}["']""")
    for arguments in _options_of(program):
        if option.search(arguments):
            yield (": int" if "type=int" in arguments else ": str"), None
            if _HAS_VALUE.search(arguments) is None:
                yield ": None", None


@lru_cache(maxsize=1)
def _options_of(program: PythonProgram) -> list[str]:
    """The arguments of each call that adds an option to the command line of a program."""
    return _ADDED_OPTION.findall(program.document.text)


_ADDED_OPTION = re.compile(r"\badd_argument\(((?:[^()]|\([^()]*\)){0,400})\)")
_HAS_VALUE = re.compile(r"required=True|default=(?!None)|store_(?:true|false)")


def may_be_none(program: PythonProgram, node: Node) -> bool:
    """Whether the program says that a value can be None."""
    return node.type in ("identifier", "attribute") and any(
        (_OPTIONAL.search(text) if inner is None else inner.type == "none") for text, inner in evidence_of(program, node)
    )


def is_text(program: PythonProgram, node: Node) -> bool:
    """Whether a value is known to be a text."""
    if node.type in ("string", "concatenated_string"):
        return True
    return any(
        re.fullmatch(r": *str", text) if inner is None else inner.type == "string" or _TEXT.match(text)
        for text, inner in evidence_of(program, node)
    )


def is_list(program: PythonProgram, node: Node) -> bool:
    """Whether a value is known to be a list or the like."""
    types = ("list", "tuple", "set", "list_comprehension", "set_comprehension", "generator_expression")
    return any(
        _LIST.search(text) if inner is None else inner.type in types or _LISTING.match(text)
        for text, inner in evidence_of(program, node)
    )


# Writing


class UnmovableError(Exception):
    """A call that is to decide: the node, the reason, and the risk."""

    def __init__(self, node: Node, message: str, risk: Risk = Risk.ERROR) -> None:
        super().__init__(message)
        self.node, self.message, self.risk = node, message, risk


def written_value(context: ValueContext, form: ArgumentForm) -> WrittenValue:
    """How a value of v1 is written for v2. Raises ``UnmovableError`` for one that is None or not by a condition."""
    if any(child.type == "none" for child in context.node.named_children) and context.node.type == _CONDITIONAL:
        raise UnmovableError(context.node, _CONDITIONALLY_NONE)
    value = _WRITERS[form](context)
    if may_be_none(context.program, context.node) and form not in _WITH_NONE and value.whole is None:
        omit = imports_of(context.program).named(_OMIT.module, _OMIT.name, context.call).code
        after = f"{value.after} if {context.code} is not None else {omit}"
        return replace(value, after=after, imports=(*value.imports, _OMIT))
    return value


_OMIT = Import("langsmith", "omit")
_TIMEZONE = Import("datetime", "timezone")


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
    is_optional = may_be_none(program, node)
    start, end = ("", f' if {text} is not None else "{EARLIEST}"') if is_optional else ("", "")
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
    known = "" if _is_number(context.program, context.node) else f" or {MOST_OF_A_PAGE}"
    return WrittenValue(whole=f"min({text}{known}, {MOST_OF_A_PAGE})")


def _is_number(program: PythonProgram, node: Node) -> bool:
    """Whether a value is known to be a number, and never None."""
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


_WITH_NONE = (ArgumentForm.TIME, ArgumentForm.BOUND, ArgumentForm.PROJECTS)
_WRITERS: dict[ArgumentForm, Callable[[ValueContext], WrittenValue]] = {
    ArgumentForm.SAME: _same, ArgumentForm.ID: _id, ArgumentForm.IDS: _ids, ArgumentForm.PROJECTS: _projects,
    ArgumentForm.UPPER: _upper, ArgumentForm.TIME: _time, ArgumentForm.BOUND: _bound,
}  # fmt: skip
