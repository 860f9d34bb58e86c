"""Pydantic models of the objects that LangSmith keeps filters in: saved queries (filter views), automation and alert rules.

Owns the invariant that nothing of an object is lost on the way through a model (unknown keys are kept), and that its ``repr``
and its errors show only names and filters: rules hold keys, and the addresses and headers of webhooks.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
import os
from typing import Any, ClassVar, Self, cast
from uuid import UUID

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SerializationInfo,
    SerializerFunctionWrapHandler,
    model_serializer,
    model_validator,
)
from pydantic_core import PydanticCustomError

from filterlang.findings.diagnostic import Diagnostic
from filterlang.findings.rendering import render
from filterlang.saved.filter_files import load_models
from filterlang.saved.filter import Filter, WellFormed
from filterlang.schema.places import PLACES, Place
from filterlang.text.source import Source


@dataclass(frozen=True, slots=True)
class FilterFinding:
    """A warning or a note about one filter of a query or rule: the field, the diagnostic, and the filter's text."""

    field: str
    diagnostic: Diagnostic
    text: str

    def __str__(self) -> str:
        return render(self.diagnostic, Source(self.text, self.field))


class SavedModel(BaseModel):
    """The base of the models: it reads files of them, and lists the warnings and notes of their filters.

    A field whose name in LangSmith's API is another is read under either, and written under the API's with ``by_alias=True``.
    Assigning to a field checks the value too.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(
        extra="allow", validate_assignment=True, allow_inf_nan=False, hide_input_in_errors=True
    )

    wrapper: ClassVar[str] = ""
    """The key of an object that holds a list of these, if there is one; v2 answers with ``items``."""
    place: ClassVar[Place]
    """Where LangSmith's API keeps them, with the keys that hold filters."""

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> list[Self]:
        """Reads the objects of a JSON, JSON lines or YAML file, in order; YAML is known by its name (``.yaml``, ``.yml``).

        Raises ``SavedQueryError`` with every problem of the file and its objects, ``ImportError`` for YAML without PyYAML, and
        ``OSError`` for a file that cannot be opened.
        """
        return load_models(cls, path, cls.wrapper)

    def lint(self) -> list[FilterFinding]:
        """Returns the warnings and notes of all filters, in the order of the fields and then of place."""
        return [
            FilterFinding(field, diagnostic, str(filter))
            for field, filter in self._filters()
            for diagnostic in filter.diagnostics
        ]

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        """Yields the attributes that ``repr`` and ``str`` show: the name and the filters."""
        yield "name", getattr(self, "name", None)
        yield from self._texts()

    def _filters(self) -> "Iterator[tuple[str, Filter[Any]]]":
        """The filters whose fields are known: that of a thread's summary is not among them."""
        for field in type(self).model_fields:
            value = getattr(self, field)
            if isinstance(value, Filter):
                yield field, value

    def _texts(self) -> Iterator[tuple[str, str]]:
        checked = {field for field, _ in self._filters()}
        for field, declared in type(self).model_fields.items():
            value: object = getattr(self, field)
            if isinstance(value, str) and (field in checked or (declared.serialization_alias or field) in self.place.keys):
                yield field, value

    @model_validator(mode="before")
    @classmethod
    def _under_our_names(cls, data: object) -> object:
        if not isinstance(data, dict):
            return data
        ours: dict[object, str] = {
            field.serialization_alias: name for name, field in cls.model_fields.items() if field.serialization_alias
        }
        given = cast("dict[object, object]", data)
        for theirs, name in ours.items():
            if theirs in given and name in given:
                names = {"theirs": theirs, "name": name}
                raise PydanticCustomError("spelled_twice", "{theirs} and {name} are one field: keep one of them", names)
        return {ours.get(key, key): value for key, value in given.items()}


class SavedQuery(SavedModel):
    """A saved view of a project's runs, after ``FilterView`` and ``FilterViewCreate`` of LangSmith's OpenAPI document."""

    wrapper = "views"
    place: ClassVar[Place] = PLACES["views"]

    name: str = Field(serialization_alias="display_name")
    description: str | None = None
    filter: Filter | None = Field(default=None, serialization_alias="filter_string")
    trace_filter: Filter | None = Field(default=None, serialization_alias="trace_filter_string")
    tree_filter: Filter | None = Field(default=None, serialization_alias="tree_filter_string")
    type: str = "runs"
    """``runs``, ``threads`` or ``single_run``."""
    start_time: datetime | None = None
    end_time: datetime | None = None
    duration: str | None = None
    id: UUID | None = None
    session_id: UUID | None = None
    """The project."""


class RunRule(SavedModel):
    """An automation rule or online evaluator, after ``RunRulesCreateSchema`` and ``RunRulesSchema`` of the OpenAPI document.

    What v2 answers (``GET /api/v2/runs/rules``, the langsmith SDK's ``types/rule.py``) is read in the words of v1:
    ``project_id`` as ``session_id``, and ``group_by`` in small letters.
    """

    wrapper = "rules"
    place: ClassVar[Place] = PLACES["run rules"]

    name: str = Field(serialization_alias="display_name")
    sampling_rate: float
    """The part of the matching runs that the rule is applied to, from 0 to 1."""
    filter: Filter | None = None
    trace_filter: Filter | None = None
    tree_filter: Filter | None = None
    thread_filter: WellFormed | None = None
    """On the summary of a thread. Which fields that has is not published, so only the syntax is checked."""
    is_enabled: bool = True
    group_by: str | None = None
    """``thread_id``, ``trajectory_id``, or nothing."""
    id: UUID | None = None
    session_id: UUID | None = None
    """The project, for a rule on runs."""
    dataset_id: UUID | None = None
    """The dataset, for a rule on experiments."""
    webhooks: list[dict[str, Any]] | None = None
    """Addresses and headers: they may hold secrets."""
    alerts: list[dict[str, Any]] | None = None
    """PagerDuty alerts with their routing keys."""

    @model_validator(mode="before")
    @classmethod
    def _of_v2(cls, data: object) -> object:
        if not isinstance(data, dict):
            return data
        given = dict(cast("dict[str, Any]", data))
        if given.get("session_id") is None and "project_id" in given:
            given["session_id"] = given.pop("project_id")
        if isinstance(group_by := given.get("group_by"), str):
            given["group_by"] = group_by.lower()
        return given


class AlertRule(SavedModel):
    """An alert on a project, after ``alerts.AlertRule`` of LangSmith's OpenAPI document, with the actions that go with it.

    It is read from what the API takes and answers (``rule`` and ``actions``), from a manifest of ``langsmith apply``
    (``kind: Alert``, langchain-ai/langsmith-cli), whose ``project`` is the rule's ``session_name``, or from its own fields.
    With ``by_alias=True`` it is dumped as the API takes it.
    """

    wrapper = "alerts"
    place: ClassVar[Place] = PLACES["alert rules"]

    name: str
    description: str | None = None
    type: str
    """``threshold`` or ``change``."""
    attribute: str
    """``latency``, ``error_count``, ``feedback_score``, ``run_latency``, ``run_count`` or ``total_cost``."""
    aggregation: str
    """``avg``, ``sum`` or ``pct``."""
    operator: str
    """``gte``, ``lte``, ``gt`` or ``lt``."""
    window_minutes: int
    """From 1 to 60."""
    threshold: float | None = None
    threshold_multiplier: float | None = None
    threshold_window_minutes: int | None = None
    filter: Filter | None = None
    denominator_filter: Filter | None = None
    """The runs that ``pct`` is a percentage of."""
    id: str | None = None
    session_id: str | None = None
    session_name: str | None = None
    actions: list[dict[str, Any]] = Field(default_factory=list[dict[str, Any]])
    """Whom to tell, with the configuration of each target: it may hold secrets."""

    @model_validator(mode="before")
    @classmethod
    def _flat(cls, data: object) -> object:
        if not isinstance(data, dict):
            return data
        outer = dict(cast("dict[str, Any]", data))
        if outer.get("actions", ...) is None:
            del outer["actions"]
        if isinstance(outer.get("rule"), dict):
            rule: dict[str, Any] = outer.pop("rule")
            return {**outer, **rule}
        if "kind" in outer and isinstance(outer.get("spec"), dict) and isinstance(outer.get("metadata"), dict):
            if outer.pop("kind") != "Alert":
                raise PydanticCustomError("kind", "this is a manifest of another kind: an alert rule has kind: Alert")
            outer.pop("apiVersion", None)
            metadata: dict[str, Any] = dict(outer.pop("metadata"))
            if "project" in metadata:
                metadata["session_name"] = metadata.pop("project")
            spec: dict[str, Any] = outer.pop("spec")
            return {**outer, **metadata, **spec}
        return outer

    @model_serializer(mode="wrap")
    def _as_the_api_takes_it(self, write: SerializerFunctionWrapHandler, info: SerializationInfo) -> dict[str, Any]:
        rule: dict[str, Any] = write(self)
        if not info.by_alias:
            return rule
        actions = rule.pop("actions", [])
        return {"rule": rule, "actions": actions}
