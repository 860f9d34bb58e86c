"""The keys of a configuration: what each takes, and the messages about those that are wrong.

Owns the invariant that every wrong key and value is refused with its line and, where there is one, the name that was meant.
"""

from __future__ import annotations

import os
import re
import tomllib
from typing import cast

from filterlang.findings.evidence import Severity
from filterlang.lint.lint_settings import ConfigurationError
from filterlang.lint.report.report_formats import FORMATS
from filterlang.schema.dialects import DIALECTS
from filterlang.semantics.surroundings import VALUE_TYPES
from filterlang.semantics.typos import close_to

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

_ENOUGH = 0.6
"""How similar a name has to be for a suggestion."""


class _MemberError(ValueError):
    """A wrong value inside the value of a key; ``path`` leads to it."""

    def __init__(self, path: tuple[str, ...], message: str) -> None:
        super().__init__(message)
        self.path = path


def _nearest(word: str, names: Iterable[str]) -> str:
    near = close_to(word, names, _ENOUGH)
    return f": did you mean {near[0]}?" if near else ""


def checked_rule(name: str) -> str:
    """A name of rules. Raises ``ValueError`` for one that names none."""
    if name == "ALL":
        return name
    from filterlang.rules.registry import RULES

    slugs = {rule.slug for rule in RULES.values()}
    if name in slugs or (name.startswith("FL") and any(code.startswith(name) for code in RULES)):
        return name
    raise ValueError(f"there is no rule {name}{_nearest(name, (*slugs, 'ALL')) or ': `filterlang rule` lists them'}")


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    raise ValueError("has to be a text in quotes")


def _path(value: object) -> str:
    path = _text(value)
    if "\0" in path:
        raise ValueError("has to be a path, which has no NUL")
    return path


def _paths(value: object) -> tuple[str, ...]:
    """One path, pattern or folder, or a list of them."""
    if isinstance(value, (str, list)) and value != "" and (isinstance(value, str) or "" not in value):
        return tuple(map(_path, _texts([value] if isinstance(value, str) else cast("object", value))))
    raise ValueError('has to be a path, or a list of paths, such as "runs.jsonl"')


def _flag(value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise ValueError("has to be true or false")


def _count(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    raise ValueError("has to be a whole number from 0")


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, list):
        items = cast("list[object]", value)
        texts = tuple(item for item in items if isinstance(item, str))
        if len(texts) == len(items):
            return texts
    raise ValueError('has to be a list of texts, such as ["…"]')


def _rules(value: object) -> tuple[str, ...]:
    return tuple(map(checked_rule, _texts(value)))


def _rules_by_pattern(value: object) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if isinstance(value, dict):
        return tuple((pattern, _rules(names)) for pattern, names in cast("dict[str, object]", value).items())
    raise ValueError('has to be a table from patterns to rules, such as {"tests/*" = ["bare-word"]}')


def _names(value: object) -> frozenset[str]:
    return frozenset(_texts(value))


def _types_by_key(value: object) -> dict[str, frozenset[str]]:
    """The types of the keys of the metadata. A table stands for the keys of an object, as a key with dots does.

    The key of an object is a key as well, with no type of its own.
    """
    if isinstance(value, dict):
        types: dict[str, frozenset[str]] = {}
        pending: list[tuple[tuple[str, ...], object]] = [((), cast("dict[str, object]", value))]
        while pending:
            path, inner = pending.pop()
            steps = ".".join(path).split(".")
            for key in (".".join(steps[:count]) for count in range(1, len(steps))):
                types.setdefault(key, frozenset())
            if isinstance(inner, dict):
                pending += (((*path, key), below) for key, below in cast("dict[str, object]", inner).items())
            elif path:
                types[".".join(path)] = types.get(".".join(path), frozenset()) | _types(path, inner)
        return types
    raise ValueError('has to be a table from keys to types, such as {user_id = "string"}')


def _types(path: tuple[str, ...], value: object) -> frozenset[str]:
    try:
        return frozenset(map(_one_of(VALUE_TYPES), cast("list[object]", value) if isinstance(value, list) else [value]))
    except ValueError as error:
        raise _MemberError(path, f"{error}, or a list of these" if "; " not in str(error) else str(error)) from None


def _one_of(names: Iterable[str]) -> Callable[[object], str]:
    def checked(value: object) -> str:
        if isinstance(value, str) and value in names:
            return value
        near = _nearest(value, names) if isinstance(value, str) else ""
        raise ValueError(f"has to be one of {', '.join(names)}{near and '; ' + near[2:]}")

    return checked


KEYS: dict[str, Callable[[object], object]] = {
    "dialect": _one_of(DIALECTS),
    "select": _rules,
    "extend-select": _rules,
    "ignore": _rules,
    "per-file-ignores": _rules_by_pattern,
    "exclude": _texts,
    "extend-exclude": _texts,
    "include": _texts,
    "severity": lambda value: Severity(_one_of([severity.value for severity in Severity])(value)),
    "unsafe-fixes": _flag,
    "baseline": _path,
    "output-format": _one_of(FORMATS),
    "cache-dir": _path,
    "export": _paths,
    "metadata": _types_by_key,
    "feedback": _names,
    "tags": _names,
    "names": _names,
}
"""The keys, each with the function that checks its value and makes the field of the configuration of it."""


EDITOR_KEYS: dict[str, Callable[[object], object]] = {
    **KEYS,
    "hints": _flag,
    "width": _count,
    "documents": _one_of(("show", "result")),
}
"""The keys of an editor's settings: those of a configuration, and those of the language server only."""


def checked_key(key: str, value: object, keys: Mapping[str, Callable[[object], object]] = KEYS) -> object:
    """The field that the value of a key is. Raises ``ValueError`` with a message that names the key."""
    if key not in keys:
        raise ValueError(_no_key(key, keys))
    try:
        return keys[key](value)
    except _MemberError as error:
        raise ValueError(f"{'.'.join((key, *error.path))}: {error}") from None
    except ValueError as error:
        raise ValueError(f"{key}: {error}") from None


def _no_key(key: str, keys: Iterable[str]) -> str:
    wanted = _nearest(key.replace("_", "-"), keys) or f": the keys are {', '.join(keys)}"
    return f"there is no key {key!r}{wanted}"


def read_table(file: str, content: bytes) -> dict[str, Any] | None:
    """The table of a configuration file, with its keys as names of fields; None where the file has none for filterlang.

    Raises ``ConfigurationError``.
    """
    shown = os.path.relpath(file) if file.startswith(os.getcwd() + os.sep) else file
    try:
        text = content.decode("utf-8-sig")
        parsed = tomllib.loads(text)
    except ValueError as error:
        raise ConfigurationError(f"{shown}: not TOML: {error}") from None
    except RecursionError:
        raise ConfigurationError(f"{shown}: it is nested too deeply to be read") from None
    tool: object = parsed.get("tool")
    tools = cast("dict[str, object]", tool) if isinstance(tool, dict) else {}
    document: object = parsed
    prefix = ""
    if os.path.basename(file) == "pyproject.toml" or "filterlang" in tools:
        document, prefix = tools.get("filterlang"), "tool.filterlang"
    if document is None:
        return None
    if not isinstance(document, dict):
        raise ConfigurationError(f"{shown}:{_line_of('filterlang', 'tool', text)}: tool.filterlang: has to be a table")
    fields: dict[str, Any] = {}
    for key, value in cast("dict[str, object]", document).items():
        line = _line_of(key, prefix, text)
        check = KEYS.get(key)
        if check is None:
            raise ConfigurationError(f"{shown}:{line}: {_no_key(key, KEYS)}")
        try:
            fields[key.replace("-", "_")] = check(value)
        except _MemberError as error:
            line = _line_of_member((key, *error.path), prefix, text) or line
            raise ConfigurationError(f"{shown}:{line}: {'.'.join((key, *error.path))}: {error}") from None
        except ValueError as error:
            raise ConfigurationError(f"{shown}:{line}: {key}: {error}") from None
    return fields


def _line_of_member(path: tuple[str, ...], prefix: str, text: str) -> int | None:
    """The line of a key inside of a table, where it stands in the section of this table as ``key = …``."""
    for count in range(len(path) - 1, 0, -1):
        header = r"[ \t]*\.[ \t]*".join(_spelled(step) for step in (*filter(None, prefix.split(".")), *path[:count]))
        key = r"[ \t]*\.[ \t]*".join(map(_spelled, path[count:]))
        section = rf"^[ \t]*\[[ \t]*{header}[ \t]*\][^\n]*\n(?:(?![ \t]*\[)[^\n]*\n)*?[ \t]*{key}[ \t]*="
        if found := re.search(section, text, re.MULTILINE):
            return text.count("\n", 0, found.end()) + 1
    return None


def _spelled(step: str) -> str:
    return rf"[\"']?{re.escape(step)}[\"']?"


def _line_of(key: str, prefix: str, text: str) -> int:
    """The line of a key, from 1; 1 where it is written in another way than as ``key = …`` or as a table."""
    name = rf"[\"']?{re.escape(key)}[\"']?"
    section = re.search(rf"(?m)^[ \t]*\[[ \t]*{re.escape(prefix)}[ \t]*\]", text) if prefix else None
    below = re.compile(rf"(?m)^[ \t]*(?:{re.escape(prefix)}\.)?{name}[ \t]*[.=]|^[ \t]*\[[^\n\]]*{name}[ \t]*\]")
    found = below.search(text, section.end() if section else 0) or below.search(text)
    return 1 if found is None else text.count("\n", 0, found.start()) + 1
