package measure

import (
	"testing"
	"time"
)

// TestBucketsWhereMidnightIsSkipped: every day is one bucket, also one that
// begins at 01:00, one that has 25 hours, and around one that never was.
func TestBucketsWhereMidnightIsSkipped(t *testing.T) {
	for _, c := range []struct {
		zone, from, to, bucket string
		want                   int
	}{
		{"America/Santiago", "2026-09-05T04:00:00Z", "2026-09-08T03:00:00Z", "day", 3},
		{"America/Santiago", "2026-04-03T03:00:00Z", "2026-04-07T04:00:00Z", "day", 4},
		{"America/Sao_Paulo", "2017-10-09T03:00:00Z", "2017-10-23T02:00:00Z", "week", 2},
		{"America/Asuncion", "2017-09-01T04:00:00Z", "2017-11-01T03:00:00Z", "month", 2},
		{"Pacific/Apia", "2011-12-29T10:00:00Z", "2012-01-01T10:00:00Z", "day", 3}, // without 30 December
	} {
		zone, err := time.LoadLocation(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		from, _ := time.Parse(time.RFC3339, c.from)
		to, _ := time.Parse(time.RFC3339, c.to)
		p := Plan{Query: Query{From: from, To: to, Bucket: c.bucket}, Location: zone, Now: to}
		if err := p.checkBuckets(); err != nil || len(p.Bounds)-1 != c.want {
			t.Errorf("%s: %v %v, want %d buckets", c.zone, err, p.Bounds, c.want)
		}
	}
}
