"""Messages that name arguments, each written as its reader types them: a keyword in Python, an option on the command line.

Owns the invariant that the name of an argument is data until a message is shown, so that nobody replaces words in a text.
"""

from collections.abc import Callable
from dataclasses import dataclass

VARIABLES = {"api_url": "LANGSMITH_ENDPOINT", "api_key": "LANGSMITH_API_KEY", "workspace_id": "LANGSMITH_WORKSPACE_ID"}
"""The environment variables of the client's settings, by the argument that goes before them."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """How one kind of reader writes arguments.

    ``name`` gives the name of an argument, and ``assignment`` the argument with a value (``…`` for any), or None where the
    reader cannot give the argument.
    """

    name: Callable[[str], str]
    assignment: Callable[[str, str], str | None]


PYTHON = Spelling(name=str, assignment="{}={}".format)


class Argument(str):
    """The name of an argument, as a value of a message."""

    __slots__ = ()


class ArgumentMessage:
    """A message in which ``{start_time}`` is the name of an argument, and ``{start_time:=…}`` the argument with a value.

    The ``values`` take the place of their names as they are. An argument that is a setting is shown with its environment
    variable.

        >>> message = ArgumentMessage("{start_time} is {why}: give {start_time:=…}", why="missing")
        >>> str(message)
        'start_time is missing: give start_time=…'
        >>> message.text(Spelling(name=lambda _: "--since", assignment=lambda _, value: "--since"))
        '--since is missing: give --since'

    """

    __slots__ = ("_template", "_values")

    def __init__(self, template: str, **values: object) -> None:
        self._template = template
        self._values = values

    def __str__(self) -> str:
        return self.text()

    def text(self, spelling: Spelling = PYTHON) -> str:
        """Returns the message with arguments as its reader writes them."""
        return self._template.format_map(_Fields(spelling, self._values))


class ArgumentError(ValueError):
    """An argument that cannot be sent. ``message`` names it."""

    def __init__(self, message: ArgumentMessage) -> None:
        super().__init__(str(message))
        self.message: ArgumentMessage = message


class _Fields(dict[str, object]):
    """The fields of a template: the values of a message, and every other name as an argument."""

    def __init__(self, spelling: Spelling, values: dict[str, object]) -> None:
        super().__init__(
            (name, _Spelled(value, spelling) if isinstance(value, Argument) else value) for name, value in values.items()
        )
        self._spelling = spelling

    def __missing__(self, argument: str) -> object:
        return _Spelled(argument, self._spelling)


@dataclass(frozen=True, slots=True)
class _Spelled:
    """An argument in a template: its name, or after ``=`` its assignment."""

    argument: str
    spelling: Spelling

    def __format__(self, spec: str) -> str:
        if not spec.startswith("="):
            return self.spelling.name(self.argument)
        ways = (self.spelling.assignment(self.argument, spec[1:]), VARIABLES.get(self.argument))
        return " or ".join(way for way in ways if way)
