package main

import (
	"context"

	"github.com/langchain-ai/langsmith-go"
)

func main() {
	ctx := context.Background()
	client := langsmith.NewClient()
	runs, err := client.Runs.QueryV2(ctx, langsmith.RunQueryV2Params{
		ProjectIDs:  langsmith.F([]string{"00000000-0000-4000-8000-000000000000"}),
		Filter:      langsmith.F(`eq(name, "RetrieveDocs")`),
		TraceFilter: langsmith.F(`and(eq(feedback_key, "user_score"), eq(feedback_score, 1))`),
		TreeFilter:  langsmith.F("eq(name, \"ExpandQuery\")"),
	})
	if err != nil {
		panic(err)
	}
	_ = runs
	params := langsmith.ThreadQueryParams{}
	params.ThreadFilter = langsmith.F("gt(turn_count, 3")
	_ = langsmith.SessionListParams{Filter: langsmith.F(`eq(name, "default")`), StatsFilter: langsmith.F(`eq(run_type, "llm")`)}
}
