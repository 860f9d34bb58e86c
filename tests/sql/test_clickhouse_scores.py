"""ClickHouse reads a score as a typed number first: it selects what the reference selects, however the score is written."""

import json

from agreement import disagreements
from chdb.session import Session

from filterlang.checking.meaning import to_predicate
from filterlang.sql.engines.clickhouse_table import ClickHouseTable

SCORES = (
    "0.4", "0.5", "0.6", "1", "0", "-0", "0.49999999999999994", "0.49999999999999997", "4e-1", "5E-1", "1e400", "-1e400", "NaN",
    "true", "false", "null", "[0.4]", '{"avg": 0.4}', "12345678901234567890123", "-12345678901234567890123", "9" * 4400,
    '"0.4"', '"00.4"', '"+0.4"', '" 0.4"', '"0.4 "', '".4"', '"4."', '"4e-1"', '"0x0"', '"1e400"', '"-inf"', '"nan"', '""',
    '"true"', r'"\u0030.4"', '"0.49999999999999997"', '"' + "1" * 400 + '"', '"12345678901234567890123"', "0.4 ", "01",
)  # fmt: skip
AROUND = (
    '{"c": {"avg": X}}', ' {"c": {"avg": X}}', '\ufeff{"c": {"avg": X}}', '{"c": {"avg": X}}x', '{"c": {"avg": X}',
    r'{"\u0063": {"avg": X}}', r'{"\u0063": {"\u0061vg": X}}', '{"d": {"avg": X, "c": 0.4}}', '{"c": [{"avg": X}]}',
    '{"c": {"avg": X}, "n": 12345678901234567890123}', '{"n": ' + "9" * 4400 + ', "c": {"avg": X}}', '["c", X]', '"c"', "",
    '{"c": {"avg": X}, "note": "' + "x" * 4400 + '"}', '{"c":\n{\t"avg"\r:X}}', '{"c": X}',
)  # fmt: skip
CONDITIONS = (
    "lt(feedback_score, 0.5)", "lte(feedback_score, 0.5)", "gt(feedback_score, 0.5)", "eq(feedback_score, 0.4)",
    "eq(feedback_score, 1)", "eq(feedback_score, 0)", "in(feedback_score, [0.4, 1.2345678901234568e22])",
    "gte(feedback_score, -1e400)", "neq(feedback_score, null)",
)  # fmt: skip


def is_read(text: str) -> bool:
    """Whether Python reads a text as JSON; a row with any other is an error as soon as it is read."""
    try:
        json.loads(text or "null")
    except ValueError:
        return False
    return True


def test_a_score_in_any_spelling(embedded: Session) -> None:
    texts = [text for around in AROUND for score in SCORES if is_read(text := around.replace("X", score))]
    embedded.query("CREATE TABLE scores (id String, feedback_stats Nullable(String)) ENGINE = Memory")
    rows = [json.dumps({"id": str(number), "feedback_stats": text}) for number, text in enumerate(texts)]
    embedded.query("INSERT INTO scores FORMAT JSONEachRow\n" + "\n".join(rows))
    filters = [f'and(eq(feedback_key, "c"), {condition})' for condition in CONDITIONS]
    both_ways = [to_predicate(text) for each in filters for text in (each, f"not({each})")]
    found, undecided = disagreements(ClickHouseTable(embedded, "scores"), both_ways)
    assert found == []
    assert 0 < undecided < 0.5 * len(texts) * len(both_ways)
