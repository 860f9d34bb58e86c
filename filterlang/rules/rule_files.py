"""The rules that are one file each: every module of this package with a ``RULE`` and a ``check``.

Owns the invariant that a new rule is a new file here, and nothing else.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from filterlang.findings.rule import Rule
    from filterlang.rules.context import Context

_OTHERS = frozenset({
    "__init__", "context", "embedding", "endings", "ignore_comments", "moves", "names_and_types", "refusals", "registry",
    "rule_files",
})  # fmt: skip
"""The modules of this package that hold no rule of their own; one that is missing here only costs its import."""


@cache
def _modules() -> tuple[ModuleType, ...]:
    modules = (import_module(f".{name}", __package__) for name in sorted(_names() - _OTHERS))
    return tuple(module for module in modules if hasattr(module, "RULE"))


def _names() -> set[str]:
    """The names of the modules of this package."""
    try:
        files = os.listdir(os.path.dirname(__file__))  # noqa: PTH208, PTH120 - pathlib takes longer to load than the rules
    except OSError:  # inside an archive
        import pkgutil

        return {module.name for module in pkgutil.iter_modules([os.path.dirname(__file__)])}  # noqa: PTH120 - as above
    return {name.partition(".")[0] for name in files if name.endswith((".py", ".pyc"))}


def rules() -> tuple[Rule, ...]:
    """The rules of these files, in the order of their names."""
    return tuple(module.RULE for module in _modules())


@cache
def checks() -> tuple[Callable[[Context], None], ...]:
    """The check of each rule, in the order of their names."""
    return tuple(module.check for module in _modules())
