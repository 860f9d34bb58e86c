using LangSmith;

class Alerts
{
    const string SlowFilter = "gt(latency, \"5s\")";
    const string Title = "eq(status, 'error')";

    RunQueryParams failed = new RunQueryParams { Filter = "eq(status, \"error\")", TraceFilter = @"has(tags, 'beta')" };
}
