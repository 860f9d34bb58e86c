import com.langchain.smith.models.runs.RunQueryParams;

class TextBlocks {
    static String body(String name) {
        return """
            {
              "session": ["default"],
              "filter": "and(eq(status, \\"error\\"), eq(name, \\"%s\\"))",
              "limit": 10
            }
            """.formatted(name);
    }

    RunQueryParams slow() {
        return RunQueryParams.builder()
            .filter("""
                and(
                  eq(run_type, "llm"), \
                  gt(latency, "5sec")
                )
                """)
            .build();
    }
}
