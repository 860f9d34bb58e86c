"""What a number says, without losing any of it: text to value, and value to text."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from decimal import Decimal

_LOOSE_NUMBER = re.compile(r"([+-]?)([0-9]*(?:_[0-9]+)*)(?:\.([0-9]*))?")


def plain_number(written: str) -> str:
    """``.5``, ``5.`` and ``1_000`` as numbers of the language; nothing for anything else."""
    match = _LOOSE_NUMBER.fullmatch(written)
    if match is None:
        return ""
    sign, whole, fraction = match[1], match[2].replace("_", ""), match[3] or ""
    return f"{sign}{whole or '0'}{'.' + fraction if fraction else ''}" if whole or fraction else ""


def number_value(lexeme: str) -> int | float | Decimal:
    """The value of a number as written: an int or a float where one holds it exactly enough, else a Decimal."""
    if len(lexeme) < 4000:
        try:
            return int(lexeme)
        except ValueError:
            pass
    value = float(lexeme)
    if len(lexeme) < 16 and -1e300 < value < 1e300:
        return value
    from decimal import Decimal

    exact = Decimal(lexeme)
    return value if abs(value) < float("inf") and Decimal(repr(value)) == exact else exact


def number_text(value: float | Decimal) -> str:
    """How a number is written."""
    if not isinstance(value, (int, float)):
        return str(value)
    try:
        return repr(value)
    except ValueError:  # Python writes no int of more than 4,300 digits; a Decimal it does
        from decimal import Decimal

        return str(Decimal(value))
