import com.langchain.smith.models.runs.*;
import java.time.OffsetDateTime;

class Short {
    void print(com.langchain.smith.client.LangsmithClient client, OffsetDateTime since) {
        var page = client.runs().queryV1(RunQueryV1Params.builder().addSession("1").startTime(since).order(RunQueryV1Params.Order.DESC).build());
        page.runs().stream().filter(run -> run.runType() == RunTypeEnum.LLM).limit(3).forEach(run -> System.out.println(run.name()));
    }

    void select(com.langchain.smith.client.LangsmithClient client, OffsetDateTime since) {
        var params = RunQueryParams.builder()
            .addSession("1")
            .addSession("2")
            .addSelect(RunQueryParams.Select.NAME)
            .addSelect(RunQueryParams.Select.SESSION_ID)
            .startTime(since)
            .build();
        var page = client.runs().query(params);
        while (true) {
            for (var run : page.runs()) System.out.println(run.name() + run.sessionId());
            if (!page.hasNextPage()) break;
            page = page.nextPage();
        }
    }
}
