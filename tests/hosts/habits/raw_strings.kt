import com.langchain.smith.models.runs.RunQueryParams

fun params(name: String?): RunQueryParams {
    val builder = RunQueryParams.builder()
    builder.filter("""
        and(
          eq(run_type, "llm"),
          like(name, "${'$'}name%"),
          gt(latency, "2 s")
        )
    """.trimIndent())
    name?.let { builder.traceFilter("eq(name, \"$it\")") }
    builder.treeFilter("or(" + listOf("eq(error, null)", "eq(name, \"x\")").joinToString(", ") + ")")
    return builder.build()
}
