"""An export for scripts to read: traces of four projects, of the last day and of long ago, from a seed.

Recent traces start at most 20 hours before the export is written, so that v2's default window of a day holds some runs of each
project and not all of them.
"""

from datetime import UTC, datetime, timedelta
import json
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any
from uuid import NAMESPACE_URL, uuid5

Run = dict[str, Any]
LONG_AGO = datetime(2025, 6, 1, 9, 30, tzinfo=UTC)
"""The start of the oldest traces, which come one every seven hours."""
_ERRORS = (
    "RateLimitError: 429 Too Many Requests",
    "TimeoutError: the model took longer than 30 seconds",
    "ValueError('no documents')\n\nTraceback (most recent call last):\n  ...",
)
_MODELS = {"gpt-4o-mini": (15, 60), "gpt-4o": (250, 1000)}
"""Prices in cents per million tokens of the prompt and of the completion."""


def id_of(name: str) -> str:
    """The id of a run, an example or a project by its name."""
    return str(uuid5(NAMESPACE_URL, f"scripts/{name}"))


class _Trace:
    """A trace that grows run by run."""

    def __init__(self, project: str, number: int, started: datetime, random: Random) -> None:
        self.project, self.number, self.started, self.random = project, number, started, random
        self.runs: list[Run] = []
        self.key = f"{project}/{number}"
        user = number % 5
        self.metadata = {
            "user_id": f"user-{user}",
            "environment": "production" if number % 3 else "staging",
            "thread_id": f"thread-{project}-{number % 6}",
            "version": f"1.{number % 4}",
        }
        self.tags = ["production"] if number % 3 else ["staging", "beta"]

    def add(self, name: str, run_type: str, parent: Run | None, seconds: float, **fields: Any) -> Run:
        """Adds a run below its parent, which starts after the runs before it."""
        key = f"{self.key}/{len(self.runs)}"
        id = id_of(key)
        started = self.started + timedelta(milliseconds=130 * len(self.runs))
        above = [] if parent is None else [*parent["parent_run_ids"], parent["id"]]
        step = f"{started:%Y%m%dT%H%M%S%f}Z{id}"
        run: Run = {
            "id": id, "trace_id": id if parent is None else parent["trace_id"], "name": name, "run_type": run_type,
            "parent_run_id": above[-1] if above else None, "parent_run_ids": above,
            "dotted_order": step if parent is None else f"{parent['dotted_order']}.{step}",
            "start_time": started.isoformat(timespec="microseconds"),
            "end_time": (started + timedelta(seconds=seconds)).isoformat(timespec="microseconds"),
            "status": "success", "error": None, "tags": self.tags, "session_id": id_of(self.project),
            "session_name": self.project, "thread_id": self.metadata["thread_id"],
            "extra": {"metadata": dict(self.metadata), "runtime": {"sdk": "langsmith-py", "sdk_version": "0.4.1"}},
            "inputs": {"question": f"question {self.number}"}, "outputs": {"answer": f"answer {self.number}"},
            "total_tokens": 0, "prompt_tokens": 0, "completion_tokens": 0, "total_cost": None, "prompt_cost": None,
            "completion_cost": None, "feedback_stats": None, "events": [], "in_dataset": False, **fields,
        }  # fmt: skip
        self.runs.append(run)
        return run

    def model(self, name: str, parent: Run, seconds: float, **fields: Any) -> Run:
        """Adds a call of a model, with its tokens and costs."""
        model = list(_MODELS)[self.number % 2]
        prompt, completion = self.random.randrange(400, 3000), self.random.randrange(20, 400)
        price_in, price_out = _MODELS[model]
        costs = prompt * price_in, completion * price_out
        run = self.add(
            name, "llm", parent, seconds, prompt_tokens=prompt, completion_tokens=completion,
            total_tokens=prompt + completion, **{f"{part}_cost": _dollars(cost) for part, cost in
                                                  zip(("prompt", "completion", "total"), (*costs, sum(costs)), strict=True)},
            prompt_token_details={"cache_read": prompt // 4}, events=[{"name": "new_token", "time": "2025-06-01T09:30:00"}],
            inputs={"messages": [[{"role": "user", "content": f"question {self.number}"}]]},
            outputs={"generations": [[{"text": f"answer {self.number}"}]]}, **fields,
        )  # fmt: skip
        run["extra"]["metadata"]["ls_model_name"] = model
        run["extra"]["invocation_params"] = {"model": model, "temperature": 0}
        started = datetime.fromisoformat(run["start_time"])
        run["first_token_time"] = (started + timedelta(seconds=seconds / 4)).isoformat(timespec="microseconds")
        return run

    def fails(self, *runs: Run) -> None:
        """Gives runs the error of this trace."""
        for run in runs:
            run.update(status="error", error=_ERRORS[self.number % len(_ERRORS)], outputs=None)

    def sums(self, root: Run) -> None:
        """Gives a root the tokens and costs of its trace."""
        for name in ("prompt_tokens", "completion_tokens", "total_tokens"):
            root[name] = sum(run[name] for run in self.runs if run is not root)
        for name in ("prompt_cost", "completion_cost", "total_cost"):
            costs = [Decimal(run[name]) for run in self.runs if run is not root and run[name]]
            root[name] = f"{sum(costs).normalize():f}" if costs else None


def _dollars(cost: int) -> str:
    """An amount of 1/100,000,000 dollars as LangSmith writes costs."""
    return f"0.{cost:08d}".rstrip("0")


def _scores(**scores: float) -> dict[str, Any]:
    return {key: {"n": 1, "avg": score, "stdev": 0.0, "values": {}, "comments": []} for key, score in scores.items()}


def _support_bot(trace: _Trace) -> None:
    root = trace.add("support_agent", "chain", None, trace.random.randrange(1000, 9000) / 1000)
    tool = trace.add("search_docs", "tool", root, 0.4, inputs={"query": f"question {trace.number}"})
    trace.add("VectorStoreRetriever", "retriever", tool, 0.2, outputs={"documents": [{"page_content": "a page"}] * 3})
    model = trace.model("ChatOpenAI", root, trace.random.randrange(300, 4000) / 1000)
    trace.sums(root)
    if trace.number % 5 == 2:
        trace.fails(root, model)
    if trace.number % 2:
        root["feedback_stats"] = _scores(user_score=float(trace.number % 4 == 1), helpfulness=trace.number % 3 / 2)
    if trace.number == 7:
        root.update(status="pending", end_time=None, outputs=None)


def _rag(trace: _Trace) -> None:
    root = trace.add("rag_pipeline", "chain", None, trace.random.randrange(1000, 9000) / 1000)
    retrieve = trace.add("retrieve", "retriever", root, 0.7)
    trace.add("embed_query", "embedding", retrieve, 0.1)
    trace.add("ChatPromptTemplate", "prompt", root, 0.01)
    model = trace.model("ChatAnthropic", root, trace.random.randrange(300, 4000) / 1000)
    trace.add("StrOutputParser", "parser", root, 0.02)
    trace.sums(root)
    if trace.number % 4 == 1:
        trace.fails(root, model)


def _evals(trace: _Trace) -> None:
    example = {"reference_example_id": id_of(f"example/{trace.number % 4}"), "reference_dataset_id": id_of("dataset")}
    root = trace.add("target", "chain", None, 2.5, **example)
    trace.model("ChatOpenAI", root, 1.25)
    trace.sums(root)
    root["feedback_stats"] = _scores(correctness=float(trace.number % 3 > 0))


def _batch(trace: _Trace) -> None:
    root = trace.add("classify", "chain" if trace.number % 2 else "tool", None, trace.number % 9 / 2)
    root["inputs"], root["outputs"] = {"text": f"ticket {trace.number}"}, {"label": ("bug", "question")[trace.number % 2]}
    if trace.number % 25 == 0:
        trace.fails(root)


_PROJECTS = {
    "support-bot": (_support_bot, 30),
    "rag-prod": (_rag, 16),
    "nightly-evals": (_evals, 12),
    "batch-jobs": (_batch, 230),
}


def traced_runs(now: datetime) -> list[Run]:
    """The runs of all projects: of each, two traces of five are of the last 20 hours."""
    runs: list[Run] = []
    for project, (grow, count) in _PROJECTS.items():
        random = Random(project)
        for number in range(count):
            is_recent = number % 5 in (1, 2)
            ago = timedelta(minutes=40 + 1100 * number / count)
            started = now - ago if is_recent else LONG_AGO + timedelta(hours=7 * number, seconds=random.randrange(600))
            trace = _Trace(project, number, started.replace(tzinfo=None), random)
            grow(trace)
            runs += trace.runs
    return runs


def write_traced_runs(path: Path) -> None:
    """Writes the runs as JSON lines."""
    now = datetime.now(UTC).replace(microsecond=250_000)
    path.write_text("".join(json.dumps(run) + "\n" for run in traced_runs(now)), encoding="utf-8")
