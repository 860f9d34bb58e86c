import com.example.langsmith.LangSmithApi

class Report(private val api: LangSmithApi) {
    suspend fun errors(project: String, since: String) = api.listRuns(
        projectName = project,
        filter = "and(eq(status, \"error\"), gt(start_time, \"$since\"))",
        traceFilter = "eq(feedback_key, \"user_score\")",
    )

    suspend fun tools(project: String, filter: String = "eq(run_type, \"tol\")") = api.getRunStats(project, filter = filter)
}
