"""The rule for a whole value that is a placeholder which was never filled in."""

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule

RULE = Rule(
    "FL601", "placeholder-value", Phase.EMBEDDING, Severity.WARNING,
    summary="A whole value is a placeholder that was never filled in.",
    why=(
        "A Python string without its f, a template that was not rendered, a variable that a shell or a workflow did not "
        "replace: the filter selects only runs whose value is the placeholder itself. A warning, because such runs can exist."
    ),
    examples=(
        Bad('eq(name, "{name}")'), Bad('eq(name, "$NAME")'), Bad('eq(name, "<run name>")'),
        Good('eq(name, "my run")'), Good('eq(name, "<lambda>")'),
    ),
)  # fmt: skip
