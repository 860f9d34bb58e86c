"""Moves a Python program that reads an answer of v1 from its input, as in ``curl … | python -c '…'``.

Owns the invariant that only what is read from the input counts as an answer.
"""

from __future__ import annotations

from filterlang.hosts.documents import UnparsedError, walk
from filterlang.migrate.code.code_moves import CodeNote
from filterlang.migrate.code.python_answers import PythonAnswers
from filterlang.migrate.code.python_file_calls import PythonFileCalls
from filterlang.migrate.code.python_program import PythonProgram
from filterlang.migrate.code.request_answers import AnswerPart
from filterlang.migrate.code.run_uses import RunUses
from filterlang.text.edits import in_order
from filterlang.text.frozen import replace

_INPUT = "sys.stdin"


def input_moved(program: PythonProgram) -> RunUses:
    """The uses of the runs of the answer that a program reads from its input, with edits of the file. Imports are not added."""
    answers = PythonAnswers(program, PythonFileCalls(program))
    try:
        for node, _ in walk(program.document.root):
            if node.type == "attribute" and program.document.text_of(node) == _INPUT:
                answers.follow(node, AnswerPart.RESPONSE)
    except UnparsedError:
        return RunUses(None)
    answers.end(program.document.root)
    edits = program.in_file(in_order(dict.fromkeys(answers.edits)))
    notes: list[CodeNote] = [replace(note, span=program.file_span(note.span)) for note in answers.notes]
    reads = None if answers.reads is None or edits is None else frozenset(answers.reads)
    return RunUses(reads, edits or (), tuple(notes), tuple(answers.imports))
