import com.langchain.smith.models.runs.RunQueryParams;

class Alerts {
    static final String SLOW_FILTER = "gt(latency, \"5s\")";
    static final String TITLE = "eq(status, 'error')";

    RunQueryParams failed = RunQueryParams.builder().filter("eq(status, \"error\")").traceFilter("has(tags, 'beta')").build();
}
