"""Saved queries, automation rules and alerts as pydantic models whose filters are checked when they are read."""

from filterlang.saved.problems import FileProblem as FileProblem, SavedQueryError as SavedQueryError
from filterlang.saved.filter import Filter as Filter
from filterlang.saved.models import (
    AlertRule as AlertRule,
    FilterFinding as FilterFinding,
    RunRule as RunRule,
    SavedModel as SavedModel,
    SavedQuery as SavedQuery,
)

__all__ = ["AlertRule", "FileProblem", "Filter", "FilterFinding", "RunRule", "SavedModel", "SavedQuery", "SavedQueryError"]
