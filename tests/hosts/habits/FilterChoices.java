package com.example;

import com.langchain.smith.models.runs.RunStatsQueryParams;
import java.text.MessageFormat;
import java.util.Optional;

class FilterChoices {
    enum Scope { ROOTS, ERRORS }

    static String filterOf(Scope scope) {
        return switch (scope) {
            case ROOTS -> "eq(is_root, true)";
            case ERRORS -> "eq(status, \"failed\")";
        };
    }

    RunStatsQueryParams stats(Scope scope, boolean slow, String tag) {
        var builder = RunStatsQueryParams.builder().filter(filterOf(scope));
        builder.traceFilter(slow ? "gt(latency, \"10s\")" : "lte(latency, \"10s\")");
        builder.treeFilter(Optional.of(MessageFormat.format("has(tags, ''{0}'')", tag)));
        return builder.build();
    }
}
