"""A frozen class of the package is a dataclass in every way that a program can see."""

import copy
import dataclasses
import inspect
import pickle

from filterlang import parse
from filterlang.findings.diagnostic import Diagnostic, Fix
from filterlang.findings.evidence import Severity
from filterlang.syntax.tree import Call, Name
from filterlang.text.frozen import dataclass, field, replace
from filterlang.text.source import Source, Span
from hypothesis import given, strategies as st
import pytest


@dataclass(frozen=True, slots=True, order=True)
class Quick:
    """Two fields."""

    size: int
    word: str = "none"


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class Standard:
    """Two fields."""

    size: int
    word: str = "none"


pairs = st.tuples(st.integers(-2, 2), st.sampled_from(["", "a", "b"]))


@given(pairs, pairs)
def test_values_compare_as_those_of_a_dataclass(left: tuple[int, str], right: tuple[int, str]) -> None:
    quick, standard = (Quick(*left), Quick(*right)), (Standard(*left), Standard(*right))
    for operator in ("__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__"):
        assert getattr(quick[0], operator)(quick[1]) == getattr(standard[0], operator)(standard[1])
    assert hash(quick[0]) == hash(standard[0])
    assert quick[0] != standard[0]
    assert repr(quick[0]).replace("Quick", "Standard") == repr(standard[0])
    assert dataclasses.asdict(quick[0]) == dataclasses.asdict(standard[0])


@given(pairs, st.integers())
def test_copies_are_equal_and_changed_copies_are_not_the_original(values: tuple[int, str], size: int) -> None:
    quick = Quick(*values)
    assert pickle.loads(pickle.dumps(quick)) == copy.copy(quick) == copy.deepcopy(quick) == quick
    assert replace(quick, size=size) == dataclasses.replace(quick, size=size) == Quick(size, values[1])
    assert quick == Quick(*values)


def test_the_class_describes_itself_as_a_dataclass_does() -> None:
    assert inspect.signature(Quick) == inspect.signature(Standard)
    assert Quick.__match_args__ == Standard.__match_args__
    assert Quick.__slots__ == Standard.__slots__
    for quick, standard in zip(dataclasses.fields(Quick), dataclasses.fields(Standard), strict=True):
        assert (quick.name, quick.type, quick.default) == (standard.name, standard.type, standard.default)
    assert dataclasses.is_dataclass(Quick)


def test_a_dataclass_can_inherit_from_it() -> None:
    @dataclasses.dataclass(frozen=True)
    class Longer(Quick):
        more: bool = True

    assert Longer(1, more=False) == Longer(1, "none", more=False)
    assert [each.name for each in dataclasses.fields(Longer)] == ["size", "word", "more"]


@pytest.mark.parametrize("arguments", [(), (1, "a", 2)])
def test_wrong_arguments_are_refused_as_those_of_a_dataclass(arguments: tuple[object, ...]) -> None:
    with pytest.raises(TypeError) as standard:
        Standard(*arguments)  # type: ignore[arg-type]
    with pytest.raises(TypeError) as quick:
        Quick(*arguments)  # type: ignore[arg-type]
    assert str(quick.value).replace("Quick", "Standard") == str(standard.value)


@pytest.mark.parametrize(
    "value", [Span(1, 2), Source("eq(a, 1)"), parse("eq(").diagnostics[0], Fix("write it", ()), Name("latency"), parse("x")]
)
def test_nothing_of_a_value_can_be_changed(value: object) -> None:
    name = dataclasses.fields(value)[0].name  # type: ignore[arg-type]
    for change in (lambda: setattr(value, name, None), lambda: delattr(value, name)):
        with pytest.raises(dataclasses.FrozenInstanceError, match=f"'{name}'"):
            change()
    assert pickle.loads(pickle.dumps(value)) == value


def test_what_a_program_matches_and_replaces() -> None:
    match parse('eq(status, "error")').tree:
        case Call("eq", (Name(name), _)):
            assert name == "status"
    finding = Diagnostic("FL001", "slug", "message", Severity.ERROR, Span(0, 1))
    assert dataclasses.replace(finding, message="other").message == "other"
    assert dataclasses.asdict(finding)["span"] == {"start": 0, "end": 1}


def test_fields_by_name_only_and_fields_outside_of_comparisons() -> None:
    @dataclass(frozen=True, slots=True)
    class Noted:
        size: int
        note: str = field(default="", compare=False)
        loud: bool = field(default=False, kw_only=True)

    assert Noted(1, "a") == Noted(1, "b") != Noted(1, "a", loud=True)
    assert Noted.__match_args__ == ("size", "note")
    assert dataclasses.replace(Noted(1), note="c").note == replace(Noted(1), note="c").note == "c"
