package rest

import (
	"strings"
	"testing"

	"cham"
)

// A table with a row wider than its headings is refused, however wide.
func TestTableRowsFitTheirColumns(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	for rows, want := range map[string]int{
		`["x",1],[null]`:                            200,
		`["x",1],["x",1,2]`:                         400,
		"[1" + strings.Repeat(",1", 17_000-1) + "]": 400,
	} {
		w := k.call(b.cookie(cham.RoleAnalyst), "POST", "/v1/table.xlsx", `{"columns":["a","b"],"rows":[`+rows+`]}`)
		if w.Code != want {
			t.Errorf("%.30s: %d %.200s", rows, w.Code, w.Body)
		}
	}
}
