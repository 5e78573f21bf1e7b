package feed

import (
	"testing"
	"time"
)

// A short run gives every figure.
func TestRun(t *testing.T) {
	f, err := Run(t.Context(), Options{Live: 300 * time.Millisecond, PerSecond: 1000, Touches: 20_000, Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	if h := f.HandOver; h.Touches == 0 || h.PerSecond == 0 || h.P99ms <= 0 || h.P99ms < h.P50ms || h.ReceiptP99ms < h.P99ms {
		t.Errorf("%+v", h)
	}
	if c := f.CatchUp; c.Alone <= 0 || c.Reader <= 0 || c.Writer <= 0 || c.Four <= 0 || c.BatchSec <= 0 || c.ToAlone <= 0 {
		t.Errorf("%+v", c)
	}
}
