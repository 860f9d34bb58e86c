"""What differs between the backends although a filter reads the same, one record a fact.

Owns the invariant that every fact cites its source and has an example that the tests run. What a backend refuses is not here:
the checker knows that.
"""

from collections.abc import Callable
from dataclasses import dataclass
import re

from filterlang.findings.evidence import Evidence, Grade
from filterlang.migrate.comparing import compared, texts
from filterlang.migrate.migration import Kind
from filterlang.schema.aliases import PRESENCE
from filterlang.schema.dialects import METADATA_JSON, NULL
from filterlang.schema.evidence import KEY_PATHS, LIKE_TESTED, OPENAPI, UI_DOC, V1_ENDS
from filterlang.schema.operators import PATTERNS
from filterlang.schema.types import Field, Type
from filterlang.semantics.durations import is_uuid
from filterlang.syntax.tree import Call, Node, String

LooksFor = Callable[[Node], str | None]
"""What a node has that a fact is about, in words for the message; None when the fact is not about it."""

LONGEST_VALUE = 250
_TOKEN = range(2, 45)
_LONG = 'and(eq(input_key, "question"), eq(input_value, "' + (LONGEST_VALUE + 1) * "x" + '"))'

FULL_TEXT = Evidence(Grade.DOC, "LangSmith docs, filter-traces, Full-text search indexing")
WINDOW = Evidence(Grade.DOC, "LangSmith OpenAPI document, QueryRunsRequestBody: min_start_time is one day ago by default")
THREAD_IDS = Evidence(Grade.UNKNOWN, "LangSmith OpenAPI document: a UUID on v2; the SDK and the docs use any text")


@dataclass(frozen=True, slots=True, eq=False)
class Fact:
    """Something to know when a filter comes to a backend it was not written for.

    ``says`` has a ``{}`` where what was found goes. Without ``looks_for`` the fact is about the call that sends the filter.
    """

    into: str
    kind: Kind
    says: str
    evidence: tuple[Evidence, ...]
    example: str
    looks_for: LooksFor | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Aside:
    """Something to know about a condition that was mended: the operator it had, and what has to stand in it."""

    operator: str
    looks_for: LooksFor
    says: str
    evidence: tuple[Evidence, ...]
    example: str


def _comparison(node: Node) -> tuple[str, Field, tuple[str, ...]] | None:
    """The operator, the field and the texts of a comparison."""
    field = compared(node) if isinstance(node, Call) else None
    if field is None or not isinstance(node, Call):
        return None
    return node.operator, field, tuple(text.value for text in texts(node.arguments[1]))


def _search(node: Node) -> str | None:
    """The text of a full-text search."""
    first = node.arguments[:1] if isinstance(node, Call) and node.operator == "search" else ()
    return next((text.value for text in first if isinstance(text, String)), None)


def _unindexed(node: Node) -> str | None:
    """The words of a search that are no tokens for v2."""
    words = (_search(node) or "").split()
    return ", ".join(f'"{word}"' for word in words if not _is_token(word)) or None


def _is_token(word: str) -> bool:
    core = re.sub(r"^\W+|\W+$", "", word)
    return core.isascii() and len(core) in _TOKEN and "://" not in core and not re.fullmatch(r"[\d.,]+", core)


def _long_value(node: Node) -> str | None:
    """The length of a value that is looked for under a key, where it is longer than what is indexed."""
    found = _comparison(node)
    if found is None or not found[1].family or found[1].type is not Type.SCALAR:
        return None
    longest = max(map(len, found[2]), default=0)
    return str(longest) if longest > LONGEST_VALUE else None


def _pattern(node: Node) -> str | None:
    """The field of a pattern, other than the one that patterns are attested for."""
    found = _comparison(node)
    return found[1].name if found and found[0] in PATTERNS and found[1].operators != "name" else None


def _enumerated(node: Node) -> str | None:
    found = _comparison(node)
    return found[1].name if found and found[1].type is Type.ENUM else None


def _json(node: Node) -> str | None:
    found = _comparison(node)
    return found[1].name if found and found[0] == "has" and found[1].type is Type.JSON else None


def _thread(node: Node) -> str | None:
    found = _comparison(node)
    other = found[1].derived == "thread" and not all(map(is_uuid, found[2])) if found else False
    return found[1].name if found and other else None


def _presence(node: Node) -> str | None:
    """The field whose being there is told by another field."""
    found = _comparison(node)
    return found[1].name if found and found[1].name in PRESENCE else None


FACTS: tuple[Fact, ...] = (
    Fact("v2", Kind.MEANING,
         "search looks at other text: on v1 at the first 250 characters of the inputs and the outputs, on v2 at up to 2,000 "
         "words of each and of the error", (UI_DOC, FULL_TEXT), 'search("refund policy")', _search),
    Fact("v2", Kind.MEANING,
         "v2 does not index {}: it knows words of 2 to 44 ASCII characters that are no numbers, addresses or stop words",
         (FULL_TEXT,), 'search("café 42")', _unindexed),
    Fact("v2", Kind.MEANING,
         "v1 indexes values of at most 250 characters under a key and never found this one of {}; v2's limit is not published",
         (UI_DOC, KEY_PATHS), _LONG, _long_value),
    Fact("v2", Kind.NOTE, "patterns are attested on v2 for the name only, not for `{}`", (LIKE_TESTED,),
         'like(error, "%timeout%")', _pattern),
    Fact("v2", Kind.NOTE,
         "the values of `{}` stay lower-case inside a filter; v2 has capitals in calls and answers",
         (OPENAPI,), 'eq(run_type, "llm")', _enumerated),
    Fact("v2", Kind.NOTE, METADATA_JSON.says + ": " + METADATA_JSON.instead + " for each key", (METADATA_JSON.evidence,),
         'has(metadata, "{\\"user\\": {\\"plan\\": \\"pro\\"}}")', _json),
    Fact("v2", Kind.NOTE, "v2's description of `{}` asks for a UUID, and this is another text", (THREAD_IDS,),
         'eq(thread_id, "support-17")', _thread),
    Fact("v2", Kind.NOTE,
         "about the call, not the filter: v2 looks only at the last day unless the call gives min_start_time", (WINDOW,),
         'eq(name, "bot")'),
    Fact("v1", Kind.MEANING,
         "search looks at other text: on v2 at up to 2,000 words of the inputs, the outputs and the error, on v1 at the first "
         "250 characters of the inputs and the outputs", (FULL_TEXT, UI_DOC), 'search("refund policy")', _search),
    Fact("v1", Kind.MEANING,
         "v1 indexes values of at most 250 characters under a key, and never finds this one of {}", (UI_DOC,),
         _LONG, _long_value),
    Fact("v1", Kind.NOTE, "about the call, not the filter: LangSmith Cloud ends v1's queries on 31 January 2027", (V1_ENDS,),
         'eq(name, "bot")'),
)  # fmt: skip
"""What stays as it is in the text when a filter comes to a backend, and is worth knowing."""

ASIDES: tuple[Aside, ...] = (
    Aside("has", _json,
          "a pair also finds a value inside a list under its key, and a key with a dot also finds what lies one level down",
          (UI_DOC,), 'has(metadata, "{\\"env\\": \\"prod\\"}")'),
    *(
        Aside(operator, _presence, "another field now implies whether there is a value of `{}`", (NULL.evidence,), example)
        for operator, example in (("eq", "eq(error, null)"), ("neq", "neq(error, null)"))
    ),
)  # fmt: skip
"""What to know about a condition that is in other words now."""
