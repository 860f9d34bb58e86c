"""The commands of the server: texts to show, and edits of a whole document.

Owns the invariant that a command which shows a text also returns it, for a client that shows no documents on request.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
import os
from typing import Any, cast

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams

from filterlang.lsp.action_handlers import PREVIEW, workspace_edit
from filterlang.lsp.background_work import in_thread
from filterlang.lsp.editor_session import EditorSession
from filterlang.lsp.open_document import LocatedFilter, OpenDocument

Command = Callable[[EditorSession, lsp.ExecuteCommandParams], Any]

_SUFFIXES = {"markdown": ".md", "python": ".py"}
_WIDTH = 88
_LONGEST_MESSAGE = 2_000
"""Characters of a text that is shown as a message, to a client that shows no documents."""


async def explain(session: EditorSession, params: lsp.ExecuteCommandParams) -> dict[str, str]:
    """Shows the page of the rule with a code or a slug."""
    from filterlang.rules.registry import BY_SLUG, RULES
    from filterlang.rules.rule_markdown import rule_markdown

    name = _argument(params)
    rule = (RULES.get(name.upper()) or BY_SLUG.get(name.lower())) if isinstance(name, str) else None
    if rule is None:
        raise _wrong(f"{params.command} takes the code or the slug of a rule")
    return await _show(session, f"{rule.code} {rule.slug}", "markdown", "\n".join(rule_markdown(rule)) + "\n")


async def show(session: EditorSession, params: lsp.ExecuteCommandParams) -> dict[str, str]:
    """Shows the Python that an action has prepared."""
    text = _argument(params)
    if not isinstance(text, str):
        raise _wrong(f"{params.command} takes a text")
    return await _show(session, "Builder", "python", text)


async def show_builder(session: EditorSession, params: lsp.ExecuteCommandParams) -> dict[str, str]:
    """Shows the Python that builds the filter at a position."""
    from filterlang.builder.from_text import from_text
    from filterlang.builder.python_imports import program_of
    from filterlang.builder.python_source import source_lines
    from filterlang.findings.errors import FilterError

    at = _located(session, params)
    try:
        code = source_lines(from_text(at.view.text).tree, _WIDTH)
    except FilterError as error:
        first = error.diagnostics[0]
        return await _show(session, "Builder", "python", f"# The filter has an error: {' '.join(first.message.split())}\n")
    except ValueError as error:
        return await _show(session, "Builder", "python", f"# {' '.join(str(error).split())}\n")
    return await _show(session, "Builder", "python", program_of([code]))


async def preview(session: EditorSession, params: lsp.ExecuteCommandParams) -> dict[str, str]:
    """Shows how many runs of the configured export the filter at a position selects, and the first of them."""
    from filterlang.ide.preview import preview

    at = _located(session, params)
    export = session.configuration_of(at.opened).export
    text = await in_thread(partial(preview, at.view, export))
    return await _show(session, "Matching runs", "markdown", text)


async def fix_all(session: EditorSession, params: lsp.ExecuteCommandParams) -> None:
    """Applies all safe fixes of a document."""
    from filterlang.ide.code_actions import fix_all

    opened = _document(session, params)
    edits = fix_all(opened.document)
    if edits:
        edit = workspace_edit(session, opened, edits)
        await session.server.workspace_apply_edit_async(lsp.ApplyWorkspaceEditParams(edit, "Fix all safe problems"))


COMMANDS: dict[str, Command] = {
    "filterlang.explain": explain,
    "filterlang.fixAll": fix_all,
    PREVIEW: preview,
    "filterlang.show": show,
    "filterlang.showBuilder": show_builder,
}


async def _show(session: EditorSession, title: str, language: str, text: str) -> dict[str, str]:
    """Shows a text as a document, or as a message where the client shows no documents; returns it as well.

    A client that shows the results of commands says so in its settings, with ``"documents": "result"``.
    """
    if session.settings.of("").values.documents == "show":
        if session.client.shows_documents:
            path = session.written(f"{title.replace(' ', '-')}{_SUFFIXES[language]}", text)
            uri = _uri_of(path)
            with suppress(JsonRpcException):  # the client has its reasons, and the result
                await session.server.window_show_document_async(lsp.ShowDocumentParams(uri, take_focus=False))
        else:
            message = text if len(text) <= _LONGEST_MESSAGE else f"{text[:_LONGEST_MESSAGE]}…"
            session.server.window_show_message(lsp.ShowMessageParams(lsp.MessageType.Info, message.rstrip()))
    return {"title": title, "language": language, "text": text}


def _uri_of(path: str) -> str:
    from pygls.uris import from_fs_path

    return from_fs_path(os.path.abspath(path)) or ""


def _argument(params: lsp.ExecuteCommandParams) -> object:
    """The first argument of a command."""
    return params.arguments[0] if params.arguments else None


def _document(session: EditorSession, params: lsp.ExecuteCommandParams) -> OpenDocument:
    """The document that the first argument names: an address, or an object with ``uri`` or ``textDocument``."""
    argument = _argument(params)
    table = cast("Mapping[str, object]", argument) if isinstance(argument, dict) else {"uri": argument}
    inner = table.get("textDocument", table)
    uri = cast("Mapping[str, object]", inner).get("uri") if isinstance(inner, dict) else None
    opened = session.document(uri) if isinstance(uri, str) else None
    if opened is None:
        raise _wrong(f"{params.command} takes the address of an open document, as {{uri, position}}")
    return opened


def _located(session: EditorSession, params: lsp.ExecuteCommandParams) -> LocatedFilter:
    """The filter at the position that is given as ``position``, or as the second argument; without one, the only filter."""
    opened = _document(session, params)
    argument = _argument(params)
    position = cast("Mapping[str, object]", argument).get("position") if isinstance(argument, dict) else None
    if position is None and params.arguments and len(params.arguments) > 1:
        position = params.arguments[1]
    if isinstance(position, dict):
        numbers = cast("Mapping[str, object]", position)
        line, character = numbers.get("line"), numbers.get("character")
        if isinstance(line, int) and isinstance(character, int):
            at = opened.located(lsp.Position(max(line, 0), max(character, 0)))
            if at is not None:
                return at
    elif len(opened.document.views) == 1:
        return LocatedFilter(opened, opened.document.views[0], 0)
    raise _wrong(f"{params.command}: there is no filter at the position")


def _wrong(message: str) -> JsonRpcInvalidParams:
    return JsonRpcInvalidParams(message)
