package journey

import (
	"context"
	"slices"
	"syscall"
	"testing"
	"time"

	"cham/store/index"
)

func BenchmarkIndex(b *testing.B) {
	c := generate(10e6, 1)
	x := index.New(index.Options{})
	defer x.Close()
	t := time.Now()
	if err := x.LoadColumns("w", c); err != nil {
		b.Fatal(err)
	}
	d := time.Since(t)
	b.Logf("%d touches, build %.1f M/s, %.2f B/touch", len(c.At), float64(len(c.At))/d.Seconds()/1e6, float64(x.Bytes())/float64(len(c.At)))
	for _, q := range questions() {
		p := q.plan
		b.Run(q.name, func(b *testing.B) {
			best := time.Hour
			for b.Loop() {
				before := cpu()
				if _, err := x.Ask(context.Background(), "w", p); err != nil {
					b.Fatal(err)
				}
				best = min(best, cpu()-before)
			}
			b.ReportMetric(float64(best.Milliseconds()), "least-cpu-ms")
		})
	}
}

// cpu is the processor time the process has used; wall time says little on a
// machine that others use, too.
func cpu() time.Duration {
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// TestRun runs the whole bench small: the index and DuckDB must agree.
func TestRun(t *testing.T) {
	r, err := Run(context.Background(), Options{Touches: 50_000, Seed: 1, Runs: 1, Say: func(s string) { t.Log(s) }})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Questions) != len(questions()) || r.Touches < 40_000 || r.IngestRatio == 0 {
		t.Errorf("%+v", r)
	}
	t.Logf("%+v", r)
}

func TestGenerateIsRepeatable(t *testing.T) {
	a, b := generate(20_000, 7), generate(20_000, 7)
	if !slices.Equal(a.At, b.At) || !slices.Equal(a.Kind, b.Kind) || !slices.Equal(a.Customer, b.Customer) {
		t.Error("two runs of one seed differ")
	}
	if c := generate(20_000, 8); slices.Equal(a.At, c.At) {
		t.Error("two seeds give the same")
	}
	for i := 1; i < len(a.At); i++ {
		if a.Customer[i] < a.Customer[i-1] || a.Customer[i] == a.Customer[i-1] && a.At[i] < a.At[i-1] {
			t.Fatal("not ordered at", i)
		}
	}
}
