"""Filters in Makefiles: in the commands of recipes, and in variables.

Owns the invariant that a recipe is read as the shell sees it: ``$$`` is a dollar sign, and variables of make are holes.
"""

from __future__ import annotations

from collections.abc import Iterator
import re

from filterlang.hosts.decoding import LiteralReader
from filterlang.hosts.documents import HostDocument
from filterlang.hosts.embedded import Candidate, Grounds, Hole, Part
from filterlang.hosts.host_languages import HOST_LANGUAGES
from filterlang.hosts.known_places import Place, under_name
from filterlang.schema.places import Kind
from filterlang.text.frozen import replace

_LINE = re.compile(r"(?:\\\r?\n|[^\n])*\n?")
_RECIPE = re.compile(r"\t[ \t]*[@+-]*")
_INDENT = re.compile(r"(?<=\\\n)\t")
_ASSIGNMENT = re.compile(r"[ \t]*(?:(?:export|override)[ \t]+)*([\w.-]+)[ \t]*(?:[:?+!]|::|:::)?=[ \t]*")
_TOKEN = re.compile(r"\$\$|\$\(|\$\{|\$[^\s$]|\\#|(?<=\\\n)\t")
_BRACKETS = {"$(": re.compile(r"[()]"), "${": re.compile(r"[{}]")}
_VARIABLE = re.compile(r"\$[({](\w+)[)}]")


def find(document: HostDocument) -> Iterator[Candidate]:
    """Yields the strings of a Makefile that may be filters."""
    text = document.text
    passed: dict[str, tuple[Place, str]] = {}
    assigned: list[tuple[str, Candidate]] = []
    for lines in _LINE.finditer(text):
        recipe = _RECIPE.match(text, lines.start(), lines.end())
        assignment = _ASSIGNMENT.match(text, lines.start(), lines.end()) if recipe is None else None
        if recipe is not None:
            parts = _parts(text, recipe.end(), lines.end(), is_recipe=True)
            for candidate in document.inside_string(parts, HOST_LANGUAGES["shell"]):
                variable = _variable(candidate)
                if variable is None:
                    yield candidate
                else:
                    passed.setdefault(variable, ((candidate.kind, candidate.grounds), candidate.where))
        elif assignment is not None:
            end = lines.end() - len(lines[0]) + len(lines[0].rstrip())
            parts = _parts(text, assignment.end(), end, is_recipe=False)
            if any(not isinstance(part, Hole) for part in parts):
                name = assignment[1]
                language = document.language.name
                candidate = Candidate(document.source, language, tuple(parts), Kind.RUN, Grounds.LIKELY, name)
                assigned.append((name, candidate))
    for name, candidate in assigned:
        place, where = passed.get(name, (under_name(name), name))
        if place is not None:
            yield replace(candidate, kind=place[0], grounds=place[1], where=where)


def _variable(candidate: Candidate) -> str | None:
    """The variable of make that is all of a candidate."""
    part = candidate.parts[0]
    variable = _VARIABLE.fullmatch(part.expression) if len(candidate.parts) == 1 and isinstance(part, Hole) else None
    return None if variable is None else variable[1]


def _parts(text: str, start: int, end: int, *, is_recipe: bool) -> list[Part]:
    """The parts of a command or of a value, with a hole for each variable of make."""
    parts: list[Part] = []
    reader, at = LiteralReader(text), start
    encode = _encode_recipe if is_recipe else _encode_value
    while (token := _TOKEN.search(text, at, end)) is not None:
        reader.exact(at, token.start())
        at = token.end()
        if token[0] == "$$":
            reader.escape(token.start(), at, "$")
        elif token[0] == "\\#":
            reader.escape(token.start(), at, token[0] if is_recipe else "#")
        elif token[0] != "\t":
            at = _end_of_variable(text, at, end, token[0])
            parts += (reader.decoded(encode), Hole(token.start(), at, text[token.start() : at]))
            reader = LiteralReader(text)
    reader.exact(at, end)
    return [part for part in (*parts, reader.decoded(encode)) if isinstance(part, Hole) or part.text]


def _end_of_variable(text: str, at: int, end: int, opening: str) -> int:
    """The end of a variable of make, behind its closing bracket."""
    depth = 1
    for bracket in _BRACKETS[opening].finditer(text, at, end) if opening in _BRACKETS else ():
        depth += 1 if bracket[0] in "({" else -1
        if not depth:
            return bracket.end()
    return at


def _encode_recipe(text: str) -> str | None:
    return None if "\n" in text else text.replace("$", "$$")


def _encode_value(text: str) -> str | None:
    return None if "\n" in text else text.replace("$", "$$").replace("#", "\\#")
