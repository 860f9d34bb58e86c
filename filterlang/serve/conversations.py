"""The messages of a conversation, from the inputs and outputs of its runs.

Owns the invariant that a message is returned as the run has it: nothing in it is renamed.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from filterlang.exports.records import Record
from filterlang.text.jsonvalues import as_list, as_mapping, is_array, is_object

Message = Mapping[str, Any]


def messages_of(record: Record) -> list[Message]:
    """Returns the messages of one run: its outputs where they hold the whole conversation, else its inputs and its answer."""
    inputs, outputs = as_mapping(record.get("inputs")), as_mapping(record.get("outputs"))
    if is_array(outputs.get("messages")):
        return _flat(outputs["messages"])
    return [*_flat(inputs.get("messages")), *_answer(outputs)]


def conversation(roots: Iterable[Record]) -> list[Message]:
    """Returns the messages of a thread, from its root runs in order. Messages that a later run repeats first come once."""
    so_far: list[Message] = []
    for record in roots:
        messages = messages_of(record)
        is_repeated = messages[: len(so_far)] == so_far
        so_far = messages if is_repeated else [*so_far, *messages]
    return so_far


def _answer(outputs: Mapping[str, Any]) -> list[Message]:
    """Returns the message of a model: its output, or in the first of OpenAI's choices or of LangChain's generations."""
    choices, generations = as_list(outputs.get("choices")), _flat(outputs.get("generations"))
    for message in (outputs.get("message"), *(as_mapping(item).get("message") for item in (*choices[:1], *generations[:1]))):
        if is_object(message):
            return [as_mapping(message)]
    return [outputs] if "role" in outputs and "content" in outputs else []


def _flat(value: object) -> list[Message]:
    """Returns the objects in a list, and in the lists directly in it, as LangChain keeps a batch of messages."""
    messages: list[Message] = []
    for item in as_list(value):
        messages += [as_mapping(inner) for inner in (as_list(item) if is_array(item) else [item]) if is_object(inner)]
    return messages
