"""Why SQL leaves rows undecided: one record for each reason, which lowering gives with the rows.

Owns the invariant that every undecided row has a reason that can be shown to the user.
"""

from enum import Enum
from typing import NamedTuple

from sqlglot import exp

from filterlang.exports.explanation import ReasonText


class Reason(Enum):
    """The reasons for which rows are undecided."""

    TOO_LARGE = ReasonText("a condition more than 60 levels deep, or behind 4,000 others", every=True)
    OPERATOR = ReasonText("an operator that is not written in SQL", every=True)
    JSON_AS_TEXT = ReasonText("JSON compared as a text by another operator than like", every=True)
    WHOLE_JSON = ReasonText("JSON compared as a whole", every=True)
    SEVERAL_KEYS = ReasonText("several conditions on the key of one pair", every=True)
    KEY = ReasonText("a key that is a pattern, has more than 3 dots, or cannot stand in a path into JSON", every=True)
    TAGS = ReasonText("tags compared with null, or by another operator than has, eq, in and like", every=True)
    SEARCHED_FIELD = ReasonText("a search in one field", every=True)
    SURROGATE = ReasonText("a text that is not Unicode", every=True)
    YEAR = ReasonText("a time outside of the years that the engine has", every=True)
    CHARACTER = ReasonText("a text with a character that the engine does not have", every=True)
    UNWRITTEN = ReasonText("a condition that is not written for this engine", every=True)
    JSON_TEXT = ReasonText("JSON as a text, whose keys or white space the engine changes", every=True)
    PART_AS_TEXT = ReasonText("a part of JSON compared as a text", every=True)
    ID_TYPE = ReasonText("an id that is not a text")
    TIME = ReasonText("a time in an unusual spelling")
    YEAR_OF_LATENCY = ReasonText("a time before 1970 or after 2037, from which the latency is not exact")
    PARENT = ReasonText("a parent that only parent_run_ids or dotted_order names")
    LISTS = ReasonText("JSON with lists inside of lists")
    DEEP_JSON = ReasonText("JSON that is no object, or has more than 200 objects and lists")
    FEEDBACK_LIST = ReasonText("a list of feedback beside feedback_stats")
    UNREAD_JSON = ReasonText("JSON that the engine cannot read, or reads differently from Python")
    RESPELLED_JSON = ReasonText("JSON whose numbers or escapes the engine spells differently from Python")

    @property
    def text(self) -> str:
        """The reason in words."""
        return self.value.text

    @property
    def every(self) -> bool:
        """Whether the filter itself leaves every row undecided; otherwise only rows with such data are."""
        return self.value.every


class UndecidedRows(NamedTuple):
    """The condition for rows that are undecided, and why they are."""

    rows: exp.Expr
    reason: Reason
