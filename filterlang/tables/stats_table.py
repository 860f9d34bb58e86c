"""The answer to a question about runs: a table with a row for each group, for people, programs and data frames.

Owns the invariant that its columns are the groups and measures in the order in which they were asked for, with one type each.
"""

# pyarrow has no types: they are not checked here.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownParameterType=false, reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import IO, TYPE_CHECKING, Any, overload

from filterlang.evaluate.run_measures import MeasureUnit
from filterlang.evaluate.run_statistics import Aggregated, Question, StatsRow, answer
from filterlang.tables.stats_cells import cells, text_table

if TYPE_CHECKING:
    import os

    from matplotlib.figure import Figure
    import pandas as pd  # type: ignore[import-untyped,unused-ignore]
    import polars as pl
    import pyarrow as pa  # type: ignore[import-untyped,unused-ignore]

_INTEGERS = range(-(2**63), 2**63)
_IN_NOTEBOOKS = 100
"""How many rows a notebook shows."""


class Stats(Sequence["StatsRow"]):
    """Measures of runs by group: a sequence of rows, each a dict of the groups and the measures by name.

    Numbers of runs and tokens are integers. Costs in dollars, seconds, rates and scores are floats, as LangSmith's answers have
    them. Times are datetimes in UTC; a group is a text, or None for runs without a value. ``left_out`` is the number of groups
    beyond ``limit``. Printing it shows a table.

    >>> from filterlang import stats
    >>> by_status = stats("docs/examples/support_bot.jsonl", by="status", show="count")
    >>> by_status[0], len(by_status)
    ({'status': 'success', 'count': 56}, 3)
    """

    def __init__(self, question: Question, groups: Iterable[Aggregated], description: str = "") -> None:
        self.question = question
        self.description = description
        self.rows: list[StatsRow]
        self.left_out: int
        found = list(groups)
        self.rows, self.left_out = answer(question, found)
        self.is_empty: bool = not any(numbers[0] for _, numbers in found)

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns: the groups, then the measures."""
        return self.question.names

    @overload
    def __getitem__(self, index: int) -> StatsRow: ...
    @overload
    def __getitem__(self, index: slice) -> list[StatsRow]: ...
    def __getitem__(self, index: int | slice) -> StatsRow | list[StatsRow]:
        return self.rows[index]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[StatsRow]:
        return iter(self.rows)

    def __repr__(self) -> str:
        return f"<Stats of {self.description or 'runs'}: {len(self.rows)} rows of {', '.join(self.columns)}>"

    def __str__(self) -> str:
        return "\n".join(text_table(self.question, self.rows, self.left_out, 80))

    def show(self) -> None:
        """Prints the table, at most 80 columns wide where it can be."""
        print(self)  # noqa: T201 - it is what people ask for

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{escape(name)}</th>" for name in self.columns)
        rows = (cells(self.question, row) for row in self.rows[:_IN_NOTEBOOKS])
        body = "".join(f"<tr>{''.join(f'<td>{escape(text)}</td>' for text in row)}</tr>" for row in rows)
        more = len(self.rows) - _IN_NOTEBOOKS
        caption = f"{self!r}, {more} more rows are not shown" if more > 0 else repr(self)
        return f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"

    def to_arrow(self) -> pa.Table:
        """Returns an Arrow table with the same columns. Raises ``ImportError`` without pyarrow."""
        import pyarrow as pa  # type: ignore[import-untyped,unused-ignore]

        times, texts = pa.timestamp("us", tz="UTC"), pa.string()
        types: dict[str, Any] = {group.name: times if group.is_time else texts for group in self.question.groups}
        whole = dict.fromkeys((MeasureUnit.RUNS, MeasureUnit.TOKENS), pa.int64())
        by_unit: dict[MeasureUnit, Any] = {**whole, MeasureUnit.TIME: times}
        types |= {measure.name: by_unit.get(measure.unit, pa.float64()) for measure in self.question.measures}
        columns = [pa.array([_fitting(row[name], types[name] == texts) for row in self.rows], types[name]) for name in types]
        return pa.table(columns, schema=pa.schema(list(types.items())))

    def to_pandas(self) -> pd.DataFrame:
        """Returns a data frame of pandas; integers stay integers. Raises ``ImportError`` without pyarrow and pandas."""
        from filterlang.tables.arrow import pandas_frame

        return pandas_frame(self.to_arrow())

    def to_polars(self) -> pl.DataFrame:
        """Returns a data frame of polars. Raises ``ImportError`` without pyarrow and polars."""
        from filterlang.tables.arrow import polars_frame

        return polars_frame(self.to_arrow())

    def plot(self, target: str | os.PathLike[str] | IO[bytes] | None = None, format: str | None = None) -> Figure:
        """Draws the first measure over time by group, or as bars without a span of time; returns the figure of matplotlib.

        The groups with the largest figures have names, and the others are joined as one. ``target`` is a file to write, whose
        ending is the ``format``: png, svg or pdf. Raises ``ImportError`` without matplotlib, and ``ValueError`` for stats
        without groups, for a measure that is a time, and for another format.

        >>> from filterlang import stats
        >>> figure = stats("docs/examples/support_bot.jsonl", by="day,name", show="p95").plot()
        """
        from filterlang.tables.stats_plot import plot_stats

        return plot_stats(self.question, self.rows, self.description, target, format)


def _fitting(value: Any, is_text: bool) -> Any:
    """Returns a cell as a column of Arrow takes it: no integer beyond 64 bits, and no half of a surrogate pair."""
    if isinstance(value, str) and is_text:
        return value.encode(errors="backslashreplace").decode()
    return None if isinstance(value, int) and value not in _INTEGERS else value
