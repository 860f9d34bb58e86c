"""Saved queries, automation rules and alerts as pydantic models whose filters are checked when they are read."""

from filterlang.saved.filter import Filter as Filter
from filterlang.saved.models import (
    AlertRule as AlertRule,
)
from filterlang.saved.models import (
    Finding as Finding,
)
from filterlang.saved.models import (
    RunRule as RunRule,
)
from filterlang.saved.models import (
    SavedModel as SavedModel,
)
from filterlang.saved.models import (
    SavedQuery as SavedQuery,
)
from filterlang.saved.problems import Problem as Problem
from filterlang.saved.problems import SavedQueryError as SavedQueryError

__all__ = ["AlertRule", "Filter", "Finding", "Problem", "RunRule", "SavedModel", "SavedQuery", "SavedQueryError"]
