package example;

import com.langchain.smith.client.LangsmithClient;
import com.langchain.smith.client.okhttp.LangsmithOkHttpClient;
import com.langchain.smith.models.runs.RunQueryPage;
import com.langchain.smith.models.runs.RunQueryParams;
import com.langchain.smith.models.runs.RunSchema;
import com.langchain.smith.models.runs.RunTypeEnum;

class Report {
    /** Prints the newest runs of a project. */
    void print(String projectId) {
        LangsmithClient client = LangsmithOkHttpClient.fromEnv();
        RunQueryParams params = RunQueryParams.builder()
            .addSession(projectId) // the project
            .runType(RunTypeEnum.LLM)
            .filter("and(eq(status, \"error\"), gt(latency, 5))")
            .error(true)
            .limit(100L)
            .build();
        RunQueryPage page = client.runs().query(params);
        System.out.println(page.runs().size());
        for (RunSchema run : page.autoPager()) {
            System.out.println(run.name() + " " + run.status() + " " + run.runType() + " " + run.sessionId());
            if (run.runType().equals(RunTypeEnum.TOOL) && run.status().equals("success") && run.parentRunId().isPresent()) {
                System.out.println(run.totalCost().orElse("0") + run.totalTokens().orElse(0L) + run.error().orElse("-"));
            }
        }
    }

    long names(LangsmithClient client) {
        client.runs().query(RunQueryParams.builder().trace("1").build()).items().forEach(run -> System.out.println(run.id()));
        return client.runs().query(RunQueryParams.builder().query("slow").build()).items().size();
    }

    java.util.List<RunSchema> kept(LangsmithClient client, RunQueryParams params) {
        return client.runs().query(params).items();
    }
}
