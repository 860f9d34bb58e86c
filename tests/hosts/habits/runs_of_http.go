package langsmith

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
)

type query struct {
	Session []string `json:"session"`
	Filter  string   `json:"filter,omitempty"`
}

func Errors(tags []string) (*http.Response, error) {
	body, _ := json.Marshal(map[string]any{"session": []string{"s"}, "filter": `eq(status, "error")`})
	clauses := []string{`eq(is_root, true)`}
	for _, t := range tags {
		clauses = append(clauses, `has(tags, "`+t+`")`)
	}
	q := query{Session: []string{"s"}, Filter: "and(" + strings.Join(clauses, ", ") + ")"}
	_ = q
	raw := []byte(`{"session": ["s"], "filter": "gt(latency, \"5s\")"}`)
	http.Post("https://api.smith.langchain.com/api/v1/runs/query", "application/json", bytes.NewReader(raw))
	return http.Post("https://api.smith.langchain.com/api/v1/runs/query", "application/json", bytes.NewReader(body))
}
