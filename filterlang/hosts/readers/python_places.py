"""The places of a Python document that hold filters: arguments of calls, entries of mappings, request bodies, named values.

Owns the invariant that a call of another library, by its name or by what its receiver was imported from, is no place.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from filterlang.hosts.embedded import Grounds
from filterlang.hosts.known_places import call_name, call_of_request, in_request, is_description, snake, under_key, under_name
from filterlang.hosts.readers.python_calls import PythonSite
from filterlang.hosts.readers.python_expressions import ExpressionReader
from filterlang.hosts.readers.python_flow import Use
from filterlang.hosts.readers.python_names import Relation, Scope
from filterlang.hosts.readers.python_survey import Seen, Survey
from filterlang.hosts.readers.python_syntax import arguments_of_call, field, operands
from filterlang.schema.places import CALLS, Kind

if TYPE_CHECKING:
    from tree_sitter import Node

OTHER_LIBRARIES = frozenset({
    "airtable", "azure", "boto3", "botocore", "bson", "chromadb", "clickhouse_connect", "dagster", "databricks", "django",
    "elasticsearch", "googleapiclient", "google", "kfp", "kfp_server_api", "langfuse", "ldap", "ldap3", "meilisearch", "milvus",
    "mlflow", "opensearchpy", "phoenix", "pinecone", "pocketbase", "prefect", "pyairtable", "pymilvus", "pymongo",
    "qdrant_client", "sasctl", "saspy", "sqlalchemy", "supabase", "swat", "typesense", "wandb", "weaviate",
})  # fmt: skip
"""Packages whose calls have filters of their own."""

OTHER_CALLS = frozenset({
    "similarity_search", "similarity_search_with_score", "max_marginal_relevance_search", "as_retriever", "search_runs",
    "search_experiments", "search_model_versions", "search_registered_models", "search_traces", "asimilarity_search", "map",
    "add_filter", "addfilter", "template_filter", "register_filter", "savgol_filter",
})  # fmt: skip
"""Calls with filters of another language, whatever they are called on."""

_REQUESTS = frozenset({"post", "get", "patch", "put", "request", "stream", "build_request", "urlopen", "Request", "fetch"})
_OPTIONS = frozenset({"add_argument", "add_option", "option", "argument"})
"""Calls that declare an option of a command line, with its names and its default."""
_BODIES = ("json", "data", "params", "body", "content", "payload")
_AROUND_MAPPINGS = ("list", "parenthesized_expression", "conditional_expression", "boolean_operator", "binary_operator")
_RAW = ("with_raw_response", "with_streaming_response", "chain")
_MOST_STEPS = 6
_MOST_NAMES = 16
"""Names of a callee that are read, from its end."""


class KnownCall(NamedTuple):
    """A call of LangSmith, or a request: how it is shown, its arguments that are filters, and its name in the table of calls.

    One that is not ``complete`` has other arguments than those that are written beside a filter.
    """

    shown: str
    arguments: Mapping[str, Kind]
    grounds: Grounds
    name: str = ""
    complete: bool = True


class PlacesOfPython:
    """The places of one document."""

    def __init__(self, survey: Survey, reader: ExpressionReader) -> None:
        self._survey = survey
        self._reader = reader
        self._other_spans: list[tuple[int, int]] = []
        self._are_other: dict[tuple[str, int], bool] = {}

    def uses(self) -> Iterator[Use]:
        """Yields the expressions that stand in a place, the surest first for each name."""
        weak: list[Use] = []
        for seen in self._survey.calls:
            for use in self._of_call(seen):
                if use.grounds is Grounds.SURE:
                    yield use
                else:
                    weak.append(use)
        for seen in self._survey.mappings:
            for use in self._of_tool_message(seen):
                yield use
            weak += self._of_mapping(seen)
        for seen in self._survey.loose_arguments:
            yield from self._of_loose_argument(seen)
        yield from weak
        yield from self._of_names()

    # Calls

    def _of_call(self, seen: Seen) -> Iterator[Use]:
        node, scope = seen.node, seen.scope
        function, arguments = field(node, "function"), field(node, "arguments")
        if function is None or arguments is None or arguments.type != "argument_list":
            return
        path = self.path(function)
        positional, named = arguments_of_call(arguments, self._survey.document)
        if self._is_other(path, scope):
            if not self._is_in_other(node):
                self._other_spans.append((node.start_byte, node.end_byte))
            return
        known = self._known(path, scope) or next(
            (found for child in positional if child.type in ("attribute", "identifier")
             if (found := self._known(self.path(child), scope))), None)  # fmt: skip
        entries = [(name, value, scope) for name, value in named.items()]
        for child in operands(arguments):
            if child.type == "dictionary_splat" and known is not None:
                entries += self.entries(operands(child)[0], scope)
                known = known._replace(complete=False)
        tool = self._reader.constant(positional[0]) if positional and positional[0].type == "string" else None
        if tool is not None and tool in CALLS:
            known = KnownCall(tool, CALLS[tool], Grounds.SURE, tool)
            entries = [entry for child in (*positional[1:], *named.values()) for entry in self.entries(child, scope)]
        if known is not None:
            yield from self._in_known_call(known, entries)
        elif path and path[-1] in _REQUESTS:
            yield from self._in_request(positional, named, scope)
        elif path and path[-1] in _OPTIONS and "default" in named:
            yield from self._of_option(path[-1], positional, named["default"], scope)
        elif path and path[-1] == "parametrize" and len(positional) > 1:
            yield from self._of_parameters(positional[0], positional[1], scope)
        else:
            for name, value, _ in entries:
                yield from self._likely(under_key(name, named), value, scope, f"{path[-1] if path else '…'}({name}=…)")

    def _of_option(self, call: str, names: list[Node], default: Node, scope: Scope) -> Iterator[Use]:
        """The default of an option of a command line, by any of the option's names."""
        for name in names:
            option = self._reader.constant(name) or ""
            if (place := under_name(option.lstrip("-"))) is not None:
                yield from self._likely(place, default, scope, f"{call}({option})")
                return

    def _of_parameters(self, names: Node, values: Node, scope: Scope) -> Iterator[Use]:
        """The values of the parameters of a test: ``parametrize("filter_str, count", [("…", 1)])``."""
        if names.type in ("list", "tuple"):
            parameters = [self._reader.constant(name) or "" for name in operands(names)]
        else:
            parameters = (self._reader.constant(names) or "").replace(" ", "").split(",")
        for index, parameter in enumerate(parameters):
            place = under_name(parameter)
            for value in operands(values) if place is not None and values.type in ("list", "tuple") else ():
                arguments = field(value, "arguments") if value.type == "call" else None
                items = operands(value if arguments is None else arguments)
                if arguments is None and len(parameters) == 1:
                    items = [value]
                if index < len(items):
                    yield from self._likely(place, items[index], scope, f"parametrize({parameter})")

    def path(self, function: Node) -> list[str]:
        """The names by which a callee is written, in order: ``self.client.runs.query``."""
        names: list[str] = []
        node: Node | None = function
        while node is not None and len(names) < _MOST_NAMES:
            if node.type == "identifier":
                names.append(self._survey.text(node))
                break
            attribute = field(node, "attribute")
            if attribute is not None and self._survey.text(attribute) not in _RAW:
                names.append(self._survey.text(attribute))
            node = field(node, "object") or field(node, "function") or field(node, "value")
        return names[::-1]

    def _known(self, path: list[str], scope: Scope) -> KnownCall | None:
        name = call_name(".".join(path)) if path else ""
        if not name or self._is_other(path, scope):
            return None
        is_sure = snake(path[-1]) in CALLS or self._survey.document.mentions_langsmith
        shown = path[-1] if snake(path[-1]) in CALLS else ".".join(path[-2:])
        return KnownCall(shown, CALLS[name], Grounds.SURE if is_sure else Grounds.LIKELY, name)

    def _in_known_call(self, known: KnownCall, entries: list[tuple[str, Node, Scope]]) -> Iterator[Use]:
        for key, value, scope in entries:
            kind = known.arguments.get(snake(key))
            if kind is not None:
                where, many = f"{known.shown}({key}=…)", snake(key) == "filters"
                site = PythonSite(value, scope, known.name, known.complete)
                yield Use(value, scope, kind, known.grounds, where, many=many, site=site)

    def _is_other(self, path: list[str], scope: Scope) -> bool:
        """Whether a call is one of another library."""
        if not path or path[-1] in OTHER_CALLS:
            return bool(path)
        key = (path[0], id(scope))
        if key not in self._are_other:
            self._are_other[key] = self.origin(path[0], scope).partition(".")[0] in OTHER_LIBRARIES
        return self._are_other[key]

    def origin(self, name: str, scope: Scope, steps: int = 0) -> str:
        """The module that a name comes from; an empty text where that is not known."""
        if steps > _MOST_STEPS:
            return ""
        owner = scope.scope_of(name)
        if owner is None:
            return self._survey.names.modules.get(name, "")
        parameter = owner.parameters.get(name)
        sources = [binding.value for binding in owner.names.get(name, [])[:3]]
        if parameter is not None and parameter.annotation is not None:
            sources.append(operands(parameter.annotation)[0])
        for source in sources:
            path = self.path(source) if source.type in ("call", "attribute", "identifier", "await") else []
            module = self.origin(path[0], owner, steps + 1) if path and path[0] != name else ""
            if not module and path:
                module = self._survey.names.modules.get(path[0], "")
            if module:
                return module
        return ""

    # Mappings

    def entries(self, node: Node, scope: Scope) -> list[tuple[str, Node, Scope]]:
        """The entries of a mapping and of the mappings inside of it, with the values that are assigned to its keys later."""
        entries: list[tuple[str, Node, Scope]] = []
        waiting = [(node, scope)]
        visited: set[int] = set()
        while waiting:
            node, scope = waiting.pop()
            if node.id in visited:
                continue
            visited.add(node.id)
            if node.type == "identifier":
                name = self._survey.text(node)
                if not self._survey.is_first(f"**{name}", scope.scope_of(name), many=True):
                    continue
                for binding in scope.bindings(name):
                    waiting.append((binding.value, binding.scope))
                owner = scope.scope_of(name) or scope
                entries += ((key.strip("\"'"), bound.value, bound.scope) for key, bound in owner.entries.get(name, []))
            elif node.type == "dictionary":
                for child in operands(node):
                    key_node, value = field(child, "key"), field(child, "value")
                    if key_node is not None and value is not None:
                        entries.append((self._reader.constant(key_node) or "", value, scope))
                    waiting += ((inner, scope) for inner in ([value] if value is not None else operands(child)))
            elif node.type == "tuple" and len(operands(node)) == 2:
                key_node, value = operands(node)
                entries.append((self._reader.constant(key_node) or "", value, scope))
            elif node.type in _AROUND_MAPPINGS:
                waiting += ((inner, scope) for inner in operands(node))
            elif node.type == "call" and (arguments := field(node, "arguments")) is not None:
                function = field(node, "function")
                positional, named = arguments_of_call(arguments, self._survey.document)
                if function is not None and self._survey.text(function) == "dict":
                    entries += ((name, value, scope) for name, value in named.items())
                waiting += ((inner, scope) for inner in (*positional, *named.values()))
        return entries

    def _in_request(self, positional: list[Node], named: Mapping[str, Node], scope: Scope) -> Iterator[Use]:
        """The bodies and parameters of an HTTP request, which its address tells."""
        address = next((self._survey.text(child) for child in (*positional, named.get("url")) if child is not None), "")
        address = " ".join([address, *(self._survey.text(child) for child in positional[1:2])])
        request = in_request(address)
        if request is not None:
            keys, grounds = request
            grounds = Grounds.SURE if self._survey.document.mentions_langsmith else grounds
            for body in [value for name, value in named.items() if name in _BODIES] + positional[1:]:
                yield from self._in_known_call(
                    KnownCall("request", keys, grounds, call_of_request(address)), self.entries(body, scope)
                )

    def _of_tool_message(self, seen: Seen) -> Iterator[Use]:
        """The arguments of a call of a tool: ``{"name": "fetch_runs", "arguments": {…}}``."""
        entries = self._reader.entries(seen.node)
        name, arguments = entries.get("name") or entries.get("tool"), entries.get("arguments") or entries.get("args")
        tool = self._reader.constant(name) if name is not None else None
        if tool is not None and tool in CALLS and arguments is not None:
            yield from self._in_known_call(
                KnownCall(tool, CALLS[tool], Grounds.SURE, tool), self.entries(arguments, seen.scope)
            )

    def _is_in_other(self, node: Node) -> bool:
        """Whether a node is in a call of another library."""
        at = bisect_right(self._other_spans, (node.start_byte, node.end_byte)) - 1
        return at >= 0 and node.end_byte <= self._other_spans[at][1]

    def _of_mapping(self, seen: Seen) -> Iterator[Use]:
        node, scope = seen.node, seen.scope
        if self._is_in_other(node):
            return
        if node.type == "dictionary":
            entries = self._reader.entries(node)
            for key, value in entries.items():
                for use in self._likely(under_key(key, entries), value, scope, f'"{key}"'):
                    yield replace(use, site=PythonSite(value, scope))
            return
        left, right = field(node, "left"), field(node, "right")
        key_node = field(left, "subscript") if left is not None else None
        name = self._reader.constant(key_node) if key_node is not None else None
        if name is not None and right is not None:
            yield from self._likely(under_key(name), right, scope, f'["{name}"]')

    def _of_loose_argument(self, seen: Seen) -> Iterator[Use]:
        """A named argument of a call that could not be parsed: its value may go on in the statements after it."""
        name, value = field(seen.node, "name"), field(seen.node, "value")
        while value is not None and value.has_error and value.type != "string":
            value = next(iter(operands(value)), None)
        if name is not None and value is not None:
            key = self._survey.text(name)
            yield from self._likely(under_key(key), value, seen.scope, f"{key}=…")

    # Names

    def _of_names(self) -> Iterator[Use]:
        names = self._survey.names
        for scope in self._survey.scopes:
            for name, bindings in scope.names.items():
                place = under_name(name) or self._of_constant(name, scope)
                if place is not None:
                    is_built = any(binding.relation is Relation.ADDED for binding in bindings)
                    for binding in bindings:
                        yield from self._likely(place, binding.value, binding.scope, name, fragment=is_built)
        for name, attributes in names.attributes.items():
            for _, binding in attributes:
                yield from self._likely(under_name(name), binding.value, binding.scope, name)
        for name, functions in names.functions.items():
            for function in functions:
                for binding in function.returns:
                    yield from self._likely(under_name(name), binding.value, binding.scope, f"{name}()")

    def _of_constant(self, name: str, scope: Scope) -> tuple[Kind, Grounds] | None:
        """The place of a constant of any name, in a document about LangSmith: other modules may import it."""
        is_constant = name.isupper() and (scope.is_class or scope.parent is None)
        if is_constant and self._survey.document.mentions_langsmith and not is_description(name):
            return Kind.RUN, Grounds.LIKELY
        return None

    def _likely(
        self, place: tuple[Kind, Grounds] | None, node: Node, scope: Scope, where: str, *, fragment: bool = False
    ) -> Iterator[Use]:
        if place is not None:
            yield Use(node, scope, *place, where, fragment, many=True)
