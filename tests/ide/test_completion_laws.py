"""The laws of completion, over the conformance cases, the corpus and drawn texts, at every cursor."""

from collections.abc import Collection, Iterator
from functools import cache
import json
from pathlib import Path
import re

from effort import examples
from hypothesis import given, settings, strategies as st
import pytest
import yaml

from filterlang import check, parse
from filterlang.findings.diagnostic import Diagnostic
from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Phase
from filterlang.ide.completion import Completion, CompletionKind, CompletionList, completions
from filterlang.ide.completion_slots import CompletionSlot, SlotKind, slot_at
from filterlang.ide.cursor import STRING, cursor_at, pieces
from filterlang.ide.filter_view import FilterView
from filterlang.ide.known_values import KnownValues
from filterlang.schema.dialects import DIALECTS
from filterlang.schema.fields import FIELDS
from filterlang.schema.operators import LOGICAL, PATTERNS
from filterlang.schema.types import Type
from filterlang.syntax.printer import print_line
from filterlang.syntax.strings import has_rare_escape, unquote
from filterlang.syntax.tree import Boolean, Call, List, Name, Node, Number, String, walk
from filterlang.text.source import Source, Span

ROOT = Path(__file__).parents[2]
UUID = "00000000-0000-4000-8000-000000000000"
KNOWN = KnownValues(
    metadata={"user_id": ("u1",), "plan": ("pro", 'a "b" \\ $1 }'), "attempt": (1, 2.5), "beta": (True, False)},
    feedback={"correctness": (), "tone": ("kind", "it's")},
    tags=("prod", 'say "hi"', "it's", "100%", "${1:x}"),
    names=("ChatOpenAI", "fetch_orders"),
)


@cache
def texts() -> tuple[str, ...]:
    """The texts of the conformance cases and of the corpus."""
    cases = [
        case["text"]
        for path in sorted((ROOT / "grammar" / "conformance").glob("*.yaml"))
        for case in yaml.safe_load(path.read_text(encoding="utf-8"))
        if isinstance(case, dict) and "text" in case
    ]
    rows = (ROOT / "tests" / "corpus" / "filters.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(dict.fromkeys((*cases, *(json.loads(row)["filter"] for row in rows))))


def view(text: str, dialect: str = "portable", known: KnownValues = KNOWN) -> FilterView:
    return FilterView(Source(text), dialect, values=known)


def applied(text: str, result: CompletionList, item: Completion) -> str:
    return text[: result.span.start] + item.plain + text[result.span.end :]


def holds_spans(text: str, offset: int, result: CompletionList) -> bool:
    return 0 <= result.span.start <= offset <= result.span.end <= len(text)


# Complete: a filter can be written with what is offered


def is_valid(text: str, dialect: str) -> bool:
    """Whether a filter has no finding about syntax, names or the dialect but notes; on examples not even notes."""
    least = Severity.NOTE if DIALECTS[dialect].fields else Severity.WARNING
    levels = list(Severity)
    grave = levels[: levels.index(least) + 1]
    return not any(
        found.severity in grave and found.phase in (Phase.SYNTAX, Phase.NAMES, Phase.DIALECT) for found in check(text, dialect)
    )


KNOWN_BY = {"tags": "tags", "tag": "tags", "name": "names", "metadata_key": "metadata", "feedback_key": "feedback"}


def known_of(tree: Node) -> KnownValues:
    """The tags, names, keys and values that a filter itself has; each value is known under each key."""
    found: dict[str, list[str | int | float | bool]] = {}
    for field, value in compared(tree):
        found.setdefault(field, []).append(value.value)  # type: ignore[attr-defined]  # of literals only
    texts = {field: [value for value in values if isinstance(value, str)] for field, values in found.items()}
    return KnownValues(
        metadata={key: found.get("metadata_value", []) for key in texts.get("metadata_key", ["k"])},
        feedback={key: texts.get("feedback_value", []) for key in texts.get("feedback_key", ["k"])},
        tags=[*texts.get("tags", []), *texts.get("tag", [])],
        names=texts.get("name", []),
    )


def compared(tree: Node) -> Iterator[tuple[str, Node]]:
    """The literals of the comparisons, but for patterns, each with the name of its field."""
    for node in walk(tree):
        if isinstance(node, Call) and len(node.arguments) == 2 and isinstance(node.arguments[0], Name):
            value = node.arguments[1]
            for item in value.items if isinstance(value, List) else (value,):
                if node.operator not in PATTERNS and isinstance(item, (String, Number, Boolean)):
                    yield node.arguments[0].id, item


def expected(text: str, tree: Node) -> Iterator[Span]:
    """The operators, fields, and values of a closed or known set that stand in a filter."""
    for node in walk(tree):
        if isinstance(node, Call):
            yield node.operator_span
            if node.arguments and isinstance(node.arguments[0], Name):
                yield node.arguments[0].span
    for name, value in compared(tree):
        field = FIELDS[name]
        is_known = bool(field.values) or name in KNOWN_BY or field.type is Type.BOOLEAN
        is_known = is_known or (field.role == "value" and field.family in ("metadata", "feedback"))
        if is_known and is_usual(text[value.start : value.end], value):
            yield value.span


def is_usual(lexeme: str, value: Node) -> bool:
    """Whether a value is written as a program writes it, and on one line."""
    if isinstance(value, String):
        return value.value != "" and "\n" not in lexeme and not has_rare_escape(lexeme)
    return lexeme == print_line(value)


def begins_with(text: str, wanted: str) -> bool:
    """Whether a text begins with a token; quotes of either kind are as good."""
    first = next(pieces(text, (), 0), None)
    if first is None:
        return False
    return unquote(first.text) == unquote(wanted) if first.kind == STRING and wanted[0] in "\"'" else first.text == wanted


@pytest.mark.parametrize("dialect", DIALECTS)
def test_what_stands_in_a_valid_filter_is_offered_there(dialect: str) -> None:
    """In front of it and in its middle, in the whole filter and in one that ends there."""
    missing = []
    for text in texts():
        if not is_valid(text, dialect):
            continue
        tree = parse(text).tree
        known = known_of(tree)
        for span in expected(text, tree):
            for offset in {span.start, (span.start + span.end) // 2}:
                for begun in (text[:offset], text):
                    result = completions(view(begun, dialect, known), offset)
                    wanted = text[span.start : span.end]
                    if not any(begins_with(applied(begun, result, item)[span.start :], wanted) for item in result.items):
                        missing.append(f"{begun[:offset]}|{begun[offset:]} offers no {wanted}")
    assert missing == []


# Sound: a check takes what is offered


def blamed(text: str, dialect: str, span: Span) -> list[Diagnostic]:
    """The findings about syntax, names and types at a span, and what a backend is known to refuse."""
    return [
        found
        for found in check(text, dialect)
        if found.phase in (Phase.SYNTAX, Phase.NAMES, Phase.DIALECT)
        and found.severity is not Severity.NOTE
        and found.span.start < span.end
        and span.start < found.span.end
    ]


FALLBACK = {Type.NUMBER: "5", Type.DURATION: "5", Type.UUID: f'"{UUID}"', Type.JSON: '"{}"', Type.BOOLEAN: "true"}


def fallback(slot: CompletionSlot | None) -> str:
    """A value for a slot, where none is offered."""
    field = slot.subject.field if slot and slot.subject else None
    return FALLBACK.get(field.type, '"x"') if field else '"x"'


def finished(text: str, dialect: str) -> str:
    """A filter that is begun, brought to an end with the first item of each slot, or a value that fits where there is none."""
    for _ in range(60):
        cursor = cursor_at(text, len(text))
        assert cursor is not None
        slot = slot_at(cursor)
        first = next(iter(completions(view(text, dialect), len(text)).items), None)
        if cursor.quote:
            content = first.plain if first else (cursor.typed or fallback(slot).strip('"')) + cursor.quote
            text = text[: cursor.span.start] + content
        elif slot is None:
            if len(cursor.brackets) == 1:
                return text
            text = text.rstrip() + {"(": ")", "[": "]", "{": "}"}[cursor.brackets[-1].text]
        elif slot.kind is SlotKind.FIELD:
            text += (first.plain if first else "name") + ", "
        elif slot.kind is SlotKind.CONDITION:
            text += 'exists(metadata, "a")' if DIALECTS[dialect].fields else 'eq(name, "a")'
        elif first is not None and first.kind is not CompletionKind.SNIPPET:
            text += first.plain + " "
        else:
            text += f"[{fallback(slot)}]" if slot.idea == "in" and slot.kind is SlotKind.VALUE else fallback(slot) + " "
    raise AssertionError(text)


def local(text: str) -> str:
    """The end of a filter that is begun, from the innermost comparison or condition on: what an item is right or wrong in."""
    cursor = cursor_at(text, len(text))
    if cursor is None:
        return text
    number = len(cursor.brackets) - 1
    while number and cursor.brackets[number].text != "(":
        number -= 1
    opener = cursor.brackets[number].opener
    if number == 0 or cursor.before[opener - 1].text in LOGICAL:
        return text[cursor.before[cursor.brackets[number].separator].end :] if number else text
    return text[cursor.before[opener - 1].start :]


def wrong_items(text: str, dialect: str, right: Collection[str] = ()) -> Iterator[str]:
    """The items at the end of a filter that is begun which a check blames once the filter is finished."""
    result = completions(view(text, dialect), len(text))
    for item in result.items:
        if item.plain in right:
            continue
        behind = ", " if item.kind is CompletionKind.FIELD and not item.snippet else ""
        behind = behind or (" " if item.plain[-1:].isalnum() else "")
        begun = text[: result.span.start] + item.plain
        whole = finished(begun + behind, dialect)
        if found := blamed(whole, dialect, Span(result.span.start, len(begun))):
            yield f"{text}| + {item.plain} = {whole}: {found[0].message}"


@cache
def begun(dialect: str) -> frozenset[str]:
    """The beginnings of the calls of valid filters, at every cursor."""
    return frozenset(local(text[:offset]) for text in texts() if is_valid(text, dialect) for offset in range(len(text) + 1))


@pytest.mark.parametrize("dialect", ["portable", "examples"])
def test_nothing_is_offered_that_a_check_blames(dialect: str) -> None:
    assert [wrong for text in sorted(begun(dialect)) for wrong in wrong_items(text, dialect)] == []


@pytest.mark.parametrize("dialect", ["v1", "v2"])
def test_nothing_is_offered_for_one_backend_that_its_check_blames(dialect: str) -> None:
    """What is offered for both backends need not be looked at again."""
    both = {text: {item.plain for item in completions(view(text), len(text)).items} for text in begun(dialect)}
    assert [wrong for text in sorted(both) for wrong in wrong_items(text, dialect, both[text])] == []


@settings(max_examples=examples(60), deadline=None)
@given(st.data(), st.sampled_from([*DIALECTS]))
def test_whoever_takes_only_what_is_offered_writes_a_filter_without_errors(data: st.DataObject, dialect: str) -> None:
    text = ""
    for _ in range(12):
        result = completions(view(text, dialect), len(text))
        cursor = cursor_at(text, len(text))
        if not result.items or cursor is None:
            break
        item = data.draw(st.sampled_from(result.items))
        text = applied(text, result, item)
        is_field = item.kind is CompletionKind.FIELD and not item.snippet
        text += ", " if is_field else " " if item.plain[-1:].isalnum() else ""
    whole = finished(text, dialect)
    assert blamed(whole, dialect, Span(0, len(whole))) == []


# At every cursor of every text


def test_every_cursor_of_every_text_has_an_answer() -> None:
    """In the whole text, and in one that ends there."""
    positions = [(text, offset) for text in texts() for offset in range(len(text) + 1)]
    for text, offset in {*positions, *((text[:offset], offset) for text, offset in positions)}:
        assert holds_spans(text, offset, completions(view(text), offset)), (text, offset)


BROKEN = st.one_of(
    st.text(st.sampled_from("eq(and)[]{}\"'\\,=<>:.%|&$ \n status metadata.key ‘’é\x00"), max_size=60),
    st.text(max_size=40),
    st.lists(st.sampled_from(texts()), min_size=1, max_size=3).map("".join),
)


@settings(max_examples=examples(150), deadline=None)
@given(BROKEN, st.integers(-3, 300), st.sampled_from([*DIALECTS]))
def test_any_text_at_any_offset_has_an_answer(text: str, offset: int, dialect: str) -> None:
    result = completions(view(text, dialect), offset)
    at = min(max(offset, 0), len(text))
    assert holds_spans(text, at, result)
    assert [item.sort for item in result.items] == sorted(item.sort for item in result.items)
    assert sum(item.preselect for item in result.items) <= 1
    typed = text[result.span.start : at].lower()
    assert all(
        item.filter.lower().startswith(typed) or re.search(re.escape(typed), item.filter.lower()) for item in result.items
    )


@pytest.mark.parametrize("text", ["\x1b[31mred\x1b[0m", "\u202eabc", "a\nb", "\u2028"])
def test_what_is_shown_of_an_item_moves_no_cursor_and_reorders_no_line(text: str) -> None:
    values = KnownValues(metadata={text: (text, "gold")}, tags=(text,), names=(text,))
    for opening in ("eq(metadata_value, ", "eq(metadata_key, ", "has(tags, ", "eq(name, "):
        for item in completions(FilterView(Source(opening), values=values), len(opening)).items:
            assert (item.label + item.detail).isprintable()
