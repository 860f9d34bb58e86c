"""The options of the commands that search files for filters: which files, which configuration, and how to work."""

from __future__ import annotations

import argparse
import os

from filterlang.cli.parsing import names_elsewhere
from filterlang.cli.terminal import Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from filterlang.lint.configuration import Configuration, Configurations, Overrides
    from filterlang.lint.linting import LintWork


def add_file_options(parser: argparse.ArgumentParser, *, cached: bool = True) -> None:
    """Adds the options that choose files and say how to work; those of the cache only where results are ``cached``."""
    group = parser.add_argument_group("files")
    group.add_argument(
        "--exclude",
        action="append",
        type=_patterns,
        metavar="PATTERN,…",
        help="exclude these instead of node_modules, .venv and the like",
    )
    group.add_argument("--extend-exclude", action="append", type=_patterns, metavar="PATTERN,…", help="exclude these too")
    group.add_argument("--stdin-filename", metavar="NAME", help="read standard input as the file with this name")
    group.add_argument("--show-files", action="store_true", help="list the files to search, and stop")
    group = parser.add_argument_group("configuration")
    group.add_argument("--config", metavar="FILE", help="this configuration instead of the nearest one above each file")
    group.add_argument("--isolated", action="store_true", help="ignore configuration files")
    group.add_argument("--show-settings", action="store_true", help="show the configuration of the first file, and stop")
    group = parser.add_argument_group("work")
    jobs = group.add_argument("-j", "--jobs", type=_count, metavar="N", help="worker processes (default: one per processor)")
    names_elsewhere(jobs, "workers", "parallel", "threads")
    if not cached:
        parser.set_defaults(no_cache=True)
        return
    group.add_argument("-n", "--no-cache", action="store_true", help="check every file anew")
    group.add_argument("--cache-dir", metavar="FOLDER", help="where results are kept (default: .filterlang_cache)")


def add_fix_options(parser: argparse.ArgumentParser) -> None:
    """Adds the options that fix files."""
    group = parser.add_argument_group("fixes")
    group.add_argument("--fix", action="store_true", help="write the files with every safe fix")
    group.add_argument("--unsafe-fixes", action="store_true", default=None, help="apply guesses as well")
    group.add_argument("--diff", action="store_true", help="show what --fix would change, and write nothing")
    group.add_argument("--show-fixes", action="store_true", help="list what was fixed")


def add_output_options(parser: argparse.ArgumentParser) -> None:
    """Adds the options for the output and the baseline."""
    group = parser.add_argument_group("output")
    group.add_argument("-o", "--output-file", metavar="FILE", help="write the report to a file")
    group.add_argument("--statistics", action="store_true", help="count the findings of each rule instead of listing them")
    group.add_argument("--baseline", metavar="FILE", help="do not report the findings in this file")
    group.add_argument("--write-baseline", metavar="FILE", help="write all findings to this file, and report none")


def _patterns(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split(",") if part)


def _count(text: str) -> int:
    if text.isascii() and text.isdigit() and int(text[:9]) > 0:
        return int(text[:9])
    raise argparse.ArgumentTypeError(f"{text[:40]!r} is not a number from 1")


def configurations(options: argparse.Namespace, overrides: Overrides | None = None) -> Configurations:
    """The configurations that hold for files, with the values of the command line."""
    from filterlang.lint.configuration import Configurations, Overrides

    if options.config is not None and options.isolated:
        raise Usage("--config and --isolated exclude each other: leave one out")
    overrides = overrides or Overrides({})
    overrides.others.update(
        {
            name: tuple(pattern for patterns in getattr(options, name) for pattern in patterns)
            for name in ("exclude", "extend_exclude")
            if getattr(options, name)
        }
    )
    return Configurations(overrides, options.config, isolated=options.isolated)


def rule_overrides(options: argparse.Namespace) -> Overrides:
    """The overrides that the options about rules give."""
    from filterlang.findings.evidence import Severity
    from filterlang.lint.configuration import Overrides

    def names(texts: list[str]) -> tuple[str, ...]:
        from filterlang.lint.configuration_keys import checked_rule

        try:
            return tuple(checked_rule(name.strip()) for text in texts for name in text.split(",") if name.strip())
        except ValueError as error:
            raise Usage(str(error)) from None

    settings: dict[str, object] = {
        name: names(getattr(options, name)) for name in ("select", "extend_select", "ignore") if getattr(options, name)
    }
    if options.dialect is not None:
        settings["dialect"] = options.dialect
    ignored = [text.rpartition(":") for text in options.per_file_ignores]
    if any(not pattern or not rules for pattern, _, rules in ignored):
        raise Usage("--per-file-ignores takes PATTERN:RULE, such as 'tests/*:unpaired-value'")
    if ignored:
        settings["per_file_ignores"] = tuple((pattern, names([rules])) for pattern, _, rules in ignored)
    return Overrides(settings, {"severity": Severity(options.severity)} if options.severity else None)


def lint_work(options: argparse.Namespace, here: Configuration) -> LintWork:
    """The worker processes and the cache, by the options and the configuration of the current folder."""
    from filterlang.lint.linting import LintWork, jobs_of_this_machine

    cache = None
    if not options.no_cache:
        from filterlang.lint.lint_cache import FOLDER, LintCache

        folder = options.cache_dir or here.cache_dir or os.path.join(here.settings.root if here.file else ".", FOLDER)
        cache = LintCache(folder)
    return LintWork(options.jobs or jobs_of_this_machine(), cache)


def settings_lines(configuration: Configuration) -> list[str]:
    """A configuration as lines of TOML, and a comment that names its file."""
    import json
    from typing import cast

    from filterlang.lint.configuration_keys import KEYS

    holders = (configuration, configuration.settings, configuration.settings.project)

    def shown(value: Any) -> str:
        if isinstance(value, dict):
            return shown(tuple(sorted(cast("dict[str, Any]", value).items())))
        if isinstance(value, frozenset):
            return shown(sorted(cast("frozenset[str]", value)))
        if isinstance(value, tuple) and value and isinstance(value[0], tuple):
            pairs = cast("tuple[tuple[str, Any], ...]", value)
            return "{" + ", ".join(f"{json.dumps(key)} = {shown(names)}" for key, names in pairs) + "}"
        return json.dumps(value, ensure_ascii=False)

    rows = [f"# {os.path.relpath(configuration.file)}" if configuration.file else "# no configuration file"]
    for key in KEYS:
        name = key.replace("-", "_")
        value = next(getattr(holder, name) for holder in holders if hasattr(holder, name))
        if key == "per-file-ignores" and not value:
            rows.append(f"{key} = {{}}")
        elif value is not None:
            rows.append(f"{key} = {shown(value)}")
    return rows


def refused_configuration(function: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    """A command that reports a configuration which cannot be used as wrong usage."""

    def run(options: argparse.Namespace) -> int:
        from filterlang.lint.lint_settings import ConfigurationError

        try:
            return function(options)
        except ConfigurationError as error:
            raise Usage(str(error)) from None

    return run
