"""What a server refuses of a filter, and where that stands in it."""

import asyncio

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from filterlang.client.request_errors import ClientError, FilterRefused
from filterlang.client.settings import Settings
from filterlang.client.transport import Transport
from filterlang.rewrite.losses import ELEMENTS, SEARCH

KEY = "lsv2_pt_0123456789abcdef_not_a_real_key"
V1, V2 = "/runs/query", "/api/v2/runs/query"
V2_REFUSAL = 'invalid request: Failed to parse filter: Invalid argument count: "search" requires 1 arguments, got 2'
TRACE = "00000000-0000-4000-8000-000000000090"


def comparison(operator: str, attribute: str) -> str:
    """How v1 says it."""
    return f"Comparison comparator={operator} attribute='{attribute}' value='x' multi=False not accepted."


SEARCHED = f'write like(name, "%x%"); {SEARCH}'
"""What to write for a search of one field, and what it loses."""


class TestRefusedFilters:
    def refused(self, text: str, said: str, *, path: str = V1, argument: str = "filter", status: int = 400) -> ClientError:
        async def use() -> ClientError:
            transport = httpx.MockTransport(lambda _: httpx.Response(status, json={"detail": said}))
            async with Transport(Settings("http://127.0.0.1", KEY), transport=transport) as client:
                with pytest.raises(ClientError) as caught:
                    await client.send("POST", path, body={"filter": "gt(latency, 1)", argument: text})
                return caught.value

        return asyncio.run(use())

    @pytest.mark.parametrize(
        ("text", "said", "code", "marked", "help"),
        [
            ('and(eq(status, "error"), search(name, "x"))',
             "Comparison comparator=<Comparator.SEARCH: 'search'> attribute='name' value='x' multi=False not accepted.",
             "FL201", "search", SEARCHED),
            ('neq(tags, "a")', comparison("NEQ", "tags"),
             "FL201", "neq", f'write notlike(tag, "a"); {ELEMENTS}'),
            (f'eq(trace_id, "{TRACE}")', comparison("EQ", "trace_id"), "FL106", "eq", "compare trace_id in another way"),
            ('search(name, "x")', V2_REFUSAL, "FL201", "search", SEARCHED),
            ('and(eq(status, "error"))', 'Invalid argument count: "and" requires 2 arguments, got 1', "FL103", "and",
             "write and with 2"),
            ('eq(project_id, "x")', "attribute project_id not accepted", "FL102", "project_id", 'write eq(session_id, "x")'),
            ("gt(latency, 1)", "Attribute latency not accepted", "FL102", "latency", "leave the condition on latency out"),
            ('eq(metadata.x, "a")', "Attribute metadata.x not accepted", "FL102", "metadata.x",
             'write and(eq(metadata_key, "x"), eq(metadata_value, "a"))'),
            ('gt(start_time, "2026-03-03T20:15:03.650083")',
             'parsing time "2026-03-03T20:15:03.650083" as "2006-01-02T15:04:05Z07:00": cannot parse "" as "Z07:00"',
             "FL109", '"2026-03-03T20:15:03.650083"', None),
        ],
    )  # fmt: skip
    def test_what_the_server_names_is_pointed_at(self, text: str, said: str, code: str, marked: str, help: str | None) -> None:
        error = self.refused(text, said)
        assert isinstance(error, FilterRefused)
        assert (error.argument, error.source.text, error.message) == ("filter", text, said)
        (found,) = error.diagnostics
        assert (found.code, text[found.span.start : found.span.end]) == (code, marked)
        assert help is None or found.help == help
        assert f"{found.severity.value}[{code}]: " in str(error) and "--> filter:1:" in str(error)

    def test_both_of_two_that_contradict_each_other_are(self) -> None:
        text = f'and(eq(session_id, "{TRACE}"), eq(session_id, "{TRACE[:-1]}1"))'
        error = self.refused(text, "Parameter session_id__eq has conflicting values A and B.", status=422)
        assert isinstance(error, FilterRefused)
        assert [text[found.span.start :][:14] for found in error.diagnostics] == ["eq(session_id,"] * 2
        assert error.diagnostics[0].help == "ask for one value at a time, or for one of several with in(session_id, [...])"

    @pytest.mark.parametrize("argument", ["trace_filter", "tree_filter"])
    def test_the_filter_that_holds_it_is_named(self, argument: str) -> None:
        error = self.refused('search(name, "x")', "comparator=SEARCH attribute='name'", argument=argument, path=V2)
        assert isinstance(error, FilterRefused)
        assert (error.argument, error.source.name) == (argument, argument)

    @pytest.mark.parametrize("said", ["attribute nothing not accepted", "Failed to parse filter", "no", "x" * 100_000])
    def test_what_is_not_found_in_a_filter_is_no_refusal_of_it(self, said: str) -> None:
        assert type(self.refused("gt(latency, 1)", said)) is ClientError

    @given(st.text(max_size=60), st.text(max_size=30), st.sampled_from(["Attribute {} not accepted", 'parsing time "{}" as',
        "comparator={0} attribute='{0}'", 'argument count: "{}" requires 1 arguments, got 2']))  # fmt: skip
    def test_no_text_of_a_server_or_filter_is_too_odd(self, text: str, name: str, said: str) -> None:
        assert str(self.refused(text, said.format(name)))

    @pytest.mark.parametrize(
        ("said", "advice"),
        [
            ("Limit exceeds maximum allowed value of 100", "ask for pages of at most 100 runs"),
            ("At least one of 'session', 'id', 'parent_run', or 'reference_example' must be specified", "give project_id, "),
            ("Failed to generate filter from freeform query", "write query in other words"),
        ],
    )
    def test_other_refusals_come_with_advice(self, said: str, advice: str) -> None:
        assert f"{said}: {advice}" in str(self.refused("gt(latency, 1)", said))
