package main

import (
	"context"
	"fmt"
	"time"

	ls "github.com/langchain-ai/langsmith-go"
)

func names(ctx context.Context, client *ls.Client, since time.Time) {
	pager := client.Runs.QueryV1AutoPaging(ctx, ls.RunQueryV1Params{Session: ls.F([]string{"1"}), StartTime: ls.F(since), Select: ls.F([]ls.RunQueryV1ParamsSelect{ls.RunQueryV1ParamsSelectName, ls.RunQueryV1ParamsSelectSessionID})})
	for pager.Next() {
		run := pager.Current()
		fmt.Println(run.Name, run.SessionID)
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
	page, _ := client.Runs.Query(ctx, ls.RunQueryParams{Session: ls.F([]string{"1"}), StartTime: ls.F(time.Now())})
	for _, run := range page.Runs {
		fmt.Println(run.Name)
	}
	for _, run := range page.Runs[:3] {
		if run.Status == "error" {
			fmt.Println(run.Error)
		}
	}
}
