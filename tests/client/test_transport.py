"""``Transport``: how requests are repeated, limited and read, and what is said when nothing helps."""

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from fault_server import FAULTS, FaultServer, Kind
from hypothesis import given
from hypothesis import strategies as st

from filterlang.client.request_errors import AuthError, ClientError, NoAPI, NotFound, RateLimited
from filterlang.client.limits import is_loopback
from filterlang.client.retries import Budget, retry_after
from filterlang.client.settings import Settings
from filterlang.client.transport import Transport

KEY = "lsv2_pt_0123456789abcdef_not_a_real_key"
RUNS = [{"id": f"00000000-0000-4000-9000-{number:012}", "name": f"run {number}"} for number in range(5)]
NOW = datetime(2026, 6, 1, tzinfo=UTC)
QUERY = {"session": ["p"]}
V1, V2 = "/runs/query", "/api/v2/runs/query"

Use = Callable[[FaultServer, Transport], Awaitable[Any]]


class Naps:
    """Sleeping that takes no time, passes some on a clock, and remembers how much."""

    def __init__(self) -> None:
        self.taken: list[float] = []

    def clock(self) -> float:
        return sum(self.taken)

    async def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)
        await asyncio.sleep(0)


def using(use: Use, *script: str, naps: Naps | None = None, **options: Any) -> Any:
    async def run() -> Any:
        async with FaultServer(RUNS) as server:
            server.script.extend(script)
            settings = Settings(server.url, KEY)
            nap = naps or Naps()
            async with Transport(settings, **{"sleep": nap, "clock": nap.clock, "timeout": 0.3, **options}) as transport:
                result = await use(server, transport)
            assert await server.connections() == 0
            return result

    return asyncio.run(run())


async def ask(server: FaultServer, transport: Transport) -> Any:
    return await transport.send("POST", V1, body=QUERY)


def failure(*script: str, naps: Naps | None = None, **options: Any) -> ClientError:
    async def use(server: FaultServer, transport: Transport) -> ClientError:
        with pytest.raises(ClientError) as caught:
            await ask(server, transport)
        assert len(server.asked) == len(script)
        return caught.value

    return using(use, *script, naps=naps, **options)


def of_kind(kind: Kind) -> list[str]:
    return [name for name, fault in FAULTS.items() if fault.kind is kind]


class TestFaults:
    @pytest.mark.parametrize("fault", of_kind(Kind.HARMLESS))
    def test_whatever_way_an_answer_is_sent_it_is_read_whole(self, fault: str) -> None:
        async def use(server: FaultServer, transport: Transport) -> int:
            answers = [await ask(server, transport) for _ in range(2)]
            assert [answer["runs"] for answer in answers] == [RUNS, RUNS]
            return len(server.asked)

        assert using(use, fault) == 2

    @pytest.mark.parametrize("fault", of_kind(Kind.PASSING))
    def test_what_another_try_may_mend_is_asked_for_again(self, fault: str) -> None:
        async def use(server: FaultServer, transport: Transport) -> list[Any]:
            found = await ask(server, transport)
            first, second = server.asked
            assert (first.body, first.headers) == (second.body, second.headers)
            return found["runs"]

        assert using(use, fault) == RUNS

    @pytest.mark.parametrize("fault", of_kind(Kind.PASSING))
    def test_what_is_never_mended_is_an_error_in_the_end(self, fault: str) -> None:
        error = failure(*[fault] * 3, retries=2)
        assert error.attempts == 3
        assert "tried 3 times" in str(error)
        assert str(error).startswith("POST http://127.0.0.1:")

    @pytest.mark.parametrize("fault", of_kind(Kind.FINAL))
    def test_what_no_other_try_mends_is_an_error_at_once(self, fault: str) -> None:
        async def use(server: FaultServer, transport: Transport) -> None:
            if fault.startswith("JSON"):  # what shape it has to have is for the caller to judge
                await ask(server, transport)
            else:
                with pytest.raises(ClientError):
                    await ask(server, transport)
            assert len(server.asked) == 1

        using(use, fault)

    @pytest.mark.parametrize(
        ("fault", "kind", "said"),
        [
            ("401", AuthError, "answered 401: the fault server says 401: check the API key"),
            ("403", AuthError, "answered 403: the fault server says 403: check what the key may read"),
            ("404", NotFound, "answered 404: the fault server says 404: check the address"),
            ("429", RateLimited, "answered 429: the fault server says 429: too many requests: ask again later"),
            ("429, in an hour", RateLimited, "with start_time=… (the server asks to wait 3600 seconds)"),
            ("an encoding nobody asked for", ClientError, "the answer is packed as 'br', which was not asked for"),
            ("half a gzip", ClientError, "the answer is cut short before the end of its packing"),
            ("gzip with a wrong sum", ClientError, "the answer cannot be unpacked"),
            ("a page called JSON", NoAPI, "the answer is a web page: give the API's address as api_url=…"),
            ("a page called text", NoAPI, "the answer is a web page: give the API's address as api_url=…"),
            ("a page of HTML", NoAPI, "the answer is a web page: give the API's address as api_url=… or LANGSMITH_ENDPOINT"),
            ("502", ClientError, "answered 502: Said"),
            ("dripping", ClientError, "no whole answer in 1.5 seconds"),
            ("nothing, and closed", ClientError, "no answer: Server disconnected without sending a response."),
            ("stalled in the body", ClientError, "no answer: ReadTimeout"),
        ],
    )  # fmt: skip
    def test_an_error_says_what_was_wrong_and_what_to_do(self, fault: str, kind: type[ClientError], said: str) -> None:
        error = failure(fault, retries=0)
        assert type(error) is kind
        assert said in str(error)

    def test_a_refused_decoding_of_a_whole_answer_is_an_error_at_once(self) -> None:
        def decode(_: bytes) -> Any:
            raise ValueError(f"no list of runs, says {KEY}")

        async def use(server: FaultServer, transport: Transport) -> None:
            with pytest.raises(ClientError, match=r"query: no list of runs, says \*\*\*$"):
                await transport.send("POST", V1, body=QUERY, decode=decode)
            assert len(server.asked) == 1

        using(use)

    def test_a_server_that_is_not_there_is_asked_again_before_it_is_an_error(self) -> None:
        async def use() -> None:
            naps = Naps()
            async with Transport(Settings("http://127.0.0.1:1", KEY), sleep=naps, retries=2) as transport:
                with pytest.raises(ClientError, match="no answer") as caught:
                    await transport.send("GET", "/info")
            assert (caught.value.status, len(naps.taken)) == (None, 2)

        asyncio.run(use())


class TestWaiting:
    def test_the_window_doubles_and_the_whole_of_it_is_used(self) -> None:
        async def use() -> list[list[float]]:
            naps = [Naps() for _ in range(200)]
            storm = httpx.MockTransport(lambda _: httpx.Response(500))
            for each in naps:
                async with Transport(Settings("http://127.0.0.1", KEY), transport=storm, sleep=each, retries=3) as transport:
                    with pytest.raises(ClientError):
                        await transport.send("GET", "/info")
            return [each.taken for each in naps]

        taken = asyncio.run(use())
        for number, window in enumerate((0.5, 1, 2)):
            waits = [each[number] for each in taken]
            assert 0 <= min(waits) < window * 0.1
            assert window * 0.9 < max(waits) <= window

    @pytest.mark.parametrize(
        ("fault", "least", "most"),
        [("429, in a second", 1, 1.5), ("429, in milliseconds", 1.5, 2), ("429, at a time", 0, 2.5), ("503", 0, 0.5),
         ("429, at no time", 0, 0.5), ("429", 0, 0.5)],
    )  # fmt: skip
    def test_it_is_at_least_as_long_as_the_server_asks(self, fault: str, least: float, most: float) -> None:
        naps = Naps()
        using(ask, fault, naps=naps)
        (waited,) = naps.taken
        assert least <= waited <= most

    @pytest.mark.parametrize(
        ("headers", "seconds"),
        [
            ({}, None),
            ({"Retry-After": "7"}, 7),
            ({"Retry-After": " 0.5 "}, 0.5),
            ({"Retry-After": "7", "Retry-After-Ms": "250"}, 0.25),
            ({"Retry-After": "7", "Retry-After-Ms": "soon"}, 7),
            ({"Retry-After": "Mon, 01 Jun 2026 00:00:30 GMT"}, 30),
            ({"Retry-After": "Mon, 01 Jun 2026 02:00:30 +0200"}, 30),
            ({"Retry-After": "Mon, 01 Jun 2026 00:00:30 -0000"}, 30),
            ({"Retry-After": "Sun, 31 May 2026 00:00:30 GMT"}, 0),
            ({"Retry-After": "-5"}, None),
            ({"Retry-After": "nan"}, None),
            ({"Retry-After": "inf"}, None),
            ({"Retry-After": "1e999"}, None),
            ({"Retry-After": "Mon, 99 Jun 2026 99:99:99 GMT"}, None),
            ({"Retry-After": ""}, None),
            ({"Retry-After": "1_0"}, None),
            ({"Retry-After": "0x10"}, None),
            ({"Retry-After": "9" * 400}, None),
            ({"Retry-After": "Wed, 21 Oct 99999999999999999999 07:28:00 GMT"}, None),
            ({"Retry-After": "Thu, 01 Jan 1970 00:00:00 +9999999999999"}, None),
            ({"Retry-After": "Thu, 99999999999999999999 Jan 1970 00:00:00 GMT"}, None),
            ({"Retry-After": "Thu, 01 Jan 1970 99999999999999999999:00:00 GMT"}, None),
            ({"Retry-After": "Mon, 01 Jan 0001 00:00:00 +1400"}, 0),
        ],
    )
    def test_a_server_may_ask_in_seconds_milliseconds_or_with_a_date(
        self, headers: dict[str, str], seconds: float | None
    ) -> None:
        assert retry_after(httpx.Headers(headers), NOW) == seconds

    @given(st.text(st.characters(max_codepoint=255, exclude_categories=["Cc"]), max_size=40))
    def test_whatever_it_asks_is_a_time_or_nothing(self, text: str) -> None:
        for name in ("retry-after", "retry-after-ms"):
            seconds = retry_after(httpx.Headers([(name.encode(), text.encode("latin-1"))]), NOW)
            assert seconds is None or 0 <= seconds < float("inf")

    @given(
        st.from_regex(r"\A[A-Z][a-z]{2}, [0-9]{1,30} (Jan|Oct) -?[0-9]{1,30} [0-9]{1,20}:[0-9]{1,20} (GMT|[+-][0-9]{1,30})\Z")
    )
    def test_whatever_date_it_asks_for_is_a_time_or_nothing(self, text: str) -> None:
        seconds = retry_after(httpx.Headers({"Retry-After": text}), NOW)
        assert seconds is None or 0 <= seconds < float("inf")

    def test_that_a_request_is_sent_again_is_logged_at_once(self, caplog: pytest.LogCaptureFixture) -> None:
        using(ask, "503", "nothing, and closed")
        said = [record.getMessage() for record in caplog.records if record.name == "filterlang.client"]
        assert [text.partition("query: ")[2] for text in said] == [
            "the fault server says 503: retrying (2/6)",
            "no answer: Server disconnected without sending a response.: retrying (3/6)",
        ]

    def test_longer_than_two_minutes_is_left_to_the_caller(self) -> None:
        error = failure("429, in an hour")
        assert (error.retry_after, error.attempts) == (3600, 1)


class TestTheBudget:
    def test_a_storm_ends_though_each_request_could_go_on(self) -> None:
        async def use(server: FaultServer, transport: Transport) -> None:
            server.script.extend(["429"] * 1000)
            errors = await asyncio.gather(*(ask(server, transport) for _ in range(100)), return_exceptions=True)
            assert {type(error) for error in errors} == {RateLimited}
            assert len(server.asked) == 100 + 30
            server.script.clear()
            assert (await ask(server, transport))["runs"] == RUNS

        using(use, retries=3, timeout=10)

    def test_what_succeeds_pays_for_what_is_repeated(self) -> None:
        async def use(server: FaultServer, transport: Transport) -> None:
            for _ in range(100):
                server.script.append("503")
                assert (await ask(server, transport))["runs"] == RUNS

        using(use, retries=1)

    def test_it_is_never_more_than_it_was(self) -> None:
        budget = Budget(2)
        budget.refund()
        assert [budget.spend(), budget.spend(), budget.spend()] == [True, True, False]
        budget.refund()
        assert [budget.spend(), budget.spend()] == [True, False]


class TestTiers:
    @pytest.mark.parametrize(
        ("url", "is_local"),
        [
            ("http://127.0.0.1:1984", True), ("http://[::1]:80/api", True), ("http://localhost/", True),
            ("http://127.9.9.9", True),
            ("https://api.smith.langchain.com", False), ("https://localhost.example", False), ("http://10.0.0.1", False),
        ],
    )  # fmt: skip
    def test_servers_on_this_machine_have_none(self, url: str, is_local: bool) -> None:
        assert is_loopback(url) is is_local
        assert (Transport(Settings(url, KEY))._limiter is None) is is_local
        assert Transport(Settings(url, KEY), rate_limits=False)._limiter is None
        assert Transport(Settings(url, KEY), rate_limits=True)._limiter is not None

    def test_requests_wait_for_their_tier(self) -> None:
        naps = Naps()

        async def use(server: FaultServer, transport: Transport) -> None:
            await asyncio.gather(*(ask(server, transport) for _ in range(3)))
            assert naps.taken == []
            await ask(server, transport)
            assert [round(seconds) for seconds in naps.taken] == [10]

        using(use, naps=naps, rate_limits=True)

    def test_so_do_those_that_are_repeated(self) -> None:
        naps = Naps()
        using(ask, "500", "500", "500", naps=naps, rate_limits=True)
        assert [seconds > 5 for seconds in naps.taken] == [False, False, False, True]


class TestConnections:
    def test_one_is_used_again(self) -> None:
        async def use(server: FaultServer, transport: Transport) -> int:
            for _ in range(5):
                await ask(server, transport)
            return len(server._open)

        assert using(use) == 1

    def test_a_redirect_is_not_followed(self) -> None:
        async def use(server: FaultServer, transport: Transport) -> None:
            with pytest.raises(ClientError, match="answered 307"):
                await ask(server, transport)
            assert [request.path for request in server.asked] == [V1]

        using(use, "elsewhere")

    @pytest.mark.parametrize("fault", ["", "500", "half a gzip", "half a body, and closed", "a page of HTML", "chunks"])
    @pytest.mark.parametrize("is_first", [True, False])
    def test_a_request_that_is_cancelled_at_any_moment_lets_go_of_its_connection(self, fault: str, is_first: bool) -> None:
        async def use(server: FaultServer, transport: Transport) -> None:
            pool = transport._http._transport._pool
            for turns in range(60):
                if is_first:
                    for connection in pool.connections:
                        await connection.aclose()
                server.script.extend([fault] * bool(fault))
                task = asyncio.create_task(ask(server, transport))
                for _ in range(turns):
                    await asyncio.sleep(0)
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
                server.script.clear()
                assert all(connection.is_idle() or connection.is_closed() for connection in pool.connections)
                assert len(asyncio.all_tasks()) - 1 == len(server._open)

        using(use, timeout=30, transport=httpx.AsyncHTTPTransport(verify=False))

    def test_a_transport_of_the_callers_is_cancelled_at_once(self) -> None:
        async def never(_: httpx.Request) -> httpx.Response:
            return await asyncio.Future()

        async def use() -> None:
            async with Transport(Settings("http://127.0.0.1", KEY), transport=httpx.MockTransport(never)) as transport:
                task = asyncio.create_task(transport.send("GET", "/info"))
                await asyncio.sleep(0)
                task.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await task

        asyncio.run(use())

    def test_http2_says_what_it_needs(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(__import__("sys").modules, "h2", None)
        with pytest.raises(
            ImportError,
            match=r'HTTP/2 needs h2: pip install "\.\[http2\]" in a checkout of filterlang, or leave out http2=True',
        ):
            Transport(Settings("http://127.0.0.1", KEY), http2=True)


class TestTheKey:
    @pytest.mark.parametrize("fault", [*of_kind(Kind.PASSING), *of_kind(Kind.FINAL)])
    def test_it_is_in_no_error_and_no_log(self, fault: str, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.DEBUG)

        async def use(server: FaultServer, transport: Transport) -> None:
            try:
                await ask(server, transport)
            except ClientError as error:
                shown = "".join([repr(error), *map(str, error.args), *traceback.format_exception(error)])
                assert KEY not in shown
            assert server.asked[0].headers["x-api-key"] == KEY
            assert KEY not in repr(transport) + str(vars(transport)) + repr(transport._settings)

        using(use, fault, retries=0)
        assert KEY not in caplog.text
