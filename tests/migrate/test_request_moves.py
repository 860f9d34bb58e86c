"""Requests in shell scripts, Makefiles and request files: the address, the body and the programs of jq move together."""

import pytest

from filterlang.hosts.ending_calls import search_file
from filterlang.hosts.host_languages import HOST_LANGUAGES
from filterlang.migrate.code.code_moves import CodeMove, MoveOutcome, Target, joined_edits
from filterlang.migrate.code.moving import moves_of
from filterlang.text.edits import apply
from filterlang.text.source import Source

NAME = "# LangSmith\n"
EARLIEST = '"min_start_time": "1970-01-01T00:00:00Z"'
V1 = "https://api.smith.langchain.com/api/v1/runs/query"
V2 = "https://api.smith.langchain.com/api/v2/runs/query"


def moved(text: str, language: str = "shell", target: Target = "v2") -> tuple[str, list[CodeMove]]:
    """The text of a file after its move, and the moves. A second move changes nothing."""
    source = Source(text)
    moves = moves_of(source, HOST_LANGUAGES[language], search_file(source, HOST_LANGUAGES[language]).findings, target)
    after = apply(text, joined_edits(moves))
    again = Source(after)
    second = moves_of(again, HOST_LANGUAGES[language], search_file(again, HOST_LANGUAGES[language]).findings, target)
    assert joined_edits(second) == ()
    return after, list(moves)


BODIES = {
    "each key": (
        """{"session": ["u"], "filter": "eq(status, \\"error\\")", "error": true, "limit": 50, "order": "desc"}""",
        (f"""{{"project_ids": ["u"], "filter": "eq(status, \\"error\\")", "has_error": true, "page_size": 50, {EARLIEST}, """
        '"selects": ["ID", "NAME"]}'),
    ),
    "ids of an example": (
        '{"session": ["u"], "reference_example": "e", "start_time": "2026-10-01T00:00:00Z"}',
        ('{"project_ids": ["u"], "reference_examples": ["e"], "min_start_time": "2026-10-01T00:00:00Z", '
        '"selects": ["ID", "NAME"]}'),
    ),
    "times without a zone": (
        '{"session": ["u"], "start_time": "2026-10-01", "end_time": "2026-10-02T03:00:00"}',
        ('{"project_ids": ["u"], "min_start_time": "2026-10-01T00:00:00Z", "max_start_time": "2026-10-02T03:00:00Z", '
        '"selects": ["ID", "NAME"]}'),
    ),
    "selected fields": (
        '{"select": ["id", "session_id", "run_type"], "session": ["u"], "run_type": "llm"}',
        f'{{"selects": ["ID", "PROJECT_ID", "RUN_TYPE", "NAME"], "project_ids": ["u"], "run_type": "LLM", {EARLIEST}}}',
    ),
    "the first key is left out": (
        '{"order": "desc", "skip_pagination": true, "session": ["u"], "use_experimental_search": false}',
        f'{{"project_ids": ["u"], {EARLIEST}, "selects": ["ID", "NAME"]}}',
    ),
    "a parent": (
        '{"session": ["u"], "parent_run": "p"}',
        f'{{"project_ids": ["u"], "filter": "eq(parent_run_id, \\"p\\")", {EARLIEST}, "selects": ["ID", "NAME"]}}',
    ),
    "a filter that v2 writes differently": (
        '{"session": ["u"], "filter": "has(metadata, \\"{\\\\\\"a\\\\\\": 1}\\")", "start_time": "2026-10-01T00:00:00Z"}',
        ('{"project_ids": ["u"], "filter": "and(eq(metadata_key, \\"a\\"), eq(metadata_value, 1))", '
        '"min_start_time": "2026-10-01T00:00:00Z", "selects": ["ID", "NAME"]}'),
    ),
    "lines": (
        '{\n  "session": ["u"],\n  "limit": 5\n}',
        f'{{\n  "project_ids": ["u"],\n  "page_size": 5,\n  {EARLIEST},\n  "selects": ["ID", "NAME"]\n}}',
    ),
}  # fmt: skip


@pytest.mark.parametrize(("before", "after"), BODIES.values(), ids=BODIES)
def test_a_body_moves_key_by_key(before: str, after: str) -> None:
    text, (move,) = moved(f"{NAME}curl {V1} -d '{before}' | jq -r '.runs[].name'\n")
    assert text == f"{NAME}curl {V2} -d '{after}' | jq -r '.items[].name'\n"
    assert move.outcome is MoveOutcome.MOVED


SCRIPTS = {
    "double quotes": (
        'curl "$URL/api/v1/runs/query" --data-raw "{\\"session\\": [\\"$S\\"], \\"limit\\": $N}" | jq ".runs | length"\n',
        ('curl "$URL/api/v2/runs/query" --data-raw "{\\"project_ids\\": [\\"$S\\"], \\"page_size\\": $N, '
        '\\"min_start_time\\": \\"1970-01-01T00:00:00Z\\", \\"selects\\": [\\"ID\\"]}" | jq ".items | length"\n'),
    ),
    "a heredoc": (
        f'curl {V1} -d @- <<EOF | jq .cursors.next\n{{"session": ["$S"]}}\nEOF\n',
        f'curl {V2} -d @- <<EOF | jq .next_cursor\n{{"project_ids": ["$S"], {EARLIEST}, "selects": ["ID"]}}\nEOF\n',
    ),
    "a variable made by jq": (
        "BODY=$(jq -n --arg s \"$S\" '{session: [$s]}')\nOUT=$(curl " + V1 + ' -d "$BODY")\necho "$OUT" | jq ".runs[].id"\n',
        ("BODY=$(jq -n --arg s \"$S\" '{project_ids: [$s], min_start_time: \"1970-01-01T00:00:00Z\", selects: [\"ID\"]}')\n"
        f'OUT=$(curl {V2} -d "$BODY")\necho "$OUT" | jq ".items[].id"\n'),
    ),
    "a file of the script": (
        f'cat > q.json <<EOF\n{{"session": ["$S"]}}\nEOF\ncurl -d @q.json {V1} | jq .runs[0].id\n',
        (f'cat > q.json <<EOF\n{{"project_ids": ["$S"], {EARLIEST}, "selects": ["ID"]}}\nEOF\n'
        f'curl -d @q.json {V2} | jq .items[0].id\n'),
    ),
    "an address in a variable": (
        f"URL={V1}\ncurl $URL -d '{{\"session\": [\"u\"]}}' | jq '.runs[].id'\n",
        f"URL={V2}\ncurl $URL -d '{{\"project_ids\": [\"u\"], {EARLIEST}, \"selects\": [\"ID\"]}}' | jq '.items[].id'\n",
    ),
    "a base that only this request has": (
        "A=https://api.smith.langchain.com/api/v1\ncurl $A/runs/query -d '{\"session\": [\"u\"]}' | jq '.runs[].id'\n",
        ("A=https://api.smith.langchain.com/api/v2\n"
        f"curl $A/runs/query -d '{{\"project_ids\": [\"u\"], {EARLIEST}, \"selects\": [\"ID\"]}}' | jq '.items[].id'\n"),
    ),
    "a base that others have as well": (
        ("A=https://api.smith.langchain.com/api/v1\ncurl $A/sessions\n"
        "curl $A/runs/query -d '{\"session\": [\"u\"]}' | jq '.runs[].id'\n"),
        ("A=https://api.smith.langchain.com/api/v1\ncurl $A/sessions\n"
        f"curl ${{A%/v1}}/v2/runs/query -d '{{\"project_ids\": [\"u\"], {EARLIEST}, \"selects\": [\"ID\"]}}'"
        " | jq '.items[].id'\n"),
    ),
    "HTTPie": (
        f"http POST {V1} session:='[\"u\"]' run_type=llm limit:=10 | jq '.runs[].id'\n",
        (f"http POST {V2} project_ids:='[\"u\"]' run_type=LLM page_size:=10 min_start_time=1970-01-01T00:00:00Z "
        "selects:='[\"ID\"]' | jq '.items[].id'\n"),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("before", "after"), SCRIPTS.values(), ids=SCRIPTS)
def test_a_body_is_found_wherever_a_script_writes_it(before: str, after: str) -> None:
    assert moved(NAME + before)[0] == NAME + after


PROGRAMS = {
    "a comparison": ('.runs[] | select(.run_type == "llm") | .name', '.items[] | select(.run_type == "LLM") | .name'),
    "a field that is printed": ('.runs[] | "\\(.name) \\(.status)"', '.items[] | "\\(.name) \\((.status|ascii_downcase))"'),
    "an object": (
        ".runs[] | {id, session_id, total_tokens}",
        ".items[] | {id, session_id: .project_id, total_tokens: (.total_tokens // 0)}",
    ),
    "a parent": (".runs | map(.parent_run_id)", ".items | map((.parent_run_ids // [])[-1])"),
    "behind an index": (".runs[].run_type", "(.items[]|(.run_type|ascii_downcase))"),
    "a group": (".runs | map(.[0].status)", ".items | map((.[0]|(.status|ascii_downcase)))"),
    "a list of the outputs": (".runs[] | .outputs.items[0].status", ".items[] | .outputs.items[0].status"),
    "a key of the outputs": (".runs[] | .outputs.status", ".items[] | .outputs.status"),
}  # fmt: skip


@pytest.mark.parametrize(("before", "after"), PROGRAMS.values(), ids=PROGRAMS)
def test_a_program_of_jq_reads_what_it_read(before: str, after: str) -> None:
    text, _ = moved(f"{NAME}curl {V1} -d '{{\"session\": [\"u\"]}}' | jq -r '{before}'\n")
    assert text.endswith(f" | jq -r '{after}'\n")


def test_a_recipe_keeps_the_dollar_signs_of_make() -> None:
    recipe = '\tcurl -s $(BASE)/api/v1/runs/query -d \'{"session": ["$(ID)"], "filter": "eq(name, \\"a$$b\\")"}\''
    after, _ = moved(f"{NAME}runs:\n{recipe} | jq '.runs[].id'\n", "makefile")
    assert after == (
        f'{NAME}runs:\n\tcurl -s $(BASE)/api/v2/runs/query -d \'{{"project_ids": ["$(ID)"], '
        f'"filter": "eq(name, \\"a$$b\\")", {EARLIEST}, "selects": ["ID"]}}\' | jq \'.items[].id\'\n'
    )


def test_a_request_file_keeps_its_variables_and_lines() -> None:
    before = 'POST {{host}}/api/v1/runs/query\nx-api-key: {{key}}\n\n{\n  "session": ["{{p}}"],\n  "select": ["id"]\n}\n\n###\n'
    after, (move,) = moved(NAME + before, "http")
    assert after == NAME + (
        "POST {{host}}/api/v2/runs/query\nx-api-key: {{key}}\n\n"
        f'{{\n  "project_ids": ["{{{{p}}}}"],\n  "selects": ["ID"],\n  {EARLIEST}\n}}\n\n###\n'
    )
    assert any("next_cursor" in note.message for note in move.notes)


UNDECIDED = {
    "a body in a file": (f"curl {V1} -d @body.json", "the body of the request is not written here"),
    "the oldest first": (f"curl {V1} -d '{{\"session\": [\"u\"], \"order\": \"asc\"}}'", "newest runs first"),
    "no project": (f"curl {V1} -d '{{\"id\": [\"u\"]}}'", "project_ids"),
    "plain language": (f"curl {V1} -d '{{\"session\": [\"u\"], \"query\": \"slow\"}}'", "plain language"),
    "a key that nobody knows": (f"curl {V1} -d '{{\"session\": [\"u\"], \"orderby\": 1}}'", "v2 has no `orderby`"),
    "a parent and a filter": (
        f"curl {V1} -d '{{\"session\": [\"u\"], \"filter\": \"eq(is_root, true)\", \"parent_run\": \"p\"}}'", "into the filter",
    ),
    "a type of runs in a variable": (f'curl {V1} -d "{{\\"session\\": [\\"u\\"], \\"run_type\\": \\"$T\\"}}"', "capitals"),
    "statistics": ("curl https://api.smith.langchain.com/api/v1/runs/stats -d '{\"session\": [\"u\"]}'", "count what it gives"),
    "experiments": ("curl https://api.smith.langchain.com/api/v1/datasets/u/runs -d '{}'", "experiment_ids"),
    "a filter that becomes two": (
        (f"curl {V1} -d '{{\"session\": [\"u\"], \"filter\": "
        "\"or(eq(status, \\\"error\\\"), and(eq(feedback_key, \\\"a\\\"), eq(feedback_score, 1)))\"}'"), "together the queries",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("line", "reason"), UNDECIDED.values(), ids=UNDECIDED)
def test_what_a_person_has_to_decide_stays_with_its_reason(line: str, reason: str) -> None:
    after, (move,) = moved(f"{NAME}{line}\n")
    assert after == f"{NAME}{line}\n"
    assert move.outcome is MoveOutcome.TO_DECIDE
    assert any(reason in note.message for note in move.notes)


def test_for_the_client_of_filterlang_requests_stay() -> None:
    text = f'{NAME}curl {V1} -d \'{{"session": ["u"]}}\'\n'
    after, (move,) = moved(text, target="filterlang")
    assert after == text
    assert "for Python only" in move.notes[0].message
