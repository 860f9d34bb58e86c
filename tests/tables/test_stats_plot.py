"""Plots of measures: which groups have names, that texts stay texts, and that the same answer is the same picture."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from filterlang.evaluate.run_statistics import aggregate_records, question_of
from filterlang.exports.memory import LocalRuns
from filterlang.tables.plotted_series import NAMED, bars_of, lines_of
from filterlang.tables.stats_table import Stats

HOSTILE = [
    "$x^2$",
    "\\frac{a}{",
    "_hidden",
    "a" * 300,
    "日本語",
    "line\nbreak",
    "\ud800",
    "<b>",
    "%s {0}",
    "\u202eabc",
    "",
    *"bcde",
]


def stats_of(by: str, show: str, names: list[str] = HOSTILE) -> Stats:
    runs = [
        {
            "id": f"{day}{place}",
            "name": name,
            "start_time": f"2026-11-{day:02}T10:00:00Z",
            "latency": place + 1,
            "total_cost": 0.5,
        }
        for place, name in enumerate(names)
        for day in range(1, 2 + place % 4)
    ]
    question = question_of(by, show)
    return Stats(question, aggregate_records(question, runs), "$title$")


def texts(figure: Any) -> set[str]:
    import matplotlib.text

    return {text.get_text() for text in figure.findobj(matplotlib.text.Text)}


@pytest.mark.parametrize("format", ["png", "svg", "pdf"])
@pytest.mark.parametrize(
    ("by", "show"), [("name", "count"), ("day", "p95"), ("name,day", "cost"), ("day,name,status", "error_rate")]
)
def test_whatever_a_group_is_called_it_is_drawn(by: str, show: str, format: str) -> None:
    stats = stats_of(by, show)
    first, second = BytesIO(), BytesIO()
    stats.plot(first, format)
    stats.plot(second, format)
    assert first.getvalue() == second.getvalue() != b""


@pytest.mark.parametrize("by", ["name", "name,day"])
def test_texts_stay_texts(by: str) -> None:
    figure = stats_of(by, "count", ["$x^2$", "_hidden"]).plot()
    assert {"$title$", "$x^2$", "_hidden"} <= texts(figure)
    import matplotlib.text

    assert not any(text.get_parse_math() for text in figure.findobj(matplotlib.text.Text) if "$" in text.get_text())


def test_many_groups_are_joined_where_they_add_up() -> None:
    names = [f"name {number}" for number in range(30)]
    counted, measured = stats_of("name,day", "count", names), stats_of("name,day", "p50", names)
    lines = lines_of(counted.question, counted.question.groups[1], counted.rows)
    assert len(lines) == NAMED + 1
    assert lines[-1].label == "other (20)"
    total = sum(int(str(value)) for line in lines for value in line.points.values())
    assert total == sum(int(str(row["count"])) for row in counted)
    other = lines_of(measured.question, measured.question.groups[1], measured.rows)[-1]
    assert (other.label, other.points) == ("other: 20 not drawn", {})


def test_bars_are_all_there_and_the_longest_is_first() -> None:
    stats = stats_of("name", "cost", ["a", "b", "c", "d"])
    assert bars_of(stats.question, stats.rows) == [("d", 2.0), ("c", 1.5), ("b", 1.0), ("a", 0.5)]


def test_what_cannot_be_drawn_says_why(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="say what to group by"):
        stats_of("", "count").plot()
    with pytest.raises(ValueError, match="is a time"):
        stats_of("name", "last_start").plot()
    with pytest.raises(ValueError, match="cannot tell the format"):
        stats_of("name", "count").plot(tmp_path / "stats.gif")


def test_the_table_fits_and_converts() -> None:
    pytest.importorskip("pyarrow")
    stats = (
        LocalRuns([{"id": "1", "name": "\ud800" + "x" * 500, "total_tokens": 2**70}])
        .list_runs()
        .stats("name,day", "count,tokens")
    )
    assert all(len(line) <= 80 for line in str(stats).splitlines())
    assert stats.to_arrow().num_rows == 1
    assert stats.to_arrow()["tokens"].to_pylist() == [None]
    assert "<td>1</td>" in stats._repr_html_()


def test_a_single_time_is_the_only_one_on_the_axis() -> None:
    (axes,) = stats_of("minute", "count", ["a"]).plot().axes
    assert [tick.get_text() for tick in axes.get_xticklabels()] == ["2026-11-01 10:00"]


def test_days_have_their_own_month() -> None:
    runs = [{"id": str(day), "start_time": f"2026-{month}-{day:02}T10:00:00Z"} for month, day in ((10, 5), (10, 20), (11, 4))]
    figure = LocalRuns(runs).list_runs().stats("day", "count").plot()
    figure.canvas.draw()
    (axes,) = figure.axes
    assert axes.get_xticklabels()[0].get_text().endswith(" Oct")


@pytest.mark.parametrize(("query", "title"), [({}, "all runs"), ({"limit": 1}, "list_runs(limit=1)")])
def test_the_title_says_which_runs_are_drawn(query: dict[str, Any], title: str) -> None:
    runs = LocalRuns([{"id": "1", "name": "a"}])
    assert title in texts(runs.list_runs(**query).stats("name", "count").plot())
