package rest

import (
	"testing"

	"cham"
	"cham/api/rest/accounts"
	"cham/api/rest/customers"
	"cham/capability/report"
	"cham/measure"
)

// Money in another currency counts at the rate the owner says, for the past as
// well; without one it is told apart and in no sum.
func TestCurrenciesAreNotAdded(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	order := func(who, money string) string {
		return `{"type":"track","event":"Order Completed","userId":"` + who + `","timestamp":"` + b.at(3) + `","properties":{` + money + `}}`
	}
	b.send(order("an", `"revenue":100000`), order("an", `"revenue":50000,"currency":"VND"`), order("an", `"revenue":10,"currency":"USD"`),
		order("binh", `"revenue":7,"currency":"EUR"`))
	manager := b.cookie(cham.RoleAdmin)
	sums := func(want, an float64, left int) {
		t.Helper()
		q := measure.Query{Question: measure.Journeys, Goal: []string{"Order Completed"}}
		j := decode[measure.Answer](t, k.call(manager, "POST", "/v1/query", q))
		if j.Journeys.Value != want {
			t.Errorf("journeys bring %v, want %v", j.Journeys.Value, want)
		}
		for _, c := range decode[customers.CustomerPage](t, k.call(manager, "GET", "/v1/customers", nil)).Customers {
			if c.Touches == 3 && c.Value != an {
				t.Errorf("an brought %v, want %v", c.Value, an)
			}
		}
		h := decode[report.Home](t, k.call(manager, "GET", "/v1/home", nil))
		if len(h.LeftOut) != left {
			t.Errorf("left out: %+v", h.LeftOut)
		}
	}
	const at = "/v1/workspace/rates"
	sums(150_000, 150_000, 2)
	seen := decode[accounts.Rates](t, k.call(manager, "GET", at, nil)).Seen
	if len(seen) != 4 || seen[1] != (cham.MoneySeen{Currency: "EUR", Touches: 1, Amount: 7}) {
		t.Errorf("%+v", seen)
	}
	set := func(rates map[string]float64) int {
		return k.call(manager, "PUT", at, accounts.RatesChange{Rates: rates}).Code
	}
	if code := set(map[string]float64{"USD": 25_000}); code != 200 {
		t.Fatal(code)
	}
	sums(400_000, 400_000, 1)
	for _, wrong := range []map[string]float64{{"USD": 0}, {"VND": 2}, {"usd": 2}, {"USD": -1}} {
		if code := set(wrong); code != 400 {
			t.Errorf("%v: %d", wrong, code)
		}
	}
	if code := set(map[string]float64{}); code != 200 {
		t.Error(code)
	}
	sums(150_000, 150_000, 2)
}
