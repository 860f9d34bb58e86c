package main

import "github.com/langchain-ai/langsmith-go"

var noisy = `
and(
	eq(is_root, true),
	eq(status, "ok")
)`

func experiments(id string) langsmith.DatasetExperimentRunQueryParams {
	return langsmith.DatasetExperimentRunQueryParams{
		Filters: langsmith.F(map[string][]string{
			id: {"eq(name, \"\u00e9t\u00e9\")", noisy, "has(tags,\t'\U0001f600')"},
		}),
	}
}
