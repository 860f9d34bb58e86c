"""Escapes in a text that servers are not known to read."""

from filterlang.rules.context import Context, Suggestion
from filterlang.rules.names_and_types import RARE_ESCAPE
from filterlang.schema.citations import NO_EVIDENCE
from filterlang.semantics.placeholders import is_placeholder
from filterlang.syntax.strings import has_rare_escape
from filterlang.syntax.tree import String


def check_escape(context: Context, text: String) -> None:
    """Reports an escape other than those that are known to be read, unless the text is a placeholder, a mistake of its own."""
    literal = context.source.text[text.start : text.end]
    if "\\" not in literal or literal[:1] != '"' or not has_rare_escape(literal) or is_placeholder(text.value.strip("%")):
        return
    suggest = Suggestion(text) if text.value.isprintable() else None
    message = "it is not known whether the servers read this escape"
    context.report(RARE_ESCAPE, text, message, suggest=suggest, evidence=(NO_EVIDENCE,))
