"""Texts in other languages: SQL, JSON, code, YAML and prose are recognised as such, each as one finding.

Owns the invariant that a translation is offered only where every part of the text could be read.
"""

from collections.abc import Callable, Iterator, Mapping
import re

from filterlang.findings.diagnostic import Fix
from filterlang.findings.finding import Finding
from filterlang.syntax.lalr import accept
from filterlang.syntax.printer import print_line
from filterlang.syntax.recovery.recovery_findings import Findings
from filterlang.syntax.recovery.mappings import content_of, translate
from filterlang.syntax.recovery.operator_words import FLAGS, JOINTS, LOGIC
from filterlang.syntax.recovery.reader import read
from filterlang.syntax.strings import unquote
from filterlang.syntax.syntax_rules import OTHER_LANGUAGE
from filterlang.syntax.tree import Call, Missing, Name, Node, Origin, String, Unknown, fold, walk
from filterlang.text.edits import Edit
from filterlang.text.frozen import dataclass, replace
from filterlang.text.jsonvalues import as_list, is_object
from filterlang.text.source import Span

_ADVICE = 'conditions are calls: and(eq(status, "error"), gt(latency, 5))'

_SHOWN = 400  # characters of a translation up to which the help spells it out


@dataclass(frozen=True, slots=True)
class Language:
    """A language that people take for the filter's."""

    name: str
    looks: re.Pattern[str]
    """How its texts begin; the groups ``of`` and ``as`` are names of the run."""
    clause: re.Pattern[str] | None = None
    """What stands before its conditions."""
    ends: re.Pattern[str] | None = None
    """Its strings, and what stands behind its conditions, as the group ``end``."""


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE | re.VERBOSE)


_COLUMN = r"""(?:\w+\([^()]{0,200}\)|[\w.*"`]+)(?:\s+as\s+\w+)?"""
_SQL_ENDS = _pattern(
    r"""'(?:[^']|'')*' | "[^"]*" | (?P<end>\b(?:group\s+by|order\s+by|having|limit\s+\d+|offset\s+\d+|union)\b|;)"""
)
_WHERE = _pattern(r"\bwhere\b")
_SELECT = (
    rf"\s*select\s+(?:distinct\s+)?{_COLUMN}(?:\s*,\s*{_COLUMN}){{0,50}}\s+from\s+(?P<of>\w+)(?:\s+(?:as\s+)?(?P<as>\w+))?"
)

_SQL_TAIL = (
    r"""\s*(?=[^'"]{1,200}?(?:[=<>~(]|\b(?:is|in|like|between)\b))\w(?:[^'"]|'[^']*'|"[^"]*")*?(?<=[\s'")])"""
    r"(?:order\s+by\s+\w|group\s+by\s+\w|limit\s+\d+(?:\s+offset\s+\d+)?[;\s]*\Z)"
)

LANGUAGES: tuple[Language, ...] = (
    Language("SQL", _pattern(_SELECT), _WHERE, _SQL_ENDS),
    Language("SQL", _pattern(r"\s*select\s+(?:distinct\s+)?\*"), _WHERE, _SQL_ENDS),
    Language("SQL", _pattern(r"\s*where\s+\w"), _WHERE, _SQL_ENDS),
    Language("SQL", _pattern(_SQL_TAIL), _pattern(""), _SQL_ENDS),
    Language("SQL", _pattern(r"\s*(?:insert\s+into|update\s+\w+\s+set|create\s+(?:table|view)|drop\s+table|delete\s+from)\b")),
    Language("SQL", _pattern(r"\s*with\s+\w+\s+as\s*\(")),
    Language("Python", _pattern(r"\s*lambda\s+(?P<of>\w+)\s*:"), _pattern(r"lambda\s+\w+\s*:")),
    Language("Python", _pattern(r"\s*(?:def\s+\w+\s*\(|import\s+\w|from\s+[\w.]+\s+import\b|\[\s*\w+\s+for\s+\w+\s+in\b)")),
    Language("JavaScript", _pattern(r"\s*\(?\s*(?P<of>[a-z_]\w*)\s*\)?\s*=>\s*!?\(*(?P=of)\."), _pattern(r"=>")),
    Language("JavaScript", _pattern(r"\s*(?:const|let|var|function)\s+\w|\s*[\w.]+\.filter\s*\(")),
    Language("code", _pattern(
        r"\s*(?:\w+\s*=\s*)?(?:await\s+|list\s*\(\s*)?(?:\w+(?:\.\w+)+|a?list_runs)\s*\([^()]{0,300}?\b\w{1,40}\s*=(?!=)"
    )),
    Language("a jq program", _pattern(r"\s*(?:\.\[?\]?\s*\|\s*)?(?:map\s*\(\s*)?select\s*\(\s*\."), _pattern(r"select\s*\("),
             _pattern(r"""'[^']*' | "(?:[^"\\]|\\.)*" | (?P<end>\))""")),
    Language("GraphQL", _pattern(r"\s*(?:(?:query|mutation|subscription)\b[^{]{0,500})?\{\s*\w+\s*(?:\([^)]{0,500}\)\s*)?\{")),
    Language("Terraform", _pattern(r"\s*(?:resource|data|module|variable)\s+\"\w")),
    Language("YAML", _pattern(r"\s*(?:---\s*\n|[\w.\-]+\s*:[ \t]*(?:\n|\Z)|-[ ]+[\w.\-]+\s*:\s)")),
    Language("XML", _pattern(r"\s*<[a-z][^<>]{0,200}>[^<]{0,2000}</")),
    Language("a command", _pattern(r"\s*(?:\$\s+)?(?:curl|langsmith|filterlang|python3?)\s+[\-\w]")),
    Language("a URL", _pattern(r"\s*https?://\S+\s*\Z")),
)  # fmt: skip
"""The other languages, the surest marks first."""

_FILTER_INSIDE = re.compile(
    r"""\bfilter["']?\s*[=:]\s*(?P<text>"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[a-z]+\([^\n]*\)(?=[ \t]*$))""", re.MULTILINE
)
_PROSE = re.compile(r"[\w\s.,;!?'’\"%$€\-]+")
_LOST = _pattern(r"group\s+by|having|union")
_BLANKED = re.compile(r"""'[^']*'|"[^"]*"|(?P<of>\b[A-Za-z_]\w*\.|(?<![\w\])])\.)(?=[A-Za-z_])""")


@dataclass(frozen=True, slots=True)
class Translation:
    """The tree for a text in another language, and the one finding about the text, whose fix writes it anew."""

    tree: Node
    finding: Finding


def recognise(text: str) -> Translation | None:
    """The translation of a text in another language; None for a text that is read as a filter."""
    if text.lstrip()[:1] in ("{", "["):
        content = content_of(text)
        if is_object(content) or any(map(is_object, as_list(content)[:1])):
            return _filter_inside(text, "JSON") or _not_a_filter(text, "JSON", translate(content, len(text)))
    for language in LANGUAGES:
        match = language.looks.match(text)
        if match is not None:
            return _filter_inside(text, language.name) or _translated_clause(text, language, match)
    return None


def as_prose(text: str, tree: Node) -> Translation | None:
    """The finding about words that make no conditions; None where one of those read from the text is a condition."""
    if "(" in text or len(text.split()) < 2:
        return None
    bare = sum(map(_is_bare, _conditions(tree)))
    side_by_side = _PROSE.fullmatch(text) is not None and not JOINTS.keys() & text.lower().split()
    if bare < (2 if side_by_side else 3):
        return None
    is_short = len(text.split()) < 4 and text.strip()[-1:].isalnum()
    searched = String(text.strip(), 0, len(text))
    search = Call("search", (searched,), 0, len(text), Origin.TRANSLATED) if is_short else None
    return _not_a_filter(text, "plain text", search, safe=False)


def _is_bare(node: Node) -> bool:
    """Whether a node is a name that makes no condition."""
    return isinstance(node, Name) and not node.id.startswith(FLAGS)


def _conditions(tree: Node) -> Iterator[Node]:
    """The nodes in the places of conditions."""
    pending = [tree]
    while pending:
        node = pending.pop()
        if isinstance(node, Call) and node.operator in LOGIC:
            pending.extend(node.arguments)
        else:
            yield node


def _translated_clause(text: str, language: Language, match: re.Match[str]) -> Translation | None:
    """The translation of the conditions in a clause; None where the text is a filter behind a word that is not of it."""
    opening = language.clause.search(text, match.start()) if language.clause else None
    if opening is None:
        return _not_a_filter(text, language.name, None)
    ends = language.ends.finditer(text, opening.end()) if language.ends else iter(())
    end = next((match.start() for match in ends if match["end"]), len(text))
    clause = _BLANKED.sub(_blank(match.groupdict()), text[opening.end() : end])
    if accept(clause) is not None and end == len(text):
        return None
    return _translated_part(text, language.name, opening.end(), clause, safe=not _LOST.match(text, end))


def _translated_part(text: str, name: str, start: int, clause: str, *, safe: bool = True) -> Translation:
    """The translation of the conditions at ``start``, read in their own place with everything around them blank."""
    padded = " " * start + clause + " " * (len(text) - start - len(clause))
    findings = Findings(padded)
    tree = read(padded, findings)
    mistakes = [] if findings.is_empty else findings.in_order()
    is_whole = all(mistake.fixes for mistake in mistakes) and not any(map(_is_bare, _conditions(tree)))
    safe = safe and all(fix.safe for mistake in mistakes for fix in mistake.fixes)
    return _not_a_filter(text, name, fold(tree, _as_translated) if is_whole else None, safe=safe)


def _as_translated(node: Node, children: list[Node]) -> Node:
    """A node of a translation: its calls are translated, except for those that the text has as the language writes them."""
    if isinstance(node, Call) and node.origin is not Origin.WRITTEN:
        return replace(node, arguments=tuple(children), origin=Origin.TRANSLATED)
    return node.with_children(children)


def _blank(names: Mapping[str, str | None]) -> Callable[[re.Match[str]], str]:
    """Replaces the name of the run, or the dot of jq, in front of a field by white space."""
    prefixes = {"."} | {f"{name}." for name in (names.get("of"), names.get("as")) if name}
    return lambda match: " " * len(match[0]) if match["of"] in prefixes else match[0]


def _filter_inside(text: str, name: str) -> Translation | None:
    """The one filter that another text holds, which is then the filter that is meant."""
    matches = list(_FILTER_INSIDE.finditer(text))
    if len(matches) != 1:
        return None
    literal, start = matches[0]["text"], matches[0].start("text")
    is_quoted = literal[0] in "\"'"
    filter = unquote(literal) if is_quoted else literal
    if accept(filter) is None:
        return _translated_part(text, name, start + 1, filter) if is_quoted else None
    return Translation(Missing(0, len(text)), _finding(text, f"this is {name} with a filter in it", filter))


def _not_a_filter(text: str, name: str, tree: Node | None, *, safe: bool = True) -> Translation:
    """The finding that names the language of a text, with a translation where ``tree`` is one."""
    message = f"this is {name}, not a filter"
    if not isinstance(tree, Call) or any(isinstance(node, (Missing, Unknown)) for node in walk(tree)):
        return Translation(Missing(0, len(text)), _finding(text, message))
    return Translation(tree, _finding(text, message, print_line(tree), safe=safe))


def _finding(text: str, message: str, filter: str = "", *, safe: bool = True) -> Finding:
    """The finding about the whole text; ``filter`` is what its fix writes instead."""
    span = Span(len(text) - len(text.lstrip()), len(text.rstrip()))
    if not filter:
        return Finding(OTHER_LANGUAGE, message, span, help=_ADVICE)
    advice = f"write {filter}" if len(filter) <= _SHOWN else "write it as calls"
    fix = Fix(advice, (Edit(Span(0, len(text)), filter),), safe)
    return Finding(OTHER_LANGUAGE, message, span, help=advice, fixes=(fix,))
