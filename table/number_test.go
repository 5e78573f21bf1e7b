package table

import "testing"

func TestNumber(t *testing.T) {
	for in, want := range map[string]float64{"1.234.567 ₫": 1234567, "1,234,567.50": 1234567.5, "1.234.567,5": 1234567.5,
		"12,5": 12.5, "1.250": 1250, "0,5": 0.5,
		"450000đ": 450000, "-5": -5, "-450.000": -450000, "1 000 000": 1000000, "12.50": 12.5, "1,000": 1000,
		// A group of thousands has one to three digits before it, and no nought.
		"0.125": 0.125, "0,500": 0.5, "1234.567": 1234.567, "1250000.5": 1250000.5, "18500.00": 18500} {
		if got, ok := Number(in); !ok || got != want {
			t.Errorf("%s: %v %v, want %v", in, got, ok, want)
		}
	}
	for _, in := range []string{"trăm", "", "1e5", "0x10", "Inf", "--1", "1-2", "1.2.3", "1,23,456", "1.234.56"} {
		if got, ok := Number(in); ok {
			t.Errorf("%q is %v", in, got)
		}
	}
}
