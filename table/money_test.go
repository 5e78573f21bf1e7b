package table

import "testing"

// An amount is never taken for another a thousand times as large.
func TestMoney(t *testing.T) {
	for _, c := range []struct {
		cells    string
		currency string
		cell     string
		want     float64 // −1: not read
	}{
		{"", "VND", "450.000", 450000}, {"", "VND", "450,000 ₫", 450000}, {"", "", "1.250", 1250},
		{"", "USD", "1.250", -1}, {"", "USD", "1,250", -1}, {"", "USD", "1.25", 1.25}, {"", "EUR", "1.355,90 €", 1355.9},
		{"12.50", "USD", "1.250", 1.25}, {"12.50", "USD", "1,250", 1250}, {"12,50", "USD", "1.250", 1250}, {"12,50", "", "1,250", 1.25},
		{"1.234.567", "USD", "1.250", 1250}, {"1,234.5", "USD", "1,250", 1250}, {"0.125", "", "1.250", 1.25},
		{"450000.00", "VND", "450.000", -1}, {"450000.00", "VND", "450,000", 450000}, {"12.50", "", "$1.250", 1.25},
	} {
		got, ok := NewMoney([]string{c.cells, "5", "x", "450.000"}, c.currency).Number(c.cell)
		if ok != (c.want >= 0) || ok && got != c.want {
			t.Errorf("%s in %s beside %q: %v %v, want %v", c.cell, c.currency, c.cells, got, ok, c.want)
		}
	}
	if got, _ := NewMoney([]string{"1.5", "1,5"}, "").Number("1.250"); got != 1250 {
		t.Errorf("a column of both kinds: %v", got)
	}
}
