"""Finds the words of shell commands that hold filters: values of flags, of settings of a request, and of arguments of jq.

Owns the invariant that a command is known by its words, whatever wraps it: ``uv run langsmith trace list --filter …``.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import PurePath
import re

from filterlang.hosts.call_sites import call_site, of_text
from filterlang.hosts.embedded import Grounds
from filterlang.hosts.host_languages import HOST_LANGUAGES, HostLanguage
from filterlang.hosts.known_places import Place, in_command, in_request, under_name
from filterlang.schema.places import COMMANDS, Kind
from filterlang.semantics.surroundings import Argument, CallSite

_PROGRAMS = {
    "python": "python", "python3": "python", "ipython": "python", "node": "javascript", "bun": "javascript",
    "bash": "shell", "sh": "shell", "zsh": "shell", "filterlang": "filter",
}  # fmt: skip
"""The programs that read documents, with the languages of these."""
SETTING = re.compile(r"(--?)?([A-Za-z][\w.-]*)(:?=)")
"""A setting such as ``--filter=…`` or ``filter=…`` at the beginning of a word."""
_CALL = re.compile(r"\s*\w+\s*\(")


def place_of_word(words: Sequence[str], index: int, url: str) -> tuple[int, Place, str] | None:
    """The place of a word that holds a filter: the offset of the filter in the word, its place, and its name for people.

    ``url`` is the address among the words of the command. None for a word that holds no filter.
    """
    word, before = words[index], words[index - 1] if index else ""
    setting = SETTING.match(word)
    start, place, name = 0, None, before
    if before.startswith("--") and "=" not in before:
        place = in_command(words[: index - 1], before)
    if place is None and setting is not None:
        start, name = setting.end(), f"{setting[1] or ''}{setting[2]}"
        if setting[1]:
            place = in_command(words[:index], name) if setting[1] == "--" else None
        else:
            place = place_in_request(url, name) if setting[3] == "=" else None
    elif place is None and index > 1 and words[index - 2] == "--arg":
        place, name = _jq_place(before, words), "--arg"
    elif place is None and _CALL.match(word) and any(PurePath(tool).name == "filterlang" for tool in words[: min(index, 4)]):
        place, name = (Kind.RUN, Grounds.SURE), ""
    return None if place is None else (start, place, _where(words, name))


def call_of_flags(words: Sequence[str], index: int, kind: Kind) -> CallSite | None:
    """The command of a flag's value, with its other flags as arguments; None for a word that is no value of a flag.

    A flag without a value is true. A filter on traces is a ``trace_filter``, whatever the flag is called.
    """
    own = next((word for word in (words[index], words[index - 1] if index else "") if word.startswith("--")), "")
    if not own:
        return None
    arguments: list[tuple[str, Argument]] = []
    for flag, following in pairwise((*words, "")):
        name, mark, value = flag.partition("=")
        if flag.startswith("--") and name != own.partition("=")[0]:
            has_value = following and not following.startswith("-")
            arguments.append((name, of_text(value) if mark else of_text(following) if has_value else True))
    return call_site("", "trace_filter" if kind is Kind.TRACE else own.partition("=")[0], arguments)


def place_in_request(url: str, key: str) -> Place | None:
    """The place of a value under a key of a request, or of a setting where the command has no address."""
    keys, grounds = in_request(url) or ({}, Grounds.LIKELY)
    return (keys[key], grounds) if key in keys else under_name(key)


def _where(words: Sequence[str], name: str) -> str:
    """The name for people of an argument of a command."""
    known = next(
        (tool for word in words if (tool := PurePath(word).stem) in ("curl", "http", "jq", "filterlang", *COMMANDS)), ""
    )
    return f"{known} {name}".strip()


def _jq_place(name: str, words: Sequence[str]) -> Place | None:
    """The place of an argument of jq: the key under which its program puts the argument, or the name."""
    key = re.search(rf'([\w]+)"?\s*:\s*\${re.escape(name)}\b', " ".join(words))
    return under_name(key[1] if key else name)


def document_language(words: Sequence[str]) -> HostLanguage | None:
    """The language of the documents that the program of a command reads."""
    names = (re.sub(r"[\d.]+$", "", PurePath(word).name) for word in words)
    return next((HOST_LANGUAGES[_PROGRAMS[name]] for name in names if name in _PROGRAMS), None)
