"""Reads YAML, as far as it is another way to write JSON. The only place that imports PyYAML, which is an optional extra.

Owns the invariant that a document holds what JSON can hold and nothing else, so that what is loaded can be dumped as JSON and
loaded again: a date is a text, and tags, keys, numbers and cycles that JSON does not have are refused.
"""

from collections.abc import Collection, Iterator
from functools import partial
from math import isfinite
import re
from typing import cast

import yaml

from filterlang.text.display import clip
from filterlang.hosts.embedded import Decoded
from filterlang.hosts.readers.yaml_strings import block, double_quoted, plain, single_quoted
from filterlang.saved.placed_values import PlacedDocument, Key, PlacedValue
from filterlang.saved.problems import FileProblem, problem_at
from filterlang.text.source import Source

_MOST_VALUES = 1_000_000
_PROPERTIES = re.compile(r"(?:(?:[!&]\S*+|(?<=\s)#[^\r\n]*+)\s++)*+")
"""The tag and the anchor before a value."""
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


def yaml_documents(source: Source) -> Iterator[PlacedDocument | FileProblem]:
    """Yields the documents of a file that are not empty, up to the first broken one, and the problem of that one."""
    try:
        loader = _JsonLoader(source.text)
        while loader.check_node() and (node := loader.get_node()) is not None:
            value = cast("object", loader.construct_document(node))  # pyright: ignore[reportUnknownMemberType]  # not typed
            if _is_endless(value):
                message = f"its aliases (*) make it endless, or more than {_MOST_VALUES:,} values"
                yield problem_at(source, node.start_mark.index, message)
                return
            if value is not None:
                yield PlacedDocument(value, partial(_placed, source.text, node, node.start_mark))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = clip(error.problem or error.context or "the text ends too early")
        yield problem_at(source, mark.index if mark else 0, f"not YAML: {problem}")
    except yaml.reader.ReaderError as error:
        yield problem_at(source, error.position, "not YAML: a character that is not allowed stands here")
    except RecursionError:
        yield FileProblem(source.name, "nested too deeply to be read")
    except (ArithmeticError, LookupError, TypeError, ValueError):  # of PyYAML's constructors, for an explicit tag
        yield FileProblem(source.name, "not YAML: a value is not what its tag says")


def _placed(text: str, node: yaml.Node, key: yaml.Mark, parent: int = 0) -> PlacedValue:
    """The value of a node whose mappings have been flattened.

    ``parent`` is the column of the entry that it is the value of, which does not count for an alias: a block is indented where
    it stands.
    """
    start = node.start_mark.index
    parent = parent if key.index <= start else -1
    if isinstance(node, yaml.ScalarNode) and (properties := _PROPERTIES.match(text, start)):
        start = properties.end()
    decode = partial(_decoded, text, node, start, parent) if isinstance(node, yaml.ScalarNode) else None
    return PlacedValue(key.index, start, node.end_mark.index, partial(_members, text, node), decode)


def _members(text: str, node: yaml.Node) -> dict[Key, PlacedValue]:
    if isinstance(node, yaml.MappingNode):
        pairs: list[tuple[yaml.Node, yaml.Node]] = node.value
        return {key.value: _placed(text, value, key.start_mark, key.start_mark.column) for key, value in pairs}
    items: list[yaml.Node] = node.value if isinstance(node, yaml.SequenceNode) else []
    return {number: _placed(text, item, item.start_mark, node.start_mark.column) for number, item in enumerate(items)}


def _decoded(text: str, node: yaml.ScalarNode, start: int, parent: int) -> Decoded:
    """The text of a scalar, whose style tells how it is written."""
    end = node.end_mark.index
    if node.style in ("|", ">"):
        return block(text, start, parent)
    if node.style in ("'", '"'):
        return (single_quoted if node.style == "'" else double_quoted)(text, start + 1, end - 1)
    return plain(text, start, end)
