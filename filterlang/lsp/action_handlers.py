"""Requests that change documents: code actions and formatting.

Owns the invariant that an edit names the version of the document that it was made for, where the client takes versions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lsprotocol import types as lsp

from filterlang.lsp.editor_session import EditorSession
from filterlang.lsp.finding_diagnostics import message_of
from filterlang.lsp.open_document import OpenDocument

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.ide.code_actions import CodeAction
    from filterlang.text.edits import Edit

PREVIEW = "filterlang.preview"
FIX_ALL = "source.fixAll.filterlang"
ACTION_KINDS = (lsp.CodeActionKind.QuickFix.value, lsp.CodeActionKind.RefactorRewrite.value, FIX_ALL)
"""The kinds of actions, in the order of ``ActionKind``."""


def code_actions(session: EditorSession, params: lsp.CodeActionParams) -> list[lsp.CodeAction | lsp.Command] | None:
    """The actions of the wanted kinds at a range."""
    from filterlang.ide.code_actions import ActionKind, code_actions

    opened = session.document(params.text_document.uri)
    if opened is None:
        return None
    names = dict(zip(ActionKind, ACTION_KINDS, strict=True))
    wanted = {kind for kind, name in names.items() if is_wanted(name, params.context.only)}
    actions = code_actions(opened.document, opened.span(params.range), wanted) if wanted else []
    made = [_action(session, opened, action, names[action.kind], params.context.diagnostics) for action in actions]
    if params.context.only is None and session.configuration_of(opened).export and opened.located(params.range.start):
        made.append(_preview(opened, params.range.start))
    if session.client.takes_action_literals:
        return [*made]
    return [action.command for action in made if action.command is not None]


def is_wanted(kind: str, only: Sequence[str] | None) -> bool:
    """Whether a client wants actions of a kind: those of kinds that it names, and of the kinds below them."""
    return only is None or any(not name or f"{kind}.".startswith(f"{name}.") for name in only)


def workspace_edit(session: EditorSession, opened: OpenDocument, edits: Iterable[Edit]) -> lsp.WorkspaceEdit:
    """Edits of one document."""
    text_edits = opened.text_edits(edits)
    if not session.client.versions_edits:
        return lsp.WorkspaceEdit({opened.uri: text_edits})
    identifier = lsp.OptionalVersionedTextDocumentIdentifier(opened.uri, opened.version)
    return lsp.WorkspaceEdit(document_changes=[lsp.TextDocumentEdit(identifier, text_edits)])


def _action(
    session: EditorSession,
    opened: OpenDocument,
    action: CodeAction,
    kind: str,
    diagnostics: Sequence[lsp.Diagnostic],
) -> lsp.CodeAction:
    """An action of the protocol, with those of the client's diagnostics that it resolves."""
    resolved = {(finding.diagnostic.code, message_of(finding.diagnostic)) for finding in action.findings}
    return lsp.CodeAction(
        action.title,
        kind,
        diagnostics=[each for each in diagnostics if (each.code, each.message) in resolved] or None,
        is_preferred=True if action.preferred else None,
        edit=workspace_edit(session, opened, action.edits) if action.edits else None,
        command=_command(opened, action) if action.command else None,
    )


def _preview(opened: OpenDocument, position: lsp.Position) -> lsp.CodeAction:
    """The action that shows the runs of the export which a filter selects."""
    place = {"uri": opened.uri, "position": {"line": position.line, "character": position.character}}
    title = "Preview matching runs"
    return lsp.CodeAction(title, command=lsp.Command(title, PREVIEW, arguments=[place]))


def _command(opened: OpenDocument, action: CodeAction) -> lsp.Command:
    """The command that an action runs; it is given all that it needs."""
    name = COMMANDS[action.command.value]
    argument = {"uri": opened.uri} if not action.argument else action.argument
    return lsp.Command(action.title, name, arguments=[argument])


COMMANDS = {"explain": "filterlang.explain", "fix all": "filterlang.fixAll", "show": "filterlang.show"}
"""The commands of actions, by the values of ``ActionCommand``."""


def formatting(session: EditorSession, params: lsp.DocumentFormattingParams) -> list[lsp.TextEdit] | None:
    """The edits that format the filters of a document."""
    from filterlang.ide.formatting import formatting

    opened = session.document(params.text_document.uri)
    return None if opened is None else opened.text_edits(formatting(opened.document, _width(session, opened)))


def range_formatting(session: EditorSession, params: lsp.DocumentRangeFormattingParams) -> list[lsp.TextEdit] | None:
    """The edits that format the filters which a range touches."""
    from filterlang.ide.formatting import range_formatting

    opened = session.document(params.text_document.uri)
    if opened is None:
        return None
    return opened.text_edits(range_formatting(opened.document, opened.span(params.range), _width(session, opened)))


def _width(session: EditorSession, opened: OpenDocument) -> int:
    """The columns of a line, by the settings; without a limit where they are 0."""
    import sys

    return session.settings.of(opened.source.name).values.width or sys.maxsize
