package duckdb

import (
	"path/filepath"
	"testing"
	"time"

	"cham"
)

// How long a touch takes to be read for the index, one in twenty with money.
func BenchmarkScan(b *testing.B) {
	h, err := Open(filepath.Join(b.TempDir(), "touches.duckdb"), Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer h.Close()
	const batches, size = 40, 25_000
	at := time.Date(2026, 11, 1, 8, 0, 0, 0, time.UTC)
	for i := range batches {
		records := make([]cham.Record, size)
		for k := range records {
			records[k] = benchRecord(i*size+k, at)
			if k%20 != 0 {
				records[k].Value = 0
			}
		}
		if _, err := h.Append(b.Context(), records, int64(i+1)); err != nil {
			b.Fatal(err)
		}
	}
	for name, need := range map[string]cham.TouchNeed{"plain": {}, "address": {Address: true}, "context": {Context: true}} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if err := h.Scan(b.Context(), 0, nil, need, func([]cham.Record) error { return nil }); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/(batches*size), "ns/touch")
		})
	}
}
