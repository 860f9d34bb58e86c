"""Messages that name arguments: the reader's own spelling, and values that cannot be mistaken for names."""

from hypothesis import given
from hypothesis import strategies as st

from filterlang.client.argument_messages import Argument, ArgumentMessage, Spelling
from filterlang.client.arguments import GivenArguments, argument_warnings, check_arguments
from filterlang.client.request_errors import ClientError

OPTIONS = Spelling(
    name=lambda argument: f"--{argument}",
    assignment=lambda argument, value: None if argument == "api_key" else f"--{argument} {value}",
)
PROJECT = "00000000-0000-4000-8000-000000000090"


@given(st.text(), st.text())
def test_a_value_comes_out_as_it_is(first: str, second: str) -> None:
    message = ArgumentMessage("{start_time} {first} {second}", first=first, second=second)
    assert str(message) == f"start_time {first} {second}"
    assert message.text(OPTIONS) == f"--start_time {first} {second}"


@given(st.sampled_from([*GivenArguments.__annotations__]))
def test_each_reader_sees_an_argument_in_his_own_spelling(name: str) -> None:
    message = ArgumentMessage("{argument} and {argument:=…}", argument=Argument(name))
    assert str(message) == f"{name} and {name}=…"
    assert message.text(OPTIONS) == f"--{name} and --{name} …"


def test_a_setting_is_shown_with_its_variable_and_without_an_option_that_there_is_not() -> None:
    error = ClientError("who are you?", status=401)
    assert str(error) == "who are you?: check the API key: api_key=… or LANGSMITH_API_KEY"
    assert error.text(OPTIONS) == "who are you?: check the API key: LANGSMITH_API_KEY"


@given(st.sampled_from(["start_time is after end_time", "api_url=…", "{start_time}", "project_name is {0}"]))
def test_the_servers_own_text_is_nobodys_to_rewrite(text: str) -> None:
    assert ClientError(text).text(OPTIONS) == text


def test_warnings_name_the_arguments() -> None:
    given = GivenArguments(project_id=PROJECT, start_time="2026-01-02T00:00:00Z", end_time="2026-01-01T00:00:00Z")
    (message,) = argument_warnings(check_arguments(given))
    assert message.text(OPTIONS) == "--start_time is after --end_time, so no run matches: swap them"
