"""Finds the calls of LangSmith's SDKs, and the addresses of its HTTP interface, that end with v1.

Owns the invariant that a call is reported only where its file shows that it is one of LangSmith's own client, and an address
only where it stands in a text of a file that names LangSmith.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
import re

from filterlang.findings.diagnostic import Diagnostic
from filterlang.findings.finding import Finding
from filterlang.hosts.documents import HostDocument, nodes_at
from filterlang.hosts.embedded import EmbeddedFilter
from filterlang.hosts.filter_search import FoundFilters, search_filters
from filterlang.hosts.host_languages import INSTRUCTION, HostLanguage
from filterlang.hosts.known_places import snake
from filterlang.hosts.imported_clients import Clients
from filterlang.rules.endings import ENDING_CALL, ENDING_ENDPOINT, message_about, v1_has_ended
from filterlang.schema.end_of_v1 import (
    ENDING_CALLS, ENDING_ENDPOINTS, ENDING_FUNCTIONS, IN_EACH_ENDPOINT, OWN_ARGUMENTS, OWN_CALLS, REPLACED_BY_OURS,
)  # fmt: skip
from filterlang.text.display import clip
from filterlang.text.frozen import dataclass
from filterlang.text.source import Source, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_WITH_ADDRESSES = frozenset({*ENDING_CALLS, "csharp", "shell", "makefile", "http"})
_NESTED = frozenset({"annotation_queues", "public", "public_"})
"""Resources with runs of their own, which do not end."""
_OWN_NAMES = frozenset({"self", "cls", "this", "super"})
_MOCK = re.compile(r"mock|fake|stub", re.IGNORECASE)
_CLIENT = re.compile(r"client|langsmith|\bls\b", re.IGNORECASE)
_OPENS = re.compile(r"\s{0,20}(?:<[^<>()]{0,80}>)?\s{0,20}\(")
_IS_PASSED = re.compile(r"\s*[,)]")
_CALLS = ("call", "call_expression", "method_invocation", "object_creation_expression")
_ARGUMENTS = ("argument_list", "arguments", "keyword_argument")
_ARGUMENT = re.compile(r"(\w+)\s*(?:=(?!=)|:)")
_TEXTS = ("string", "template", "word", "concatenation", "heredoc")
"""Parts of the types of the nodes that are texts."""
_REQUEST = re.compile(r"(?:GET|POST)[ \t]")
_HOST = re.compile(r"https?://[\w.:-]{1,100}/?\Z")
_BASE = re.compile(r"(?:[\"'`})]|%[sv]|\$\w{1,60}|(?:^|\bapi )(?:GET|POST)[ \t]+)/?\Z", re.MULTILINE)
"""What an address without its server begins after: a quote, a base that is filled in, or the method of a request."""
_STUB = re.compile(r"(?:responses|respx|requests_mock|httpx_mock|nock|mock\w*|stub\w*)\b", re.IGNORECASE)
"""A call that declares the answer of a server in a test."""
_SHOWN = 400  # characters of a call in which its arguments are looked for


@dataclass(frozen=True, slots=True, eq=False)
class FileSearch:
    """The filters that are found in a file, the findings about its calls and addresses, and its documents with instructions."""

    found: FoundFilters
    findings: list[Diagnostic]
    documents: list[HostDocument]


def search(source: Source, language: HostLanguage) -> tuple[list[EmbeddedFilter], list[Diagnostic]]:
    """The filters in a text of a language, and the findings about its calls and addresses, each in their order.

    Raises ``UnparsedError`` and ``ImportError`` as ``search_filters`` does.
    """
    result = search_file(source, language)
    return result.found.filters, result.findings


def search_file(source: Source, language: HostLanguage) -> FileSearch:
    """Searches a text of a language as ``search`` does. The last result is kept: the calls in it are moved next."""
    return _searched(source, language, v1_has_ended())


@lru_cache(maxsize=1)
def _searched(source: Source, language: HostLanguage, has_ended: bool) -> FileSearch:
    """Searches a text. The messages of its findings depend on whether v1 ``has_ended``."""
    findings: dict[Span, Diagnostic] = {}
    documents: list[HostDocument] = []

    def visit(document: HostDocument) -> None:
        for finding in (*_calls(document), *_addresses(document)):
            span = document.source.in_file(finding.span)[1]
            findings[span] = Finding(finding.rule, finding.message, span, help=finding.help).diagnostic()
        if INSTRUCTION in document.text:
            documents.append(document)

    found = search_filters(source, language, visit)
    return FileSearch(found, [findings[span] for span in sorted(findings)], documents)


def _calls(document: HostDocument) -> Iterator[Finding]:
    """Yields the findings about calls of one document, with places in it."""
    successors = ENDING_CALLS.get(document.language.name)
    matches = [] if successors is None else list(_pattern(document.language.name).finditer(document.text))
    clients = Clients(document)
    if successors is None or not matches or clients.are_ours:
        return
    names = [Span(match.end() - len(re.findall(r"\w+", match[0])[-1]), match.end()) for match in matches]
    nodes = _nodes(document, [name.start for name in names])
    for match, name, (node, ancestors) in zip(matches, names, nodes, strict=True):
        key = ".".join(map(snake, re.findall(r"\w+", match[0])))
        if key not in successors or "identifier" not in node.type or not _is_used(document, name, ancestors):
            continue
        if _is_langsmiths(document, clients, key, _receiver(document, match.start(), ancestors), name):
            written = re.sub(r"\s+", "", match[0])
            yield Finding(ENDING_CALL, message_about(written), name, help=_advice(document, key, successors[key]))


@lru_cache
def _pattern(language: str) -> re.Pattern[str]:
    """The pattern of the methods of a language that end, with the resources that they are called on."""
    paths = sorted(ENDING_CALLS[language], key=len, reverse=True)
    written = "|".join(path.replace(".", r"(?:\(\))?\s{0,40}\.\s{0,40}").replace("_", "_?") for path in paths)
    first = "".join({path[0] for path in paths})
    return re.compile(rf"\b(?=[{first}{first.upper()}])(?:{written})(?!\w)", re.IGNORECASE)


def _nodes(document: HostDocument, offsets: Iterable[int]) -> Iterator[tuple[Node, list[Node]]]:
    """Yields the innermost node at each offset, in ascending order, with its ancestors."""
    return nodes_at(document.root, map(document.byte, offsets))


def _is_used(document: HostDocument, name: Span, ancestors: list[Node]) -> bool:
    """Whether a method is called, or passed to a call as in ``partial(client.list_runs, …)``."""
    if _OPENS.match(document.text, name.end):
        return True
    is_argument = len(ancestors) > 1 and ancestors[-2].type in _ARGUMENTS
    return is_argument and _IS_PASSED.match(document.text, name.end) is not None


def _receiver(document: HostDocument, start: int, ancestors: list[Node]) -> str | None:
    """The code that a method is called on, without the dot; None for a function, and empty for its definition."""
    for ancestor in reversed(ancestors):
        code = document.text[document.offset(ancestor.start_byte) : start]
        if code.strip(" \t\r\n.?!"):
            return code.rstrip(" \t\r\n.?!") if code.rstrip().endswith(".") else ""
        if ancestor.type in _CALLS:
            return None
    return ""


def _is_langsmiths(document: HostDocument, clients: Clients, key: str, receiver: str | None, name: Span) -> bool:
    """Whether a method is one of LangSmith's client, by its receiver, its arguments and its file."""
    if receiver is None:
        return key in ENDING_FUNCTIONS and clients.imports_langsmith
    receiver = receiver[-_SHOWN:]
    names = re.findall(r"\w+", receiver)
    if not names or names[-1] in _OWN_NAMES or snake(names[-1]) in _NESTED or _MOCK.search(receiver) or clients.makes(names):
        return False
    is_client = "." in key or _CLIENT.search(receiver) is not None
    if key in REPLACED_BY_OURS and clients.list_with_ours:
        return False
    if key not in OWN_CALLS:
        return is_client and clients.imports_langsmith
    if not is_client and clients.defines(document.text[name.start : name.end]):
        return False
    arguments = {snake(argument) for argument in _ARGUMENT.findall(document.text, name.end, name.end + _SHOWN)}
    return document.mentions_langsmith or (key in REPLACED_BY_OURS and not arguments.isdisjoint(OWN_ARGUMENTS))


def _advice(document: HostDocument, key: str, successor: str) -> str:
    """The call to write instead."""
    is_ours = document.language.name == "python" and key in REPLACED_BY_OURS
    return f"use {successor}{', or filterlang.Client, which has the same method for v1 and v2' if is_ours else ''}"


# Addresses


def _addresses(document: HostDocument) -> Iterator[Finding]:
    """Yields the findings about addresses of one document, with places in it."""
    is_searched = document.language.name in _WITH_ADDRESSES and IN_EACH_ENDPOINT in document.text
    if not is_searched or not document.mentions_langsmith:
        return
    matches = [match for match in _ADDRESS.finditer(document.text) if _is_of_v1(document.text, match)]
    if document.language.name == "http":
        texts = [
            _REQUEST.match(document.text, document.text.rfind("\n", 0, match.start()) + 1) is not None for match in matches
        ]
    else:
        nodes = _nodes(document, [match.start() for match in matches]) if matches else iter(())
        texts = [_is_text(node, ancestors) and not _is_stub(document, ancestors) for node, ancestors in nodes]
    for match, is_text in zip(matches, texts, strict=True):
        if is_text:
            successor = ENDING_ENDPOINTS[int((match.lastgroup or "_0")[1:])][1]
            message = message_about(clip(match[0], 60))
            advice = f"use {successor}, which takes other parameters and gives another answer"
            yield Finding(ENDING_ENDPOINT, message, Span(*match.span()), help=advice)


_PATHS = "|".join(f"(?P<_{number}>{path})" for number, (path, _) in enumerate(ENDING_ENDPOINTS))
_ADDRESS = re.compile(rf"(?:/?\bapi)?(?P<version>/v\d)?(?:{_PATHS})(?![\w/-])")


def _is_of_v1(text: str, match: re.Match[str]) -> bool:
    """Whether an address is one of v1: it says so, or nothing of the file speaks of v2."""
    if match["version"] not in (None, "/v1"):
        return False
    before = text[max(0, match.start() - 120) : match.start()]
    is_sure = match["version"] is not None or "/v2" not in text
    return _HOST.search(before) is not None or (is_sure and _BASE.search(before) is not None)


def _is_stub(document: HostDocument, ancestors: list[Node]) -> bool:
    """Whether a node is in a call that declares the answer of a server in a test."""
    starts = (document.offset(ancestor.start_byte) for ancestor in ancestors if ancestor.type in _CALLS)
    return any(_STUB.match(document.text, start) for start in starts)


def _is_text(node: Node, ancestors: list[Node]) -> bool:
    """Whether a node is in a text of the program, and in no comment or docstring."""
    types = [*(ancestor.type for ancestor in ancestors), node.type]
    at = next((at for at, type in enumerate(types) if any(part in type for part in _TEXTS)), None)
    return at is not None and types[at - 1] != "expression_statement" and not any("comment" in type for type in types)
