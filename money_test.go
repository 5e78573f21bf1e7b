package cham_test

import (
	"testing"

	"cham"
)

func TestWorth(t *testing.T) {
	r := cham.MoneyRules{Own: "VND", Rates: map[string]float64{"USD": 25_000}}
	for currency, want := range map[string]float64{"": 2, "VND": 2, "USD": 50_000, "EUR": 0} {
		if got, known := r.Worth(2, currency); got != want || known == (currency == "EUR") {
			t.Errorf("%q: %v %v", currency, got, known)
		}
	}
	if got, known := (cham.MoneyRules{}).Worth(2, "USD"); got != 2 || !known {
		t.Errorf("without rules: %v %v", got, known)
	}
}
