"""The records of a page as texts: the page is cut between them, and each record is checked as JSON by itself.

Owns the invariants that the records are those that the page has as JSON, and that a page that is not JSON is a ``ValueError``.

Where records begin is a guess: each one begins with the name that the first one begins with, behind the end of another. The
guess is right if all parts are JSON, because a text is JSON in only one way. Otherwise the page is parsed, and written again.
"""

from functools import cache
import re
from typing import Any

from pydantic_core import from_json, to_json

from filterlang.evaluate.run_texts import RunText, check_texts
from filterlang.text.jsonvalues import is_array, is_object

_STAND_INS = {b"null": [None], b"true": [True]}
"""The texts that replace the records while the rest of a page is parsed, and what they are parsed as.

The rest is parsed with each of the two, because a page may have one of them under that name elsewhere.
"""


def read_page(page: bytes, name: str, fields: frozenset[str] | None = None) -> tuple[list[RunText], dict[str, Any]]:
    """Returns the records of a page, which has them under a name, with the values of some or all fields; and the page's rest.

    Raises ``ValueError`` for any other text.
    """
    try:
        texts, rest = _cut(page, name)
        return check_texts(texts, fields), rest
    except ValueError:
        rest = from_json(page)
    if not is_object(rest) or not is_array(records := rest.pop(name, None)):
        raise ValueError(f"the answer is not a list of runs: it has no {name!r}")
    return check_texts([to_json(record, inf_nan_mode="constants") for record in records], fields), rest


def _cut(page: bytes, name: str) -> tuple[list[bytes], dict[str, Any]]:
    """Returns the texts between which a page seems to be made, and the rest of it. Raises ``ValueError`` if it is not."""
    begin = _begin(name).search(page)
    end = page.rfind(b"}]") + 1
    if begin is None or end <= begin.start(1):
        raise ValueError
    starts, ends = [begin.start(1)], list[int]()
    if gap := re.compile(rb"\}(\s*,\s*)" + re.escape(begin[1])).search(page, starts[0], end):
        for first, last in (each.span() for each in re.compile(re.escape(gap[0])).finditer(page, gap.start(), end)):
            ends.append(first + 1)
            starts.append(last - len(begin[1]))
    rest: Any = None
    for stand_in, records in _STAND_INS.items():
        rest = from_json(page[: starts[0]] + stand_in + page[end:])
        if not is_object(rest) or rest.pop(name, None) != records:
            raise ValueError
    return [page[start:stop] for start, stop in zip(starts, [*ends, end], strict=True)], rest


@cache
def _begin(name: str) -> re.Pattern[bytes]:
    """Returns the pattern for where the records under a name begin; its group is the beginning of the first record."""
    return re.compile(rb'"' + re.escape(name.encode()) + rb'"\s*:\s*\[\s*(\{\s*"[^"\\]*"\s*:)')
