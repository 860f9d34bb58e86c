"""The messages of a conversation, out of what runs were given and what they returned.

Owns the invariant that a message is handed out as the run has it: nothing in it is renamed.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from filterlang.exports.records import Record
from filterlang.text.jsonvalues import as_list, as_mapping, is_array, is_object

Message = Mapping[str, Any]


def messages_of(record: Record) -> list[Message]:
    """The messages of one run: those it returned when they hold the whole conversation, else its inputs and its answer."""
    inputs, outputs = as_mapping(record.get("inputs")), as_mapping(record.get("outputs"))
    if is_array(outputs.get("messages")):
        return _flat(outputs["messages"])
    return [*_flat(inputs.get("messages")), *_answer(outputs)]


def conversation(roots: Iterable[Record]) -> list[Message]:
    """The messages of a thread, from its root runs in order; messages that a later run repeats at its beginning come once."""
    said: list[Message] = []
    for record in roots:
        messages = messages_of(record)
        repeated = messages[: len(said)] == said
        said = messages if repeated else [*said, *messages]
    return said


def _answer(outputs: Mapping[str, Any]) -> list[Message]:
    """What a model returned: a message, a message in the first of OpenAI's choices, or in LangChain's generations."""
    choices, generations = as_list(outputs.get("choices")), _flat(outputs.get("generations"))
    for held in (outputs.get("message"), *(as_mapping(one).get("message") for one in (*choices[:1], *generations[:1]))):
        if is_object(held):
            return [as_mapping(held)]
    return [outputs] if "role" in outputs and "content" in outputs else []


def _flat(value: object) -> list[Message]:
    """The objects in a list, and in the lists directly in it, as LangChain keeps a batch of messages."""
    found: list[Message] = []
    for item in as_list(value):
        found += [as_mapping(inner) for inner in (as_list(item) if is_array(item) else [item]) if is_object(inner)]
    return found
