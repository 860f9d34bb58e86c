package com.example;

import com.langchain.smith.client.LangsmithClient;
import com.langchain.smith.models.runs.RunQueryV2Params;
import com.langchain.smith.models.sessions.SessionListParams;

public class ScopesOfRuns {
    private static final String ERRORS = "and(eq(is_root, true), eq(status, \"eror\"))";

    public static void main(String[] args) {
        LangsmithClient client = LangsmithClient.fromEnv();
        RunQueryV2Params params = RunQueryV2Params.builder()
            .addProjectId(args[0])
            .filter(ERRORS)
            .traceFilter("and(eq(feedback_key, 'user_score'), eq(feedback_score, 1))")
            .treeFilter("eq(name, \"ExpandQuery\")")
            .build();
        client.runs().queryV2(params);
        client.sessions().list(SessionListParams.builder().filter("eq(name, 'default')").statsFilter("eq(run_type, 'lm')").build());
    }
}
