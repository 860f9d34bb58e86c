import com.langchain.smith.models.runs.RunQueryParams

fun names(client: com.langchain.smith.client.LangsmithClient) {
    val page = client.runs().query(RunQueryParams.builder().addSession("1").limit(10L).build())
    page.runs().forEach { run -> println(run.name()) }
}
