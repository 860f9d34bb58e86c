using LangSmith;

namespace Example;

public class InitialisersOfRequests
{
    private const string SlowFilter = "gt(latency, 5)";

    public async Task<string> QueryAsync(LangSmithClient client, string name)
    {
        var body = new QueryQueryRunsRequestBody
        {
            Filter = "and(eq(status, \"error\"), eq(run_type, \"lm\"))",
            TraceFilter = @"eq(name, ""RetrieveDocs"")",
            TreeFilter = $"eq(name, \"{name}\")",
        };
        BodyParamsForRunsQuerySchema stats = new() { Filter = SlowFilter, TreeFilter = """has(tags, "a")""" };
        stats.TraceFilter = $@"and(eq(metadata_key, ""user""), eq(metadata_value, ""{name}""))";
        await client.Runs.QueryAsync(filter: """
            and(
              eq(is_root, true),
              eq(error, null)
            )
            """, limit: 10);
        return string.Format("{0}", body);
    }
}
