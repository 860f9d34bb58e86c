"""The rule for a literal between quotes that has quotes already; ``hosts.hole_checks`` finds it."""

from filterlang.findings.rule import Bad, Good, Phase, Rule

RULE = Rule(
    "FL609", "quoted-twice", Phase.EMBEDDING,
    summary="A literal that has quotes is put between quotes.",
    why="The function writes the quotes, so that those around it end the string before the value begins.",
    examples=(
        Bad("""client.list_runs(filter=f'eq(name, "{json.dumps(name)}")')"""),
        Good("client.list_runs(filter=f'eq(name, {json.dumps(name)})')"),
    ),
    embedded=True,
)  # fmt: skip
