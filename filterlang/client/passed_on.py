"""The arguments of ``list_runs`` that are passed on under their own names, because only one of the APIs has them.

Owns the invariant that a name that neither API has is refused, with the argument to write instead.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from filterlang.client.argument_checks import time_with_zone
from filterlang.client.hints import hint
from filterlang.schema.query_arguments import FEEDBACK_TIMES
from filterlang.text.jsonvalues import as_list, is_array

V1_PARAMETERS = (
    "session", "trace", "parent_run", "reference_example", "data_source_type", "skip_pagination", "use_experimental_search",
    "search_filter", "skip_prev_cursor",
)  # fmt: skip
"""The parameters of v1's body beside those that ``list_runs`` names (OpenAPI, ``BodyParamsForRunsQuerySchema``)."""

V2_PARAMETERS = ("reference_dataset_id", "include_subtree_usage", *FEEDBACK_TIMES)
"""The parameters of v2's body beside them (the langsmith SDK 0.15.1's ``runs.query_v2``), but for ``STREAMED``."""

STREAMED = ("ai_search", "sem_filter")
"""The parameters that v2 answers as a stream of events only (langsmith SDK 0.15.1), and with 406 otherwise."""

SCOPES = ("session", "trace", "parent_run", "reference_example", "reference_dataset_id")
"""The parameters that say through which runs to look."""

_BOTH = ("cursor",)


def passed_on(values: Mapping[str, Any], named: Iterable[str]) -> dict[str, Any]:
    """Returns the values as JSON has them, without those that are None; ``named`` are the arguments that ``list_runs`` names.

    Raises ``TypeError`` for a name that neither API has, and ``ValueError`` for a parameter of ``STREAMED``.
    """
    known = (*V1_PARAMETERS, *V2_PARAMETERS, *_BOTH)
    for name, value in values.items():
        if name in STREAMED and value is not None:
            raise ValueError(
                f"{name} is answered as a stream of events, which this client does not read, and refused otherwise (406): "
                'write a filter, such as search("…")'
            )
        if name not in (*known, *STREAMED):
            raise TypeError(f"list_runs() got an unexpected keyword argument {name!r}{hint(name, (*known, *named))}")
    return {name: _as_json(value) for name, value in values.items() if value is not None}


def _as_json(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return time_with_zone("a time", value).isoformat()
    return [*map(_as_json, as_list(value))] if is_array(value) else value
