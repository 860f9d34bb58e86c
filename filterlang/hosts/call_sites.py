"""The call or the object that a filter in a file stands in, read from the other arguments that are constants.

Owns the invariant that all host languages read constants in the same way: whatever is no constant is ``UNKNOWN``.
"""

from __future__ import annotations

from collections.abc import Iterable
import re

from filterlang.hosts.embedded import HOLE, Candidate
from filterlang.hosts.known_places import call_of_request, snake
from filterlang.semantics.surroundings import UNKNOWN, Argument, CallSite
from filterlang.text.frozen import replace

_CONSTANTS: dict[str, Argument] = {
    **dict.fromkeys(("true", "True"), True), **dict.fromkeys(("false", "False"), False),
    **dict.fromkeys(("null", "None", "nil", "undefined"), None),
}  # fmt: skip
_NUMBER = re.compile(r"(?P<number>[-+]?\d[\d_]*(?P<rest>\.\d*)?(?P<exponent>[eE][-+]?\d+)?)[lLfFdDmM]?")


def constant(code: str) -> Argument:
    """The value of a truth value, a number or a null, as any of the languages writes it; ``UNKNOWN`` for other code.

    >>> constant("True"), constant("nil"), constant("-1_000"), constant("2.5f"), constant("now()")
    (True, None, -1000, 2.5, UNKNOWN)
    """
    if code in _CONSTANTS:
        return _CONSTANTS[code]
    match = _NUMBER.fullmatch(code)
    if match is None:
        return UNKNOWN
    digits = match["number"].replace("_", "")
    return float(digits) if match["rest"] or match["exponent"] else int(digits)


def of_text(text: str) -> Argument:
    """The value of an entry of a data document or of a flag, by its text; a text that is empty or has a hole is not known."""
    value = constant(text)
    return value if value is not UNKNOWN or not text or HOLE in text else text


def call_site(name: str, parameter: str, arguments: Iterable[tuple[str, Argument]], *, complete: bool = True) -> CallSite:
    """The call of a filter that stands in its ``parameter``. An argument that is given twice, or has no name, is unknown."""
    values: dict[str, Argument] = {}
    for key, value in arguments:
        argument = snake(key)
        complete = complete and bool(argument)
        values[argument] = UNKNOWN if argument in values else value
    own = snake(parameter)
    return CallSite(name, own, {argument: value for argument, value in values.items() if argument not in ("", own)}, complete)


def of_request(candidate: Candidate, address: str) -> Candidate:
    """A candidate in the body of a request, with the call that sends requests to the address."""
    name = call_of_request(address)
    if not name or candidate.call is None or candidate.call.name:
        return candidate
    return replace(candidate, call=replace(candidate.call, name=name))
