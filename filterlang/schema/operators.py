"""The operators, with everything that is known of each, and the fields that are known to take them."""

from filterlang.schema.citations import DATASETS, LIKE_TESTED, LIVE_0930, TQS
from filterlang.schema.types import Operator, Support, Takes

OPERATORS: dict[str, Operator] = {
    operator.name: operator
    for operator in (
        Operator("and", "logical", 1, 0, "every condition holds; conditions on one pair go into one and(…)", "and", (TQS,),
                 Takes.CONDITION),
        Operator("or", "logical", 1, 0, "at least one condition holds", "or", (TQS,), Takes.CONDITION),
        Operator("not", "logical", 1, 1, "the condition does not hold (dataset examples only)", "not", (DATASETS, LIVE_0930),
                 Takes.CONDITION),
        Operator("eq", "comparison", 2, 2, "equality; text is compared exactly", "is", (TQS,),
                 column="eq", negated="neq", python="=="),
        Operator("neq", "comparison", 2, 2, "inequality; on a key of a pair: no such key", "is not", (TQS,),
                 column="neq", negated="eq", negative=True, python="!="),
        Operator("gt", "comparison", 2, 2, "greater than", "is greater than", (TQS,),
                 column="order", negated="lte", ordering=True, reads_of_times="is after", python=">"),
        Operator("gte", "comparison", 2, 2, "greater than or equal", "is at least", (TQS,),
                 column="order", negated="lt", ordering=True, reads_of_times="is not before", python=">="),
        Operator("lt", "comparison", 2, 2, "less than", "is less than", (TQS,),
                 column="order", negated="gte", ordering=True, reads_of_times="is before", python="<"),
        Operator("lte", "comparison", 2, 2, "less than or equal", "is at most", (TQS,),
                 column="order", negated="gt", ordering=True, reads_of_times="is not after", python="<="),
        Operator("has", "comparison", 2, 2, "the list contains the element; the metadata contains the JSON object", "contains",
                 (TQS,), column="has", python="has"),
        Operator("in", "comparison", 2, 2, "the value is one of a list", "is one of", (TQS,), Takes.LIST,
                 column="in", python="in_"),
        Operator("like", "comparison", 2, 2,
                 "the text matches a pattern, in which % stands for any text and _ for any character", "matches",
                 (LIKE_TESTED,), Takes.PATTERN, column="like", negated="notlike", python="like"),
        Operator("notlike", "comparison", 2, 2, "the text does not match a pattern", "does not match", (LIKE_TESTED,),
                 Takes.PATTERN, column="like", negated="like", negative=True, python="not_like"),
        Operator("search", "search", 1, 1, "full text over the run's inputs and outputs", "mentions", (TQS,), Takes.TEXT),
        Operator("exists", "presence", 2, 2, "the metadata has the key (dataset examples only)", "has the key", (DATASETS,),
                 Takes.KEY),
    )
}  # fmt: skip
"""The operators, by name. A test lists what else a new one needs: docs/architecture.md, To add."""

LOGICAL = frozenset(name for name, operator in OPERATORS.items() if operator.kind == "logical")
"""Operators over conditions."""

ORDERING = frozenset(name for name, operator in OPERATORS.items() if operator.ordering)
"""Operators that compare by order."""

PATTERNS = frozenset(name for name, operator in OPERATORS.items() if operator.takes is Takes.PATTERN)
"""Operators that take a pattern."""

NEGATIVE: dict[str, str] = {name: operator.negated for name, operator in OPERATORS.items() if operator.negative}
"""Operators that are the negation of another, and that other. They hold for a run without a value (ours)."""

POSITIVE = frozenset(name for name, operator in OPERATORS.items() if operator.kind == "comparison" and not operator.negative)
"""Comparisons that hold only where there is a value."""

COLUMNS = ("eq", "neq", "order", "in", "has", "like")

# Rows: kinds of fields. Columns: eq, neq, the orderings, in, has, like and notlike.
# "+" attested, "~" likely, "?" no evidence, "!" doubtful, "-" refused or without a meaning.
# Source: the table of section 2 of the evidence, from the documentation, the SDK, the CLI and the reports named there.
_MATRIX: dict[str, str] = {
    "id":           "+ ~ - + - -",
    "name":         "+ + - + - +",
    "enum":         "+ + - + - ?",
    "flag":         "+ ? - - - -",
    "time":         "? ? + - - -",
    "amount":       "~ ~ + - - -",
    "tags":         "! - - ! + -",
    "tag":          "! ? - ! - +",
    "json":         "- - - - + ?",
    "key":          "+ + - + - ~",
    "value":        "+ + + ~ - +",
    "feedback_key": "+ ~ - ~ ! ?",
    "score":        "+ ~ + ~ - -",
    "label":        "+ ? - ? - ?",
    "payload":      "- - - - - +",
    "error":        "! ! - - - +",
}  # fmt: skip

MATRIX: dict[str, dict[str, Support]] = {
    row: dict(zip(COLUMNS, map(Support, marks.split()), strict=True)) for row, marks in _MATRIX.items()
}


def support(operator: str, row: str) -> Support:
    """Returns how well it is known that a kind of field, a row of ``MATRIX``, takes an operator."""
    return MATRIX[row].get(OPERATORS[operator].column, Support.NO)
