package rest

import (
	"encoding/csv"
	"net/http"
	"strings"
	"testing"
	"time"

	"cham"
	"cham/api/rest/customers"
	"cham/api/rest/questions"
)

// A segment saved for the last seven days keeps meaning the last seven days.
func TestSegmentPeriodMovesOn(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	editor := b.cookie(cham.RoleEditor)
	b.send(b.track("early", "Order Completed", 5), b.track("late", "Order Completed", 1))
	save := func(name, relative string) questions.SegmentInfo {
		return decode[questions.SegmentInfo](t, k.call(editor, "POST", "/v1/segments", `{"name":"`+name+`","query":{"question":"touches",
			"from":"`+b.at(7)+`","to":"`+b.at(-1)+`"},"figure":{"kind":"customers"}`+relative+`}`))
	}
	moves, stands := save("moves", `,"relative":"7d"`), save("stands", "")
	if moves.Customers != stands.Customers || moves.Customers < 2 {
		t.Fatalf("saved with %d and %d customers", moves.Customers, stands.Customers)
	}
	k.ahead.Store(int64(4 * 24 * time.Hour))
	was := stands.Customers
	for _, s := range decode[[]questions.SegmentInfo](t, k.call(editor, "GET", "/v1/segments", nil)) {
		if s.ID == moves.ID && (s.Customers != was-1 || s.Relative != "7d") {
			t.Errorf("four days later the last seven days have %d customers, want %d", s.Customers, was-1)
		}
		if s.ID == stands.ID && s.Customers != was {
			t.Errorf("days chosen by date changed: %d customers, want %d", s.Customers, was)
		}
	}
	w := k.call(editor, "POST", "/v1/segments",
		`{"name":"x","query":{"question":"touches"},"figure":{"kind":"customers"},"relative":"1y"}`)
	if w.Code != http.StatusUnprocessableEntity && w.Code != http.StatusBadRequest {
		t.Errorf("an unknown period: %d", w.Code)
	}
}

// A list stands in the order asked for, over its pages too, and the file is the
// same list; who may not see phones does not see them in the file either.
func TestCustomerListSortedAndExported(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	order := func(who, id string, value int, days float64) string {
		return `{"type":"track","event":"Order Completed","messageId":"` + id + `","userId":"` + who + `","timestamp":"` + b.at(days) +
			`","properties":{"value":` + itoa(int64(value)) + `,"currency":"VND"},"context":{"traits":{"name":"` + who +
			` Ánh","phone":"09123450` + itoa(int64(10+value%10)) + `"}}}`
	}
	b.send(order("much", "o1", 903, 3), order("some", "o2", 502, 1), order("little", "o3", 101, 2), order("little", "o4", 1, 9))
	editor := b.cookie(cham.RoleEditor)
	names := func(query string) (out []string) {
		for after := ""; ; {
			p := decode[customers.CustomerPage](t, k.call(editor, "GET", "/v1/customers?limit=1&"+query+"&after="+after, nil))
			for _, r := range p.Customers {
				if first, ours := strings.CutSuffix(r.Name, " Ánh"); ours && first != "alpha" {
					out = append(out, first)
				}
			}
			if after = p.Next; after == "" {
				return out
			}
		}
	}
	for query, want := range map[string]string{"sort=value": "much some little", "sort=value&up=true": "little some much",
		"sort=first": "some much little", "sort=touches": "little", "sort=last": "some little much", "": "some little much"} {
		if got := strings.Join(names(query), " "); !strings.HasPrefix(got, want) {
			t.Errorf("%q: %s, want %s", query, got, want)
		}
	}
	file := func(who as) [][]string {
		w := k.call(who, "GET", "/v1/customers.csv?sort=value", nil)
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(w.Body.String(), "\ufeff"))).ReadAll()
		if w.Code != http.StatusOK || err != nil || len(rows) < 4 {
			t.Fatalf("the file: %d %v %s", w.Code, err, w.Body)
		}
		return rows
	}
	if rows := file(editor); rows[0][1] != "Phone" || rows[1][0] != "much Ánh" || !strings.Contains(rows[1][1], "84912345013") {
		t.Errorf("the editor's file: %v", rows[:2])
	}
	if rows := file(b.cookie(cham.RoleAnalyst)); strings.Contains(rows[1][1], "912345013") || rows[1][1] == "" {
		t.Errorf("the analyst's file: %v", rows[:2])
	}
}
