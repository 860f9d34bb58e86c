package com.example;

import java.net.http.HttpRequest;

class ConcatenatedJson {
    HttpRequest request(String name) {
        String json = "{" +
            "\"session\": [\"default\"]," +
            "\"filter\": \"and(eq(run_type, \\\"llm\\\"), eq(name, \\\"" + name + "\\\"))\"" +
            "}";
        return HttpRequest.newBuilder(java.net.URI.create("https://api.smith.langchain.com/api/v1/runs/query"))
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build();
    }
}
