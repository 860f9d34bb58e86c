package alerts

import "github.com/langchain-ai/langsmith-go"

const slowFilter = `gt(latency, "5s")`
const title = "eq(status, 'error')"

var failed = langsmith.RunQueryParams{
	Filter:      langsmith.F(`eq(status, "error")`),
	TraceFilter: langsmith.F("has(tags, \"beta\")"),
}
