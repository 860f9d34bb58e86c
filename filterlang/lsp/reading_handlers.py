"""Requests that help to read a filter: hover, signatures, highlights, hints.

Owns the invariant that they are answered inside of filters only.
"""

from __future__ import annotations

import re

from lsprotocol import types as lsp

from filterlang.lsp.editor_session import EditorSession
from filterlang.lsp.open_document import LocatedFilter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.ide.inlay_hints import InlayHint

_HIGHLIGHTS = {
    "text": lsp.DocumentHighlightKind.Text,
    "read": lsp.DocumentHighlightKind.Read,
    "write": lsp.DocumentHighlightKind.Write,
}
"""By the values of ``highlights.HighlightKind``."""
_MARKS = re.compile(r"\\([^\w\s])|\*\*([^*\n]+)\*\*|`([^`\n]+)`|^(?:---|```\w*)$|\[([^]\n]+)\]\(([^)\n]+)\)", re.MULTILINE)


def hover(session: EditorSession, params: lsp.HoverParams) -> lsp.Hover | None:
    """The hover text for a position."""
    from filterlang.ide.hovers import hover

    at = session.located(params)
    hovered = hover(at.view, at.offset) if at is not None else None
    if at is None or hovered is None:
        return None
    return lsp.Hover(markup(hovered.markdown, session.client.hover_markup), at.range(hovered.span))


def signature_help(session: EditorSession, params: lsp.SignatureHelpParams) -> lsp.SignatureHelp | None:
    """The arguments of the call that a position is inside of."""
    from filterlang.ide.signatures import signature

    at = session.located(params)
    shown = signature(at.view, at.offset) if at is not None else None
    if shown is None:
        return None
    labels: list[str | tuple[int, int]] = [
        (span.start, span.end) if session.client.has_label_offsets else shown.label[span.start : span.end]
        for span in shown.parameters
    ]
    information = lsp.SignatureInformation(
        shown.label,
        markup(shown.documentation, session.client.signature_markup) if shown.documentation else None,
        [lsp.ParameterInformation(label) for label in labels],
        shown.active,
    )
    return lsp.SignatureHelp([information], 0, shown.active)


def highlights(session: EditorSession, params: lsp.DocumentHighlightParams) -> list[lsp.DocumentHighlight] | None:
    """The ranges that belong together with the token at a position."""
    from filterlang.ide.highlights import highlights

    at = session.located(params)
    if at is None:
        return None
    marks = highlights(at.view, at.offset)
    return [lsp.DocumentHighlight(at.range(mark.span), _HIGHLIGHTS[mark.kind.value]) for mark in marks]


def linked_ranges(session: EditorSession, params: lsp.LinkedEditingRangeParams) -> lsp.LinkedEditingRanges | None:
    """The ranges that are edited together."""
    from filterlang.ide.highlights import linked

    at = session.located(params)
    spans = linked(at.view, at.offset) if at is not None else []
    if at is None or len(spans) < 2:
        return None
    return lsp.LinkedEditingRanges([at.range(span) for span in spans])


def inlay_hints(session: EditorSession, params: lsp.InlayHintParams) -> list[lsp.InlayHint] | None:
    """The hints in a range, where the settings want them."""
    from filterlang.ide.inlay_hints import inlay_hints

    opened = session.document(params.text_document.uri)
    if opened is None or not session.settings.of(opened.source.name).values.hints:
        return None
    wanted = opened.span(params.range)
    hints: list[lsp.InlayHint] = []
    for view in opened.views_in(params.range):
        at = LocatedFilter(opened, view, 0)
        shown = [_hint(at, hint) for hint in inlay_hints(view)]
        hints += (hint for hint in shown if wanted.start <= opened.offset(hint.position) <= wanted.end)
    return hints


def _hint(at: LocatedFilter, hint: InlayHint) -> lsp.InlayHint:
    from filterlang.text.source import Span

    position = at.range(Span(hint.offset, hint.offset)).start
    return lsp.InlayHint(position, hint.text, tooltip=hint.tooltip or None, padding_left=True)


def markup(markdown: str, kind: lsp.MarkupKind) -> lsp.MarkupContent:
    """A text in Markdown, as the client wants it."""
    return lsp.MarkupContent(kind, markdown if kind is lsp.MarkupKind.Markdown else plain(markdown))


def plain(markdown: str) -> str:
    """A text in Markdown without its marks, for a client that shows none."""

    def unmarked(match: re.Match[str]) -> str:
        if match[4]:
            return f"{match[4]} <{match[5]}>"
        return match[1] or match[2] or match[3] or ""

    return re.sub(r"\n{3,}", "\n\n", _MARKS.sub(unmarked, markdown)).strip()
