"""The tree that explains why a filter selects a run, and how it is shown: as text, as a list for a notebook, as plain data.

Owns the invariant that no text of a filter or a run becomes markup, or moves the cursor.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from textwrap import wrap

from filterlang.syntax.printer import print_start
from filterlang.syntax.tree import Call
from filterlang.text.display import clip, harmless, shortened
from filterlang.text.frozen import dataclass

_LONGEST = 300
"""The most characters of a condition's text."""
_MOST_NODES = 8
"""The conditions of a pair whose text is shown."""
WIDTH = 80
_DEEPEST = 20
"""Levels that are indented."""
_STYLE = "list-style:none;margin:0;padding-left:1.2em"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Why:
    """Why a condition, or a filter, holds for a run or does not: a tree, whose ``children`` are the conditions inside.

    ``verdict`` is whether it holds, and so is ``bool()`` of it. ``met`` says what it met in the run. ``filter`` is the filter
    that it is a part of: ``filter``, ``trace_filter`` or ``tree_filter``; empty where several are joined. ``str()`` is the
    tree as text, and a notebook shows it as a list.

    >>> from filterlang import why
    >>> print(why('and(eq(status, "error"), gt(total_tokens, 5))', {"status": "success", "total_tokens": 7}))
    ✗ and: 1 of 2 conditions holds
      ✗ eq(status, "error")
          `status` is "success", not "error"
      ✓ gt(total_tokens, 5)
          `total_tokens` is 7 tokens, greater than 5
    """

    verdict: bool
    met: str
    children: tuple[Why, ...] = ()
    nodes: tuple[Call, ...] = ()
    """The calls in the filter's tree: one, several that describe one pair, none where filters are joined."""
    joins: str = ""
    """``and``, ``or`` or ``not`` where the condition joins others."""
    filter: str = ""

    def __bool__(self) -> bool:
        return self.verdict

    def __repr__(self) -> str:
        return f"<Why {clip(self.text, 60)}: {'matches' if self.verdict else 'does not match'}>"

    def __str__(self) -> str:
        return as_text(self)

    def _repr_html_(self) -> str:
        return as_html(self)

    @property
    def text(self) -> str:
        """The text of the condition, on one line and cut where it is long; of a pair, the text of its conditions.

        Where filters are joined, or a filter looks at the trace, it is the name of the filter, or ``all filters``.
        """
        if not self.nodes:
            return self.filter or "all filters"
        return text_of_nodes(self.nodes)

    @property
    def start(self) -> int:
        """Where the condition begins in the text of its filter, in code points."""
        return min((node.start for node in self.nodes), default=0)

    @property
    def end(self) -> int:
        """Where the condition ends; between the conditions of a pair, others may stand: ``nodes`` has the place of each."""
        return max((node.end for node in self.nodes), default=0)

    def to_json(self) -> dict[str, object]:
        """Returns the tree as plain data, with the attributes as keys, and the ``spans`` of ``nodes``.

        Places are offsets of the filter's text in code points.
        """
        root: dict[str, object] = {}
        pending: list[tuple[Why, dict[str, object]]] = [(self, root)]
        while pending:
            why, data = pending.pop()
            children: list[dict[str, object]] = [{} for _ in why.children]
            data |= {"verdict": why.verdict, "text": why.text, "met": why.met, "start": why.start, "end": why.end}
            data |= {"spans": [[node.start, node.end] for node in why.nodes], "filter": why.filter, "children": children}
            pending.extend(zip(why.children, children, strict=True))
        return root

    def walk(self) -> Iterator[Why]:
        """Yields this and every condition inside, those around others first."""
        pending: list[Why] = [self]
        while pending:
            why = pending.pop()
            yield why
            pending.extend(reversed(why.children))


def text_of_nodes(nodes: Sequence[Call]) -> str:
    """Returns the text of conditions on one line, cut where it is long."""
    more = (f"… {len(nodes) - _MOST_NODES:,} more",) if len(nodes) > _MOST_NODES else ()
    return ", ".join((*(print_start(node, _LONGEST) for node in nodes[:_MOST_NODES]), *more))


def as_text(why: Why, width: int = WIDTH, *, ascii: bool = False) -> str:
    """Returns a tree as lines of at most ``width`` columns, with ``ok`` and ``no`` for the marks in ASCII."""
    return "\n".join(line for each, depth in _placed(why) for line in _lines(each, depth, width, ascii=ascii))


def _placed(why: Why) -> Iterator[tuple[Why, int]]:
    """Yields each part of a tree with its depth, those around others first."""
    pending = [(why, 0)]
    while pending:
        each, depth = pending.pop()
        while each.nodes and each.joins in ("and", "or") and len(each.children) == 1:  # such as the and around a pair
            (each,) = each.children
        yield each, depth
        pending.extend((child, depth + 1) for child in reversed(each.children))


def _heading(why: Why) -> str:
    """What stands beside the mark: the condition, or how it joins those below."""
    if why.nodes and not why.joins:
        return harmless(why.text)
    return f"{why.joins if why.nodes else why.text.replace('_', ' ')}: {why.met}"


def _lines(why: Why, depth: int, width: int, *, ascii: bool) -> Iterator[str]:
    indent = "  " * min(depth, _DEEPEST)
    mark = ("ok" if why.verdict else "no") if ascii else ("✓" if why.verdict else "✗")
    inner = f"{indent}{' ' * len(mark)}   "
    heading = _heading(why)
    if why.joins or not why.nodes:
        yield from wrap(heading, width, initial_indent=f"{indent}{mark} ", subsequent_indent=inner, break_on_hyphens=False)
        return
    yield f"{indent}{mark} {shortened(heading, max(width - len(indent) - len(mark) - 1, 20))}"
    if why.met:
        yield from wrap(why.met, width, initial_indent=inner, subsequent_indent=inner, break_on_hyphens=False)


def as_html(why: Why) -> str:
    """Returns a tree as nested lists, in the colours of the page."""
    written: list[str] = []
    pending: list[Why | str] = ["</ul>", why, f"<ul style='{_STYLE}'>"]
    while pending:
        item = pending.pop()
        if isinstance(item, str):
            written.append(item)
            continue
        mark = "✓" if item.verdict else "✗"
        words = f"<br><small>{escape(item.met)}</small>" if item.nodes and not item.joins and item.met else ""
        heading = escape(_heading(item))
        shown = heading if item.joins or not item.nodes else f"<code>{heading}</code>"
        pending.append("</li>")
        if item.children:
            pending += ("</ul>", *reversed(item.children), f"<ul style='{_STYLE}'>")
        pending.append(f"<li><b>{mark}</b> {shown}{words}")
    return "".join(written)
