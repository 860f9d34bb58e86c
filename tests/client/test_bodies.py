"""The bytes of an answer: unpacked to the end, or refused."""

import asyncio
import gzip
import zlib
from collections.abc import AsyncIterator, Callable
from contextlib import suppress

import httpx
import pytest
from fault_server import members
from hypothesis import given
from hypothesis import strategies as st

from filterlang.client.bodies import Damaged, Unusable, read
from filterlang.client.request_errors import ClientError
from filterlang.client.settings import Settings
from filterlang.client.transport import Transport

KEY = "lsv2_pt_0123456789abcdef_not_a_real_key"


class TestBodies:
    def body(self, data: bytes, coding: str, limit: int = 1 << 20) -> bytes:
        async def chunks() -> AsyncIterator[bytes]:
            for at in range(0, len(data), 7):
                yield data[at : at + 7]

        response = httpx.Response(200, headers={"content-encoding": coding}, content=chunks())
        return asyncio.run(read(response, limit))

    @given(st.lists(st.binary(max_size=300), min_size=1, max_size=5), st.integers(0, 30))
    def test_a_body_of_several_members_is_all_of_them(self, parts: list[bytes], padding: int) -> None:
        wire = b"".join(map(gzip.compress, parts)) + bytes(padding)
        assert self.body(wire, "gzip") == b"".join(parts) == gzip.decompress(wire)

    @given(st.binary(max_size=300), st.data())
    def test_no_cut_goes_unnoticed(self, body: bytes, data: st.DataObject) -> None:
        for coding, wire in (
            (
                "gzip",
                members(body + b"."),
            ),
            ("deflate", zlib.compress(body)),
        ):
            cut = data.draw(st.integers(1, len(wire) - 1))
            try:
                found = self.body(wire[:cut], coding)
            except Damaged:
                continue
            assert coding == "gzip" and found != body + b"."  # a cut between two members is for JSON to notice

    @given(st.binary(min_size=1, max_size=300), st.sampled_from(["gzip", "deflate"]))
    def test_whatever_comes_is_unpacked_or_refused(self, data: bytes, coding: str) -> None:
        with suppress(Damaged, Unusable):
            self.body(data, coding)

    @pytest.mark.parametrize("coding", ["identity", "gzip", "deflate"])
    def test_no_more_is_unpacked_than_the_limit(self, coding: str) -> None:
        pack: dict[str, Callable[[bytes], bytes]] = {"gzip": gzip.compress, "deflate": zlib.compress, "identity": bytes}
        assert self.body(pack[coding](bytes(1000)), coding, 1000) == bytes(1000)
        for size in (1001, 10_000_000 if coding != "identity" else 1002):
            with pytest.raises(Unusable, match=r"^the answer is larger than 1,000 bytes: select fewer fields$"):
                self.body(pack[coding](bytes(size)), coding, 1000)

    def test_a_length_that_is_not_kept_is_noticed_whatever_brings_the_answer(self) -> None:
        async def short(_: httpx.Request) -> httpx.Response:
            return httpx.Response(200, headers={"content-length": "9"}, stream=httpx.ByteStream(b'{"a": 1'))

        async def use() -> None:
            transport = httpx.MockTransport(short)
            async with Transport(Settings("http://127.0.0.1", KEY), transport=transport, retries=1) as client:
                with pytest.raises(ClientError, match=r"cut short: 7 of 9 bytes came \(tried 2 times\)"):
                    await client.send("GET", "/info")

        asyncio.run(use())

    def test_answers_of_a_transport_of_the_callers_are_read_too(self) -> None:
        async def use() -> object:
            transport = httpx.MockTransport(lambda _: httpx.Response(200, json={"a": 1}))
            async with Transport(Settings("http://127.0.0.1", KEY), transport=transport) as client:
                return await client.send("GET", "/info")

        assert asyncio.run(use()) == {"a": 1}
