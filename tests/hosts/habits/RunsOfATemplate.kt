package com.example

import com.langchain.smith.client.LangsmithClient
import com.langchain.smith.models.runs.RunQueryV2Params

const val ROOTS = "and(eq(is_root, true), eq(status, \"sucess\"))"

class RunsOfATemplate(private val client: LangsmithClient, private val filter: String = "eq(run_type, \"llm\")") {
    fun named(name: String, tags: List<String>) = client.runs().queryV2(
        RunQueryV2Params.builder()
            .filter("eq(name, \"$name\")")
            .traceFilter("""
                |and(
                |  eq(metadata_key, "user"),
                |  eq(metadata_value, "${user.id}")
                |)
            """.trimMargin())
            .treeFilter(tags.joinToString(", ", prefix = "or(", postfix = ")") { "has(tags, \"$it\")" })
            .build()
    )

    fun roots() = RunQueryV2Params.builder().apply {
        addProjectId("00000000-0000-4000-8000-000000000000")
        filter(ROOTS)
    }.build()
}
