"""Spark Connect, as of Databricks Connect: runs are asked through a server, without a Java machine beside the session."""

import json
import os
from pathlib import Path
import re
import subprocess
import sys
from typing import Any

from answers import ids
import hostile
import pytest
import spark_connect_session
from spark_connect_session import QUESTIONS
from spark_tables import NAMES
from traces import RECORDS

from filterlang.exports.memory import LocalRuns

LOCAL = LocalRuns(RECORDS)
pytestmark = pytest.mark.xdist_group("connect")


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the script prints. ``SPARK_TESTING`` lets the server choose a port that is free."""
    environment = {
        **os.environ,
        "PYSPARK_PYTHON": sys.executable,
        "PYTHONPATH": os.pathsep.join(sys.path),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_TESTING": "1",
    }
    script = Path(spark_connect_session.__file__)
    folder = tmp_path_factory.mktemp("connect")
    ran = subprocess.run(
        [sys.executable, script], cwd=folder, env=environment, capture_output=True, text=True, timeout=540, check=False
    )
    assert ran.returncode == 0, ran.stderr
    found: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    assert found["session"] == "pyspark.sql.connect.session"
    return found


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_runs_are_those_of_the_reference(answers: dict[str, Any], name: str) -> None:
    expected = ids(LOCAL, **QUESTIONS[name])
    assert expected
    assert answers["ids"][name] == expected
    assert answers["counts"][name] == len(expected)


def test_a_table_is_opened_by_its_name(answers: dict[str, Any]) -> None:
    assert answers["table"] == LOCAL.list_runs(**QUESTIONS["decided"]).count()


def test_results_stay_on_the_cluster(answers: dict[str, Any]) -> None:
    """Undecided rows are tried there, and fields derived."""
    assert answers["written"] == [list(NAMES), sorted(ids(LOCAL, **QUESTIONS["undecided"]))]
    fields = ["trace_id", "is_root"]
    assert answers["derived"] == LOCAL.matching(run_ids=[hostile.uuid(9)], select=fields)


def test_the_plan_is_explained(answers: dict[str, Any]) -> None:
    explained = answers["explanation"]
    assert "every row is undecided" in explained
    assert "count(): reads the table once, 0 shuffles" in explained


def test_the_first_error_is_reported(answers: dict[str, Any]) -> None:
    json_error = "the data frame: extra is not JSON that can be read: Expecting property name"
    stopped = "the session of Spark was stopped: open the runs again with a new one"
    beginnings = {
        "table": "the table nowhere: [TABLE_OR_VIEW_NOT_FOUND] ",
        "JSON": json_error,
        "JSON on executors": json_error,
        "job": "the data frame: [USER_RAISED_EXCEPTION] no more",
        "stopped": f"the data frame: {stopped}",
        "stopped, by name": f"the table kept: {stopped}",
    }
    for name, beginning in beginnings.items():
        assert answers["errors"][name].startswith(beginning)
        assert "\n" not in answers["errors"][name]
    assert re.fullmatch(
        r"the data frame: \[COLUMN_ALREADY_EXISTS\] .* session\.read\.schema\(.*\)", answers["errors"]["capitals"]
    )


def test_ctrl_c_and_dropped_iterators_end_jobs_and_leave_nothing(answers: dict[str, Any]) -> None:
    assert answers["interrupted"]
    assert answers["remains"] == {"jobs have ended": True, "tags": [], "tables": ["kept"]}
