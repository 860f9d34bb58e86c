package com.example.langsmith;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class ClausesOfAService {
    Map<String, Object> body(String name, List<String> tags, double seconds) {
        List<String> clauses = new ArrayList<>();
        clauses.add("eq(name, \"" + name + "\")");
        for (String tag : tags) {
            clauses.add(String.format("has(tags, \"%s\")", tag));
        }
        if (seconds > 0) {
            clauses.add(String.format("gt(latency, %.1f)", seconds));
        }
        String filter = clauses.size() == 1 ? clauses.get(0) : "and(" + String.join(", ", clauses) + ")";
        return Map.of("session", List.of("default"), "filter", filter, "trace_filter", "eq(is_root, True)");
    }

    String pending(String project) {
        StringBuilder filter = new StringBuilder("and(");
        filter.append("neq(status, \"pending\")").append(", ");
        filter.append("eq(metadata_key, \"project\"), eq(metadata_value, \"").append(project).append("\")");
        return filter.append(")").toString();
    }
}
