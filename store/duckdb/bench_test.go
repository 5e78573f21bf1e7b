package duckdb

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"cham"
)

// How long a touch of about a kilobyte takes, in batches of 5,000.
func BenchmarkAppend(b *testing.B) {
	h, err := Open(filepath.Join(b.TempDir(), "touches.duckdb"), Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer h.Close()
	at := time.Date(2026, 11, 1, 8, 0, 0, 0, time.UTC)
	records := make([]cham.Record, 5000)
	b.ReportAllocs()
	b.ResetTimer()
	for n := 0; n < b.N; {
		batch := records[:min(len(records), b.N-n)]
		for i := range batch {
			batch[i] = benchRecord(n, at.Add(time.Duration(n)*time.Millisecond))
			n++
		}
		if _, err := h.Append(b.Context(), batch, int64(n)); err != nil {
			b.Fatal(err)
		}
	}
}

func benchRecord(n int, at time.Time) cham.Record {
	return cham.Record{Key: cham.KeyID(n/2 + 1), Also: []cham.KeyID{cham.KeyID(n/2 + 2)}, Touch: cham.Touch{
		MessageID: fmt.Sprint("m-", n), Source: "s1", Type: cham.CallTrack, Name: "Product Viewed", Channel: "website", At: at, ReceivedAt: at,
		Campaign: cham.Campaign{Source: "facebook", Medium: "cpc", Name: "thang-11"}, Device: "mobile", Value: float64(n), Currency: "VND",
		Page: cham.Page{Path: fmt.Sprint("/san-pham/", n%5000), Title: "Serum"},
		Properties: json.RawMessage(fmt.Sprintf(`{"name":"Serum B5","category":"duong da","currency":"VND",`+
			`"note":"da nhay cam, phuc hoi; da nhay cam, phuc hoi; da nhay cam, phuc hoi; da nhay cam","price":%d}`, n)),
		Context: json.RawMessage(`{"locale":"vi-VN",` +
			`"userAgent":"Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 Chrome/131.0 Mobile Safari/537.36"}`),
	}}
}
