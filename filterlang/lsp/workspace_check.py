"""The check of all files of the workspace, as ``filterlang check`` does it, in the background.

Owns the invariants that a cancelled check stops before the next file, and that a document which is open keeps the diagnostics
of its text in the editor.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, suppress
import os
import threading
from typing import Any, cast
from urllib.parse import unquote
from uuid import uuid4

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException
from pygls.uris import from_fs_path

from filterlang.lsp.background_work import in_thread
from filterlang.lsp.diagnostics_feed import result_id_of
from filterlang.lsp.editor_session import EditorSession
from filterlang.lsp.editor_settings import FolderSettings
from filterlang.lsp.finding_diagnostics import diagnostics_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from concurrent.futures import Future

    from filterlang.lint.reported import FileReport
    from filterlang.text.source import Encoding

_REPORTED_EACH = 50
"""Files after which progress is reported."""


class CheckedWorkspace:
    """The result of a check of the workspace: the diagnostics of each file that has any, by address."""

    def __init__(self) -> None:
        self.diagnostics: dict[str, list[lsp.Diagnostic]] = {}
        self.files: int = 0
        self.severities: Counter[lsp.DiagnosticSeverity] = Counter()

    def add(self, report: FileReport, diagnostics: list[lsp.Diagnostic]) -> None:
        """Adds the report of a file."""
        self.files += report.skipped is None
        self.severities.update(diagnostic.severity for diagnostic in diagnostics if diagnostic.severity is not None)
        if diagnostics:
            self.diagnostics[from_fs_path(os.path.abspath(report.path)) or report.path] = diagnostics

    @property
    def summary(self) -> str:
        """A sentence that counts the findings."""
        names = {
            lsp.DiagnosticSeverity.Error: "error",
            lsp.DiagnosticSeverity.Warning: "warning",
            lsp.DiagnosticSeverity.Information: "note",
        }
        counted = [_count(self.severities[severity], name) for severity, name in names.items() if self.severities[severity]]
        if not counted:
            return f"No findings in {_count(self.files, 'file')}"
        return f"Found {', '.join(counted)} in {_count(len(self.diagnostics), 'file')}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' * (number != 1)}"


class WorkspaceCheck:
    """Checks the workspace when it is asked to, and gives its diagnostics to the client."""

    def __init__(self, session: EditorSession) -> None:
        self._session = session
        self._last: CheckedWorkspace | None = None
        self._has_news = asyncio.Event()

    async def command(self, session: EditorSession, params: lsp.ExecuteCommandParams) -> dict[str, Any]:
        """Checks the workspace, and returns how many findings there are."""
        checked = await self._run(params.work_done_token)
        counts = {severity.name.lower(): count for severity, count in checked.severities.items()}
        return {"summary": checked.summary, "files": checked.files, **counts}

    async def pull(self, params: lsp.WorkspaceDiagnosticParams) -> lsp.WorkspaceDiagnosticReport:
        """The diagnostics of all files. To a client that has them, the answer comes when there are others."""
        known = {previous.uri: previous.value for previous in params.previous_result_ids}
        if self._last is None:
            await self._run(params.work_done_token)
        while not (reports := self._reports(known)) and known:
            self._has_news.clear()
            await self._has_news.wait()
        return lsp.WorkspaceDiagnosticReport(reports)

    def forget(self, uri: str) -> None:
        """Leaves out a file that has been open since the check: its diagnostics are out of date."""
        known = self._last.diagnostics if self._last is not None else {}
        for spelling in [each for each in known if unquote(each) == unquote(uri)]:
            del known[spelling]
            self._has_news.set()

    def _reports(self, known: dict[str, str]) -> list[lsp.WorkspaceDocumentDiagnosticReport]:
        """The reports of files whose diagnostics differ from those that the client knows."""
        diagnostics = self._last.diagnostics if self._last is not None else {}
        named = {uri: (items, result_id_of(items)) for uri, items in diagnostics.items()}
        reports: list[lsp.WorkspaceDocumentDiagnosticReport] = [
            lsp.WorkspaceFullDocumentDiagnosticReport(uri, items, result_id=result_id)
            for uri, (items, result_id) in named.items()
            if known.get(uri) != result_id
        ]
        gone = [uri for uri, result_id in known.items() if uri not in named and result_id != result_id_of([])]
        return [*reports, *(lsp.WorkspaceFullDocumentDiagnosticReport(uri, [], result_id=result_id_of([])) for uri in gone)]

    async def _run(self, token: lsp.ProgressToken | None) -> CheckedWorkspace:
        """Checks the workspace in a thread; the client sees how far it is, and can cancel it."""
        is_cancelled = threading.Event()
        progress = await CheckProgress.begun(self._session, token)
        loop = asyncio.get_running_loop()
        roots = self._session.settings.roots or (self._session.settings.default_root,)
        folders = [self._session.settings.of(root) for root in roots]
        encoding = self._session.encoding

        def work() -> CheckedWorkspace:
            checked = CheckedWorkspace()
            for report, diagnostics in _reports_below(folders, encoding):
                if is_cancelled.is_set() or progress.is_cancelled:
                    break
                checked.add(report, diagnostics)
                if checked.files % _REPORTED_EACH == 0:
                    loop.call_soon_threadsafe(progress.report, f"{_count(checked.files, 'file')}")
            return checked

        try:
            checked = await in_thread(work)
        except asyncio.CancelledError:
            is_cancelled.set()
            progress.end("cancelled")
            raise
        except BaseException:
            progress.end("failed")
            raise
        progress.end(checked.summary)
        self._show(checked)
        return checked

    def _show(self, checked: CheckedWorkspace) -> None:
        """Gives the diagnostics to a client that does not pull them, except those of documents that are open."""
        before = self._last.diagnostics if self._last is not None else {}
        self._last = checked
        self._has_news.set()
        session = self._session
        if not session.client.pulls_diagnostics:
            for uri in {*before, *checked.diagnostics}:
                if session.document(uri) is None:
                    params = lsp.PublishDiagnosticsParams(uri, checked.diagnostics.get(uri, []))
                    session.server.text_document_publish_diagnostics(params)


class CheckProgress:
    """The progress that the client shows; nothing for a client that shows none."""

    def __init__(self, session: EditorSession, token: lsp.ProgressToken | None) -> None:
        self._progress = session.server.work_done_progress
        tokens = self._progress.tokens  # pyright: ignore[reportUnknownMemberType,reportUnknownVariableType]
        self._tokens = cast("dict[lsp.ProgressToken, Future[object]]", tokens)
        self._token = token

    @classmethod
    async def begun(cls, session: EditorSession, token: lsp.ProgressToken | None) -> CheckProgress:
        """Progress under the client's token, or under one that the client agrees to."""
        if token is None and session.client.shows_progress:
            own, shown = str(uuid4()), session.server.work_done_progress
            with suppress(JsonRpcException):  # the client does without
                await shown.create_async(own)  # pyright: ignore[reportUnknownMemberType]
                token = own
        progress = cls(session, token)
        if token is not None:
            title = "Checking LangSmith filters"
            progress._progress.begin(token, lsp.WorkDoneProgressBegin(title, cancellable=True))
        return progress

    @property
    def is_cancelled(self) -> bool:
        """Whether the person has cancelled."""
        future = self._tokens.get(self._token) if self._token is not None else None
        return future is not None and future.cancelled()

    def report(self, message: str) -> None:
        """Shows how far the work is."""
        if self._token is not None and self._token in self._tokens:
            self._progress.report(self._token, lsp.WorkDoneProgressReport(message=message))

    def end(self, message: str) -> None:
        """Ends the progress."""
        if self._token is not None:
            self._progress.end(self._token, lsp.WorkDoneProgressEnd(message=message))
            self._tokens.pop(self._token, None)


def _reports_below(folders: list[FolderSettings], encoding: Encoding) -> Iterator[tuple[FileReport, list[lsp.Diagnostic]]]:
    """Yields the report of each file of folders, with its diagnostics.

    An editor makes no folder for a cache in a workspace: one is used where it is configured, or where there is one already.
    """
    from filterlang.lint.discovery import chosen_files
    from filterlang.lint.lint_cache import FOLDER, LintCache
    from filterlang.lint.lint_settings import ConfigurationError
    from filterlang.lint.linting import LintWork, check_files, jobs_of_this_machine

    seen: set[str] = set()
    for folder in folders:
        configurations = folder.fresh_configurations()
        try:
            here = configurations.of(folder.root)
            used = here.cache_dir or os.path.join(here.settings.root, FOLDER)
            work = LintWork(jobs_of_this_machine(), LintCache(used) if here.cache_dir or os.path.isdir(used) else None)
            with closing(check_files(chosen_files([folder.root], configurations), work)) as reports:
                for report in reports:
                    if report.path not in seen:
                        seen.add(report.path)
                        yield report, _diagnostics(report, encoding)
        except ConfigurationError as error:
            folder.warn(f"filterlang: {error}")


def _diagnostics(report: FileReport, encoding: Encoding) -> list[lsp.Diagnostic]:
    """The diagnostics of a file, which is read again for the units of the client."""
    from filterlang.lint.file_texts import SkippedFileError, decoded, read_content
    from filterlang.text.source import Source

    if not report.findings:
        return []
    try:
        text = decoded(read_content(report.path)).text
    except (OSError, SkippedFileError):
        return []
    return diagnostics_of(Source(text, report.path), report.findings, encoding)
