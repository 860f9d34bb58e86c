package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/langchain-ai/langsmith-go"
)

// report prints the newest runs of a project.
func report(ctx context.Context, client *langsmith.Client, projectID string) error {
	page, err := client.Runs.QueryV2(ctx, langsmith.RunQueryV2Params{
		ProjectIDs: langsmith.F([]string{projectID}),
		RunType: langsmith.F(langsmith.RunTypeLlm),
		Filter:  langsmith.F(`and(eq(status, "error"), gt(latency, 5))`),
		HasError:   langsmith.F(true),
		PageSize:   langsmith.F(int64(100)),
		MinStartTime: langsmith.F(time.Unix(0, 0).UTC()),
		Selects: langsmith.F([]langsmith.RunSelectField{langsmith.RunSelectFieldID, langsmith.RunSelectFieldRunType, langsmith.RunSelectFieldStatus, langsmith.RunSelectFieldTotalTokens, langsmith.RunSelectFieldTotalCost, langsmith.RunSelectFieldParentRunIDs, langsmith.RunSelectFieldProjectID}),
	})
	if err != nil {
		return err
	}
	fmt.Println(len(page.Items), page.NextCursor)
	for i, run := range page.Items {
		if run.RunType == langsmith.RunTypeLlm && run.Status != "SUCCESS" && len(run.ParentRunIDs) == 0 {
			fmt.Printf("%d %s %s %s\n", i, run.ID, run.ProjectID, strings.ToLower(string(run.Status)))
		}
		switch run.RunType {
		case langsmith.RunTypeTool, "CHAIN":
			fmt.Println(strings.ToLower(string(run.RunType)), strings.ToLower(string(run.RunType)), run.TotalCost, run.TotalTokens)
		}
	}
	return nil
}
