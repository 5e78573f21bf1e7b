package kit_test

import (
	"fmt"
	"testing"
	"time"

	"cham/chamtest"
	"cham/chamtest/kit"
	"cham/flow"
	"cham/measure"
)

var at = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

func each(t *testing.T, f func(*testing.T, *kit.Kit)) {
	t.Run("sqlite", func(t *testing.T) { f(t, kit.New(t)) })
	t.Run("postgres", func(t *testing.T) { f(t, kit.New(t, kit.OnPostgres(chamtest.Postgres(t)))) })
}

func counts(k *kit.Kit) string {
	a := k.Ask(measure.Query{Question: measure.Touches})
	s := fmt.Sprint(a.Customers, " customers, ", a.Volume, " touches")
	return s
}

// The whole way: sent twice, merged by rule, undone by hand, started anew.
func TestSendMergeUndoRestart(t *testing.T) {
	each(t, func(t *testing.T, k *kit.Kit) {
		k.Touch("anon1", "Page Viewed", at)
		k.Touch("an", "Order Completed", at.Add(time.Hour), kit.Prop("total", 5), kit.Set("messageId", "same"))
		k.Touch("an", "Order Completed", at.Add(time.Hour), kit.Set("messageId", "same"))
		k.Drain()
		if got := counts(k); got != "2 customers, 2 touches" {
			t.Error(got)
		}
		k.Identify("an", at.Add(2*time.Hour), kit.Set("anonymousId", "anon1"), kit.Trait("name", "Nguyễn An"))
		k.Drain()
		if got := counts(k); got != "1 customers, 2 touches" {
			t.Error(got)
		}
		p := k.Customer("an")
		if p.Name != "Nguyễn An" || len(p.Merges) != 1 || !p.Merges[0].Merge {
			t.Fatalf("%+v", p)
		}
		if err := k.Flow.Undo(t.Context(), kit.Workspace, p.Merges[0].ID, "owner"); err != nil {
			t.Fatal(err)
		}
		if got := counts(k); got != "2 customers, 2 touches" {
			t.Error("after undo: ", got)
		}
		k.Restart()
		if got := counts(k); got != "2 customers, 2 touches" {
			t.Error("after a restart: ", got)
		}
		k.Touch("an", "Order Completed", at.Add(3*time.Hour), kit.Set("anonymousId", "anon1"))
		k.Drain()
		if got := counts(k); got != "2 customers, 3 touches" {
			t.Error("after the undone pair came again: ", got)
		}
		if s := k.Flow.Stats(); len(s) != 1 || s[0].LastError != "" || s[0].Workspace != kit.Workspace {
			t.Errorf("%+v", s)
		}
	})
}

// A clock that jumps years to and fro moves no touch and loses none.
func TestClockJumps(t *testing.T) {
	k := kit.New(t)
	jumps := []time.Duration{-365 * 24 * time.Hour, 2 * 365 * 24 * time.Hour, -time.Hour, time.Minute, -400 * 24 * time.Hour}
	n, at := 0, at.AddDate(-6, 0, 0) // in the past whatever the clock says
	for round, by := range jumps {
		for range 20 {
			n++
			k.Touch(fmt.Sprint("u", n%7), fmt.Sprint("Step ", n%3), at.Add(time.Duration(n)*time.Minute),
				kit.Set("anonymousId", fmt.Sprint("anon", n%7)))
		}
		k.Jump(by)
		if round == 2 {
			k.Restart()
		}
	}
	k.Drain()
	k.Jump(3 * 365 * 24 * time.Hour)
	if got := counts(k); got != "7 customers, 100 touches" {
		t.Error(got)
	}
	records, err := k.History().Latest(t.Context(), "", 1000)
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range records {
		if want := at.Add(time.Duration(100-i) * time.Minute); !r.At.Equal(want) || r.Seq != int64(100-i) {
			t.Fatalf("record %d is of %v, not %v", r.Seq, r.At, want)
		}
	}
	if s := k.Flow.Stats()[0]; s.LastError != "" || s.Duplicates != 0 {
		t.Errorf("%+v", s)
	}
}

// How much a second the whole way takes, from the journal to the answer.
func BenchmarkFlow(b *testing.B) {
	k := kit.New(b)
	b.ReportAllocs()
	const batch = 100
	b.ResetTimer()
	for i := 0; i < b.N; i += batch {
		body := []byte(`{"batch":[`)
		for j := range batch {
			if j > 0 {
				body = append(body, ',')
			}
			n := i + j
			body = fmt.Appendf(body, `{"type":"track","event":"Step %d","messageId":"b%d","userId":"u%d","anonymousId":"a%d","timestamp":%q,`+
				`"properties":{"product_id":"p%d","price":%d,"pad":"%0500d"},"context":{"page":{"url":"https://shop.vn/p/%d"}}}`,
				n%20, n, n/10, n/5, at.Add(time.Duration(n)*time.Second).Format(time.RFC3339), n%1000, n%100, n, n%1000)
		}
		k.Send(append(body, "]}"...))
	}
	k.Drain()
	var s flow.Stats = k.Flow.Stats()[0]
	b.ReportMetric(float64(s.Stored)/b.Elapsed().Seconds(), "touches/s")
}
