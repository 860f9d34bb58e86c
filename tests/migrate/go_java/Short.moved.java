import com.langchain.smith.models.runs.*;
import java.time.OffsetDateTime;

class Short {
    void print(com.langchain.smith.client.LangsmithClient client, OffsetDateTime since) {
        var page = client.runs().queryV2(RunQueryV2Params.builder().addProjectId("1").minStartTime(since).addSelect(RunSelectField.ID).addSelect(RunSelectField.NAME).addSelect(RunSelectField.RUN_TYPE).build());
        page.items().stream().filter(run -> run.runType().get() == RunType.LLM).limit(3).forEach(run -> System.out.println(run.name().get()));
    }

    void select(com.langchain.smith.client.LangsmithClient client, OffsetDateTime since) {
        var params = RunQueryV2Params.builder()
            .addProjectId("1")
            .addProjectId("2")
            .addSelect(RunSelectField.ID)
            .addSelect(RunSelectField.NAME)
            .addSelect(RunSelectField.PROJECT_ID)
            .minStartTime(since)
            .build();
        var page = client.runs().queryV2(params);
        while (true) {
            for (var run : page.items()) System.out.println(run.name().get() + run.projectId().get());
            if (!page.hasNextPage()) break;
            page = page.nextPage();
        }
    }
}
