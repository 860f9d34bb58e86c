"""What the SQL of all engines has in common: calls, names, bound values, the patterns of LIKE."""

from datetime import datetime
import re
from string import ascii_lowercase, ascii_uppercase

from sqlglot import exp

Sql = exp.Expr
Bound = str | float | datetime | list[str]
ESCAPE = "!"
_TOKEN = re.compile(r"\\[%_\\]|.", re.DOTALL)


def call(name: str, *arguments: Sql) -> Sql:
    """A function of an engine by its own name."""
    return exp.Anonymous(this=name, expressions=list(arguments))


def text(value: str) -> Sql:
    """A constant of ours, such as a path into JSON, as a literal."""
    return exp.Literal.string(value)


def name(column: str) -> Sql:
    """A column by its name, quoted."""
    return exp.column(exp.to_identifier(column, quoted=True))


def case(*branches: tuple[Sql, Sql]) -> Sql:
    """The value of the first condition that holds, or null."""
    made = exp.Case()
    for condition, value in branches:
        made = made.when(condition, value, copy=False)
    return made


def pattern_of(pattern: str, escape: str = ESCAPE) -> str:
    r"""A pattern as LIKE … ESCAPE '!' takes it: ``\%``, ``\_`` and ``\\`` are themselves, and every other backslash too."""
    written: list[str] = []
    for token in _TOKEN.findall(pattern):
        if token in ("%", "_"):
            written.append(token)
        else:
            letter = token[-1]
            written.append(escape + letter if letter in ("%", "_", escape) else letter)
    return "".join(written)


def _is_utf8(value: str) -> bool:
    """Whether a text holds no half of a surrogate pair."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


class Words:
    """The values that are bound, and what most engines say alike."""

    dialect = ""

    def __init__(self) -> None:
        self.values: dict[str, Bound] = {}
        self.doubts: list[Sql] = []
        self._fresh = 0

    def bind(self, value: Bound) -> Sql:
        """A value, bound under a name of its own. Rows are tried in Python for a text that no engine can be asked for."""
        if isinstance(value, str) and not _is_utf8(value):
            self.doubts.append(exp.true())
            value = ""
        bound = f"p{len(self.values) + 1}"
        self.values[bound] = value
        return exp.Placeholder(this=bound)

    def fresh(self) -> exp.Identifier:
        """A name for the argument of a lambda."""
        self._fresh += 1
        return exp.to_identifier(f"v{self._fresh}")

    def like(self, value: Sql, pattern: str) -> Sql:
        """SQL's LIKE, case and all."""
        like = exp.Like(this=value, expression=self.bind(pattern_of(pattern)))
        return exp.Escape(this=like, expression=text(ESCAPE))

    def folded(self, value: Sql) -> Sql:
        """The text with A to Z as a to z, and nothing else changed."""
        return call("translate", value, text(ascii_uppercase), text(ascii_lowercase))

    def lowered(self, value: Sql) -> Sql:
        """The text in small letters, as far as the engine knows them."""
        return exp.Lower(this=value)
