"""The capabilities of a client, from its ``initialize`` request.

Owns the invariant that nothing is sent to a client, or asked of it, that it does not offer.
"""

from __future__ import annotations

from typing import cast

from lsprotocol import types as lsp
from pygls.capabilities import get_capability


class ClientTraits:
    """The capabilities of a client that the server's answers depend on."""

    def __init__(self, capabilities: lsp.ClientCapabilities) -> None:
        def offers(path: str) -> bool:
            return bool(get_capability(capabilities, path, None))

        def values(path: str) -> frozenset[object]:
            return frozenset(get_capability(capabilities, path, None) or ())

        text, item = "text_document", "text_document.completion.completion_item"
        self.pulls_diagnostics: bool = get_capability(capabilities, f"{text}.diagnostic", None) is not None
        self.refreshes_diagnostics: bool = offers("workspace.diagnostics.refresh_support")
        self.refreshes_hints: bool = offers("workspace.inlay_hint.refresh_support")
        self.takes_snippets: bool = offers(f"{item}.snippet_support")
        self.inserts_and_replaces: bool = offers(f"{item}.insert_replace_support")
        self.resolves_documentation: bool = "documentation" in values(f"{item}.resolve_support.properties")
        self.item_markup: lsp.MarkupKind = _markup(get_capability(capabilities, f"{item}.documentation_format", None))
        self.hover_markup: lsp.MarkupKind = _markup(get_capability(capabilities, f"{text}.hover.content_format", None))
        self.signature_markup: lsp.MarkupKind = _markup(
            get_capability(capabilities, f"{text}.signature_help.signature_information.documentation_format", None)
        )
        self.has_label_offsets: bool = offers(
            f"{text}.signature_help.signature_information.parameter_information.label_offset_support"
        )
        self.nests_symbols: bool = offers(f"{text}.document_symbol.hierarchical_document_symbol_support")
        self.takes_action_literals: bool = (
            get_capability(capabilities, f"{text}.code_action.code_action_literal_support", None) is not None
        )
        self.versions_edits: bool = offers("workspace.workspace_edit.document_changes")
        self.tags_diagnostics: bool = (
            get_capability(capabilities, f"{text}.publish_diagnostics.tag_support", None) is not None or self.pulls_diagnostics
        )
        self.is_configured_on_request: bool = offers("workspace.configuration")
        self.watches_configuration: bool = offers("workspace.did_change_configuration.dynamic_registration")
        self.watches_files: bool = offers("workspace.did_change_watched_files.dynamic_registration")
        self.shows_progress: bool = offers("window.work_done_progress")
        self.shows_documents: bool = offers("window.show_document.support")


def _markup(formats: object) -> lsp.MarkupKind:
    """The first format that a client prefers; Markdown for one that names none."""
    given = cast("list[object]", formats) if isinstance(formats, (list, tuple)) else []
    known = [kind for kind in given if kind in set(lsp.MarkupKind)]
    return lsp.MarkupKind(known[0]) if known else lsp.MarkupKind.Markdown
