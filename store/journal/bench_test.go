package journal

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"cham/chamtest"
)

// batchOf makes a payload like real ones: n calls of about 1 KB as JSON, of
// which ids, times and values differ and names and texts recur.
func batchOf(n int, rnd *rand.Rand) []byte {
	var b []byte
	for range n {
		one, err := json.Marshal(map[string]any{
			"messageId": fmt.Sprintf("%016x-%016x", rnd.Uint64(), rnd.Uint64()), "type": "track", "event": "Product Viewed",
			"anonymousId": fmt.Sprintf("%016x", rnd.Uint64()), "userId": fmt.Sprint(rnd.IntN(1e6)),
			"timestamp": 1790000000000 + rnd.IntN(1e9),
			"properties": map[string]any{"sku": fmt.Sprintf("SP-%05d", rnd.IntN(20000)), "name": "Kem chống nắng dưỡng da ban ngày SPF 50+",
				"category": "Chăm sóc da", "price": 1000 * rnd.IntN(2000), "currency": "VND", "quantity": 1 + rnd.IntN(3),
				"url": fmt.Sprintf("https://shop.example.vn/san-pham/kem-chong-nang-%d?utm_source=facebook&utm_medium=cpc&utm_campaign=tet",
					rnd.IntN(2000))},
			"context": map[string]any{"ip": fmt.Sprintf("113.161.%d.%d", rnd.IntN(256), rnd.IntN(256)), "locale": "vi-VN",
				"userAgent": "Mozilla/5.0 (Linux; Android 14; SM-A546E) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36",
				"library":   map[string]any{"name": "analytics-node", "version": "2.3.0"},
				"page": map[string]any{"path": fmt.Sprintf("/san-pham/kem-chong-nang-%d", rnd.IntN(2000)), "title": "Kem chống nắng | Mỹ phẩm Hoa Sen",
					"referrer": "https://www.facebook.com/"}},
		})
		if err != nil {
			panic(err)
		}
		b = append(b, one...)
	}
	return b
}

// benchmarkAppend reports touches a second and µs of a core per touch.
func benchmarkAppend(b *testing.B, j *Journal, appenders, touches int) {
	rnd := rand.New(rand.NewPCG(1, 2))
	batches := make([][]byte, 64)
	size := 0
	for i := range batches {
		batches[i] = batchOf(touches, rnd)
		size += len(batches[i])
	}
	b.SetBytes(int64(size / len(batches)))
	var n atomic.Int64
	var wg sync.WaitGroup
	b.ResetTimer()
	for range appenders {
		wg.Go(func() {
			for i := n.Add(1); i <= int64(b.N); i = n.Add(1) {
				if err := j.Append(context.Background(), "ws", touches, batches[i%64]); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	b.StopTimer()
	b.ReportMetric(float64(b.N*touches)/b.Elapsed().Seconds(), "touches/s")
	s := j.Stats()
	b.ReportMetric(float64(s.Bytes)/float64(s.Touches), "B/touch")
}

func sqliteJournal(b *testing.B) *Journal {
	j, err := OpenSQLite(filepath.Join(b.TempDir(), "journal.db"), Options{MaxBytes: 1 << 40, MaxEntries: 1 << 40})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { j.Close() })
	return j
}

func BenchmarkAppend100x16(b *testing.B) { benchmarkAppend(b, sqliteJournal(b), 16, 100) }
func BenchmarkAppend1x64(b *testing.B)   { benchmarkAppend(b, sqliteJournal(b), 64, 1) }

func postgresJournal(b *testing.B) *Journal {
	j, err := OpenPostgres(context.Background(), chamtest.Postgres(b), Options{MaxBytes: 1 << 40, MaxEntries: 1 << 40})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { j.Close() })
	return j
}

func BenchmarkAppendPostgres100x16(b *testing.B) { benchmarkAppend(b, postgresJournal(b), 16, 100) }
func BenchmarkAppendPostgres1x64(b *testing.B)   { benchmarkAppend(b, postgresJournal(b), 64, 1) }

// BenchmarkLimit is what the disk alone allows: a commit's bytes and one sync.
func BenchmarkLimit(b *testing.B) {
	f, err := os.Create(filepath.Join(b.TempDir(), "limit"))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	for _, size := range []int{8 << 10, 256 << 10} {
		b.Run(fmt.Sprintf("sync-%dKB", size>>10), func(b *testing.B) {
			buf := make([]byte, size)
			b.SetBytes(int64(size))
			for i := range b.N {
				if _, err := f.WriteAt(buf, int64(i%64)*int64(size)); err != nil {
					b.Fatal(err)
				}
				if err := datasync(f); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
