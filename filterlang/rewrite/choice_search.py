"""The search for a way to meet a formula: of each ``any``, one alternative, so that the tests do not contradict each other.

Owns the invariant that a conflict is proven: no selection of alternatives is left out. The search goes back to a choice only
where that choice is a reason for the conflict, and ends with ``OutOfSteps`` where it takes too long.
"""

from __future__ import annotations

from filterlang.rewrite.normal_form import AllOf, AnyOf, Formula, SignedTest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Protocol

    from filterlang.rewrite.value_domains import Trail, Reasons

    class Domains(Protocol):
        """The state that tests are added to."""

        trail: Trail

        def add(self, tests: Sequence[SignedTest]) -> Reasons | None:
            """Adds tests; returns those that contradict each other, or None."""
            ...

    Alternative = SignedTest | AllOf
    Reason = SignedTest | AllOf
    Agenda = tuple[AnyOf, Alternative | None, "Agenda"] | None


class _Level:
    """A choice that was made: the alternative that is tried, those that are left, and why those before it were impossible.

    ``own`` has the alternative and its tests; ``owner`` is the alternative that brought the choice in, another reason.
    """

    __slots__ = ("left", "mark", "own", "reasons", "rest", "tried")

    def __init__(self, left: Iterator[Alternative], mark: int, rest: Agenda, owner: Alternative | None) -> None:
        self.left = left
        self.mark = mark
        self.rest = rest
        self.reasons: dict[Reason, None] = {} if owner is None else {owner: None}
        self.own: set[Reason] = set()
        self.tried: Alternative | None = None


class ChoiceSearch:
    """One search: ``domains`` is the state, in which a successful search leaves the tests that it chose."""

    def __init__(self, domains: Domains) -> None:
        self.domains: Domains = domains
        self.trail: Trail = domains.trail
        self._parts: dict[Formula, tuple[list[SignedTest], list[AnyOf]]] = {}
        self._alternatives: dict[AnyOf, list[Alternative]] = {}
        self._because: dict[SignedTest, dict[Reason, None]] = {}

    def run(self, formula: Formula, facts: Iterable[AnyOf] = ()) -> list[SignedTest] | None:
        """Returns the tests of a conflict, or None where there is a way to meet the formula and the facts.

        Raises ``OutOfSteps``.
        """
        tests, choices = self._parts_of(formula)
        conflict = self.domains.add(tests)
        if conflict is not None:
            return list(conflict)
        open_choices = [*choices, *facts]
        reasons = self._narrow(open_choices)
        if reasons is None:
            reasons = self._choose(open_choices)
        return None if reasons is None else self._tests_among(reasons)

    def _narrow(self, choices: list[AnyOf]) -> dict[Reason, None] | None:
        """Makes the choices that have one alternative left, as often as there are such; returns why a choice has none."""
        repeat = True
        while repeat:
            repeat = False
            for choice in tuple(choices):
                possible, reasons = self._possible(choice)
                if len(possible) > 1:
                    continue
                if not possible:
                    return reasons
                tests, inner = self._parts_of(possible[0])
                self.domains.add(tests)
                if reasons:
                    self._because.update(dict.fromkeys(tests, reasons))
                choices.remove(choice)
                choices.extend(inner)
                repeat = True
        return None

    def _possible(self, choice: AnyOf) -> tuple[list[Alternative], dict[Reason, None]]:
        """The alternatives of a choice that are not refuted, at most two, and the reasons why others are."""
        possible: list[Alternative] = []
        reasons: dict[Reason, None] = {}
        for alternative in self._alternatives_of(choice):
            mark = len(self.trail.changes)
            conflict = self.domains.add(self._parts_of(alternative)[0])
            self.trail.undo(mark)
            if conflict is not None:
                reasons |= dict.fromkeys(conflict)
                continue
            possible.append(alternative)
            if len(possible) > 1:
                break
        return possible, reasons

    def _choose(self, choices: Sequence[AnyOf]) -> dict[Reason, None] | None:
        """Tries the alternatives of each choice, and where a choice has none left, goes back to one that is a reason for it."""
        agenda = _before(choices, None, None)
        levels: list[_Level] = []
        while agenda is not None:
            choice, owner, rest = agenda
            levels.append(_Level(iter(self._alternatives_of(choice)), len(self.trail.changes), rest, owner))
            while not self._advance(levels[-1]):
                reasons = levels.pop().reasons
                while levels and levels[-1].own.isdisjoint(reasons):
                    levels.pop()
                if not levels:
                    return reasons
                levels[-1].reasons |= reasons
            level = levels[-1]
            agenda = level.rest
            if level.tried is not None:
                agenda = _before(self._parts_of(level.tried)[1], level.tried, agenda)
        return None

    def _advance(self, level: _Level) -> bool:
        """Takes the next alternative that is possible."""
        self.trail.undo(level.mark)
        for alternative in level.left:
            tests, _ = self._parts_of(alternative)
            conflict = self.domains.add(tests)
            if conflict is None:
                level.own, level.tried = {alternative, *tests}, alternative
                return True
            self.trail.undo(level.mark)
            level.reasons |= dict.fromkeys(conflict)
        return False

    def _tests_among(self, reasons: Iterable[Reason]) -> list[SignedTest]:
        """The tests of a conflict, with those for which a test of it was the only alternative left."""
        known = dict.fromkeys(reasons)
        pending = list(known)
        while pending:
            reason = pending.pop()
            for other in self._because.get(reason, ()) if isinstance(reason, SignedTest) else ():
                if other not in known:
                    known[other] = None
                    pending.append(other)
        return [reason for reason in known if isinstance(reason, SignedTest)]

    def _parts_of(self, formula: Formula) -> tuple[list[SignedTest], list[AnyOf]]:
        """The tests and the choices that have to hold together."""
        if formula not in self._parts:
            tests: list[SignedTest] = []
            choices: list[AnyOf] = []
            for item in flat(formula, AllOf):
                if isinstance(item, SignedTest):
                    tests.append(item)
                elif isinstance(item, AnyOf):
                    choices.append(item)
            self._parts[formula] = tests, choices
        return self._parts[formula]

    def _alternatives_of(self, choice: AnyOf) -> list[Alternative]:
        if choice not in self._alternatives:
            self._alternatives[choice] = [item for item in flat(choice, AnyOf) if not isinstance(item, AnyOf)]
        return self._alternatives[choice]


def flat(formula: Formula, junction: type[AllOf | AnyOf]) -> Iterator[Formula]:
    """The parts of a formula that the junction joins, through nested ones; a junction of one part is that part."""
    pending = [formula]
    while pending:
        item = pending.pop()
        if not isinstance(item, SignedTest) and (isinstance(item, junction) or len(item.parts) == 1):
            pending.extend(reversed(item.parts))
        else:
            yield item


def tests_of(formula: Formula) -> Iterator[SignedTest]:
    """The tests of a formula."""
    pending = [formula]
    while pending:
        item = pending.pop()
        if isinstance(item, SignedTest):
            yield item
        else:
            pending.extend(item.parts)


def _before(choices: Sequence[AnyOf], owner: Alternative | None, rest: Agenda) -> Agenda:
    for choice in reversed(choices):
        rest = (choice, owner, rest)
    return rest
