"""The clients that a document imports, makes or defines: those of LangSmith, of filterlang, and of other libraries.

Owns the invariant that a document is read once, in linear time, and only where it imports another client.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property, lru_cache
import json
import re

from filterlang.hosts.documents import HostDocument
from filterlang.hosts.readers.notebook_host import CELL
from filterlang.hosts.readers.python_places import OTHER_LIBRARIES
from filterlang.text.jsonvalues import as_list, as_mapping, is_array

_LANGSMITH = re.compile(
    r"(?:from|import)\s+langsmith\b|[\"']langsmith(?:/[\w./-]{1,80})?\\?[\"']|langchain\.smith\b|\blangsmith-go\b"
)
_A_CLIENT = r"\s+import\s+(?:\([^()]{0,2000}?|(?:\\\r?\n|[^\n();\"]){0,500}?)\b(?:Async)?Client\b"
_ALIASED = r"\bimport\s+filterlang\s+as\s+(\w{1,60})\b(?=[\s\S]{0,20000}?\b\1\.(?:Async)?Client\b)"
_OURS = re.compile(rf"\bfrom\s+filterlang(?:\.client)?{_A_CLIENT}|\bfilterlang\.(?:Async)?Client\b|{_ALIASED}")
_THEIRS = re.compile(rf"\bimport\s+langsmith\b|\bfrom\s+langsmith[\w.]{{0,60}}{_A_CLIENT}")
"""An import of a client of LangSmith's SDK for Python."""
_OTHERS = frozenset({*OTHER_LIBRARIES, "filterlang"})
_FROM = re.compile(
    r"(?:^|;)[ \t]*from[ \t]+([\w.]+)[ \t]+import[ \t]+(\([^()]{0,4000}\)|(?:\\\r?\n|[^\n(;]){1,1000})", re.MULTILINE
)
_IMPORT = re.compile(r"(?:^|;)[ \t]*import[ \t]+([^\n;]{1,1000})", re.MULTILINE)
_NAME = re.compile(r"(\w[\w.]*)(?:\s+as\s+(\w+))?")
_MADE = re.compile(
    r"\b(?:(?P<target>\w++)[ \t]*+(?::[^=\n]{0,100})?=[ \t]*+(?:\(\s*+)?+(?:await[ \t]++)?(?P<maker>\w++)[\w.]*+\("
    r"|(?P<opener>\w++)[\w.]*+\([^\n()]{0,200}\)[ \t]+as[ \t]+(?P<alias>\w+)"
    r"|(?P<parameter>\w++)[ \t]*+:[ \t]*+[\"']?(?P<type>\w++)(?![ \t]*+=[ \t]*+(?:await[ \t]++)?\w++[\w.]*+\())"
)
"""A name with the first name of the expression that makes its value, or of its type. It takes a word of any length once."""
_DEFINED = re.compile(r"\b(?:def|function|func|fun|async)[ \t]+(?:\([^()\n]{0,100}\)[ \t]*)?(\w+)[ \t]*[(<]")


class Clients:
    """What a document says about the clients in it."""

    def __init__(self, document: HostDocument) -> None:
        self._document = document

    @cached_property
    def imports_langsmith(self) -> bool:
        """Whether the document, or a file that it stands in, imports a package of LangSmith."""
        return self._has(_LANGSMITH)

    @cached_property
    def are_ours(self) -> bool:
        """Whether the document imports the client of filterlang, and no other: its calls do not end."""
        return self._has(_OURS) and not self.imports_langsmith

    @cached_property
    def list_with_ours(self) -> bool:
        """Whether the only client that the document imports is that of filterlang, beside other names of LangSmith."""
        return self._has(_OURS) and not self._has(_THEIRS)

    def makes(self, receiver: list[str]) -> bool:
        """Whether the value of an expression, given by its names, is made by another library, as far as the document shows."""
        if not self._modules:
            return False
        makers = {receiver[0], *self._makers.get(receiver[-1], ())}
        modules = [self._modules[maker] for maker in makers if maker in self._modules]
        return bool(modules) and all(module in _OTHERS for module in modules)

    def defines(self, name: str) -> bool:
        """Whether the document defines a function or a method of a name."""
        return name in self._defined

    def _has(self, pattern: re.Pattern[str]) -> bool:
        source = self._document.source
        if pattern.search(source.text) is not None:
            return True
        while source.map is not None:
            source = source.map.host
            if _is_in(source.text, pattern):
                return True
        return False

    @cached_property
    def _modules(self) -> dict[str, str]:
        return _modules_in(self._program)

    @cached_property
    def _makers(self) -> dict[str, set[str]]:
        return _makers_in(self._program)

    @cached_property
    def _defined(self) -> frozenset[str]:
        return _defined_in(self._program)

    @cached_property
    def _program(self) -> str:
        """The text of the document, or for a cell of a notebook that of all its code: the cells share their names."""
        map = self._document.source.map
        is_cell = self._document.source.name == CELL and map is not None
        return _code_of(map.host.text) if is_cell and map is not None else self._document.text


@lru_cache(maxsize=2)
def _code_of(notebook: str) -> str:
    """The text of the code cells of a notebook; none for a text that is no notebook."""
    try:
        cells = as_list(as_mapping(json.loads(notebook)).get("cells"))
    except (ValueError, RecursionError):
        return ""
    sources = [as_mapping(cell).get("source") for cell in cells if as_mapping(cell).get("cell_type") == "code"]
    return "\n".join("".join(map(str, as_list(source))) if is_array(source) else str(source) for source in sources)


@lru_cache(maxsize=2)
def _modules_in(text: str) -> dict[str, str]:
    """The packages that imported names come from; none where none of them is another client's."""
    modules: dict[str, str] = {}
    for module, names in _FROM.findall(text):
        modules |= {alias or name: module.partition(".")[0] for name, alias in _NAME.findall(names)}
    for names in _IMPORT.findall(text):
        modules |= {alias or name.partition(".")[0]: name.partition(".")[0] for name, alias in _NAME.findall(names)}
    return modules if not _OTHERS.isdisjoint(modules.values()) else {}


@lru_cache(maxsize=2)
def _makers_in(text: str) -> dict[str, set[str]]:
    """The first names of the expressions that make the values of names."""
    makers: defaultdict[str, set[str]] = defaultdict(set)
    for made in _MADE.finditer(text):
        name = made["target"] or made["alias"] or made["parameter"]
        makers[name].add(made["maker"] or made["opener"] or made["type"])
    return makers


@lru_cache(maxsize=2)
def _defined_in(text: str) -> frozenset[str]:
    """The names of the functions and methods that a text defines."""
    return frozenset(_DEFINED.findall(text))


@lru_cache(maxsize=8)
def _is_in(text: str, pattern: re.Pattern[str]) -> bool:
    """Whether a file has a pattern, which each of its documents asks: a notebook has thousands of them."""
    return pattern.search(text) is not None
