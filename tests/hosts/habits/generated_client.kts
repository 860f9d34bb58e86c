import com.langchain.smith.models.sessions.SessionListParams

val sessions = SessionListParams.builder()
    .filter("eq(name, \"default\")") // projects, not runs
    .statsFilter("and(eq(is_root, true), eq(run_type, \"llm\"))")
    .build()
