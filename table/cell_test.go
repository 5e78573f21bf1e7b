package table

import (
	"testing"
	"time"

	"cham"
)

func TestCells(t *testing.T) {
	zone, err := time.LoadLocation(cham.DefaultTimeZone)
	if err != nil {
		t.Fatal(err)
	}
	for in, want := range map[string]string{
		"31/12/2026 14:05": "2026-12-31T14:05:00+07:00", "31-12-26": "2026-12-31T00:00:00+07:00",
		"14:05:09 31.12.2026": "2026-12-31T14:05:09+07:00",
		"2026/12/31 2:05 PM":  "2026-12-31T14:05:00+07:00", "31/12/2026, 12:00 SA": "2026-12-31T00:00:00+07:00",
		"20261231":             "2026-12-31T00:00:00+07:00",
		"2026-12-31T00:00:00Z": "2026-12-31T07:00:00+07:00", "1767200000": "2025-12-31T23:53:20+07:00",
		"2026-12-31 08:00:00": "2026-12-31T08:00:00+07:00",
		"31/04/2026":          "", "1/13/2026": "", "hôm qua": "", "1/2": "", "1/2/2026 25:00": "", "1/2/2026 x": "",
	} {
		got, ok := Time(in, zone, "dmy")
		if ok != (want != "") || ok && got.In(zone).Format(time.RFC3339) != want {
			t.Errorf("%s: %v %v, want %s", in, got, ok, want)
		}
	}
	if got, _ := Time("12/31/2026", zone, "mdy"); got.Day() != 31 {
		t.Errorf("mdy: %v", got)
	}
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
