package filters_test

import (
	"testing"

	"example.com/langsmith-cli/internal/filters"
)

func TestCheck(t *testing.T) {
	tests := []struct {
		name   string
		filter string
		valid  bool
	}{
		{"root", "eq(is_root, true)", true},
		{name: "tags", filter: `or(has(tags, "production"), has(tags, "v2"))`, valid: true},
		{"between", "and(gte(latency, 2.5), lte(latency, 10))", true},
		{"placeholder", "filter", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if filters.Check(test.filter) != test.valid {
				t.Error(test.name)
			}
		})
	}
}
