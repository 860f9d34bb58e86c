"""The official JavaScript SDK lists runs from a local server: every argument of ``listRuns``, and ``runs.query`` of v2."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from served import BEGAN, BOT_PROJECT, BOT_ROOT, CROWD_PROJECT, EXAMPLE, crowd
from serving import Served

from filterlang.exports.memory import LocalRuns

HERE = Path(__file__).parent
RUN = crowd()[30]["id"]
BEFORE, AFTER = "2020-01-01T00:00:00Z", "2100-01-01T00:00:00Z"
TRACE = 'and(eq(feedback_key, "user_score"), eq(feedback_score, 1))'
LATER = BEGAN.replace(second=15)
IN_CROWD = {"projectId": CROWD_PROJECT}
V2 = {"project_ids": [CROWD_PROJECT], "min_start_time": BEFORE, "max_start_time": AFTER, "selects": ["ID", "START_TIME"]}

Question = tuple[str, dict[str, Any], dict[str, Any]]
QUESTIONS: dict[str, Question] = {
    "projectId": ("v1", IN_CROWD, {"project_id": CROWD_PROJECT}),
    "projectIds": ("v1", {"projectId": [CROWD_PROJECT, BOT_PROJECT]}, {"project_id": [CROWD_PROJECT, BOT_PROJECT]}),
    "projectName": ("v1", {"projectName": "crowd"}, {"project_id": CROWD_PROJECT}),
    "runType": ("v1", {**IN_CROWD, "runType": "llm"}, {"project_id": CROWD_PROJECT, "run_type": "llm"}),
    "parentRunId": ("v1", {"parentRunId": BOT_ROOT}, {"parent_run_id": BOT_ROOT}),
    "traceId": ("v1", {"traceId": RUN}, {"trace_id": RUN}),
    "referenceExampleId": ("v1", {"referenceExampleId": EXAMPLE}, {"reference_example_id": EXAMPLE}),
    "startTime": ("v1", {**IN_CROWD, "startTime": LATER.isoformat()}, {"project_id": CROWD_PROJECT, "start_time": LATER}),
    "executionOrder": ("v1", {"projectId": BOT_PROJECT, "executionOrder": 1}, {"project_id": BOT_PROJECT, "is_root": True}),
    "isRoot": ("v1", {"projectId": BOT_PROJECT, "isRoot": False}, {"project_id": BOT_PROJECT, "is_root": False}),
    "error": ("v1", {**IN_CROWD, "error": True}, {"project_id": CROWD_PROJECT, "error": True}),
    "id": ("v1", {"id": [RUN]}, {"id": [RUN]}),
    "filter": (
        "v1", {**IN_CROWD, "filter": 'eq(name, "step 3")'}, {"project_id": CROWD_PROJECT, "filter": 'eq(name, "step 3")'},
    ),
    "traceFilter": (
        "v1", {"projectId": BOT_PROJECT, "filter": 'eq(name, "RetrieveDocs")', "traceFilter": TRACE},
        {"project_id": BOT_PROJECT, "filter": 'eq(name, "RetrieveDocs")', "trace_filter": TRACE},
    ),
    "treeFilter": (
        "v1", {"projectId": BOT_PROJECT, "treeFilter": 'eq(name, "ExpandQuery")'},
        {"project_id": BOT_PROJECT, "tree_filter": 'eq(name, "ExpandQuery")'},
    ),
    "limit": ("v1", {**IN_CROWD, "limit": 7}, {"project_id": CROWD_PROJECT, "limit": 7}),
    "v2 pages": ("v2", {**V2, "page_size": 50}, {"project_id": CROWD_PROJECT}),
    "v2 filter": (
        "v2", {**V2, "filter": "gt(total_tokens, 200)"}, {"project_id": CROWD_PROJECT, "filter": "gt(total_tokens, 200)"},
    ),
    "v2 run_type": ("v2", {**V2, "run_type": "LLM"}, {"project_id": CROWD_PROJECT, "run_type": "llm"}),
    "v2 has_error": ("v2", {**V2, "has_error": True}, {"project_id": CROWD_PROJECT, "error": True}),
}  # fmt: skip
OTHERS: dict[str, tuple[str, dict[str, Any]]] = {
    "ascending": ("v1", {**IN_CROWD, "order": "asc"}),
    "select": ("v1", {**IN_CROWD, "select": ["inputs"], "limit": 1}),
    "projects": ("projects", {}),
    "run": ("run", {"id": RUN}),
    "groups": ("groups", {"projectId": BOT_PROJECT, "groupBy": "conversation", "limit": 1}),
    "refused": ("v1", {**IN_CROWD, "filter": 'eq(nam, "x")'}),
    "v2 refused": ("v2", {**V2, "filter": 'search(name, "x")'}),
}


@pytest.fixture(scope="module")
def answers(served: Served, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("javascript")
    shutil.copy(HERE / "package.json", folder)
    install = ["npm", "install", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
    subprocess.run(install, cwd=folder, check=True, timeout=120, capture_output=True)
    questions = {name: (api, given) for name, (api, given, _) in QUESTIONS.items()} | OTHERS
    asked = json.dumps({"url": served.url, "questions": questions})
    ran = subprocess.run(
        ["node", "--no-deprecation", HERE / "ask.mjs"],
        cwd=folder, input=asked, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


@pytest.mark.parametrize("name", QUESTIONS)
def test_each_argument_means_what_it_means_here(answers: dict[str, Any], reference: LocalRuns, name: str) -> None:
    found = [run["id"] for run in answers[name]["runs"]]
    assert found == [run["id"] for run in reference.matching(**QUESTIONS[name][2])]
    assert found


def test_the_earliest_come_first_when_asked_so(answers: dict[str, Any], reference: LocalRuns) -> None:
    latest_first = [run["id"] for run in reference.matching(project_id=CROWD_PROJECT)]
    assert [run["id"] for run in answers["ascending"]["runs"]] == latest_first[::-1]


def test_what_was_selected_comes(answers: dict[str, Any]) -> None:
    (run,) = answers["select"]["runs"]
    assert run["inputs"]
    assert "tags" not in run


def test_projects_and_single_runs_are_read(answers: dict[str, Any]) -> None:
    assert {project["name"] for project in answers["projects"]["runs"]} == {"crowd", "export", BOT_PROJECT}
    assert answers["run"]["runs"][0]["inputs"] == {"number": 30}


def test_threads_are_grouped(answers: dict[str, Any], reference: LocalRuns) -> None:
    groups = {group["thread_id"]: group["count"] for group in answers["groups"]["runs"]}
    for id, count in groups.items():
        roots = reference.matching(project_id=BOT_PROJECT, is_root=True, filter=f'eq(thread_id, "{id}")')
        assert len(roots) == count
    assert len(groups) > 2


def test_a_refused_filter_says_where_and_what_to_write(answers: dict[str, Any]) -> None:
    assert "there is no field `nam` (FL102, column 4): did you mean name?" in answers["refused"]["error"]
    assert answers["v2 refused"]["status"] == 400
    assert "Failed to parse filter" in answers["v2 refused"]["error"]
