using LangSmith;
using System.Text;
using System.Text.Json;

public class ListsOfClauses
{
    public QueryQueryRunsRequestBody Query(string[] names, bool errors, double seconds)
    {
        string[] clauses = { "eq(is_root, true)", $"gt(latency, {seconds:F1})" };
        var filter = errors ? "eq(status, \"eror\")" : "and(" + string.Join(", ", clauses) + ")";
        var tree = new StringBuilder("or(").Append("has(tags, \"a\")").Append(", has(tags, \"b\"))").ToString();
        return new QueryQueryRunsRequestBody
        {
            Filter = filter,
            TraceFilter = "eq(name, " + JsonSerializer.Serialize(names[0]) + ")",
            TreeFilter = tree,
        };
    }
}
