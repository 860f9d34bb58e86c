"""LangSmith as the commands ask it: where it is, who asks, and what is said when it does not answer.

Owns the invariants that the key comes from the environment alone and is printed nowhere, and that Ctrl-C ends a request.
"""

from __future__ import annotations

from filterlang.cli.terminal import Usage, tell

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import AsyncGenerator, Callable, Generator, Mapping, Sequence
    from types import TracebackType
    from typing import Any, Self

    from filterlang.client import Validation
    from filterlang.client.listing import Listing
    from filterlang.findings.diagnostic import Diagnostic
    from filterlang.evaluate.run import Run

_NO_KEY = "there is no API key: set LANGSMITH_API_KEY in the environment"
_NO_ANSWER = ": check --api-url or LANGSMITH_ENDPOINT"
_OPTIONS = {
    "api_key=… or ": "",
    "workspace_id=… or ": "",
    "api_url=…": "--api-url",
    "api_url ": "--api-url ",
    "start_time=…": "--since",
    "start_time is after end_time": "--since is after --until",
    "api='v1'": "--api v1",
    "api='v2'": "--api v2",
    "project_name is": "--project is",
    "project_id has": "--project-id has",
    "project_name, project_id": "--project, --project-id",
}
"""What the client advises, in the words of the command line."""


def add_api_url(parser: argparse.ArgumentParser) -> None:
    """``--api-url``."""
    parser.add_argument(
        "--api-url", metavar="URL", help="where the API is (default: LANGSMITH_ENDPOINT, or LangSmith's US cloud)"
    )


class Connection:
    """A server, and who asks it, for as long as a ``with`` lasts.

    What goes wrong in there is a ``Usage`` that says what to do; a filter that is wrong, here or there, is a ``FilterError``.
    """

    def __init__(self, api_url: str | None) -> None:
        import asyncio

        from filterlang.cli.retrying import LOG, Retrying
        from filterlang.client import AsyncClient
        from filterlang.client.settings import Settings

        try:
            self._settings = Settings(api_url)
            self._client = AsyncClient(api_url)
        except ValueError as error:
            raise Usage(_in_options(str(error))) from None
        self._runner = asyncio.Runner()
        self._log, self._retrying = LOG, Retrying()

    def __enter__(self) -> Self:
        self._log.addHandler(self._retrying)
        return self

    def __exit__(self, _kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None) -> None:
        from filterlang.client.errors import AuthError, ClientError, FilterRefused
        from filterlang.findings.errors import FilterError

        self._log.removeHandler(self._retrying)
        with self._runner:
            self._runner.run(self._client.aclose())
        if isinstance(error, FilterRefused):
            tell(f"filterlang: {_in_options(ClientError.__str__(error))}")
            raise FilterError(error.source, [*map(self._quoted, error.diagnostics)]) from None
        if isinstance(error, AuthError) and not self._settings.auth.key:
            raise Usage(f"{error.where}: {error.message}: {_NO_KEY}") from None
        if isinstance(error, (ClientError, ValueError)) and not isinstance(error, FilterError):
            hint = _NO_ANSWER if isinstance(error, ClientError) and error.message.startswith("no answer") else ""
            raise Usage(_in_options(str(error)) + hint) from None

    @property
    def place(self) -> tuple[str, str]:
        """The address of the API, and the id of the workspace where one is named."""
        return self._settings.url, self._settings.auth.workspace_id

    def hide(self, text: str) -> str:
        """The text without the key, should a server repeat it."""
        return self._settings.auth.hide(text)

    def _quoted(self, finding: Diagnostic) -> Diagnostic:
        """A finding that quotes the server, without the key."""
        from dataclasses import replace

        evidence = tuple(replace(each, source=self.hide(each.source)) for each in finding.evidence)
        return replace(
            finding, message=self.hide(finding.message), help=finding.help and self.hide(finding.help), evidence=evidence
        )

    def pages(self, arguments: Mapping[str, Any]) -> Generator[Sequence[Run]]:
        """The runs that ``list_runs`` finds, some at a time. The arguments are checked before the first is wanted.

        What there is to warn of goes to standard error.
        """
        return self._pages(self._client.list_runs(**arguments).listing)

    def _pages(self, listing: Listing) -> Generator[Sequence[Run]]:
        self._runner.run(listing.decide())
        self._warn(listing)
        found = listing.runs()
        try:
            while runs := self._runner.run(_next(found)):
                self._warn(listing)
                yield runs
            self._warn(listing)
        finally:
            self._runner.run(found.aclose())

    def _warn(self, listing: Listing) -> None:
        for remark in listing.remarks():
            tell(f"filterlang: warning: {_in_options(self.hide(remark))}")

    def validate(self, text: str) -> Answer:
        """What the server says of a filter, be it by refusing the request."""
        from filterlang.client import validation
        from filterlang.client.errors import FilterRefused

        try:
            found = self._runner.run(self._client.validate_remote(text))
        except FilterRefused as error:
            problem = validation.Problem(field=error.argument, message=error.message)
            found = validation.beside({"filter": text}, validation.Answer(valid=False, errors=[problem]))
        return Answer(found, self.hide)


class Answer:
    """What the server says of a filter, beside what filterlang says of it on v1, the API that the server checks it for."""

    def __init__(self, validation: Validation, hide: Callable[[str], str]) -> None:
        self.valid: bool = validation.valid
        self.agrees: bool = validation.agrees
        self._problems = [(hide(each.field), hide(each.message)) for each in validation.problems]
        self._codes = [found.code for each in validation.diagnostics.values() for found in each if found.is_error]

    def to_json(self) -> dict[str, object]:
        """The answer in plain data."""
        errors = [{"field": field, "message": message} for field, message in self._problems]
        return {"valid": self.valid, "errors": errors, "agrees": self.agrees}

    def told(self, name: str) -> str:
        """The answer in a line, and one for each of the server's reasons."""
        from filterlang.text.display import clip

        ours = f"refuses it ({', '.join(dict.fromkeys(self._codes))})" if self._codes else "takes it"
        beside = f"filterlang {ours} too" if self.agrees else f"filterlang {ours}"
        first = f"{name}: the server {'takes' if self.valid else 'refuses'} it, and {beside}"
        return "\n".join([first, *(f"  {clip(field, 40)}: {clip(message, 1000)}" for field, message in self._problems)])


async def _next(pages: AsyncGenerator[Sequence[Run]]) -> Sequence[Run]:
    try:
        return await anext(pages)
    except StopAsyncIteration:
        return ()


def _in_options(text: str) -> str:
    for word, option in _OPTIONS.items():
        text = text.replace(word, option)
    return text
