"""Maps the fields of a run to the columns of a table, from the table's own schema or as the user declares it.

Owns the invariant that a field without a column has no value, and that a column is only a name, a form and a path.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from filterlang.evaluate.selection import KNOWN
from filterlang.evaluate.shapes import ALIASES, STORED, KeyPath
from filterlang.tables.tabular import JSON_FIELDS, OTHER

_API_NAMES = frozenset({*KNOWN, *STORED, *ALIASES, *JSON_FIELDS, OTHER})
"""The names that columns have in exports: those of LangSmith's APIs, in small letters."""


class Form(StrEnum):
    """The form in which a column holds its values."""

    TEXT = "text"
    """Texts; also ids, enumerations, times in ISO 8601 and amounts as texts."""
    UUID = "uuid"
    """The engine's own type for ids."""
    CANONICAL_ID = "canonical_id"
    """Texts of which every UUID is in its canonical spelling: in lower case, with hyphens."""
    NUMBER = "number"
    """Integers or decimals: always finite."""
    DOUBLE = "double"
    """Numbers that can be NaN or infinite, which count as null."""
    BOOLEAN = "boolean"
    DATETIME = "datetime"
    """The engine's own type for datetimes; without a zone they are UTC."""
    TEXTS = "texts"
    """Lists of texts."""
    JSON = "json"
    """JSON, as text or in the engine's own type for it."""
    NESTED = "nested"
    """Structs, maps, or lists of them, which the engine can write as JSON."""


CANONICAL = (Form.UUID, Form.CANONICAL_ID)
"""The forms whose ids, as texts, are all in their canonical spelling."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column, the form of its values, and the path of a field inside of its JSON."""

    name: str
    form: Form
    path: KeyPath = ()


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table, by the path that their values have in a run of the v1 form.

    ``Columns({("id",): Column("run_id", Form.UUID), ("extra", "metadata"): Column("meta", Form.JSON)})`` describes a table with
    the ids in ``run_id`` and the metadata as JSON in ``meta``; ``columns_of`` makes one from names and forms.
    """

    by_path: Mapping[KeyPath, Column] = field(default_factory=dict[KeyPath, Column])

    def find(self, stored: KeyPath) -> Column | None:
        """Returns the column of a path, or the JSON column that contains it; None if there is none."""
        for length in range(len(stored), 0, -1):
            column = self.by_path.get(stored[:length])
            if column is None:
                continue
            rest = stored[length:]
            if not rest or column.form in (Form.JSON, Form.NESTED):
                return Column(column.name, column.form, (*column.path, *rest))
        return None

    def renamed(self, names: Mapping[str, str]) -> "Columns":
        """Returns the same columns under other names: ``names`` has the column of each field (``metadata``, ``id``).

        A column that exists under its new name keeps its form; any other gets the form of the field's old column, or text.
        """
        paths = {".".join(path): path for path in self.by_path} | {path[-1]: path for path in self.by_path}
        new_names = set(names.values())
        by_path = {path: column for path, column in self.by_path.items() if column.name not in new_names}
        forms = {column.name: column.form for column in self.by_path.values() if not column.path}
        for name, column in names.items():
            path = paths.get(name) or STORED.get(name, (name,))
            old = self.by_path.get(path)
            by_path[path] = Column(column, forms.get(column) or (Form.TEXT if old is None else old.form))
        return Columns(by_path)


def columns_of(schema: Mapping[str, Form]) -> Columns:
    """Returns the columns of a table whose names are those of LangSmith's API, in small letters or others.

    Texts in a column that holds JSON in every export, such as ``inputs``, are JSON.
    """
    columns = {
        api: Column(name, Form.JSON if schema[name] is Form.TEXT and api in JSON_FIELDS else schema[name])
        for name, api in api_names(schema).items()
    }
    by_path = {STORED.get(name, (name,)): column for name, column in columns.items()}
    for name, path in ALIASES.items():
        if name in columns:
            by_path.setdefault(path, columns[name])
    return Columns(by_path)


def api_names(names: Iterable[str]) -> dict[str, str]:
    """Returns for each column of a table its name in LangSmith's API, or its own name if it has none there.

    Capitals do not matter (Snowflake exports ``START_TIME``), except where columns differ only in them.
    """
    names = list(names)
    times = Counter(map(str.lower, names))
    return {name: low if (low := name.lower()) in _API_NAMES and times[low] == 1 else name for name in names}
