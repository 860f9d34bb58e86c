package example;

import com.langchain.smith.client.LangsmithClient;
import com.langchain.smith.client.okhttp.LangsmithOkHttpClient;
import com.langchain.smith.models.runs.RunQueryV2Page;
import com.langchain.smith.models.runs.RunQueryParams;
import com.langchain.smith.models.runs.RunSchema;
import com.langchain.smith.models.runs.RunType;
import com.langchain.smith.models.runs.Run;
import com.langchain.smith.models.runs.RunQueryV2Params;
import com.langchain.smith.models.runs.RunSelectField;
import java.time.OffsetDateTime;

class Report {
    /** Prints the newest runs of a project. */
    void print(String projectId) {
        LangsmithClient client = LangsmithOkHttpClient.fromEnv();
        RunQueryV2Params params = RunQueryV2Params.builder()
            .addProjectId(projectId) // the project
            .runType(RunType.LLM)
            .filter("and(eq(status, \"error\"), gt(latency, 5))")
            .hasError(true)
            .pageSize(100L)
            .minStartTime(OffsetDateTime.parse("1970-01-01T00:00:00Z"))
            .addSelect(RunSelectField.ID)
            .addSelect(RunSelectField.NAME)
            .addSelect(RunSelectField.RUN_TYPE)
            .addSelect(RunSelectField.STATUS)
            .addSelect(RunSelectField.ERROR)
            .addSelect(RunSelectField.TOTAL_TOKENS)
            .addSelect(RunSelectField.TOTAL_COST)
            .addSelect(RunSelectField.PARENT_RUN_IDS)
            .addSelect(RunSelectField.PROJECT_ID)
            .build();
        RunQueryV2Page page = client.runs().queryV2(params);
        System.out.println(page.items().size());
        for (Run run : page.autoPager()) {
            System.out.println(run.name().get() + " " + run.status().get().asString().toLowerCase() + " " + run.runType().get().asString().toLowerCase() + " " + run.projectId().get());
            if (run.runType().get().equals(RunType.TOOL) && run.status().get().asString().toLowerCase().equals("success") && run.parentRunIds().filter(ids -> !ids.isEmpty()).map(ids -> ids.get(ids.size() - 1)).isPresent()) {
                System.out.println(run.totalCost().map(String::valueOf).orElse("0") + run.totalTokens().orElse(0L) + run.error().orElse("-"));
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
