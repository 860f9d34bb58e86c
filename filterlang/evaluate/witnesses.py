"""Makes runs of the models that the solver finds: plain dicts in the v1 form, small, and as a person would expect them.

Owns the invariant that a run is only a candidate: a model does not know all that joins the fields of a run, so each candidate
has to be tried on the reference evaluator. ``witness`` does that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice, product
from typing import Any

from filterlang.evaluate.embedded_json import json_values
from filterlang.evaluate.lineage import PARENT, ROOT, TRACE
from filterlang.evaluate.natural_runs import IDS, START, Run, completed, reduced
from filterlang.evaluate.rows import LATENCIES, THREAD_KEYS
from filterlang.rewrite.normal_form import TAGS
from filterlang.rewrite.satisfying import Model
from filterlang.schema.fields import FAMILIES, FIELDS
from filterlang.schema.run_facts import ELAPSED, ENDED, SEARCHED, STARTED
from filterlang.schema.run_schema import RUN_FIELDS
from filterlang.schema.types import Field
from filterlang.semantics.datetimes import write_datetime
from filterlang.text.jsonvalues import is_object

Rows = Mapping[str, Sequence[Mapping[str, object]]]
"""Rows by family, as a model has them."""

Values = dict[tuple[str, ...], Any]
"""Values of a run, by their paths of keys."""

_MANY = 100
"""The most values of a model that makes a small run."""

_MOST, _FEW = 200, 5
"""The candidates that are tried for one model: of a small run, and of a large one."""

_MOST_JSON = 8
"""The JSON values that are tried for a text that a pattern matches."""

_LIST = FIELDS[TAGS].stored
_THREAD = next(name for name, field in FIELDS.items() if field.derived == "thread")
_JSON: dict[str, Field] = {
    family: field
    for family, roles in FAMILIES.items()
    for field in FIELDS.values()
    if field.stored == roles["key"].stored and not field.family
}
"""The field that is a JSON value as a whole, for each family of the pairs in it."""
_JSON_FIELDS = frozenset(_JSON.values())


def witness(model: Model, fits: Callable[[Run], bool]) -> Run | None:
    """Returns a run made of a model for which ``fits`` is true; None where no candidate is such a run.

    What runs have beside the values of the model (an id, times, a status) is added as far as the run still fits. A run with
    many values is tried a few times only, and stays as it is: to try it takes long, and nobody reads it.
    """
    is_small = len(model.fields) + len(model.texts) + sum(map(len, model.rows.values())) <= _MANY
    run = next(filter(fits, islice(candidates(model), _MOST if is_small else _FEW)), None)
    return run if run is None or not is_small else _in_order(completed(reduced(run, fits), fits))


def candidates(model: Model) -> Iterator[Run]:
    """Yields runs that may be as a model says, the most natural ones first."""
    for texts in _placed_texts(model):
        rows = {family: [*rows] for family, rows in model.rows.items()}
        fields = dict(model.fields)
        for field, text in texts:
            _add_text(fields, rows, field, text)
        jsons = [_json_choices(fields, rows, texts, family) for family in _JSON]
        for choice in product(
            _time_choices(fields), _position_choices(fields), _thread_choices(fields, rows), _row_choices(rows), *jsons
        ):
            yield _run((_plain_values(fields), *choice))


def _placed_texts(model: Model) -> Iterator[list[tuple[Field, str]]]:
    """Yields the texts to be found, each with its field: those of searches over all fields in one of these after the other."""
    everywhere = [text for text, field in model.texts if field is None]
    own = [(field, text) for text, field in model.texts if field is not None]
    for name in SEARCHED if everywhere else SEARCHED[:1]:
        yield [*own, *((FIELDS[name], text) for text in everywhere)]


def _add_text(fields: dict[str, object], rows: dict[str, list[Mapping[str, object]]], field: Field, text: str) -> None:
    """Puts a text into a field or a row of its own; the texts of JSON values are added to these later."""
    if field.family:
        rows.setdefault(field.family, []).append({"key": "key", field.role: text})
    elif field.stored == _LIST:
        rows.setdefault(TAGS, []).append({"value": text})
    elif field not in _JSON_FIELDS:
        present = fields.get(field.name)
        terms = [term for term in text.split() if not (isinstance(present, str) and term.lower() in present.lower())]
        fields[field.name] = " ".join([present, *terms] if isinstance(present, str) else [text])


def _plain_values(fields: Mapping[str, object]) -> Values:
    """The values of fields that are just stored, and of the thread, which is stored under its own name."""
    values: Values = {}
    for name, value in fields.items():
        field = FIELDS[name]
        if field not in _JSON_FIELDS and field.stored != _LIST and field.derived not in ("elapsed", "root"):
            values[field.stored or (name,)] = _stored(value)
    return values


def _stored(value: object) -> object:
    if isinstance(value, datetime):
        return write_datetime(value)
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 1e15 else value


def _row_choices(rows: Rows) -> Iterator[Values]:
    """Yields the values of the tags and of feedback, at first without empty keys; other rows are members of JSON values."""
    for other_keys in (("key",), ("",)) if any(row.get("key") == "" for row in rows.get("feedback", ())) else (("key",),):
        values: Values = {}
        if rows.get(TAGS):
            values[_LIST] = list(dict.fromkeys(row.get("value", "tag") for row in rows[TAGS]))
        for family, of_family in rows.items():
            if family in FAMILIES and family not in _JSON:
                values[(family,)] = [_feedback(row, *other_keys) for row in of_family]
        yield values


def _feedback(row: Mapping[str, object], other_key: str) -> Run:
    parts = {"key": row.get("key") or other_key} | {part: value for part, value in row.items() if part != "key"}
    return {part: _stored(value) for part, value in parts.items() if value is not None}


def _time_choices(fields: Mapping[str, object]) -> Iterator[Values]:
    """Yields times: a start and an end that are as far apart as the latency says, or else the latency itself."""
    elapsed = fields.get(ELAPSED.name)
    if not isinstance(elapsed, float | int):
        yield {}
        return
    start, end = fields.get(STARTED.name), fields.get(ENDED.name)
    try:
        span = timedelta(seconds=elapsed)
        first = start if isinstance(start, datetime) else end - span if isinstance(end, datetime) else START
        if span.total_seconds() == elapsed:
            yield {STARTED.stored: write_datetime(first), ENDED.stored: write_datetime(first + span)}
    except OverflowError:
        pass
    yield {(LATENCIES[-1],): _stored(elapsed)}


def _thread_choices(fields: Mapping[str, object], rows: Rows) -> Iterator[Values]:
    """Yields nothing, and where the metadata names a thread, the id of another one, which takes precedence."""
    yield {}
    if _THREAD not in fields and any(row.get("key") in THREAD_KEYS for row in rows.get("metadata", ())):
        yield {(_THREAD,): IDS[2]}


def _position_choices(fields: Mapping[str, object]) -> Iterator[Values]:
    """Yields what makes the run a root or not."""
    root, trace = fields.get("is_root"), fields.get(TRACE)
    own = FIELDS["id"].stored
    if root is None:
        yield {}
    elif root:
        yield {own: trace} if isinstance(trace, str) and "id" not in fields else {}
    elif PARENT in fields:
        yield {}
    else:
        if trace:
            yield {}
        for id in IDS[1:]:
            yield {(PARENT,): id}
        yield {own: IDS[0]} if trace else {own: fields.get("id", IDS[0]), (TRACE,): IDS[1]}
        yield {(ROOT,): False}


def _json_choices(fields: Mapping[str, object], rows: Rows, texts: Sequence[tuple[Field, str]], family: str) -> list[Values]:
    """The JSON values with the rows of a family, the texts of searches, and the text that a pattern matches."""
    field = _JSON[family]
    own = [(str(row.get("key", "key")), _stored(row.get("value"))) for row in rows.get(family, ())]
    named = [(key or "key", value) for key, value in own]
    words = [text for searched, text in texts if searched is field]
    wanted = fields.get(field.name)
    values: list[object] = []
    wholes: list[Any] = [{}] if words or own else []
    if isinstance(wanted, str):
        wholes = list(islice(json_values(wanted), _MOST_JSON))
    listed: list[tuple[str, object]] = [(key, [value]) for key, value in named]
    for members, whole in product(map(_members, (named, own, listed) if named != own else (own, listed)), wholes):
        if is_object(whole):
            added = {_new_key({**members, **whole}): " ".join(words)} if words else {}
            values += ({**whole, **members, **added}, {**added, **members, **whole})
        elif not members:
            values.append([whole, *words] if words else whole)
    if words and not own and not isinstance(wanted, str):
        values.append(" ".join(words))
    return [{field.stored: value} for value in values] or [{}]


def _members(rows: Iterable[tuple[str, object]]) -> Run:
    """The members of an object with some rows; several values of one key are a list. A list of one item has the same rows."""
    members: dict[str, list[object]] = {}
    for key, value in rows:
        members.setdefault(key, []).append(value)
    return {key: values[0] if len(values) == 1 else values for key, values in members.items()}


def _new_key(members: Mapping[str, object]) -> str:
    return next(key for key in ("text", *(f"text{number}" for number in range(len(members) + 1))) if key not in members)


def _run(parts: Iterable[Values]) -> Run:
    run: Run = {}
    for (*above, last), value in (item for values in parts for item in values.items()):
        inner = run
        for key in above:
            inner = inner.setdefault(key, {})
        inner[last] = value
    return run


def _in_order(run: Run) -> Run:
    """The run with its keys in the order of the schema."""
    places = {name: place for place, name in enumerate(RUN_FIELDS)}
    return dict(sorted(run.items(), key=lambda item: places.get(item[0], len(places))))
