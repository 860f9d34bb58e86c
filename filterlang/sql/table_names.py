"""The names of tables: parts with dots between them, in backquotes where a part has a dot itself.

Owns the invariant that a name means the same table for every engine, and that its parts are never read as SQL.
"""

from collections.abc import Callable, Sequence
import re

from sqlglot import exp

from filterlang.text.display import clip

_PART = r"[^.`]+|`(?:[^`]|``)+`"
_NAME = re.compile(rf"(?:{_PART})(?:\.(?:{_PART}))*")

RULE = "write its parts with dots between them, and a part that has a dot or a backquote in backquotes: lake.`my.traces`.runs"


def table_name_parts(name: str, most: int | None = None) -> list[str]:
    """Returns the parts of the name of a table, from the catalog or database to the table, without their backquotes.

    A backquote inside of a part is written twice. ``most`` is how many parts the engine's names have. Raises ``ValueError`` for
    a text that is not such a name.

    >>> table_name_parts("lake.`my.traces`.runs")
    ['lake', 'my.traces', 'runs']
    """
    if _NAME.fullmatch(name) is None:
        raise ValueError(f"{clip(repr(name))} is not the name of a table: {RULE}")
    parts = [part[1:-1].replace("``", "`") if part.startswith("`") else part for part in re.findall(_PART, name)]
    if most is not None and len(parts) > most:
        raise ValueError(f"{clip(repr(name))} has {len(parts)} parts, and the name of a table has at most {most}: {RULE}")
    return parts


def quoted_table_name(parts: Sequence[str]) -> str:
    """Returns a name with each of its parts in backquotes."""
    return ".".join("`" + part.replace("`", "``") + "`" for part in parts)


def table_of(name: str, most: int, spelled: Callable[[str], str] = str) -> exp.Table:
    """Returns the table of a name with at most so many parts. Raises ``ValueError`` for a text that is not such a name.

    ``spelled`` returns how a dialect spells a part.
    """
    parts = map(spelled, reversed(table_name_parts(name, most)))
    places = zip(("this", "db", "catalog"), (exp.to_identifier(part, quoted=True) for part in parts), strict=False)
    return exp.Table(**dict(places))
