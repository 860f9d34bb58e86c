using LangSmith;

public static class NamedArguments
{
    public static async Task Main(string[] args)
    {
        using var client = new LangSmithClient(apiKey: args[0]);
        await client.ListRunsAsync(projectName: "default", filter: $"eq(name, \"{args[1]}\")", traceFilter: "eq(is_root, True)");
        const string query = "{\"filter\": \"has(tags, \\\"prod\\\")\", \"limit\": 5}";
        await client.Http.PostAsync("/runs/query", new StringContent(query));
    }
}
