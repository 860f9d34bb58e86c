"""The slot at a cursor of a filter: for a condition, the name of an operator, a field, a value, or an item of a list.

Owns the invariant that a slot is read from the pieces around the cursor only, whatever language the filter is begun in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import Enum, auto
from itertools import chain, islice

from filterlang.ide.cursor import CALL, CLOSE, COMMA, OPEN, STRING, SYMBOL, WORD, TextCursor, Piece, pieces
from filterlang.schema.aliases import RUN_NAMES
from filterlang.schema.fields import CONTAINERS, FAMILIES, FIELDS
from filterlang.schema.operators import LOGICAL, OPERATORS, PATTERNS, POSITIVE
from filterlang.schema.types import Takes
from filterlang.semantics.resolving import ResolvedName, resolve
from filterlang.semantics.typos import close_to
from filterlang.syntax.parser import parse
from filterlang.syntax.printer import write_call
from filterlang.syntax.recovery.operator_words import AND, ARGUMENT_NAMES, COMPARE, JOINTS, NOT, OR, SYMBOLS
from filterlang.syntax.spellings import LONGEST, idea_of, infix_idea
from filterlang.syntax.strings import unquote
from filterlang.syntax.tree import Call, Name, Node, String
from filterlang.text.frozen import dataclass

_LONGEST_SUBJECT = 300
_NAMING_KEYS = POSITIVE - PATTERNS
"""Operators that name the key under which the value of a pair stands."""
_NEAR = 0.75


class SlotKind(Enum):
    """The kind of text that goes into a slot."""

    CONDITION = auto()
    OPERATOR = auto()
    """The name of an operator, in front of a parenthesis that is there."""
    FIELD = auto()
    VALUE = auto()
    ITEM = auto()
    """A value inside of a list."""


@dataclass(frozen=True, slots=True, eq=False)
class CompletionSlot:
    """The place at a cursor with the facts that determine its offers.

    ``idea`` is the operator that compares there (an idea of ``syntax.spellings``, or the name itself), empty where it is
    unknown; ``is_called`` is whether it is one of the language in a call. ``subject`` is what is compared there. ``keys`` are
    the keys, each with its family, that the conditions beside it name; ``listed`` are the texts that a list has. ``takes`` is
    what the operator in a slot for one has to take. ``beside`` are the fields that the conditions beside a slot for a field
    compare, and ``value`` is the text of the value behind it, the first one of a list.
    """

    kind: SlotKind
    idea: str = ""
    is_called: bool = False
    subject: ResolvedName | None = None
    keys: tuple[tuple[str, str], ...] = ()
    listed: frozenset[str] = frozenset()
    takes: Takes | None = None
    beside: frozenset[str] = frozenset()
    value: str = ""


def slot_at(cursor: TextCursor) -> CompletionSlot | None:
    """The slot that a cursor stands in; None where nothing can be put."""
    bracket, argument = cursor.brackets[-1], cursor.argument
    if bracket.text == "[":
        return _in_square_bracket(cursor) if not argument else None
    called = _called(cursor) if bracket.text == "(" else None
    if called is None:
        outer = cursor.outer_argument() if bracket.text == "(" else []
        if not argument and infix(outer) is not None:
            return _item(cursor, outer)
        return _condition(cursor, argument, may_call=bracket.text != "{")
    operator = operator_named(called.text)
    if operator in LOGICAL or (not operator and _holds_conditions(cursor)):
        return _condition(cursor, argument, may_call=True)
    owner, _, method = called.text.rpartition(".")
    if owner and not argument and bracket.commas == 0:
        if method == "get" and _container(owner):  # metadata.get(…)
            return _key_of(owner)
        subject = subject_of(owner)
        if subject is not None:  # name.startswith(…)
            return CompletionSlot(SlotKind.VALUE, operator, subject=subject)
    return _argument(cursor, called, operator, argument)


def _in_square_bracket(cursor: TextCursor) -> CompletionSlot | None:
    """The slot in a list, or in a subscript such as ``metadata["user_id"]``, for a key."""
    outer = cursor.outer_argument()
    opener = cursor.before[cursor.brackets[-1].opener]
    if outer and outer[-1].end == opener.start and _container(outer[-1].text):
        return _key_of(outer[-1].text)
    return _item(cursor, outer)


def _container(path: str) -> str:
    """The family of pairs whose keys are taken from a container such as ``metadata`` or ``run.metadata``; empty for others."""
    head, _, rest = path.partition(".")
    return CONTAINERS.get(path, "") or (CONTAINERS.get(rest, "") if head in RUN_NAMES else "")


def _key_of(container: str) -> CompletionSlot:
    return CompletionSlot(SlotKind.VALUE, subject=ResolvedName(FAMILIES[_container(container)]["key"]))


def operator_named(word: str) -> str:
    """The operator, or else the idea, that the name of a call stands for; empty where it stands for none."""
    word = word.rpartition(".")[2]
    if word in OPERATORS:
        return word
    close = close_to(word.lower(), OPERATORS, _NEAR) if len(word) > 1 else []
    return idea_of(word) or "".join(close)


def subject_of(text: str) -> ResolvedName | None:
    """The field or the pair that the text of a first argument names."""
    if len(text) > _LONGEST_SUBJECT:
        return None
    if text in FIELDS:
        return resolve(Name(text))
    tree = parse(write_call("eq", (text, "0"))).tree
    node = tree.arguments[0] if isinstance(tree, Call) and tree.arguments else None
    return None if node is None else resolve(_plain(node))


def _plain(node: Node) -> Node:
    return Name(node.value) if isinstance(node, String) and node.value in FIELDS else node


def _called(cursor: TextCursor) -> Piece | None:
    """The word in front of the innermost bracket, where it is the name of a call, unlike ``in`` in ``name in (…)``."""
    outer = cursor.outer_argument()
    if not outer or outer[-1].kind != WORD or outer[-1].text.lower() in JOINTS:
        return None
    return outer[-1] if infix(outer) is None else None


def _holds_conditions(cursor: TextCursor) -> bool:
    """Whether the innermost bracket has a call in it, so that its unknown operator is one over conditions."""
    inside = [piece.kind for piece in cursor.before[cursor.brackets[-1].opener + 1 :][:2]]
    return inside[:1] == [CALL] or inside == [WORD, OPEN]


def _condition(cursor: TextCursor, argument: Sequence[Piece], *, may_call: bool) -> CompletionSlot | None:
    """The slot in a place for conditions, which may be written infix."""
    compared = infix(argument)
    if compared is not None:
        return _value(cursor, compared[1], compared[0], is_called=False)
    if argument and not _joins(argument[-1]):
        return None
    following = cursor.next
    if following is not None and following.text == "(" and (cursor.touched or following.start == cursor.offset):
        return _operator(cursor)
    ahead = _infix_ahead(cursor)
    if ahead:
        return CompletionSlot(SlotKind.FIELD, ahead)
    if cursor.quote or not may_call or (cursor.touched is not None and cursor.touched.kind == STRING):
        return None
    is_free = following is None or following.kind in (COMMA, CLOSE) or _joins(following)
    return CompletionSlot(SlotKind.CONDITION) if is_free or len(cursor.brackets) > 1 else None


def _operator(cursor: TextCursor) -> CompletionSlot:
    """The slot of an operator whose parenthesis is there: what stands in it tells which operators fit."""
    inside = list(islice(cursor.behind(), 1, 5))
    kinds = [piece.kind for piece in inside]
    if kinds[:1] in ([], [CLOSE]):
        return CompletionSlot(SlotKind.OPERATOR)
    if kinds[:2] == [WORD, OPEN]:
        return CompletionSlot(SlotKind.OPERATOR, takes=Takes.CONDITION)
    if kinds[0] == STRING and kinds[1:2] in ([], [CLOSE]):
        return CompletionSlot(SlotKind.OPERATOR, takes=Takes.TEXT)
    is_list = kinds[1:3] == [COMMA, OPEN] and inside[2].text == "["
    return CompletionSlot(SlotKind.OPERATOR, subject=subject_of(inside[0].text), takes=Takes.LIST if is_list else None)


def _argument(cursor: TextCursor, called: Piece, operator: str, argument: Sequence[Piece]) -> CompletionSlot | None:
    """The slot in a call that compares a field with a value."""
    is_called = called.text in OPERATORS
    if not operator and called.text.isidentifier():
        return None
    named = len(argument) == 2 and argument[1].kind == SYMBOL and argument[0].text in ARGUMENT_NAMES
    if argument and not named:
        return None
    commas = cursor.brackets[-1].commas
    if commas == 0:
        return None if operator == "search" else _field(cursor, operator, is_called=is_called)
    if commas > 1 or operator == "search":
        return None
    separator = cursor.brackets[-1].separator
    first = cursor.before[cursor.brackets[-1].opener + 1 : separator]
    if len(first) == 3 and first[1].kind == SYMBOL and first[0].text in ARGUMENT_NAMES:
        first = first[2:]
    if not first:
        return None
    return _value(cursor, operator, cursor.text[first[0].start : first[-1].end], is_called=is_called)


def _field(cursor: TextCursor, operator: str, *, is_called: bool) -> CompletionSlot:
    behind = [piece for piece in islice(cursor.behind(), 4) if piece.text != "["]
    has_value = [piece.kind for piece in behind[:1]] == [COMMA] and len(behind) > 1 and behind[1].kind in (WORD, STRING)
    beside = frozenset(call[2].text for call in _conditions_beside(cursor, 1) if len(call) > 2)
    return CompletionSlot(
        SlotKind.FIELD, operator, is_called, beside=beside, value=behind[1].text if has_value else ""
    )  # fmt: skip


def _value(cursor: TextCursor, idea: str, subject: str, *, is_called: bool) -> CompletionSlot | None:
    following = cursor.next
    if following is not None and following.kind not in (COMMA, CLOSE) and not _joins(following):
        is_behind = "\n" in cursor.text[cursor.token.end : following.start]
        if not is_behind:
            return None
    return CompletionSlot(SlotKind.VALUE, idea, is_called, subject_of(subject), keys_beside(cursor))


def _item(cursor: TextCursor, outer: Sequence[Piece]) -> CompletionSlot | None:
    """The slot in a list: what the list is compared with stands before it."""
    compared = infix(outer)
    listed = frozenset(_texts(cursor))
    if compared is not None:
        return CompletionSlot(SlotKind.ITEM, compared[1], subject=subject_of(compared[0]), listed=listed)
    if len(cursor.brackets) < 3 or outer or cursor.brackets[-2].commas != 1:
        return None
    caller = cursor.outer_argument(2)
    called = caller[-1] if caller else None
    first = cursor.before[cursor.brackets[-2].opener + 1 : cursor.brackets[-2].separator]
    if called is None or called.kind != WORD or not first:
        return None
    subject = subject_of(cursor.text[first[0].start : first[-1].end])
    return CompletionSlot(
        SlotKind.ITEM, operator_named(called.text), called.text in OPERATORS, subject, keys_beside(cursor, depth=2), listed
    )


def _texts(cursor: TextCursor) -> Iterator[str]:
    """Yields the texts that the list at the cursor has beside the one that is typed."""
    for piece in cursor.before[cursor.brackets[-1].opener + 1 :]:
        if piece.kind == STRING:
            yield unquote(piece.text)
    for piece in cursor.behind():
        if piece.kind == CLOSE:
            return
        if piece.kind == STRING:
            yield unquote(piece.text)


def infix(argument: Sequence[Piece]) -> tuple[str, str] | None:
    """The operand and the idea of the operator of an argument that ends with an infix operator: ``status =``."""
    for width in range(min(len(argument) - 1, LONGEST), 0, -1):
        phrase, operand = argument[-width:], argument[-width - 1]
        if _joins(operand) or (operand.kind not in (WORD, STRING) and operand.text != "]"):
            continue
        idea = _infix_idea(phrase)
        if idea:
            return _operand(argument[:-width]), idea
    return None


def _infix_idea(phrase: Sequence[Piece]) -> str:
    if len(phrase) == 1 and phrase[0].kind == SYMBOL:
        idea, binding = SYMBOLS.get(phrase[0].text, ("", 0))
        return idea if binding == COMPARE else ""
    words = [piece.text.lower() for piece in phrase]
    return infix_idea(words, True) if all(piece.kind == WORD for piece in phrase) else ""


def _operand(argument: Sequence[Piece]) -> str:
    """The text of the operand that an argument ends with: a word, a string, or a path with subscripts."""
    texts: list[str] = []
    for piece in reversed(argument):
        texts.append(piece.text)
        if piece.kind in (WORD, STRING) and texts.count("]") == texts.count("["):
            break
    return "".join(reversed(texts))


def _infix_ahead(cursor: TextCursor) -> str:
    """The idea of the infix operator behind the typed text; empty where none follows."""
    if not cursor.touched and not cursor.quote:
        return ""
    return _infix_idea([cursor.next]) if cursor.next is not None and not _joins(cursor.next) else ""


def _joins(piece: Piece) -> bool:
    """Whether a piece is an infix connective, or a negation: ``and``, ``||``, ``not``."""
    word = piece.text.lower()
    return word in JOINTS or word in LOGICAL or SYMBOLS.get(word, ("", 0))[1] in (AND, OR, NOT)


def keys_beside(cursor: TextCursor, depth: int = 1) -> tuple[tuple[str, str], ...]:
    """The keys that conditions in the same ``and`` as the one at the cursor name, each behind the family of its field.

    The condition is the ``depth``-th bracket around the cursor.
    """
    return tuple(key for call in _conditions_beside(cursor, depth) for key in _named_key(call))


def _conditions_beside(cursor: TextCursor, depth: int) -> Iterator[Sequence[Piece]]:
    """Yields the pieces of each condition in the same ``and`` as the one at the cursor, the ``depth``-th bracket around it."""
    outer = cursor.outer_argument(depth + 1) if len(cursor.brackets) >= depth + 2 else ()
    if outer and outer[-1].text == "and":
        start = cursor.brackets[-depth - 1].opener + 1
        yield from _conditions_of(chain(cursor.before[start:], cursor.behind(calls=True)))


def _conditions_of(row: Iterable[Piece]) -> Iterator[Sequence[Piece]]:
    """Yields the pieces of each condition of an ``and`` from its pieces on, to its closing parenthesis."""
    level = 0
    call: list[Piece] = []
    for piece in row:
        level += (piece.kind == OPEN) - (piece.kind == CLOSE)
        if level < 0:
            return
        if piece.kind == CALL and level == 0:
            yield [*pieces(piece.text, ())]
        if level == 0 and piece.kind != CLOSE:
            call = []
        call.append(piece)
        if level == 0 and piece.kind == CLOSE:
            yield call


def _named_key(call: Sequence[Piece]) -> Iterator[tuple[str, str]]:
    """Yields the keys that a comparison names, each behind the family of its field."""
    if len(call) < 4 or call[0].text not in _NAMING_KEYS or call[2].text not in FIELDS:
        return
    field = FIELDS[call[2].text]
    if field.role == "key":
        yield from ((field.family, unquote(piece.text)) for piece in call if piece.kind == STRING)
