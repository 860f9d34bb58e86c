package cmd

import (
	"fmt"
	"strings"

	"github.com/langchain-ai/langsmith-go"
	"github.com/spf13/cobra"
)

// defaultFilter keeps the list short: eq(is_root, true) only.
const defaultFilter = `and(eq(is_root, true), neq(status, "pending"))`

type listOptions struct {
	Filter string `json:"filter,omitempty"`
	Tags   []string
}

func newThreadGet() *cobra.Command {
	var filter string
	cmd := &cobra.Command{
		Use:     "get THREAD",
		Example: `  langsmith thread get T --filter 'eq(status, "error")'`,
		RunE: func(cmd *cobra.Command, args []string) error {
			filterDSL := fmt.Sprintf("eq(thread_id, %q)", args[0])
			if filter != "" {
				filterDSL = fmt.Sprintf("and(%s, %s)", filterDSL, filter)
			}
			return query(langsmith.RunQueryParams{
				IsRoot: langsmith.F(true),
				Filter: langsmith.F(filterDSL),
			})
		},
	}
	cmd.Flags().StringVar(&filter, "filter", "eq(status, \"sucess\")", "LangSmith filter")
	return cmd
}

func buildFilter(options listOptions) string {
	clauses := []string{defaultFilter}
	for _, tag := range options.Tags {
		clauses = append(clauses, fmt.Sprintf(`has(tags, "%s")`, tag))
	}
	if len(clauses) == 1 {
		return clauses[0]
	}
	return "and(" + strings.Join(clauses, ", ") + ")"
}
