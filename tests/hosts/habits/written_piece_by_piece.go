package main

import (
	"fmt"
	"strconv"
	"strings"

	ls "github.com/langchain-ai/langsmith-go"
)

func slow(names []string, seconds int, project string) ls.RunQueryParams {
	var quoted []string
	for _, name := range names {
		quoted = append(quoted, strconv.Quote(name))
	}
	filter := "and(in(name, [" + strings.Join(quoted, ", ") + "]), gt(latency, " + strconv.Itoa(seconds) + "))"
	if project != "" {
		filter = "and(" + filter + `, eq(metadata_value, "` + project + `"))`
	}
	return ls.RunQueryParams{Filter: ls.F(filter)}
}

func tagged(tags []string) *ls.RunQueryParams {
	var b strings.Builder
	b.WriteString("or(")
	for i, tag := range tags {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, `has(tags, %q)`, tag)
	}
	b.WriteString(")")
	return &ls.RunQueryParams{Filter: ls.F(b.String())}
}
