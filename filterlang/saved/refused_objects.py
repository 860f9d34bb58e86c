"""The problems of an object that its model refuses, each at its place in the file.

Owns the invariant that the excerpt of a file shows nothing but filters and their keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
import re

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from filterlang.hosts.decoding import joined
from filterlang.saved.filter import RefusedText
from filterlang.saved.placed_values import PlacedValue
from filterlang.saved.problems import FileProblem, problem_at
from filterlang.text.display import clip, harmless
from filterlang.text.source import Source

_MESSAGES = {"model_type": "an object has to stand here, with the fields of the query or rule"}


@dataclass(frozen=True)
class RefusedObject:
    """An error that pydantic reports of an object, with the place of the object and of the value that is wrong in it."""

    reported: ErrorDetails
    placed: PlacedValue
    value: PlacedValue | None

    @cached_property
    def filter(self) -> RefusedText | None:
        """The filter that is refused, where its place in the file is known character by character."""
        text = self.reported["input"]
        if not isinstance(text, RefusedText) or self.value is None or self.value.decode is None:
            return None
        return text if self.value.decode().text == text.error.source.text else None

    @property
    def field(self) -> str | None:
        """The attribute of the object."""
        return clip(".".join(map(str, self.reported["loc"]))) or None


def refusals_of(error: ValidationError, model: type[BaseModel], placed: PlacedValue) -> Iterator[RefusedObject]:
    """Yields what pydantic reports of the object at a place."""
    for reported in error.errors(include_url=False):
        field, *path = reported["loc"] or ("",)
        declared = model.model_fields.get(str(field))
        names = [str(field), *([declared.serialization_alias] if declared and declared.serialization_alias else [])]
        yield RefusedObject(reported, placed, placed.field(names, path))


def problems_of(refusals: Iterable[RefusedObject], source: Source) -> Iterator[FileProblem]:
    """Yields the problems of a file that its objects are refused for."""
    refusals = list(refusals)
    shown = _redacted(source, [refusal.value for refusal in refusals if refusal.filter is not None and refusal.value])
    for refusal in refusals:
        filter, value = refusal.filter, refusal.value or refusal.placed
        if filter is not None and value.decode is not None:
            text, _ = joined(shown, [value.decode()])
            at = text.in_file(filter.errors[0].span)[1].start
            yield problem_at(source, at, filter.message(text), refusal.field)
        else:
            message = _MESSAGES.get(refusal.reported["type"], refusal.reported["msg"])
            yield problem_at(source, value.start, "\n".join(map(harmless, message.split("\n"))), refusal.field)


def _redacted(source: Source, shown: Iterable[PlacedValue]) -> Source:
    """The file with spaces for all but some values and their keys. No offset changes."""
    text: list[str] = []
    end = 0
    for value in sorted(set(shown), key=lambda value: value.start):
        start = min(value.key_start, value.start)  # the key of an alias stands behind the value
        text += (re.sub(r"\S", " ", source.text[end:start]), source.text[max(start, end) : value.end])
        end = max(end, value.end)
    return Source("".join(text), source.name)
