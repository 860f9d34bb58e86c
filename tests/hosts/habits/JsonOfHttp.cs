using System.Net.Http.Json;

public static class JsonOfHttp
{
    const string Api = "https://api.smith.langchain.com/api/v1/runs/query";

    public static Task<HttpResponseMessage> Errors(HttpClient http, string session, int seconds) =>
        http.PostAsync(Api, new StringContent($$"""
            {"session": ["{{session}}"], "filter": "and(eq(status, \"error\"), gt(latency, {{seconds}}))"}
            """));

    public static Task<HttpResponseMessage> Anonymous(HttpClient http, string[] tags)
    {
        var clauses = new List<string> { "eq(is_root, true)" };
        foreach (var tag in tags)
        {
            clauses.Add($"has(tags, \"{tag}\")");
        }
        var query = new Dictionary<string, object> { ["tree_filter"] = "eq(run_type, 'tol')", ["limit"] = 10 };
        return http.PostAsJsonAsync(Api, new { filter = "and(" + string.Join(", ", clauses) + ")", limit = 10 });
    }

    public static string Named(string name, double score) =>
        string.Format("and(eq(feedback_key, \"{0}\"), gt(feedback_score, {1:F2}))", name, score);
}
