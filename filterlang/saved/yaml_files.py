"""Reading YAML, as far as it is another way to write JSON. The only place that imports PyYAML, which is an optional extra.

Owns the invariant that a document holds what JSON can hold and nothing else, so that what is loaded can be dumped as JSON and
loaded again: a date is a text, and tags that JSON knows nothing of are refused.
"""

from typing import Any

import yaml

from filterlang.rendering import clip
from filterlang.saved.problems import Problem
from filterlang.source import Source

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
        """Merge in (``<<``) each key once: keys that are merged again and again would double with every level."""
        super().flatten_mapping(node)
        pairs: list[tuple[yaml.Node, yaml.Node]] = node.value
        node.value = list({_identity(key): (key, value) for key, value in pairs}.values())


def _identity(key: yaml.Node) -> object:
    return (key.tag, key.value) if isinstance(key, yaml.ScalarNode) else id(key)


def documents(text: str, name: str) -> tuple[list[Any], Problem | None]:
    """The documents of a text up to the first one that is broken, and what is wrong with that one."""
    found: list[Any] = []
    try:
        for document in yaml.load_all(text, Loader=_JsonLoader):
            found.append(document)  # noqa: PERF402 - those before a broken one are kept
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = clip(error.problem or error.context or "the text ends too early")
        return found, Problem(f"{name}:{mark.line + 1}" if mark else name, f"not YAML: {what}")
    except yaml.reader.ReaderError as error:
        line, column = Source(text).position(error.position)
        return found, Problem(f"{name}:{line}", f"not YAML: a character that is not allowed stands in column {column}")
    except RecursionError:
        return found, Problem(name, "nested too deeply to be read")
    except (ArithmeticError, LookupError, TypeError, ValueError):  # of PyYAML's constructors, for an explicit tag
        return found, Problem(name, "not YAML: a value is not what its tag says")
    return found, None
