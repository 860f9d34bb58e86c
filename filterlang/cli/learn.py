"""Write down what the runs of an export have: metadata keys with their types, feedback keys, tags and names."""

from __future__ import annotations

import argparse
import os
import shlex

from filterlang.cli.lint_options import refused_configuration
from filterlang.cli.parsing import names_elsewhere
from filterlang.cli.run_problems import reported_problems
from filterlang.cli.signals import interrupted_by_signals
from filterlang.cli.terminal import Usage, shown, tell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from filterlang.exports.learned_facts import LearnedFacts, LearnedList

SUMMARY = "list what the runs of an export have, for the configuration"
ALIASES = ("infer", "profile")
EXAMPLES = """\
examples:
  filterlang learn --from runs.jsonl
  filterlang learn --from runs.parquet --write
  filterlang learn --from export/ --min-share 0.001 --write pyproject.toml

The configuration then lists the metadata keys of the runs with the types of their values, the keys of their feedback, their
tags and their names, and `filterlang check` reports what a filter has that is not in these lists. How often each is there
stands beside it: the share of the runs that have any metadata, any feedback and so on.

--write replaces these lists in the configuration of the current folder, or in FILE, and changes nothing else there. A list of
which the runs have nothing is left as it is.

Keys of feedback, tags and names are written as they are. Of metadata, only keys and types are: no value leaves the export.
"""
_WIDEST = 56
"""Columns of the longest item that the comments beside the items stand apart from."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of the command."""
    parser.add_argument("unnamed", nargs="*", help=argparse.SUPPRESS)
    paths = parser.add_argument(
        "--from",
        dest="paths",
        action="extend",
        nargs="+",
        default=[],
        metavar="PATH",
        help="files, patterns or folders of runs; - for standard input; or a table: spark:db.runs, clickhouse://host/db.runs, "
        "duckdb:FILE#runs",
    )
    names_elsewhere(paths, "file", "input", "path")
    parser.add_argument("--skip-broken", action="store_true", help="skip lines that are not runs, and print their number")
    parser.add_argument(
        "--min-share",
        type=_share,
        default=0.01,
        metavar="SHARE",
        help="leave out what a smaller share of the runs has (default: 0.01)",
    )
    write = parser.add_argument(
        "--write",
        nargs="?",
        const="",
        metavar="FILE",
        help="write the lists into FILE (default: the configuration of this folder)",
    )
    names_elsewhere(write, "output", "in-place", "fix")
    parser.add_argument("-q", "--quiet", action="store_true", help="do not print what was learned and what was left out")


def _share(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if 0 <= share <= 1:
        return share
    raise argparse.ArgumentTypeError(f"{text[:40]!r} is not a share from 0 to 1")


@refused_configuration
@interrupted_by_signals()
@reported_problems
def run(options: argparse.Namespace) -> int:
    """Prints the lists, or writes them into a configuration."""
    if options.unnamed:
        from filterlang.sql.shown_addresses import shown_address

        sources = " ".join(shlex.quote(shown_address(source)) for source in options.unnamed)
        raise Usage(f"runs are named with --from: filterlang learn --from {sources}")
    if not options.paths:
        raise Usage("say where the runs are: --from FILE, a folder, or - for standard input")
    from filterlang.lint.configuration_edits import edited

    target = _target(options.write) if options.write is not None else None
    facts = _learned(options)
    written, values = _written(facts), _values(facts)
    if target is not None:
        _write(target, written, values)
    elif written:
        print(shown(edited("", ("tool", "filterlang"), written, values)), end="")
    if not options.quiet:
        for line in _summary(facts, options.min_share):
            tell(line)
    return 0


def _learned(options: argparse.Namespace) -> LearnedFacts:
    from filterlang.cli.file_runs import opened, readable
    from filterlang.cli.progress import progress
    from filterlang.cli.spark_of_command import stopped_spark
    from filterlang.evaluate.query import plan
    from filterlang.exports.learned_facts import FIELDS_READ, learn

    with progress(free=True) as tally, stopped_spark():
        runs = opened(options)
        records = runs.select(plan({"select": list(FIELDS_READ)})).records()
        facts = learn(readable(tally.of(records), options), options.min_share)
    if options.skip_broken and (skipped := runs.skipped()) is not None:
        tell(f"{skipped:,} broken line{'s' * (skipped != 1)} skipped")
    return facts


def _lists(facts: LearnedFacts) -> dict[str, LearnedList]:
    """The lists that are written, by their key in the configuration."""
    lists = {"feedback": facts.feedback, "tags": facts.tags, "names": facts.names}
    return {key: learned for key, learned in lists.items() if learned.shares and learned.complete}


def _values(facts: LearnedFacts) -> dict[str, Any]:
    """What is written, as values of TOML."""
    values: dict[str, Any] = {key: list(learned.shares) for key, learned in _lists(facts).items()}
    types = {key: _types(names) for key, names in facts.types.items()}
    return {**values, "metadata": types} if types else values


def _types(names: frozenset[str]) -> str | list[str]:
    ordered = sorted(names)
    return ordered[0] if len(ordered) == 1 else ordered


def _written(facts: LearnedFacts) -> dict[str, str]:
    """The lines of each key, with comments that say how often each item is there."""
    having = {"feedback": " with feedback", "tags": " with tags", "names": ""}
    written: dict[str, str] = {}
    for key, learned in _lists(facts).items():
        items = {f"    {_quoted(text)},": share for text, share in learned.shares.items()}
        written[key] = f"{key} = [  # of {_runs(learned.runs)}{having[key]}\n{_aligned(items)}]\n"
    if facts.types:
        rows = {f"{_key(key)} = {_toml(_types(names))}": facts.metadata.shares[key] for key, names in facts.types.items()}
        written["metadata"] = f"  # of {_runs(facts.metadata.runs)} with metadata\n{_aligned(rows)}"
    return written


def _aligned(items: Mapping[str, float]) -> str:
    """Lines with the share of each beside it."""
    width = max((len(item) for item in items if len(item) <= _WIDEST), default=0)
    return "".join(f"{item.ljust(width)}  # {_percent(share)}\n" for item, share in items.items())


def _percent(share: float) -> str:
    percent = 100 * share
    if percent < 1:
        return f"{percent:.1g}%"
    return f"{percent if share == 1 else min(percent, 99):.0f}%"


def _key(key: str) -> str:
    return key if key.isascii() and key.replace("_", "").replace("-", "").isalnum() else _quoted(key)


def _quoted(text: str) -> str:
    """A text as a string of TOML. Characters that are not seen are escaped."""
    escaped = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}

    def spelled(char: str) -> str:
        if char in escaped:
            return escaped[char]
        return char if char.isprintable() else f"\\u{ord(char):04x}" if ord(char) <= 0xFFFF else f"\\U{ord(char):08x}"

    return f'"{"".join(map(spelled, text))}"'


def _toml(value: str | list[str]) -> str:
    return _quoted(value) if isinstance(value, str) else f"[{', '.join(map(_quoted, value))}]"


def _target(file: str) -> str:
    """The configuration file to write. Raises ``Usage`` for a file of another kind."""
    from filterlang.lint.configuration import FILE_NAMES, Configurations, Overrides

    if file and not file.endswith(".toml"):
        raise Usage(f"--write takes a configuration, such as pyproject.toml, not {file}: runs are named with --from")
    nearest = file or Configurations(Overrides({})).of(".").file
    return nearest or next((name for name in reversed(FILE_NAMES) if os.path.isfile(name)), FILE_NAMES[0])


def _write(target: str, written: Mapping[str, str], values: Mapping[str, Any]) -> None:
    """Writes the lists into a configuration file, whole or not at all. Raises ``Usage`` where that is not possible."""
    import tomllib

    from filterlang.cli.replacing import replaced
    from filterlang.lint.configuration_edits import EditError, edited

    name = os.path.relpath(target)
    before = _content(target)
    try:
        text = before.decode()
        mark = "\ufeff" if text.startswith("\ufeff") else ""
        after = mark + edited(text.removeprefix(mark), _table(target, text.removeprefix(mark)), written, values)
    except (ValueError, RecursionError) as error:
        reason = "it is not TOML" if isinstance(error, tomllib.TOMLDecodeError) else "it cannot be read"
        raise Usage(f"{name}: not written: {reason}: {error}") from None
    except EditError as error:
        raise Usage(f"{name}: not written: {error}") from None
    content = after.encode()
    if content == before:
        tell(f"{name}: nothing to change")
        return
    with replaced(target) as file:
        file.write(content)
        if _content(target) != before:
            raise Usage(f"{name}: not written: the file was changed meanwhile")
    tell(f"{name}: written")


def _content(target: str) -> bytes:
    try:
        with open(target, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise Usage(f"{os.path.relpath(target)}: {error.strerror}") from None


def _table(target: str, text: str) -> tuple[str, ...]:
    """The table of a file that holds the configuration: the document itself in ``filterlang.toml``."""
    import tomllib

    document: Any = tomllib.loads(text)
    is_inside = os.path.basename(target) == "pyproject.toml" or "filterlang" in document.get("tool", {})
    return ("tool", "filterlang") if is_inside else ()


def _summary(facts: LearnedFacts, min_share: float) -> Iterator[str]:
    """Yields what was learned, and what was left out."""
    if not facts.runs:
        yield "There are no runs to learn from"
        return
    lists = (("metadata key", facts.metadata), ("feedback key", facts.feedback), ("tag", facts.tags), ("name", facts.names))
    counted = (_count(len(learned.shares), noun) for noun, learned in lists if learned.shares and learned.complete)
    yield f"Learned from {_runs(facts.runs)}: {', '.join(counted) or 'nothing'}"
    for noun, learned in lists:
        if not learned.complete:
            different = learned.left_out + len(learned.shares)
            yield f"{noun}s are not listed: there are {different:,} different ones, most of them rare, as ids are"
        elif learned.left_out:
            yield f"left out: {_count(learned.left_out, noun)} that fewer than {_percent(min_share)} have, or that are too long"


def _runs(count: int) -> str:
    return _count(count, "run")


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' * (number != 1)}"
