"""FL304: a duration that reads like milliseconds, where the language counts in seconds."""

from filterlang.schema.types import Field, Type
from filterlang.syntax.tree import Node, Number

_LEAST, _MOST = 1_000, 1_000_000_000
_HOUR = 3_600


def in_seconds(field: Field, value: Node) -> Number | None:
    """What a duration is in seconds if milliseconds were meant; None for one that seconds are evidently meant by.

    Runs of a quarter of an hour are rare, and thresholds for them are written in quarters of an hour or in whole hours.
    """
    if field.type is not Type.DURATION or not isinstance(value, Number):
        return None
    amount = value.value
    if not _LEAST <= amount < _MOST or amount % _HOUR == 0 or (amount % (_HOUR // 4) == 0 and amount <= 4 * _HOUR):
        return None
    seconds = float(amount) / 1_000
    return Number(int(seconds) if seconds.is_integer() else float(f"{seconds:.12g}"))
