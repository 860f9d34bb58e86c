import com.langchain.smith.models.runs.RunQueryParams

const val SLOW_FILTER = "gt(latency, \"5s\")"
const val TITLE = "eq(status, 'error')"

val failed = RunQueryParams.builder().filter("eq(status, \"error\")").traceFilter("has(tags, 'beta')").build()
