package com.example.langsmith

object Filters {
    const val ERRORS = "eq(status, \"error\") and eq(is_root, true)"
    private val slowFilter = "gt(latency, ${Defaults.SECONDS})"

    fun tagFilter(tag: String) = "has(tags, \"%s\")".format(tag)

    fun errorFilter(kind: String): String {
        return when (kind) {
            "llm" -> "and(eq(run_type, \"llm\"), eq(status, \"error\"))"
            else -> """eq(run_type, "$kind")"""
        }
    }
}
