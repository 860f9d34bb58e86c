package langsmithapi

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
)

const base = "https://api.smith.langchain.com"

func errors(session string) (*http.Response, error) {
	body := []byte(`{"session": ["default"], "filter": "eq(status, \"eror\")", "limit": 10}`)
	return http.Post(base+"/api/v1/runs/query", "application/json", bytes.NewBuffer(body))
}

func named(name string) string {
	return fmt.Sprintf(`{"trace_filter": "eq(name, \"%s\")", "limit": %d}`, name, 10)
}

func fields(name string) map[string]any {
	body := map[string]any{"filter": "gt(latency, \"5s\")", "limit": 10}
	body["tree_filter"] = "eq(name, '" + name + "')"
	return body
}

func projects() string {
	query := url.Values{"filter": {`eq(name, "default")`}, "limit": {"1"}}
	query.Set("stats_filter", `gte(start_time, "2026-01-01")`)
	return base + "/api/v1/sessions?" + query.Encode()
}
