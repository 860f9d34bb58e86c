"""Numbers: text to value and value to text, exactly."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from decimal import Decimal

_LOOSE_NUMBER = r"([+-]?)([0-9]*(?:_[0-9]+)*)(?:\.([0-9]*))?"


def plain_number(written: str) -> str:
    """Returns ``.5``, ``5.`` or ``1_000`` as a number of the language; an empty text for anything else."""
    match = re.fullmatch(_LOOSE_NUMBER, written)
    if match is None:
        return ""
    sign, whole, fraction = match[1], match[2].replace("_", ""), match[3] or ""
    return f"{sign}{whole or '0'}{'.' + fraction if fraction else ''}" if whole or fraction else ""


def number_value(lexeme: str) -> int | float | Decimal:
    """Returns the value of a number of the language: an int or a float that prints as exactly that number, else a Decimal."""
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
    """Returns a number as the language writes it."""
    try:
        return repr(value) if isinstance(value, (int, float)) else str(value)
    except ValueError:  # Python writes no int of more than 4,300 digits; a Decimal it does
        from decimal import Decimal

        return str(Decimal(value))
