"""The rules that are one file each: every module of this package with a ``RULE`` and a ``check``.

Owns the invariant that a new rule is a new file here, and nothing else. Only rules about the code around a filter have no
``check`` here (``rule_needs``): ``hosts`` checks them.
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib import import_module
import os

from filterlang.findings.rule import Phase
from filterlang.rules.rule_needs import NEEDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from filterlang.findings.rule import Rule
    from filterlang.rules.context import Context

_OTHERS = frozenset({
    "__init__", "call_arguments", "context", "endings", "ignore_comments", "moves", "names_and_types", "removal",
    "refusals", "registry", "rule_files", "rule_markdown", "rule_needs", "unindexed_words", "unlisted",
})  # fmt: skip
"""The modules of this package that hold no rule of their own; one that is missing here only costs its import."""


def _modules() -> tuple[ModuleType, ...]:
    return tuple(module for name in _rule_names() if (module := _rule(name)) is not None)


@cache
def _rule_names() -> tuple[str, ...]:
    return tuple(sorted(_names() - _OTHERS))


@cache
def _rule(name: str) -> ModuleType | None:
    """The module of a rule; None for a module without one."""
    module = import_module(f".{name}", __package__)
    return module if hasattr(module, "RULE") else None


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
def optional_rules() -> dict[str, Rule]:
    """The rules that are reported only where they are selected, by code. Every optional rule is a file here."""
    return {rule.code: rule for rule in rules() if rule.optional}


@lru_cache(maxsize=1024)
def checks(words: frozenset[str], selected: frozenset[str]) -> tuple[Callable[[Context], None], ...]:
    """The checks of the rules that can have a finding in a filter with these words, in the order of their names.

    The words are those of ``rule_needs``: a rule that needs none of them is not loaded. ``selected`` are the codes or
    slugs of the optional rules to run. Rules of style come last, so that they leave alone what another rule is about.
    """
    wanted = (name for name in _rule_names() if name not in NEEDS or not words.isdisjoint(NEEDS[name]))
    modules = [module for name in wanted if (module := _rule(name)) is not None]
    modules.sort(key=lambda module: module.RULE.phase is Phase.STYLE)
    return tuple(module.check for module in modules if module.RULE.is_reported(selected))
