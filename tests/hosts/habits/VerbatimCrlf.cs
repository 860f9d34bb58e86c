using LangSmith;

var body = new BodyParamsForRunsQuerySchema
{
    Filter = @"and(
        eq(run_type, ""llm""),
        eq(name, ""C:\temp"")
    )",
    TreeFilter = """
        and(
          has(tags, "a"),
          has(tags, "caf\u00e9 😀")
        )
        """,
};
