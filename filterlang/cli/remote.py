"""Connects the commands to LangSmith: a session with a server, whose messages name options instead of arguments.

Owns the invariants that the key comes from the environment only and is printed nowhere, and that Ctrl-C ends a request.
"""

from __future__ import annotations

from filterlang.cli.terminal import Usage, tell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Generator, Mapping, Sequence
    from types import TracebackType
    from typing import Any, Self, TypeVar

    from filterlang.client import Validation
    from filterlang.client.argument_messages import ArgumentMessage, Spelling
    from filterlang.client.request_errors import ClientError
    from filterlang.client.listing import Listing
    from filterlang.evaluate.run import Run
    from filterlang.findings.diagnostic import Diagnostic
    from filterlang.tables.traces import Trace

    T = TypeVar("T")

_NO_KEY = "there is no API key: set LANGSMITH_API_KEY in the environment"
_NO_ANSWER = ": check --api-url or LANGSMITH_ENDPOINT"
_OPTIONS = {
    "api": "--api",
    "api_url": "--api-url",
    "end_time": "--until",
    "limit": "--limit",
    "project_id": "--project-id",
    "project_name": "--project",
    "select": "--select",
    "start_time": "--since",
    "trace_filter": "--trace-filter",
    "tree_filter": "--tree-filter",
    "windows": "--windows",
}
"""The option of each argument. The key and the workspace have no option: they come from the environment."""


def _assignment(argument: str, value: str) -> str | None:
    """Returns an option with a value, such as ``--api v2``; None for an argument without an option."""
    option, word = _OPTIONS.get(argument), value.strip("'")
    return option if option is None or word == "…" else f"{option} {word}"


def _spelling() -> Spelling:
    """Returns the spelling of arguments on the command line."""
    from filterlang.client.argument_messages import Spelling

    return Spelling(name=lambda argument: _OPTIONS.get(argument, argument), assignment=_assignment)


class RemoteSession:
    """A session with a LangSmith server, open for as long as a ``with`` lasts.

    An error inside becomes a ``Usage`` with advice, or a ``FilterError`` for a filter that the client or the server refuses.
    """

    def __init__(self, api_url: str | None) -> None:
        import asyncio

        from filterlang.cli.retrying import LOG, RetryPrinter
        from filterlang.client import AsyncClient
        from filterlang.client.settings import Settings

        try:
            self._settings = Settings(api_url)
            self._client = AsyncClient(api_url)
        except ValueError as error:
            raise Usage(_text(error)) from None
        self._runner = asyncio.Runner()
        self._log, self._retry_printer = LOG, RetryPrinter()

    def __enter__(self) -> Self:
        self._log.addHandler(self._retry_printer)
        return self

    def __exit__(self, _kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None) -> None:
        from filterlang.client.request_errors import AuthError, ClientError, FilterRefused
        from filterlang.findings.errors import FilterError

        self._log.removeHandler(self._retry_printer)
        with self._runner:
            self._runner.run(self._client.aclose())
        if isinstance(error, FilterRefused):
            tell(f"filterlang: {_text(error)}")
            raise FilterError(error.source, [*map(self._without_key, error.diagnostics)]) from None
        if isinstance(error, AuthError) and not self._settings.auth.key:
            raise Usage(f"{error.where}: {error.message}: {_NO_KEY}") from None
        if isinstance(error, (ClientError, ValueError)) and not isinstance(error, FilterError):
            advice = _NO_ANSWER if isinstance(error, ClientError) and error.message.startswith("no answer") else ""
            raise Usage(_text(error) + advice) from None

    @property
    def address(self) -> str:
        """The address of the API."""
        return self._settings.url

    @property
    def workspace(self) -> str:
        """The id of the workspace; empty where the key alone decides it."""
        return self._settings.auth.workspace_id

    def hide(self, text: str) -> str:
        """Returns the text without the key, in case a server repeats it."""
        return self._settings.auth.hide(text)

    def _without_key(self, finding: Diagnostic) -> Diagnostic:
        """Returns a finding that quotes the server, without the key."""
        from dataclasses import replace

        evidence = tuple(replace(item, source=self.hide(item.source)) for item in finding.evidence)
        return replace(
            finding, message=self.hide(finding.message), help=finding.help and self.hide(finding.help), evidence=evidence
        )

    def batches(self, arguments: Mapping[str, Any]) -> Generator[Sequence[Run]]:
        """Returns the runs of ``list_runs``, in batches. The arguments are checked before the first batch is requested.

        Warnings go to standard error.
        """
        listing = self._client.list_runs(**arguments).listing
        return self._fetched(listing, listing.runs())

    def traces(self, arguments: Mapping[str, Any]) -> Generator[Trace]:
        """Returns the whole traces of the runs of ``list_runs``, as ``batches`` does the runs."""
        from filterlang.client.trace_listing import whole_traces

        listing = self._client.list_runs(**arguments).listing
        return self._fetched(listing, whole_traces(listing))

    def _fetched(self, listing: Listing, stream: AsyncGenerator[T]) -> Generator[T]:
        from filterlang.client.listing import next_of

        self._runner.run(listing.decide())
        self._warn(listing)
        try:
            while (item := self._runner.run(next_of(stream))) is not None:
                self._warn(listing)
                yield item
            self._warn(listing)
        finally:
            self._runner.run(stream.aclose())

    def _warn(self, listing: Listing) -> None:
        spelling = _spelling()
        for message in listing.take_warnings():
            tell(f"filterlang: warning: {self.hide(message.text(spelling))}")

    def validate(self, text: str) -> RemoteVerdict:
        """Returns the server's verdict on a filter. A refused request is a verdict, too."""
        from filterlang.client import validation
        from filterlang.client.request_errors import FilterRefused

        try:
            result = self._runner.run(self._client.validate_remote(text))
        except FilterRefused as error:
            problem = validation.ServerProblem(field=error.argument, message=error.message)
            result = validation.compare({"filter": text}, validation.ServerValidation(valid=False, errors=[problem]))
        return RemoteVerdict(result, self.hide)


class RemoteVerdict:
    """The server's verdict on a filter, beside filterlang's for v1, the API that the server validates it for."""

    def __init__(self, validation: Validation, hide: Callable[[str], str]) -> None:
        self.valid: bool = validation.valid
        self.agrees: bool = validation.agrees
        self._problems = [(hide(problem.field), hide(problem.message)) for problem in validation.problems]
        errors = [finding for findings in validation.diagnostics.values() for finding in findings if finding.is_error]
        self._codes = [error.code for error in errors]

    def to_json(self) -> dict[str, object]:
        """Returns the verdict as plain data."""
        errors = [{"field": field, "message": message} for field, message in self._problems]
        return {"valid": self.valid, "errors": errors, "agrees": self.agrees}

    def summary(self, name: str) -> str:
        """Returns the verdict in a line, and a line for each problem that the server finds."""
        from filterlang.text.display import clip

        ours = f"refuses it ({', '.join(dict.fromkeys(self._codes))})" if self._codes else "accepts it"
        beside = f"filterlang {ours} too" if self.agrees else f"filterlang {ours}"
        first = f"{name}: the server {'accepts' if self.valid else 'refuses'} it, and {beside}"
        return "\n".join([first, *(f"  {clip(field, 40)}: {clip(message, 1000)}" for field, message in self._problems)])


def _text(error: ClientError | ValueError) -> str:
    """Returns the message of an error, with options in place of arguments."""
    from filterlang.client.argument_messages import ArgumentError
    from filterlang.client.request_errors import ClientError

    if isinstance(error, ClientError):
        return error.text(_spelling())
    message: ArgumentMessage | None = error.message if isinstance(error, ArgumentError) else None
    return str(error) if message is None else message.text(_spelling())
