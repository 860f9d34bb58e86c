import com.langchain.smith.models.threads.ThreadQueryParams;

class UnicodeEscapes {
    private final ThreadQueryParams.Builder params = ThreadQueryParams.builder();

    void set(String quote) {
        params.filter("eq(name, \"caf\u00e9 \ud83d\ude00\")").limit(5)
            .threadFilter("gt(turn_count" + ", 3");
        params.treeFilter("eq(name, " + '"' + quote + '"' + ")");
    }
}
