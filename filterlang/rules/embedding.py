"""The rules of filters in files that are about their holes, the parts which are only known when the program runs.

Owns the invariant that each rule says how to write the value so that it cannot become a part of the filter's syntax.
"""

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule

INJECTION_RISK = Rule(
    "FL602", "injection-risk", Phase.EMBEDDING, Severity.WARNING,
    summary="A value is put between quotes as it is.",
    why=(
        "A quote in the value ends the string early: the filter is refused, or a user who chooses the value chooses the runs. "
        "A function such as `json.dumps` or `filterlang.quote` writes the whole literal, and the builder quotes every value. "
        "Numbers, dates and ids, where the code shows that they are such, cannot hold quotes and are not reported."
    ),
    examples=(
        Bad("""client.list_runs(filter=f'eq(name, "{name}")')"""),
        Bad("""client.list_runs(filter='eq(name, "%s")' % name)"""),
        Good("client.list_runs(filter=f'eq(name, {json.dumps(name)})')"),
        Good("client.list_runs(filter=f'gt(latency, {int(seconds)})')"),
    ),
    embedded=True,
)  # fmt: skip

JOINED_CLAUSES = Rule(
    "FL607", "joined-clauses", Phase.EMBEDDING,
    summary="Clauses are joined without commas, or outside of a call.",
    why=(
        "The language has no infix operators: several conditions stand in one and(…) or or(…), with commas between them, and "
        "the items of a list have commas between them."
    ),
    examples=(
        Bad("""client.list_runs(filter="and(" + " and ".join(clauses) + ")")"""),
        Bad("""client.list_runs(filter=" and ".join(clauses))"""), Bad("""client.list_runs(filter=", ".join(clauses))"""),
        Bad("""client.list_runs(filter="in(id, [" + " ".join(ids) + "])")"""),
        Good("""client.list_runs(filter="and(" + ", ".join(clauses) + ")")"""),
    ),
    embedded=True,
)  # fmt: skip

PRINTED_VALUE = Rule(
    "FL608", "printed-value", Phase.EMBEDDING, Severity.WARNING,
    summary="A value is written as the program's language prints it.",
    why=(
        "Python prints None, True and a text with an apostrophe or a backslash in other ways than a filter writes them, and a "
        "tuple between parentheses. `json.dumps` writes lists, texts, true and null as a filter has them."
    ),
    examples=(
        Bad("client.list_runs(filter=f'eq(name, {name!r})')"),
        Bad("client.list_runs(filter=f'in(name, {str(names)})')"),
        Good("client.list_runs(filter=f'in(name, {json.dumps(names)})')"),
    ),
    embedded=True,
)  # fmt: skip

QUOTED_TWICE = Rule(
    "FL609", "quoted-twice", Phase.EMBEDDING,
    summary="A literal that has quotes is put between quotes.",
    why="The function writes the quotes, so that those around it end the string before the value begins.",
    examples=(
        Bad("""client.list_runs(filter=f'eq(name, "{json.dumps(name)}")')"""),
        Good("client.list_runs(filter=f'eq(name, {json.dumps(name)})')"),
    ),
    embedded=True,
)  # fmt: skip

RULES: tuple[Rule, ...] = (INJECTION_RISK, JOINED_CLAUSES, PRINTED_VALUE, QUOTED_TWICE)
"""In the order of their codes."""
