"""The rules of syntax: what the parser and its recovery report."""

from filterlang.findings.rule import Bad, Good, Phase, Rule

NOT_UNDERSTOOD = Rule(
    "FL001", "not-understood", Phase.SYNTAX,
    summary="This text means nothing in a filter.",
    why=(
        "A filter is made of calls, names, strings, numbers, true, false, null and lists. Any other text is reported here, "
        "once for each stretch."
    ),
    examples=(Bad('eq(status, "error") ^'), Bad('^ eq(status, "error")'), Good('eq(status, "error")')),
)  # fmt: skip

EMPTY_FILTER = Rule(
    "FL002", "empty-filter", Phase.SYNTAX,
    summary="The filter is empty.",
    why="To select every run, leave the parameter out; an empty text is not a filter.",
    examples=(Bad(""), Good("eq(is_root, true)")),
)  # fmt: skip

NOT_A_FILTER = Rule(
    "FL003", "not-a-filter", Phase.SYNTAX,
    summary="A single value or name is not a filter.",
    why="A filter is one call: an operator with its arguments between parentheses.",
    examples=(Bad("status"), Bad('"error"'), Good('eq(status, "error")')),
)  # fmt: skip

UNCLOSED_BRACKET = Rule(
    "FL004", "unclosed-bracket", Phase.SYNTAX,
    summary="A bracket is opened and never closed.",
    why="The fix closes it where the argument that it belongs to ends.",
    examples=(
        Bad('eq(status, "error"', fixed='eq(status, "error")'),
        Bad('in(name, ["a", "b")', fixed='in(name, ["a", "b"])'),
        Good('in(name, ["a", "b"])'),
    ),
)  # fmt: skip

SURPLUS_BRACKET = Rule(
    "FL005", "surplus-bracket", Phase.SYNTAX,
    summary="A bracket closes nothing.",
    why="No bracket before it is still open.",
    examples=(
        Bad('eq(status, "error"))', fixed='eq(status, "error")'),
        Bad('in(name, ["a", "b"]])', fixed='in(name, ["a", "b"])'),
        Good('in(name, ["a", "b"])'),
    ),
)  # fmt: skip

MISMATCHED_BRACKET = Rule(
    "FL006", "mismatched-bracket", Phase.SYNTAX,
    summary="A bracket is closed by one of another kind.",
    why="Calls take ( and ), lists [ and ].",
    examples=(
        Bad('eq(status, "error"]', fixed='eq(status, "error")'),
        Bad('in(name, ["a", "b"))', fixed='in(name, ["a", "b"])'),
        Good('in(name, ["a", "b"])'),
    ),
)  # fmt: skip

MISSING_COMMA = Rule(
    "FL007", "missing-comma", Phase.SYNTAX,
    summary="Two arguments stand side by side without a comma.",
    why="Commas separate arguments and the items of a list.",
    examples=(
        Bad('eq(status "error")', fixed='eq(status, "error")'),
        Bad('in(name, ["a" "b"])', fixed='in(name, ["a", "b"])'),
        Good('in(name, ["a", "b"])'),
    ),
)  # fmt: skip

SURPLUS_COMMA = Rule(
    "FL008", "surplus-comma", Phase.SYNTAX,
    summary="A comma separates nothing.",
    why="The language has no trailing commas (the ancestor grammar, langchain query_constructor, has none).",
    examples=(
        Bad('eq(status, "error",)', fixed='eq(status, "error")'),
        Bad('in(name, ["a", "b",])', fixed='in(name, ["a", "b"])'),
        Good('in(name, ["a", "b"])'),
    ),
)  # fmt: skip

MISSING_OPERAND = Rule(
    "FL009", "missing-operand", Phase.SYNTAX,
    summary="An operator lacks an operand.",
    why="A comparison takes a field and a value, and an infix operator stands between two operands.",
    examples=(Bad('eq(status, "error") and'), Bad("gt(latency, )"), Good("gt(latency, 5)")),
)  # fmt: skip

INFIX = Rule(
    "FL010", "infix", Phase.SYNTAX,
    summary="The language has no infix operators.",
    why="Conditions are calls: the operator comes first, its arguments stand between parentheses.",
    examples=(
        Bad("latency > 5", fixed="gt(latency, 5)"),
        Bad('status = "error" and latency > 5', fixed='and(eq(status, "error"), gt(latency, 5))'),
        Bad('not status = "error"', fixed='neq(status, "error")'),
        Good('and(eq(status, "error"), gt(latency, 5))'),
    ),
)  # fmt: skip

SIDE_BY_SIDE = Rule(
    "FL011", "side-by-side", Phase.SYNTAX,
    summary="Several conditions stand side by side.",
    why="A filter is one call. Conditions that must all hold go into one and(…).",
    examples=(
        Bad('eq(status, "error"), gt(latency, 5)', fixed='and(eq(status, "error"), gt(latency, 5))'),
        Bad('eq(status, "error") gt(latency, 5)', fixed='and(eq(status, "error"), gt(latency, 5))'),
        Good('and(eq(status, "error"), gt(latency, 5))'),
    ),
)  # fmt: skip

SEARCH_BAR = Rule(
    "FL012", "search-bar", Phase.SYNTAX,
    summary="This is the search bar's language, not the filter's.",
    why=(
        "The search bar of LangSmith's user interface has a language of its own (field:value); the API and the SDK take "
        "the call form."
    ),
    examples=(
        Bad("tag:beta", fixed='has(tags, "beta")'),
        Bad("status:error latency:>10", fixed='and(eq(status, "error"), gt(latency, 10))'),
        Good('and(eq(status, "error"), gt(latency, 10))'),
    ),
)  # fmt: skip

SUBSCRIPT = Rule(
    "FL013", "subscript", Phase.SYNTAX,
    summary="The language has no subscripts.",
    why=(
        "For a key of metadata, inputs, outputs or feedback, write a pair: one condition on the key, one on its value. A "
        "subscript in the place of a field is reported as an unknown field, with the pair that it stands for."
    ),
    examples=(
        Bad('metadata["user_id"]'), Bad("eq(name, names[0])"),
        Good('and(eq(metadata_key, "user_id"), eq(metadata_value, "u1"))'),
    ),
)  # fmt: skip

BARE_WORD = Rule(
    "FL014", "bare-word", Phase.SYNTAX,
    summary="A text value stands without quotes.",
    why="Only a field may be a bare word, and only as the first argument.",
    examples=(
        Bad("eq(status, success)", fixed='eq(status, "success")'),
        Bad("has(tags, beta)", fixed='has(tags, "beta")'),
        Good('eq(status, "success")'),
    ),
)  # fmt: skip

FOREIGN_LITERAL = Rule(
    "FL015", "foreign-literal", Phase.SYNTAX,
    summary="This constant is spelled as in another language.",
    why="The constants are true, false and null.",
    examples=(
        Bad("eq(is_root, True)", fixed="eq(is_root, true)"),
        Bad("neq(error, None)", fixed='eq(status, "error")'),
        Good("eq(is_root, true)"),
    ),
)  # fmt: skip

SWAPPED_ARGUMENTS = Rule(
    "FL016", "swapped-arguments", Phase.SYNTAX,
    summary="The field comes first, the value second.",
    why="The first argument of an operator is the field.",
    examples=(
        Bad('eq("llm", run_type)', fixed='eq(run_type, "llm")'),
        Bad("gt(5, latency)"),
        Good('eq(run_type, "llm")'),
    ),
)  # fmt: skip

KEYWORD_ARGUMENT = Rule(
    "FL017", "keyword-argument", Phase.SYNTAX,
    summary="Arguments have no names.",
    why="The place of an argument says what it is.",
    examples=(
        Bad('eq(status="error")', fixed='eq(status, "error")'),
        Bad('filter=eq(status, "error")', fixed='eq(status, "error")'),
        Good('eq(status, "error")'),
    ),
)  # fmt: skip

UNQUOTED_JSON = Rule(
    "FL018", "unquoted-json", Phase.SYNTAX,
    summary="JSON goes into a filter as a string.",
    why="There are no object literals; an operator that takes JSON takes it in quotes.",
    examples=(
        Bad('has(metadata, {"env": "prod"})', fixed='and(eq(metadata_key, "env"), eq(metadata_value, "prod"))'),
        Bad('has(metadata, {"a": {"b": 1}})', fixed='has(metadata, "{\\"a\\": {\\"b\\": 1}}")'),
        Good('has(metadata, "{\\"env\\": \\"prod\\"}")'),
    ),
)  # fmt: skip

ARITHMETIC = Rule(
    "FL019", "arithmetic", Phase.SYNTAX,
    summary="A filter cannot calculate.",
    why="There is no arithmetic and no clock in the language: compute the value first and write the result.",
    examples=(Bad("gt(latency, 5 * 60)"), Bad("latency > 60 + 5"), Good("gt(latency, 300)")),
)  # fmt: skip

UNTERMINATED_STRING = Rule(
    "FL020", "unterminated-string", Phase.SYNTAX,
    summary="A string has no closing quote.",
    why="The fix guesses where the quote belongs: before the bracket or comma that the string would otherwise swallow.",
    examples=(
        Bad('eq(status, "error)', fixed='eq(status, "error")'),
        Bad('and(eq(name, "a), gt(latency, 5))', fixed='and(eq(name, "a"), gt(latency, 5))'),
        Good('eq(status, "error")'),
    ),
)  # fmt: skip

QUOTE_INSIDE = Rule(
    "FL021", "quote-inside", Phase.SYNTAX,
    summary="A quote inside a string ends it early.",
    why='Between double quotes write \\" for a quote; between single quotes there is no way to write one.',
    examples=(
        Bad("has(tags, 'it's')", fixed="has(tags, \"it's\")"),
        Bad('eq(name, "say "hi"")', fixed='eq(name, "say \\"hi\\"")'),
        Good("has(tags, \"it's\")"),
    ),
)  # fmt: skip

SMART_QUOTES = Rule(
    "FL022", "smart-quotes", Phase.SYNTAX,
    summary="Typographic quotes are not quotes.",
    why="Word processors and chats put them in. Strings take \" or '.",
    examples=(
        Bad("eq(status, “error”)", fixed='eq(status, "error")'),
        Bad("has(tags, ‘beta’)", fixed='has(tags, "beta")'),
        Good("has(tags, 'beta')"),
    ),
)  # fmt: skip

ESCAPED_QUOTES = Rule(
    "FL023", "escaped-quotes", Phase.SYNTAX,
    summary="The quotes around strings are escaped once too often.",
    why="The text was escaped for a surrounding string and the escapes came along.",
    examples=(
        Bad('eq(status, \\"error\\")', fixed='eq(status, "error")'),
        Bad("eq(name, \\'bot\\')", fixed='eq(name, "bot")'),
        Good('eq(status, "error")'),
    ),
)  # fmt: skip

QUOTED_FILTER = Rule(
    "FL024", "quoted-filter", Phase.SYNTAX,
    summary="The whole filter is inside quotes.",
    why="The quotes of the surrounding language came along.",
    examples=(
        Bad("\"eq(status, 'error')\"", fixed="eq(status, 'error')"),
        Bad("'eq(status, \"error\")'", fixed='eq(status, "error")'),
        Good("eq(status, 'error')"),
    ),
)  # fmt: skip

COMMENT = Rule(
    "FL025", "comment", Phase.SYNTAX,
    summary="The language has no comments.",
    why="The lines with # in the samples of LangSmith's documentation are not part of the filters.",
    examples=(
        Bad('eq(status, "error") # failed', fixed='eq(status, "error")'),
        Bad('eq(status, "error") -- failed', fixed='eq(status, "error")'),
        Good('eq(status, "error")'),
    ),
)  # fmt: skip

FOREIGN_CHARACTER = Rule(
    "FL026", "foreign-character", Phase.SYNTAX,
    summary="An invisible or look-alike character stands here.",
    why="No-break spaces, zero-width characters and full-width punctuation come from copying out of pages and chats.",
    examples=(
        Bad('eq(status，"error")', fixed='eq(status,"error")'),
        Bad('eq(status,\u200b "error")', fixed='eq(status, "error")'),
        Good('eq(status, "error")'),
    ),
)  # fmt: skip

PLACEHOLDER = Rule(
    "FL027", "placeholder", Phase.SYNTAX,
    summary="A placeholder was never filled in.",
    why="A variable of a template was not replaced by its value.",
    examples=(Bad("eq(name, {name})"), Bad("eq(name, ${NAME})"), Good('eq(name, "bot")')),
)  # fmt: skip

NEEDLESS_PARENTHESES = Rule(
    "FL028", "needless-parentheses", Phase.SYNTAX,
    summary="Only calls have parentheses.",
    why="To group conditions, write and(…) or or(…).",
    examples=(
        Bad('(eq(status, "error"))', fixed='eq(status, "error")'),
        Bad('and((eq(status, "error")), gt(latency, 5))', fixed='and(eq(status, "error"), gt(latency, 5))'),
        Good('and(eq(status, "error"), gt(latency, 5))'),
    ),
)  # fmt: skip

MISSING_PARENTHESIS = Rule(
    "FL029", "missing-parenthesis", Phase.SYNTAX,
    summary="The arguments of an operator stand between parentheses.",
    why="The parentheses make the operator and its arguments one call.",
    examples=(
        Bad('eq status, "error"', fixed='eq(status, "error")'),
        Bad('has tags, "beta"', fixed='has(tags, "beta")'),
        Good('has(tags, "beta")'),
    ),
)  # fmt: skip

TOO_LARGE = Rule(
    "FL030", "too-large", Phase.SYNTAX,
    summary="The text is not a filter, and is too large to be repaired.",
    why=(
        "The finding stands where the text first goes wrong. Up to 65,536 characters, every mistake is reported and fixed; "
        "a well-formed filter may be of any length."
    ),
    examples=(Bad('status = "error" or ' * 3_500 + "latency > 5"), Good('or(eq(status, "error"), gt(latency, 5))')),
)  # fmt: skip

OTHER_LANGUAGE = Rule(
    "FL031", "other-language", Phase.SYNTAX,
    summary="The text is in another language: SQL, JSON, code, YAML or prose.",
    why="The whole text is one finding. The fix is a translation, if all of the text could be read.",
    examples=(
        Bad("SELECT * FROM runs WHERE status = 'error'", fixed='eq(status, "error")'),
        Bad('{"status": "error"}', fixed='eq(status, "error")'),
        Bad("runs that failed"),
        Good('eq(status, "error")'),
    ),
)  # fmt: skip

RULES: tuple[Rule, ...] = (
    NOT_UNDERSTOOD, EMPTY_FILTER, NOT_A_FILTER, UNCLOSED_BRACKET, SURPLUS_BRACKET, MISMATCHED_BRACKET, MISSING_COMMA,
    SURPLUS_COMMA, MISSING_OPERAND, INFIX, SIDE_BY_SIDE, SEARCH_BAR, SUBSCRIPT, BARE_WORD, FOREIGN_LITERAL, SWAPPED_ARGUMENTS,
    KEYWORD_ARGUMENT, UNQUOTED_JSON, ARITHMETIC, UNTERMINATED_STRING, QUOTE_INSIDE, SMART_QUOTES, ESCAPED_QUOTES,
    QUOTED_FILTER, COMMENT, FOREIGN_CHARACTER, PLACEHOLDER, NEEDLESS_PARENTHESES, MISSING_PARENTHESIS, TOO_LARGE,
    OTHER_LANGUAGE,
)  # fmt: skip
"""In the order of their codes."""
