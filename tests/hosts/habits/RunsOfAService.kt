package app

import com.langchain.smith.client.okhttp.LangsmithOkHttpClient
import com.langchain.smith.models.runs.RunQueryV2Params

const val ROOT = "eq(is_root, true)"

fun main(args: Array<String>) {
    val client = LangsmithOkHttpClient.fromEnv()
    val user = args[0]
    val params = RunQueryV2Params.builder()
        .addProjectId("p")
        .filter("gt(latency, \"5s\")")
        .traceFilter("eq(name, \"$user\")")
        .treeFilter("""
            and(
                eq(run_type, "tool"),
                eq(name, "${user.trim()}")
            )
        """.trimIndent())
        .build()
    client.runs().queryV2(params)
    client.runs().queryV2(RunQueryV2Params.builder().filter(ROOT).build())
}
