"""The operators: what each takes and means, and which fields it is known to work on."""

from filterlang.schema.evidence import DATASETS, LIKE_TESTED, LIVE_0930, TQS
from filterlang.schema.types import Operator, Support

_COMPARISONS = (
    ("eq", "equality; text is compared exactly", "is", "neq"),
    ("neq", "inequality; on a key of a pair: no such key", "is not", "eq"),
    ("gt", "greater than", "is greater than", "lte"),
    ("gte", "greater than or equal", "is at least", "lt"),
    ("lt", "less than", "is less than", "gte"),
    ("lte", "less than or equal", "is at most", "gt"),
    ("has", "the list contains the element; the metadata contains the JSON object", "contains", ""),
    ("in", "the value is one of a list", "is one of", ""),
    ("like", "the text matches a pattern, in which % stands for any text and _ for any character", "matches", "notlike"),
    ("notlike", "the text does not match a pattern", "does not match", "like"),
)

OPERATORS: dict[str, Operator] = {
    operator.name: operator
    for operator in (
        Operator("and", "logical", 1, 0, "every condition holds; conditions on one pair go into one and(…)", "and", (TQS,)),
        Operator("or", "logical", 1, 0, "at least one condition holds", "or", (TQS,)),
        Operator("not", "logical", 1, 1, "the condition does not hold (dataset examples only)", "not", (DATASETS, LIVE_0930)),
        *(
            Operator(name, "comparison", 2, 2, says, reads, (LIKE_TESTED if "like" in name else TQS,), negated)
            for name, says, reads, negated in _COMPARISONS
        ),
        Operator("search", "search", 1, 1, "full text over the run's inputs and outputs", "mentions", (TQS,)),
        Operator("exists", "presence", 2, 2, "the metadata has the key (dataset examples only)", "has the key", (DATASETS,)),
    )
}

LOGICAL = frozenset(name for name, operator in OPERATORS.items() if operator.kind == "logical")
ORDERING = frozenset({"gt", "gte", "lt", "lte"})
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
    """What is known of a comparison on a kind of field. ``search`` takes no field at all."""
    column = "order" if operator in ORDERING else "like" if operator == "notlike" else operator
    return MATRIX[row].get(column, Support.NO)
