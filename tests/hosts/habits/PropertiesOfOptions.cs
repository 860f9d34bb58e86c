namespace Example.LangSmith;

public record Options(string Filter = "eq(run_type, \"llm\")");

public class RunOptions
{
    public string RunFilter { get; set; } = "and(eq(run_type, \"llm\"), eq(status, null))";

    public string TraceFilter => @"eq(name, ""RetrieveDocs"")";

    public static string FilterFor(string kind) => kind switch
    {
        "errors" => "eq(status, \"error\")",
        _ => $"eq(run_type, \"{kind}\")",
    };
}
