package main

import (
	"context"
	"fmt"

	"github.com/langchain-ai/langsmith-go"
)

// report prints the newest runs of a project.
func report(ctx context.Context, client *langsmith.Client, projectID string) error {
	page, err := client.Runs.Query(ctx, langsmith.RunQueryParams{
		Session: langsmith.F([]string{projectID}),
		RunType: langsmith.F(langsmith.RunTypeEnumLlm),
		Filter:  langsmith.F(`and(eq(status, "error"), gt(latency, 5))`),
		Error:   langsmith.F(true),
		Order:   langsmith.F(langsmith.RunQueryParamsOrderDesc),
		Limit:   langsmith.F(int64(100)),
	})
	if err != nil {
		return err
	}
	fmt.Println(len(page.Runs), page.Cursors.Next)
	for i, run := range page.Runs {
		if run.RunType == langsmith.RunTypeEnumLlm && run.Status != "success" && run.ParentRunID == "" {
			fmt.Printf("%d %s %s %s\n", i, run.ID, run.SessionID, run.Status)
		}
		switch run.RunType {
		case langsmith.RunTypeEnumTool, "chain":
			fmt.Println(run.RunType, string(run.RunType), run.TotalCost, run.TotalTokens)
		}
	}
	return nil
}
