package main

import (
	"context"
	"fmt"
	"time"

	ls "github.com/langchain-ai/langsmith-go"
)

func names(ctx context.Context, client *ls.Client, since time.Time) {
	pager := client.Runs.QueryV2AutoPaging(ctx, ls.RunQueryV2Params{ProjectIDs: ls.F([]string{"1"}), MinStartTime: ls.F(since), Selects: ls.F([]ls.RunSelectField{ls.RunSelectFieldID, ls.RunSelectFieldName, ls.RunSelectFieldProjectID})})
	for pager.Next() {
		run := pager.Current()
		fmt.Println(run.Name, run.ProjectID)
	}
}

func kept(ctx context.Context, client *ls.Client) []ls.RunSchema {
	all := []ls.RunSchema{}
	page, _ := client.Runs.Query(ctx, ls.RunQueryParams{Trace: ls.F("2")})
	all = append(all, page.Runs...)
	return all
}

func searched(ctx context.Context, client *ls.Client, params ls.RunQueryParams) {
	page, _ := client.Runs.Query(ctx, params)
	fmt.Println(len(page.Runs))
	other, _ := client.Runs.Query(ctx, ls.RunQueryParams{Query: ls.F("slow ones")})
	fmt.Println(len(other.Runs))
}

func twice(ctx context.Context, client *ls.Client) {
	page, _ := client.Runs.QueryV2(ctx, ls.RunQueryV2Params{ProjectIDs: ls.F([]string{"1"}), MinStartTime: ls.F(time.Now()), Selects: ls.F([]ls.RunSelectField{ls.RunSelectFieldID, ls.RunSelectFieldName, ls.RunSelectFieldStatus, ls.RunSelectFieldError})})
	for _, run := range page.Items {
		fmt.Println(run.Name)
	}
	for _, run := range page.Items[:3] {
		if run.Status == "ERROR" {
			fmt.Println(run.Error)
		}
	}
}
