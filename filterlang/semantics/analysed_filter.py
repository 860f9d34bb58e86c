"""The analysis of one filter in one dialect: what is known of its tree, worked out once.

Owns the invariant that whoever reads an analysis resolves no name, joins no pair and checks no condition again.
"""

from __future__ import annotations

from collections import defaultdict

from filterlang.findings.verdicts import denies_meaning
from filterlang.schema.aliases import CUSTOM
from filterlang.schema.dialects import DIALECTS, Dialect
from filterlang.semantics.conditions import conditions_of
from filterlang.semantics.pairs import are_whole, pair_keys, split_pairs
from filterlang.schema.operators import LOGICAL, PATTERNS
from filterlang.schema.types import Type
from filterlang.semantics.surroundings import NO_PROJECT
from filterlang.syntax.tree import List, Name, String
from filterlang.text.lazy import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from filterlang.findings.diagnostic import Diagnostic
    from filterlang.findings.finding import Finding
    from filterlang.schema.types import Field
    from filterlang.semantics.conditions import Condition
    from filterlang.semantics.pairs import SplitPair
    from filterlang.semantics.predicate import Origins, Predicate
    from filterlang.semantics.search_words import FullTextSearch
    from filterlang.semantics.surroundings import CallSite, ProjectFacts
    from filterlang.syntax.parser import Parsed
    from filterlang.syntax.tree import Call, Node
    from filterlang.text.source import Source


class FieldComparison:
    """A call that compares a field with a value, as it is meant: ``field`` is known also where its name is misspelled.

    ``typed`` is whether the value is read as a value of the field's type: a JSON object or a pattern is not.
    """

    __slots__ = ("field", "node", "operator", "typed", "value")

    def __init__(self, node: Call, field: Field, *, typed: bool) -> None:
        self.node: Call = node
        self.field: Field = field
        self.operator: str = node.operator
        self.value: Node = node.arguments[1]
        self.typed: bool = typed

    @property
    def literals(self) -> tuple[Node, ...]:
        """The values: the items of a list, or the one value."""
        return self.value.items if isinstance(self.value, List) else (self.value,)


OF_TEXT = (Type.STRING, Type.LIST, Type.SCALAR)
"""The types of fields whose values can be any text."""


def _texts(comparison: FieldComparison) -> Iterable[String]:
    """The texts that a comparison of a field by its name compares with."""
    subject = comparison.node.arguments[0]
    if isinstance(subject, Name) and subject.id == comparison.field.name:
        for value in comparison.literals:
            if isinstance(value, String):
                yield value


class Analysis:
    """One parsed filter, and what it means in one dialect. ``checking.analysis.analyse`` makes and fills it.

    ``project`` is what is known of the runs of a project; ``call`` is the call or the object that the filter stands in, where
    it was found in a file.
    """

    def __init__(self, parsed: Parsed, dialect: str, project: ProjectFacts = NO_PROJECT, call: CallSite | None = None) -> None:
        self.parsed = parsed
        self.project = project
        self.call = call
        self.tree: Node = parsed.tree
        self.source: Source = parsed.source
        self.dialect: Dialect = DIALECTS[dialect]
        self.backends: frozenset[str] = self.dialect.backends
        self.conditions: list[Condition] = conditions_of(parsed.tree)
        self.comparisons: list[FieldComparison] = []
        self.findings: list[Finding] = []

    @lazy
    def families(self) -> frozenset[str]:
        """The families of pairs that the conditions compare; none in a dialect without pairs."""
        if not self.dialect.has_pairs:
            return frozenset()
        return frozenset(condition.pair.family for condition in self.conditions if condition.pair is not None)

    @lazy
    def fields(self) -> frozenset[Field]:
        """The fields that the comparisons are on."""
        return frozenset([comparison.field for comparison in self.comparisons])

    @lazy
    def is_subject_repeated(self) -> bool:
        """Whether two conditions could be on one field, or both be searches."""
        joining = sum([len(self.by_operator.get(name, ())) for name in LOGICAL])
        return len(self.fields) < len(self.conditions) - joining

    @lazy
    def has_whole_pairs(self) -> bool:
        """Whether each condition on a key or a value is joined with others to one pair."""
        return are_whole(self.conditions)

    @lazy
    def by_operator(self) -> Mapping[str, Sequence[Condition]]:
        """The conditions by the name of their operator, in order: a rule about few operators reads only those."""
        groups: defaultdict[str, list[Condition]] = defaultdict(list)
        for condition in self.conditions:
            groups[condition.node.operator].append(condition)
        return groups

    @lazy
    def by_type(self) -> Mapping[Type, Sequence[FieldComparison]]:
        """The comparisons by the type of their field, in order: a rule about times reads only those of times."""
        groups: defaultdict[Type, list[FieldComparison]] = defaultdict(list)
        for comparison in self.comparisons:
            groups[comparison.field.type].append(comparison)
        return groups

    @lazy
    def numbers(self) -> Mapping[Condition, int]:
        """A number for each condition without parts, the same for equal ones."""
        from filterlang.semantics.repetitions import numbers_of

        return numbers_of(self.conditions)

    @lazy
    def texts(self) -> Sequence[tuple[FieldComparison, String]]:
        """The texts of a field that takes any text, each with its comparison; patterns are not among them."""
        return [
            (comparison, text)
            for type in OF_TEXT
            for comparison in self.by_type[type]
            if comparison.operator not in PATTERNS
            for text in _texts(comparison)
        ]

    @lazy
    def patterns(self) -> Sequence[tuple[FieldComparison, String]]:
        """The patterns, each with its comparison."""
        comparisons = [comparison for comparison in self.comparisons if comparison.operator in PATTERNS]
        return [(comparison, text) for comparison in comparisons for text in _texts(comparison)]

    @lazy
    def pair_keys(self) -> Mapping[int, tuple[str, ...]]:
        """The keys that each value of a pair can stand under, by the id of its condition's node."""
        return pair_keys(self.conditions) if self.families else {}

    def known_types(self, comparison: FieldComparison) -> frozenset[str]:
        """The types of the values under the keys of a comparison, by the project's configuration; none where it gives none."""
        known = self.project.metadata
        if not known or comparison.field.family != CUSTOM:
            return frozenset()
        return frozenset[str]().union(*(known.get(key, ()) for key in self.pair_keys.get(id(comparison.node), ())))

    @lazy
    def split_pairs(self) -> list[SplitPair]:
        """The pairs whose halves stand on different levels."""
        return list(split_pairs(self.conditions)) if self.families else []

    @lazy
    def full_text_searches(self) -> list[FullTextSearch]:
        """The searches over all fields, with the words that are in no index; none of a text with errors of syntax."""
        searches = self.by_operator["search"] if self.dialect.lists("search") else ()
        if not searches or any(finding.is_error for finding in self.parsed.findings):
            return []
        from filterlang.semantics.search_words import full_text_searches

        return list(full_text_searches(searches, self.backends))

    @lazy
    def diagnostics(self) -> list[Diagnostic]:
        """All findings as diagnostics, in order of place; optional rules only where the project selects them."""
        wanted = [finding for finding in self.findings if finding.rule.is_reported(self.project.rules)]
        if not wanted:
            return []
        from filterlang.findings.finding import diagnostics

        return diagnostics(wanted)

    @lazy
    def is_sound(self) -> bool:
        """Whether the filter has no error of syntax, names or types, and so has a meaning."""
        if not self.findings:
            return not self.parsed.diagnostics
        from filterlang.findings.finding import diagnostics

        return not self.parsed.diagnostics and not any(map(denies_meaning, diagnostics(self.findings)))

    @lazy
    def meaning(self) -> tuple[Predicate, Origins]:
        """The predicate, and the conditions that each part of it stands for, by ``id``. Only for a filter that is sound."""
        from filterlang.semantics.predicate import lowered_with_origins

        return lowered_with_origins(self.conditions)

    @property
    def predicate(self) -> Predicate:
        """The meaning of the filter. Raises ``FilterError`` for a filter that is not sound."""
        from filterlang.findings.errors import FilterError

        if not self.is_sound:
            raise FilterError(self.source, self.diagnostics)
        return self.meaning[0]
