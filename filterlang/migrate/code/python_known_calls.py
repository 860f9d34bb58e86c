"""Lists the effects that functions and methods of Python's library, and of well-known packages, have on collections of runs.

Owns the invariant that a function is listed only if it does nothing else with a run than its row says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from filterlang.migrate.code.flow_shapes import Shape, ShapeKind, grouped, items_of, many, mapped
from filterlang.text.frozen import dataclass

Result = Callable[[Shape, int], Iterable["Shape | None"]]
"""What a call gives for an argument of a shape at a position."""


@dataclass(frozen=True, slots=True, eq=False)
class CallEffect:
    """What a call does with an argument: ``result`` gives the shapes of its value, None for a value without runs.

    ``applies`` marks a function whose first argument is called with the items of the others, ``is_print`` one that makes a
    text of the argument, and ``is_read`` one that reads the field which the next argument names.
    """

    result: Result | None = None
    applies: bool = False
    is_print: bool = False
    is_read: bool = False


def _same(shape: Shape, _: int) -> Iterable[Shape | None]:
    return (shape,)


def _collected(shape: Shape, _: int) -> Iterable[Shape | None]:
    """A list of the items, whatever had them."""
    return (many(item) for item in items_of(shape))


def _item(shape: Shape, _: int) -> Iterable[Shape | None]:
    return items_of(shape) if shape.kind is not ShapeKind.FIELD else (shape,)


def _numbered(shape: Shape, _: int) -> Iterable[Shape | None]:
    return (many(grouped(None, item)) for item in items_of(shape))


def _zipped(shape: Shape, position: int) -> Iterable[Shape | None]:
    """Tuples with an item at the argument's position. How many arguments follow does not matter."""
    return (many(grouped(*(None,) * position, item)) for item in items_of(shape))


def _paired(shape: Shape, _: int) -> Iterable[Shape | None]:
    return (many(grouped(item, item)) for item in items_of(shape))


def _nested(shape: Shape, _: int) -> Iterable[Shape | None]:
    return (many(many(item)) for item in items_of(shape))


def _flattened(shape: Shape, _: int) -> Iterable[Shape | None]:
    return (many(part) for item in items_of(shape) for part in items_of(item))


def _by_group(shape: Shape, _: int) -> Iterable[Shape | None]:
    return (many(grouped(None, many(item))) for item in items_of(shape))


def _counted(shape: Shape, _: int) -> Iterable[Shape | None]:
    """A dict whose keys are the items, as ``Counter`` and ``dict.fromkeys`` make it."""
    if shape.kind is ShapeKind.MAPPED:
        return (shape,)
    return (mapped(item, None) for item in items_of(shape))


def _as_dict(shape: Shape, _: int) -> Iterable[Shape | None]:
    """A dict of a dict, or of pairs."""
    if shape.kind is ShapeKind.MAPPED:
        yield shape
    for item in items_of(shape):
        if item.kind is ShapeKind.TUPLE and len(item.parts) == 2:
            yield mapped(*item.parts)


def _gathered(shape: Shape, _: int) -> Iterable[Shape | None]:
    return (many(shape),)


def _last(shape: Shape, position: int) -> Iterable[Shape | None]:
    """The same for a function that takes the collection behind another argument."""
    return _collected(shape, 0) if position else ()


_COLLECTED = (
    "list", "tuple", "set", "frozenset", "sorted", "reversed", "iter", "aiter", "islice", "deque", "chain", "cycle", "tqdm",
    "trange", "track", "tqdm_asyncio", "sample", "choices", "alist", "aislice", "gather_all",
)  # fmt: skip
_WITHOUT_RUNS = (
    "len", "bool", "any", "all", "id", "isinstance", "issubclass", "type", "sum", "hash", "callable", "is_dataclass", "range",
    "hasattr",
)  # fmt: skip
_PRINTED = (
    "print", "str", "repr", "format", "pprint", "pformat", "debug", "info", "warning", "error", "exception", "echo", "log",
    "display", "rprint", "secho", "ascii",
)  # fmt: skip

KNOWN_CALLS: dict[str, CallEffect] = {
    **dict.fromkeys(_COLLECTED, CallEffect(_collected)),
    **dict.fromkeys(_WITHOUT_RUNS, CallEffect()),
    **dict.fromkeys(_PRINTED, CallEffect(is_print=True)),
    **dict.fromkeys(("next", "anext", "max", "min", "choice", "heappop"), CallEffect(_item)),
    **dict.fromkeys(("copy", "deepcopy", "tee"), CallEffect(_same)),
    **dict.fromkeys(("enumerate", "aenumerate"), CallEffect(_numbered)),
    **dict.fromkeys(("zip", "zip_longest"), CallEffect(_zipped)),
    **dict.fromkeys(("pairwise", "combinations", "permutations"), CallEffect(_paired)),
    **dict.fromkeys(("batched", "chunked"), CallEffect(_nested)),
    **dict.fromkeys(("filter", "takewhile", "dropwhile", "filterfalse"), CallEffect(_last, applies=True)),
    **dict.fromkeys(("nlargest", "nsmallest"), CallEffect(_last)),
    **dict.fromkeys(("map", "starmap"), CallEffect(lambda _, __: (), applies=True)),
    "groupby": CallEffect(_by_group),
    "from_iterable": CallEffect(_flattened),
    **dict.fromkeys(("Counter", "fromkeys"), CallEffect(_counted)),
    **dict.fromkeys(("dict", "OrderedDict"), CallEffect(_as_dict)),
    "gather": CallEffect(lambda shape, position: _gathered(shape, position) if shape.kind is not ShapeKind.MANY else (shape,)),
    "getattr": CallEffect(is_read=True),
    "run": CallEffect(_same),
    "run_until_complete": CallEffect(_same),
    "wait_for": CallEffect(_same),
}
"""By the last name of a function; a function of the file with such a name takes precedence."""

ADDING = frozenset({"append", "add", "appendleft", "insert", "extend", "extendleft", "update", "put", "put_nowait"})
"""Methods that add their argument to a collection."""
HARMLESS_METHODS = frozenset({
    "sort", "reverse", "index", "count", "remove", "discard", "clear", "close", "aclose", "most_common", "total", "isdisjoint",
    "issubset", "issuperset",
})  # fmt: skip
"""Methods of a collection whose value has no runs."""
ATTRIBUTES_OF_MANY = frozenset({"maxlen", *ADDING, *HARMLESS_METHODS, "sort", "default_factory"})
_SAME_METHODS = frozenset({"copy", "union", "intersection", "difference", "symmetric_difference", "__iter__", "__aiter__"})
_ITEM_METHODS = frozenset({"pop", "popleft", "get", "get_nowait", "popitem", "__next__", "__anext__", "send", "asend"})

RUN_AS_DICT = frozenset(
    {"dict", "model_dump", "json", "model_dump_json", "__dict__", "copy", "model_copy", "to_dict", "to_json"}
)
"""Attributes of a run that give all of its fields."""
RUN_AS_DICT_ADVICE = "the whole run is used here, now with v2's names and values: check the code that reads it"


def item_methods(shape: Shape, method: str) -> Iterable[Shape | None] | None:
    """The value of a method of a collection; None for one that is not known."""
    if method in _SAME_METHODS:
        return (shape,)
    if shape.kind is ShapeKind.MAPPED:
        key, value = shape.parts
        given = {"values": many(value), "keys": many(key), "items": many(grouped(key, value)), "get": value, "pop": value}
        return (given[method],) if method in given else None
    return items_of(shape) if method in _ITEM_METHODS else None
