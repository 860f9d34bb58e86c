"""The closed sets of names, as types for checkers and editors.

Owns the invariant that a set has the same members here and in the schema's tables, which a test compares: the tables
themselves do without ``typing``, so that a check does not have to load it.
"""

from typing import Literal

DialectName = Literal["portable", "v1", "v2", "examples"]
"""What a check can be made for: the keys of ``dialects.DIALECTS``."""

RunDialectName = Literal["portable", "v1", "v2"]
"""The dialects of the filters of runs: ``dialects.RUN_DIALECTS``."""

Family = Literal["metadata", "input", "output", "feedback"]
"""The families of pairs: the keys of ``fields.FAMILIES``."""

RunType = Literal["llm", "chain", "tool", "retriever", "embedding", "prompt", "parser"]
"""The values of the field ``run_type``."""

ServedApis = Literal["v1", "v2", "both"]
"""The APIs for queries of runs that a server speaks."""
