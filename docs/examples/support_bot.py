"""A small traced program: it records the runs of a support bot in ``support_bot.jsonl``, one merged run a line.

Run it with ``python docs/examples/support_bot.py`` in an environment that has the ``langsmith`` SDK. The SDK sends its runs
and feedback to a server on the loopback interface that this script starts; nothing leaves the machine. The bot is canned:
no model is asked and nothing sleeps. ``takes`` notes how long a step would have taken, and ``settle`` gives every run its
id and its times from those notes, so two recordings are the same byte for byte.
"""

import json
import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, cast
from uuid import UUID

from langsmith import Client, RunTree, get_current_run_tree, traceable

Json = dict[str, Any]

PROJECT = "3f0c9f0e-6a55-4d3e-9a43-2f1d3b8c7a10"
PROMPT_PRICE, COMPLETION_PRICE = Decimal("0.00000015"), Decimal("0.0000006")  # US dollars a token
BATCHES = {
    "use_multipart_endpoint": False,
    "size_limit": 100,
    "size_limit_bytes": 1_000_000,
    "scale_up_nthreads_limit": 1,
    "scale_up_qsize_trigger": 1000,
    "scale_down_nempty_trigger": 4,
}
SYSTEM_PROMPT = 1800  # tokens
OUTPUT = Path(__file__).with_suffix(".jsonl")


# What the bot is asked.


@dataclass(frozen=True)
class Turn:
    """One trace: what is asked, how slowly it is answered (1 is normal), and how it is judged (run, key, score, value)."""

    question: str
    start: str
    pace: float
    tags: tuple[str, ...]
    metadata: Json
    feedback: tuple[tuple[str, str, float | bool | None, str | None], ...] = ()


TURNS = (
    Turn("Which plan covers image classification?", "2026-10-05T09:00:00", 1, ("production",),
         {"thread_id": "a1b2c3d4-e5f6-7890", "tier": "gold", "is_internal": False, "attempt": 1, "temperature": 0.2},
         (("support_bot", "user_score", 1, None), ("extractor", "correctness", 0.9, None))),
    Turn("And how many pictures a day is that?", "2026-10-05T09:02:10", 3.1, ("production",),
         {"thread_id": "a1b2c3d4-e5f6-7890", "tier": "gold", "is_internal": False, "attempt": 2, "temperature": 0.2},
         (("support_bot", "user_score", 0, None), ("support_bot", "Correctness", 0.0, None))),
    Turn("Where is order 1042?", "2026-10-05T11:30:00", 0.8, ("production",),
         {"conversation_id": "a1b2c3d4-e5f6-7890", "tier": "free", "is_internal": False, "attempt": 1}),
    Turn("Where is order 9999?", "2026-10-05T11:31:40", 0.9, ("production",),
         {"conversation_id": "a1b2c3d4-e5f6-7890", "tier": "free", "is_internal": False, "attempt": 2},
         (("support_bot", "user_score", False, None),)),
    Turn("How do I rotate an API key?", "2026-10-12T08:15:00", 1.6, ("experimental",),
         {"conversation_id": "0b7e6c55-41d2-4b8a", "tier": "gold", "is_internal": "true", "attempt": "3",
          "experiment": {"arm": "b", "retrieval": {"k": 4, "rerank": True}}},
         (("support_bot", "user_score", 1, None), ("support_bot", "correctness", 0.4, None),
          ("extractor", "correctness", 0.25, None))),
    Turn("Can the export be written as Parquet?", "2026-10-12T08:20:00", 4.2, ("experimental", "beta"),
         {"session_id": "77aa10fe-2c3d-4e5f", "tier": "gold", "is_internal": True, "attempt": 3,
          "experiment": {"arm": "a", "retrieval": {"k": 8, "rerank": False}}},
         (("support_bot", "correctness", 0.75, None), ("support_bot", "outcome", None, "resolved"))),
    Turn("hello", "2026-10-19T17:45:00", 0.4, ("beta",), {"session_id": "77aa10fe-2c3d-4e5f", "tier": "free", "attempt": 1}),
    Turn("Why was my invoice for \"Team\" 20% higher, and what's \\ for?", "2026-10-26T06:59:59", 2.4, ("beta",),
         {"tier": "trial", "is_internal": False, "attempt": 1, "temperature": 0.7},
         (("support_bot", "user_score", 1, None), ("support_bot", "Correctness", 1.0, None),
          ("support_bot", "outcome", None, "escalated"))),
    Turn("Où trouver la facture d'octobre ? 請求書はどこですか", "2026-11-02T23:59:58", 1.2, (),
         {"tier": "trial", "locale": "fr", "attempt": 1}, (("support_bot", "outcome", None, "resolved"),)),
    Turn("Cancel order 7.", "2026-11-03T10:00:00", 1, ("production", "beta"),
         {"thread_id": "c0ffee00-1234-4abc", "tier": "free", "attempt": 1}, (("look_up_order", "correctness", 0.5, None),)),
)  # fmt: skip

ARTICLES = (
    "Plans: image classification is part of Team and Enterprise.",
    "Limits: Team classifies 2,000 pictures a day, Enterprise as many as agreed.",
    "Keys: create a new key, deploy it, then delete the old one.",
    "Exports: runs are exported as JSON lines or Parquet.",
    "Invoices: every invoice is under Settings, Billing.",
)
ORDERS = {"1042": "on its way", "7": "being packed"}


# The bot.

SECONDS: dict[UUID, float] = {}
RUNS: dict[tuple[UUID, str], UUID] = {}
_pace = [1.0]


def takes(seconds: float) -> None:
    """Note how long the step that is running takes by itself, its children aside."""
    run = cast("RunTree", get_current_run_tree())
    SECONDS[run.id] = seconds * _pace[0]
    RUNS.setdefault((cast("UUID", run.trace_id), run.name), run.id)


@traceable(
    run_type="llm",
    name="ChatModel",
    metadata={"ls_provider": "canned", "ls_model_name": "parrot-1"},
    process_inputs=lambda inputs: {"messages": inputs["messages"]},
)
def chat(messages: list[Json], reply: str, seconds: float) -> Json:
    """Reply as told, with the token counts a model would report."""
    takes(seconds)
    prompt = SYSTEM_PROMPT + sum(len(message["content"]) for message in messages) // 4
    completion = len(reply) // 4
    usage = {"input_tokens": prompt, "output_tokens": completion, "total_tokens": prompt + completion}
    return {"role": "assistant", "content": reply, "usage_metadata": usage}


@traceable(name="ExpandQuery")
def expand(question: str) -> list[str]:
    """Other ways to ask the question."""
    takes(0.02)
    chat([user(f"Say in other words: {question}")], f"{question} | {question.lower()}", 0.6)
    return [question, question.lower()]


@traceable(run_type="embedding", name="EmbedQuery")
def embed(texts: list[str]) -> list[list[float]]:
    """A vector for each text."""
    takes(0.12)
    return [[len(text) / 100, text.count(" ") / 10] for text in texts]


@traceable(run_type="retriever", name="RetrieveDocs")
def retrieve(queries: list[str]) -> list[Json]:
    """The articles, the ones that share words with the queries first."""
    takes(0.35)
    embed(queries)
    words = set(" ".join(queries).lower().split())
    ranked = sorted(ARTICLES, key=lambda article: -len(words & set(article.lower().split())))
    return [{"page_content": text, "type": "Document", "metadata": {"rank": rank}} for rank, text in enumerate(ranked)]


@traceable(name="extractor")
def extract(documents: list[Json]) -> Json:
    """The facts of the best articles."""
    takes(0.03)
    facts = [document["page_content"] for document in documents[:2]]
    chat([user(" ".join(document["page_content"] for document in documents))], " ".join(facts), 1.1)
    return {"facts": facts, "count": len(facts)}


@traceable(run_type="tool", name="look_up_order")
def look_up_order(number: str) -> str:
    """The state of an order. Raises LookupError for one that does not exist."""
    takes(0.2)
    if number not in ORDERS:
        raise LookupError(f"order {number} does not exist")
    return ORDERS[number]


@traceable(name="support_bot")
def answer(messages: list[Json]) -> Json:
    """Answer the last message: greetings at once, orders by looking them up, everything else from the articles."""
    takes(0.05)
    question = messages[-1]["content"]
    order = next((word.rstrip("?.") for word in question.split() if word.rstrip("?.").isdigit()), None)
    if order is not None and "order" in question:
        known = f"Order {order} is {look_up_order(order)}."
    elif " " not in question:
        known = "Hello! What can I do for you?"
    else:
        known = " ".join(extract(retrieve(expand(question)))["facts"])
    return {"messages": [*messages, chat([*messages, user(known)], known, 1.4)]}


def user(text: str) -> Json:
    """A message of the user's."""
    return {"role": "user", "content": text}


# The server that records.


class Recorder:
    """As much of LangSmith's ingestion API as the SDK needs: keeps what arrives, in order."""

    def __init__(self) -> None:
        self.runs: dict[str, Json] = {}
        self.feedback: list[Json] = []

    def take(self, path: str, body: Json) -> None:
        """File one request: a batch of started (post) and finished (patch) runs, or a feedback."""
        if path.endswith("/feedback"):
            self.feedback.append(body)
        for run in (*body.get("post", ()), *body.get("patch", ())):
            known = self.runs.setdefault(run["id"], {})
            known.update({key: value for key, value in run.items() if value is not None})


@contextmanager
def recording() -> Iterator[tuple[Client, Recorder]]:
    """A client of the SDK and the loopback server that it talks to."""
    recorder = Recorder()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.reply({"version": "0.0.0", "batch_ingest_config": BATCHES})

        def do_POST(self) -> None:
            recorder.take(self.path, json.loads(self.rfile.read(int(self.headers["content-length"]))))
            self.reply({})

        def reply(self, body: Json) -> None:
            payload = json.dumps(body).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(payload)))
            self.end_headers()
            self.wfile.write(payload)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    endpoint = f"http://127.0.0.1:{server.server_port}"
    os.environ |= {"LANGSMITH_TRACING": "true", "LANGSMITH_DISABLE_RUN_COMPRESSION": "true", "LANGSMITH_ENDPOINT": endpoint}
    yield Client(api_url=endpoint, api_key="not-a-key"), recorder
    server.shutdown()


def run_all(client: Client) -> dict[UUID, Turn]:
    """Ask every question, leave one run unfinished, judge the answers. Tells which trace is which turn's."""
    traces: dict[UUID, Turn] = {}
    for turn in TURNS:
        _pace[0] = turn.pace
        known = set(RUNS)
        extra = {"client": client, "tags": list(turn.tags), "metadata": turn.metadata}
        with suppress(LookupError):
            answer([user(turn.question)], langsmith_extra=extra)
        trace = next(trace for trace, _ in RUNS.keys() - known)
        traces[trace] = turn
        for name, key, score, value in turn.feedback:
            client.create_feedback(RUNS[trace, name], key, score=score, value=value, trace_id=trace, session_id=PROJECT)
    unfinished = RunTree(name="refresh_index", inputs={"source": "articles"}, ls_client=client, tags=["production"])
    unfinished.post()
    traces[cast("UUID", unfinished.trace_id)] = Turn("", "2026-11-04T02:00:00", 1, (), {})
    client.flush()
    return traces


# From what the SDK sent to what the server would return.


def settle(recorder: Recorder, traces: dict[UUID, Turn]) -> Iterable[Json]:
    """Every run in the shape of the v1 API, with ids, times and sums that follow from the program alone."""
    order = sorted(recorder.runs.values(), key=lambda run: run["dotted_order"])
    children: defaultdict[str | None, list[Json]] = defaultdict(list)
    for run in order:
        children[run.get("parent_run_id")].append(run)
    ids: dict[str, str] = {}

    def date(run: Json, start: datetime, above: str) -> datetime:
        """Place a run and its children one after the other; the end of the run."""
        ids[run["id"]] = identity(start, len(ids))
        run["dotted_order"] = f"{above}{start:%Y%m%dT%H%M%S%f}Z{ids[run['id']]}"
        run["start_time"] = start.isoformat(timespec="microseconds")
        end = start + timedelta(seconds=SECONDS.get(UUID(run["id"]), 0))
        for child in children[run["id"]]:
            end = date(child, end, run["dotted_order"] + ".")
        if run.get("end_time") is not None:
            run["end_time"] = end.isoformat(timespec="microseconds")
        return end

    def tokens(run: Json) -> Counter[str]:
        usage: Json = (run.get("outputs") or {}).get("usage_metadata") or {}
        own = Counter({"prompt": usage.get("input_tokens", 0), "completion": usage.get("output_tokens", 0)})
        return sum((tokens(child) for child in children[run["id"]]), own)

    for root in children[None]:
        date(root, datetime.fromisoformat(traces[UUID(root["id"])].start), "")
    return [shape(run, ids, tokens(run), recorder.feedback) for run in order]


def identity(start: datetime, index: int) -> str:
    """A UUID of version 7 that says when its run started, as the SDK's ids do."""
    millis = int(start.replace(tzinfo=UTC).timestamp() * 1000)
    noise = int.from_bytes(sha256(f"run {index}".encode()).digest()[:10], "big")
    return str(UUID(int=millis << 80 | 7 << 76 | (noise >> 68) << 64 | 2 << 62 | noise & (1 << 62) - 1))


def shape(run: Json, ids: dict[str, str], tokens: Counter[str], feedback: list[Json]) -> Json:
    """One run as ``POST /runs/query`` returns it. What names the machine is left out, and so is the traceback of an error."""
    metadata: Json = run["extra"]["metadata"]
    metadata = {key: value for key, value in metadata.items() if not key.startswith("LANGSMITH") and key != "revision_id"}
    error = (run.get("error") or "").partition("Traceback")[0].strip() or None
    finished = run.get("end_time")
    prompt, completion = tokens["prompt"], tokens["completion"]
    cost = prompt * PROMPT_PRICE + completion * COMPLETION_PRICE
    return {
        "id": ids[run["id"]],
        "name": run["name"],
        "run_type": run["run_type"],
        "start_time": run["start_time"],
        "end_time": finished,
        "status": "error" if error else "success" if finished else "pending",
        "error": error,
        "extra": {"metadata": metadata, "runtime": {"sdk": "langsmith-py", "library": "langsmith"}},
        "inputs": run.get("inputs") or {},
        "outputs": run.get("outputs"),
        "parent_run_id": ids.get(run.get("parent_run_id", "")),
        "trace_id": ids[run["trace_id"]],
        "dotted_order": run["dotted_order"],
        "tags": run.get("tags") or [],
        "session_id": PROJECT,
        "thread_id": next((metadata[key] for key in ("session_id", "thread_id", "conversation_id") if key in metadata), None),
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
        "total_cost": f"{cost:f}" if tokens.total() else None,
        "feedback_stats": statistics([item for item in feedback if item["run_id"] == run["id"]]),
    }


def statistics(feedback: list[Json]) -> Json | None:
    """The feedback of one run as the API sums it up: for each key how many, the mean score, and how often each value."""
    by_key: defaultdict[str, list[Json]] = defaultdict(list)
    for item in feedback:
        by_key[item["key"]].append(item)
    stats: Json = {}
    for key, items in by_key.items():
        scores = [float(item["score"]) for item in items if item.get("score") is not None]
        values = Counter(item["value"] for item in items if item.get("value") is not None)
        stats[key] = {"n": len(items), "avg": sum(scores) / len(scores) if scores else None, "values": dict(values)}
    return stats or None


def main() -> None:
    """Record the runs and write them down."""
    with recording() as (client, recorder):
        traces = run_all(client)
    lines = [json.dumps(run, ensure_ascii=False) for run in settle(recorder, traces)]
    OUTPUT.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(lines)} runs of {len(traces)} traces in {OUTPUT.name}")


if __name__ == "__main__":
    main()
