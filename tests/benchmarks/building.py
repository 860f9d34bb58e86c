"""What processor time building a filter costs beside writing it as an f-string: the examples of LangSmith's documentation.

Each filter is made three ways in turn: with ``F``, as the f-string people write (no value quoted), and as the f-string that
is safe (``json.dumps`` around every text). All three give the same text for these values.
"""

from collections.abc import Callable
from datetime import UTC, datetime
import json
from statistics import geometric_mean
from time import process_time

from filterlang import F, all_of, any_of
from measure import medians, table

TIMES = 2_000
NAME, TAG, USER, KEY, TEXT = "extractor", "experimental", "4070f233-f61e-44eb-bff1-da3c163895a3", "user_id", "image"
SECONDS, SCORE, IDS = 10, 0.5, ("session_id", "thread_id")
SINCE = datetime(2026, 11, 1, 9, 30, tzinfo=UTC)
quoted = json.dumps

CASES: dict[str, tuple[Callable[[], object], Callable[[], str], Callable[[], str]]] = {
    "a name": (
        lambda: F.name == NAME,
        lambda: f'eq(name, "{NAME}")',
        lambda: f"eq(name, {quoted(NAME)})",
    ),
    "slow chains": (
        lambda: (F.run_type == "chain") & (F.latency > SECONDS),
        lambda: f'and(eq(run_type, "chain"), gt(latency, {SECONDS}))',
        lambda: f'and(eq(run_type, "chain"), gt(latency, {SECONDS}))',
    ),
    "a metadata pair": (
        lambda: F.metadata[KEY] == USER,
        lambda: f'and(eq(metadata_key, "{KEY}"), eq(metadata_value, "{USER}"))',
        lambda: f"and(eq(metadata_key, {quoted(KEY)}), eq(metadata_value, {quoted(USER)}))",
    ),
    "a thread under any of two keys": (
        lambda: F.metadata.any(IDS) == USER,
        lambda: f'and(in(metadata_key, ["{IDS[0]}", "{IDS[1]}"]), eq(metadata_value, "{USER}"))',
        lambda: f"and(in(metadata_key, {quoted(IDS)}), eq(metadata_value, {quoted(USER)}))",
    ),
    "a score": (
        lambda: F.feedback["star_rating"].score > SCORE,
        lambda: f'and(eq(feedback_key, "star_rating"), gt(feedback_score, {SCORE}))',
        lambda: f'and(eq(feedback_key, "star_rating"), gt(feedback_score, {SCORE}))',
    ),
    "since a time, with an error or a score": (
        lambda: all_of(
            F.start_time > SINCE,
            any_of(F.status == "error", F.feedback["Correctness"].score == 0),
        ),
        lambda: (
            f'and(gt(start_time, "{SINCE.isoformat().replace("+00:00", "Z")}"), or(eq(status, "error"), '
            f'and(eq(feedback_key, "Correctness"), eq(feedback_score, {0}))))'
        ),
        lambda: (
            f"and(gt(start_time, {quoted(SINCE.isoformat().replace('+00:00', 'Z'))}), or(eq(status, {quoted('error')}), "
            f"and(eq(feedback_key, {quoted('Correctness')}), eq(feedback_score, {0}))))"
        ),
    ),
    "full text and tags": (
        lambda: (F.search(TEXT)) & (F.tags.has(TAG) | F.tags.has("beta")),
        lambda: f'and(search("{TEXT}"), or(has(tags, "{TAG}"), has(tags, "beta")))',
        lambda: f"and(search({quoted(TEXT)}), or(has(tags, {quoted(TAG)}), has(tags, {quoted('beta')})))",
    ),
}


def many(make: Callable[[], object]) -> Callable[[], object]:
    def run() -> None:
        for _ in range(TIMES):
            str(make())

    return run


def main() -> None:
    rows: list[tuple[object, ...]] = []
    for name, ways in CASES.items():
        assert len({str(way()) for way in ways}) == 1, [str(way()) for way in ways]
        times = medians({str(place): many(way) for place, way in enumerate(ways)}, rounds=25, clock=process_time)
        built, plain, safe = (seconds / TIMES * 1e6 for seconds in times.values())
        rows.append((name, built, plain, safe, built / plain, built / safe))
    means = (geometric_mean([float(str(row[place])) for row in rows]) for place in (4, 5))
    table(
        ("filter", "µs with F", "µs f-string", "µs f-string with json.dumps", "F / f-string", "F / with json.dumps"),
        [*rows, ("geometric mean", "", "", "", *means)],
    )


if __name__ == "__main__":
    main()
