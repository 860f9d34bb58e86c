"""The rule for clauses and items that are joined by something else than commas; ``hosts.hole_checks`` finds it."""

from filterlang.findings.rule import Bad, Good, Phase, Rule

RULE = Rule(
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
