"""Reads YAML, as far as it is another way to write JSON. The only place that imports PyYAML, which is an optional extra.

Owns the invariant that a document holds what JSON can hold and nothing else, so that what is loaded can be dumped as JSON and
loaded again: a date is a text, and tags, keys, numbers and cycles that JSON does not have are refused.
"""

from collections.abc import Collection
from math import isfinite
from typing import Any, cast

import yaml

from filterlang.text.display import clip
from filterlang.saved.problems import FileProblem
from filterlang.text.source import Source

_MOST_VALUES = 1_000_000
_MERGE = "tag:yaml.org,2002:merge"
_TAGS = frozenset(f"tag:yaml.org,2002:{kind}" for kind in ("null", "bool", "int", "float", "str", "seq", "map", "merge"))


class _JsonLoader(yaml.SafeLoader):
    """PyYAML's safe loader with fewer kinds of values."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - as PyYAML has it
        first: [(tag, pattern) for tag, pattern in resolvers if tag in _TAGS]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    yaml_constructors = {  # noqa: RUF012 - as PyYAML has it
        tag: construct for tag, construct in yaml.SafeLoader.yaml_constructors.items() if tag is None or tag in _TAGS
    }

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        """Merges in (``<<``) each key once: keys that are merged again and again would double with every level."""
        _refuse_keys(node)
        super().flatten_mapping(node)
        pairs: list[tuple[yaml.Node, yaml.Node]] = node.value
        node.value = list({_identity(key): (key, value) for key, value in pairs}.values())

    def construct_yaml_float(self, node: yaml.ScalarNode) -> float:
        """Returns a float; raises for one that JSON cannot write."""
        number = super().construct_yaml_float(node)
        if not isfinite(number):
            raise _refused(f"{clip(node.value)} is not a JSON number", node)
        return number


_JsonLoader.add_constructor("tag:yaml.org,2002:float", _JsonLoader.construct_yaml_float)


def _refused(problem: str, node: yaml.Node) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=problem, problem_mark=node.start_mark)


def _refuse_keys(node: yaml.MappingNode) -> None:
    """Raises for a key that is not a text, and for a key that stands twice: one of its values would be lost."""
    seen: set[object] = set()
    for key, _ in cast("list[tuple[yaml.Node, yaml.Node]]", node.value):
        if key.tag == _MERGE:
            continue
        if key.tag != "tag:yaml.org,2002:str":
            raise _refused("a key has to be a string: put it in quotes", key)
        if key.value in seen:
            raise _refused(f"the key {clip(key.value)} stands twice: keep one of them", key)
        seen.add(key.value)


def _identity(key: yaml.Node) -> object:
    return (key.tag, key.value) if isinstance(key, yaml.ScalarNode) else id(key)


def _is_endless(document: object) -> bool:
    """Whether a document has too many values to be written without aliases, as one that holds itself."""
    pending = [document]
    count = 1
    while pending and count <= _MOST_VALUES:
        value = pending.pop()
        inside: Collection[object] = ()
        if isinstance(value, dict):
            inside = cast("dict[str, object]", value).values()
        elif isinstance(value, list):
            inside = cast("list[object]", value)
        count += len(inside)
        if count <= _MOST_VALUES:
            pending.extend(inside)
    return count > _MOST_VALUES


def documents(text: str, name: str) -> tuple[list[Any], FileProblem | None]:
    """Returns the documents of a text up to the first broken one, and the problem of that one."""
    loaded: list[Any] = []
    try:
        for document in yaml.load_all(text, Loader=_JsonLoader):
            if _is_endless(document):
                return loaded, FileProblem(name, f"its aliases (*) make it endless, or more than {_MOST_VALUES:,} values")
            loaded.append(document)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = clip(error.problem or error.context or "the text ends too early")
        return loaded, FileProblem(f"{name}:{mark.line + 1}" if mark else name, f"not YAML: {problem}")
    except yaml.reader.ReaderError as error:
        line, column = Source(text).position(error.position)
        return loaded, FileProblem(f"{name}:{line}", f"not YAML: a character that is not allowed stands in column {column}")
    except RecursionError:
        return loaded, FileProblem(name, "nested too deeply to be read")
    except (ArithmeticError, LookupError, TypeError, ValueError):  # of PyYAML's constructors, for an explicit tag
        return loaded, FileProblem(name, "not YAML: a value is not what its tag says")
    return loaded, None
