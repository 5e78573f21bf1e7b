package rest

import (
	"strings"
	"testing"

	"cham"
	"cham/api/rest/questions"
	"cham/capability/cost"
	"cham/measure"
)

// A rate holds for all days, but a cost keeps the one it was imported at, until
// it is imported again.
func TestCostsKeepTheirRate(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	manager := b.cookie(cham.RoleAdmin)
	for _, step := range []struct {
		rate     string
		imported bool
		total    float64
	}{{"25000", true, 50_000}, {"26000", false, 50_000}, {"26000", true, 52_000}} {
		if w := k.call(manager, "PUT", "/v1/workspace/rates", `{"rates":{"USD":`+step.rate+`}}`); w.Code >= 300 {
			t.Fatal(w.Body)
		}
		if step.imported {
			decode[questions.CostsTaken](t, k.call(manager, "POST", "/v1/costs", "day;amount;currency\n2026-03-01;2;USD\n"))
		}
		if all := decode[questions.CostsInfo](t, k.call(manager, "GET", "/v1/costs", nil)); all.Total != step.total {
			t.Errorf("at %s: %v, want %v", step.rate, all.Total, step.total)
		}
	}
}

// Costs come in as rows and as a file, replace those of the same day and
// words, and stand beside what their channel brought.
func TestCosts(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	manager := b.cookie(cham.RoleAdmin)
	taken := decode[questions.CostsTaken](t, k.call(manager, "PUT", "/v1/costs",
		`{"rows":[{"day":"2026-03-01","channel":"website","amount":100},{"day":"soon","amount":1}]}`))
	if taken.Taken != 1 || taken.Rejected != 1 || taken.Rejects[0] != (cost.CostReject{Line: 2, Reason: "day", Value: "soon"}) {
		t.Fatalf("%+v", taken)
	}
	file := "day;channel;campaign;amount\n2026-03-01;website;;250.5\n2026-03-02;radio;Tết;40\n2026-03-02;radio;Tết;x\n"
	for range 2 {
		taken = decode[questions.CostsTaken](t, k.call(manager, "POST", "/v1/costs", file))
		if taken.Taken != 2 || taken.Rejected != 1 || taken.Rejects[0].Line != 4 {
			t.Fatalf("%+v", taken)
		}
	}
	viewer := b.cookie(cham.RoleViewer)
	all := decode[questions.CostsInfo](t, k.call(viewer, "GET", "/v1/costs", nil))
	if all.Total != 290.5 || len(all.Rows) != 2 || all.Rows[1] != (cost.CostRow{Day: "2026-03-02", Channel: "radio", Campaign: "Tết",
		Amount: 40}) {
		t.Fatalf("%+v", all)
	}
	if w := k.call(manager, "POST", "/v1/costs", "channel,amount\n"); w.Code != 400 || !strings.Contains(w.Body.String(), "line 1") {
		t.Error(w.Code, w.Body)
	}

	b.send(b.page("ann", 2, "/a"))
	a := decode[measure.Answer](t, k.call(viewer, "POST", "/v1/query", `{"question":"attribution","goal":["Page Viewed"]}`))
	c := a.Attribution
	if c == nil || c.Conversions == 0 || c.Cost != 290.5 || c.Unallocated != 40 || c.Rows[0].Value != "website" || c.Rows[0].Cost != 250.5 {
		t.Fatalf("%+v", c)
	}
	for _, half := range []string{"", "?from=2026-03-01T17:00:00Z", "?to=2026-03-01T17:00:00Z", "?from=&to=2026-03-01T17:00:00Z"} {
		if w := k.call(manager, "DELETE", "/v1/costs"+half, nil); w.Code != 400 {
			t.Errorf("without its period %q: %d %s", half, w.Code, w.Body)
		}
	}
	if w := k.call(manager, "DELETE", "/v1/costs?from=2026-03-01T17:00:00Z&to=2027-01-01T00:00:00Z", nil); w.Code != 204 {
		t.Error(w.Code, w.Body)
	}
	if left := decode[questions.CostsInfo](t, k.call(viewer, "GET", "/v1/costs", nil)); left.Total != 250.5 {
		t.Errorf("%+v", left)
	}
}
