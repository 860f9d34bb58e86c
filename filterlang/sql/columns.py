"""Where a table keeps the fields of a run: one declared object, made from the table's own schema or by the user.

Owns the invariant that a field which the table does not keep has no value, and that nothing but a column name and how its
values are stored stands here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from filterlang.evaluate.shapes import ALIASES, STORED, KeyPath


class Form(StrEnum):
    """How a column holds its values."""

    TEXT = "text"
    """A text; also ids, enumerations, times in ISO 8601 and amounts written as texts."""
    UUID = "uuid"
    """The engine's own type for ids."""
    NUMBER = "number"
    """Whole numbers or decimals: always finite."""
    DOUBLE = "double"
    """Numbers that can be NaN or infinite, which count as null."""
    BOOLEAN = "boolean"
    DATETIME = "datetime"
    """The engine's own type for points in time; without a zone it is UTC."""
    TEXTS = "texts"
    """A list of texts."""
    JSON = "json"
    """JSON, as a text or as the engine's own type for it."""
    NESTED = "nested"
    """A struct, a map, or a list of them, which the engine can write as JSON."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column, how it holds its values, and where in its JSON a field is."""

    name: str
    form: Form
    path: KeyPath = ()


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table, by what a run in the v1 form keeps in them.

    ``Columns({("id",): Column("run_id", Form.UUID), ("extra", "metadata"): Column("meta", Form.JSON)})`` says that the table
    has the ids in ``run_id`` and the metadata as JSON in ``meta``; ``Columns.of`` makes one from names and forms alone.
    """

    places: Mapping[KeyPath, Column] = field(default_factory=dict[KeyPath, Column])

    def find(self, stored: KeyPath) -> Column | None:
        """The column that holds something, or the JSON column that it is inside of."""
        for length in range(len(stored), 0, -1):
            column = self.places.get(stored[:length])
            if column is None:
                continue
            rest = stored[length:]
            if not rest or column.form in (Form.JSON, Form.NESTED):
                return Column(column.name, column.form, (*column.path, *rest))
        return None

    def renamed(self, names: Mapping[str, str]) -> "Columns":
        """The same with other column names: ``names`` gives, by field (``metadata``, ``id``), the column that holds it.

        A column that is here under a name of its own brings its form along; another has the form that the field had, or text.
        """
        known = {".".join(path): path for path in self.places} | {path[-1]: path for path in self.places}
        given = set(names.values())
        places = {path: column for path, column in self.places.items() if column.name not in given}
        forms = {column.name: column.form for column in self.places.values() if not column.path}
        for name, column in names.items():
            path = known.get(name) or STORED.get(name, (name,))
            before = self.places.get(path)
            places[path] = Column(column, forms.get(column) or (Form.TEXT if before is None else before.form))
        return Columns(places)


def columns_of(schema: Mapping[str, Form]) -> Columns:
    """The columns of a table by their names, where they are the names that LangSmith's API gives them."""
    places: dict[KeyPath, Column] = {}
    for name, form in schema.items():
        path = STORED.get(name, (name,))
        places[path] = Column(name, form)
    for name, path in ALIASES.items():
        if name in schema and path not in places:
            places[path] = Column(name, schema[name])
    return Columns(places)
