"""What the server says of a filter, beside what we say."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from recorder import KEY, Answer, Server

from filterlang import F
from filterlang.client import AsyncClient, Client, ClientError, Validation


def by_awaiting(url: str, *filters: Any, **named: Any) -> Validation:
    async def ask() -> Validation:
        async with AsyncClient(url, KEY) as client:
            return await client.validate_remote(*filters, **named)

    return asyncio.run(ask())


def by_calling(url: str, *filters: Any, **named: Any) -> Validation:
    with Client(url, KEY) as client:
        return client.validate_remote(*filters, **named)


BOTH = pytest.mark.parametrize("validated", [by_awaiting, by_calling])
Validated = Callable[..., Validation]


@BOTH
def test_the_servers_answer_stands_beside_ours(server: Server, validated: Validated) -> None:
    server.answer = lambda _: Answer(
        {"valid": False, "errors": [{"field": "filter", "message": "attribute nmae not accepted"}]}
    )
    found = validated(server.url, 'eq(nmae, "x")', tree_filter=F.latency > 1)
    (request,) = server.asked
    assert (request.method, request.path) == ("POST", "/api/v1/runs/query/validate")
    assert request.body == {"filter": 'eq(nmae, "x")', "tree_filter": "gt(latency, 1)"}
    assert (found.valid, [(each.field, each.message) for each in found.problems]) == (
        False, [("filter", "attribute nmae not accepted")],
    )  # fmt: skip
    assert {name: [each.code for each in findings] for name, findings in found.diagnostics.items()} == {
        "filter": ["FL102"], "tree_filter": [],
    }  # fmt: skip
    assert found.agrees


@BOTH
def test_two_opinions_may_differ(server: Server, validated: Validated) -> None:
    server.answer = lambda _: Answer({"valid": True})
    found = validated(server.url, "neq(error, null)")
    assert (found.valid, found.agrees, [each.code for each in found.diagnostics["filter"]]) == (True, False, ["FL203"])


@BOTH
def test_what_can_not_even_be_read_is_asked_for_as_it_is(server: Server, validated: Validated) -> None:
    server.answer = lambda _: Answer({"valid": False, "errors": []})
    assert validated(server.url, "eq(name").agrees
    assert server.bodies() == [{"filter": "eq(name"}]


@BOTH
def test_nothing_is_nothing_to_ask(server: Server, validated: Validated) -> None:
    with pytest.raises(ValueError, match="there is nothing to validate"):
        validated(server.url)
    assert server.asked == []


@pytest.mark.parametrize("suffix", ["", "/api/v1", "/api"])
def test_it_is_found_under_any_address_the_sdk_takes(server: Server, suffix: str) -> None:
    server.answer = lambda _: Answer({"valid": True})
    assert by_calling(server.url + suffix, "gt(latency, 1)").valid
    assert server.asked[0].path == "/api/v1/runs/query/validate"


@pytest.mark.parametrize("body", [[], {}, {"valid": 5, "errors": None}])
def test_an_answer_that_is_none_is_an_error(server: Server, body: object) -> None:
    server.answer = lambda _: Answer(body)
    with pytest.raises(ClientError, match="/runs/query/validate"):
        by_calling(server.url, "gt(latency, 1)")
