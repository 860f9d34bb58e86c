package com.example.langsmith

import io.ktor.client.request.*

suspend fun HttpClient.errors(session: String, seconds: Int): HttpResponse =
    post("https://api.smith.langchain.com/api/v1/runs/query") {
        setBody("""{"session": ["$session"], "filter": "and(eq(status, \"error\"), gt(latency, $seconds))"}""")
    }

fun body(cost: String): Map<String, Any> {
    val parts = mutableListOf("eq(is_root, true)")
    parts += "like(name, \"\$cost%\")"
    if (cost != "") {
        parts.add("gt(total_cost, $cost")
    }
    return mapOf("filter" to "and(${parts.joinToString(", ")})", "trace_filter" to """eq(name, "${'$'}price")""")
}
