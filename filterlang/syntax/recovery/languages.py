"""Texts that are no filter at all: SQL, JSON, code, YAML and prose are told for what they are, as one finding.

Owns the invariant that a translation is offered only where every part of the text could be read.
"""

from collections.abc import Callable, Iterator, Mapping
import re

from filterlang.syntax.syntax_rules import OTHER_LANGUAGE
from filterlang.findings.finding import Finding
from filterlang.syntax.printer import print_line
from filterlang.syntax.recovery.findings import Findings
from filterlang.text.edits import replace
from filterlang.text.frozen import dataclass
from filterlang.text.jsonvalues import as_list, is_object
from filterlang.syntax.lalr import accept
from filterlang.syntax.recovery.mappings import content_of, translate
from filterlang.syntax.recovery.infix import made
from filterlang.syntax.recovery.brackets import Recovery
from filterlang.syntax.recovery.tokens import read
from filterlang.syntax.recovery.operator_words import FLAGS, JOINTS, LOGIC
from filterlang.syntax.strings import unquote
from filterlang.syntax.tree import Call, Missing, Name, Node, String, Unknown, walk

_CALLS = 'conditions are calls: and(eq(status, "error"), gt(latency, 5))'

_SHOWN = 400  # a translation is spelled out in the help up to this length


@dataclass(frozen=True, slots=True)
class Language:
    """A language that people take for the filter's: how it looks, and where its conditions stand."""

    name: str
    looks: re.Pattern[str]
    clause: re.Pattern[str] | None = None
    ends: re.Pattern[str] | None = None


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


def recognise(text: str) -> tuple[Node, list[Finding]] | None:
    """The tree and the one finding for a text in another language; None for what is read as a filter."""
    if text.lstrip()[:1] in ("{", "["):
        content = content_of(text)
        if is_object(content) or any(map(is_object, as_list(content)[:1])):
            tree = translate(content, len(text))
            return _inside(text, "JSON") or _told(text, "JSON", tree)
    for language in LANGUAGES:
        match = language.looks.match(text)
        if match is not None:
            return _inside(text, language.name) or _translated(text, language, match)
    return None


def as_prose(text: str, tree: Node) -> tuple[Node, list[Finding]] | None:
    """The one finding for words that make no conditions; None where what was read of them is one."""
    if "(" in text or len(text.split()) < 2:
        return None
    bare = sum(map(_is_bare, _conditions(tree)))
    side_by_side = _PROSE.fullmatch(text) is not None and not JOINTS.keys() & text.lower().split()
    if bare < (2 if side_by_side else 3):
        return None
    few = len(text.split()) < 4 and text.strip()[-1:].isalnum()
    search = made("search", (String(text.strip(), 0, len(text)),), 0, len(text)) if few else None
    return _told(text, "plain text", search, safe=False)


def _is_bare(node: Node) -> bool:
    """Whether a node is a name that makes no condition."""
    return isinstance(node, Name) and not node.id.startswith(FLAGS)


def _conditions(tree: Node) -> Iterator[Node]:
    """What stands in the places of conditions."""
    pending = [tree]
    while pending:
        node = pending.pop()
        if isinstance(node, Call) and node.operator in LOGIC:
            pending.extend(node.arguments)
        else:
            yield node


def _translated(text: str, language: Language, match: re.Match[str]) -> tuple[Node, list[Finding]] | None:
    """The conditions of a clause, read as infix operators in their own place, with all around them blank."""
    opening = language.clause.search(text, match.start()) if language.clause else None
    if opening is None:
        return _told(text, language.name, None)
    ends = language.ends.finditer(text, opening.end()) if language.ends else iter(())
    end = next((found.start() for found in ends if found["end"]), len(text))
    clause = _BLANKED.sub(_blank(match.groupdict()), text[opening.end() : end])
    if accept(clause) is not None and end == len(text):
        return None  # a filter behind a word that does not belong to it
    return _read(text, language.name, opening.end(), clause, safe=not _LOST.match(text, end))


def _read(text: str, name: str, start: int, clause: str, *, safe: bool = True) -> tuple[Node, list[Finding]]:
    """The finding for a text with conditions at ``start``, translated where every part of them could be read."""
    padded = " " * start + clause + " " * (len(text) - start - len(clause))
    findings = Findings(padded)
    tree = Recovery(padded, read(padded, findings), findings).run()
    found = findings.sorted() if findings.any else []
    mended = all(finding.fixes for finding in found) and not any(map(_is_bare, _conditions(tree)))
    safe = safe and all(fix.safe for finding in found for fix in finding.fixes)
    return _told(text, name, tree if mended else None, safe=safe)


_LOST = _pattern(r"group\s+by|having|union")
_BLANKED = re.compile(r"""'[^']*'|"[^"]*"|(?P<of>\b[A-Za-z_]\w*\.|(?<![\w\])])\.)(?=[A-Za-z_])""")


def _blank(names: Mapping[str, str | None]) -> Callable[[re.Match[str]], str]:
    """Take away what a clause puts in front of fields: the name of the run, or the dot of jq."""
    before = {"."} | {f"{name}." for name in (names.get("of"), names.get("as")) if name}
    return lambda match: " " * len(match[0]) if match["of"] in before else match[0]


def _inside(text: str, name: str) -> tuple[Node, list[Finding]] | None:
    """Another text with one filter in it: the filter is what is meant."""
    matches = list(_FILTER_INSIDE.finditer(text))
    if len(matches) != 1:
        return None
    written, start = matches[0]["text"], matches[0].start("text")
    quoted = written[0] in "\"'"
    inside = unquote(written) if quoted else written
    if accept(inside) is None:
        return _read(text, name, start + 1, inside) if quoted else None
    findings = Findings(text)
    _add(findings, text, f"this is {name} with a filter in it", inside, safe=True)
    return Missing(0, len(text)), findings.sorted()


def _told(text: str, name: str, tree: Node | None, *, safe: bool = True) -> tuple[Node, list[Finding]]:
    """The finding that says what language it is, and the translation where there is one."""
    findings = Findings(text)
    message = f"this is {name}, not a filter"
    if tree is None or not isinstance(tree, Call) or any(isinstance(node, (Missing, Unknown)) for node in walk(tree)):
        _add(findings, text, message, "", safe=False)
        return Missing(0, len(text)), findings.sorted()
    _add(findings, text, message, print_line(tree), safe=safe)
    return tree, findings.sorted()


def _add(findings: Findings, text: str, message: str, written: str, *, safe: bool) -> None:
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    if not written:
        findings.add(OTHER_LANGUAGE, message, start, end, help=_CALLS)
        return
    advice = f"write {written}" if len(written) <= _SHOWN else "write it as calls"
    findings.add(OTHER_LANGUAGE, message, start, end, [replace(0, len(text), written)], fix=advice, safe=safe)
