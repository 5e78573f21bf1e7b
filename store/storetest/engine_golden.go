package storetest

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"
	"time"

	"cham"
	"cham/chamtest"
	"cham/measure"
)

// ReadCalls reads a file of Segment calls into records in file order, all in
// one workspace: the user id, or else the anonymous id, owns a touch. It is
// the short way around capture, for tests of what comes after it.
func ReadCalls(t testing.TB, path string) (records []cham.Record) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	keys := map[string]cham.KeyID{}
	lines := bufio.NewScanner(z)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var c struct {
			Type, Event, UserID, AnonymousID, MessageID string
			Timestamp                                   time.Time
			Properties                                  json.RawMessage
			Context                                     struct{ Channel string }
		}
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		who := "u" + c.UserID
		if c.UserID == "" {
			who = "a" + c.AnonymousID
		}
		if keys[who] == 0 {
			keys[who] = cham.KeyID(len(keys) + 1)
		}
		at := c.Timestamp.UTC()
		records = append(records, cham.Record{Seq: int64(len(records) + 1), Key: keys[who], Touch: cham.Touch{MessageID: c.MessageID,
			Source: "file", Type: cham.CallType(c.Type), Name: c.Event, Channel: cham.Channel(c.Context.Channel), At: at, ReceivedAt: at,
			Properties: c.Properties}})
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return records
}

// golden asks an engine that was loaded with one file.
type golden struct {
	*testing.T
	engine JourneyEngine
	model  model
}

func (g *golden) ask(q measure.Query) *measure.Answer {
	g.Helper()
	p, err := measure.Compile(q, nil, time.UTC, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	if err != nil {
		g.Fatal(err)
	}
	a, err := g.engine.Ask(context.Background(), EngineWorkspace, p)
	if err != nil {
		g.Fatal(err)
	}
	return a
}

func (g *golden) touches() map[string]int {
	out := map[string]int{}
	for _, c := range g.ask(measure.Query{Question: measure.Touches}).Touches {
		out[c.Name] = c.Volume
	}
	return out
}

// edges are the transitions as the references write them, and their medians in seconds.
func (g *golden) edges() (counts map[string]int, medians map[string]float64, total int) {
	counts, medians = map[string]int{}, map[string]float64{}
	for _, x := range g.ask(measure.Query{Question: measure.Transitions}).Transitions {
		counts[x.From+" -> "+x.To], medians[x.From+" -> "+x.To] = x.Count, x.MedianS
		total += x.Count
	}
	return counts, medians, total
}

func (g *golden) funnel(order string, steps ...string) (n []int) {
	for _, s := range g.ask(measure.Query{Question: measure.Funnel, Steps: single(steps), Order: order}).Funnel {
		n = append(n, s.Customers)
	}
	return n
}

// single are steps of one touchpoint each.
func single(names []string) (steps [][]string) {
	for _, n := range names {
		steps = append(steps, []string{n})
	}
	return steps
}

func (g *golden) same(what string, got, want any) {
	g.Helper()
	x, y := fmt.Sprint(got), fmt.Sprint(want) // maps print sorted
	if x != y {
		g.Errorf("%s:\ngot  %s\nwant %s", what, x, y)
	}
}

// near compares medians to the references' three digits.
func (g *golden) near(what string, got, want map[string]float64) {
	g.Helper()
	for k, w := range want {
		if math.Abs(got[k]-w) > 5e-4*max(1, math.Abs(w)/1e6) {
			g.Errorf("%s of %s: %v, want %v", what, k, got[k], w)
		}
	}
}

func reference[T any](t testing.TB, path string) (v T) {
	t.Helper()
	b, err := os.ReadFile(chamtest.Shared(t, path))
	if err == nil {
		err = json.Unmarshal(b, &v)
	}
	if err != nil {
		t.Fatal(err)
	}
	return v
}

type olistReference struct {
	DistinctUserIDs int            `json:"distinct_userIds"`
	EventsByType    map[string]int `json:"events_by_type"`
	DFG             struct {
		Edges map[string]int `json:"edges"`
		N     int            `json:"n_edges"`
	} `json:"dfg_by_user_track_events"`
	Funnel struct {
		Steps   []string `json:"steps"`
		Ordered []int    `json:"ordered_t_nondecreasing"`
		Any     []int    `json:"any_order"`
	} `json:"funnel_by_user"`
}

type logReference struct {
	Cases    int                `json:"cases"`
	Counts   map[string]int     `json:"activity_counts"`
	Total    int                `json:"dfg_total"`
	Distinct int                `json:"dfg_edges_distinct"`
	Top      map[string]int     `json:"dfg_top60"`
	Medians  map[string]float64 `json:"median_seconds_top15_edges"`
	Start    map[string]int     `json:"start"`
	End      map[string]int     `json:"end"`
	Variants []variant          `json:"top10_variants"`
	Rows     int                `json:"rows"`
	Users    int                `json:"users"`
	Events   any                `json:"events"` // a number, or by name
	Funnel3  []int              `json:"funnel_view_cart_purchase_by_user"`
	Funnel2  []int              `json:"funnel_view_purchase_by_user"`
}

// testGolden holds an engine to numbers that were computed independently.
func testGolden(t *testing.T, open OpenEngine) {
	load := func(t *testing.T, file string) *golden {
		s := newStory()
		s.records = ReadCalls(t, chamtest.Shared(t, "journey/"+file))
		return &golden{T: t, engine: open(t, s, nil), model: s.model}
	}
	t.Run("olist", func(t *testing.T) {
		ref := reference[olistReference](t, "reference/olist_dev.json")
		g := load(t, "olist_events_dev.ndjson.gz")
		delete(ref.EventsByType, "identify")
		g.same("touches", g.touches(), ref.EventsByType)
		g.same("customers", g.ask(measure.Query{Question: measure.Touches}).Customers, ref.DistinctUserIDs)
		counts, _, total := g.edges()
		g.same("transitions", counts, ref.DFG.Edges)
		g.same("all transitions", total, ref.DFG.N)
		g.same("strict funnel", g.funnel("strict", ref.Funnel.Steps...), ref.Funnel.Ordered)
		g.same("funnel in any order", g.funnel("any", ref.Funnel.Steps...), ref.Funnel.Any)
		g.twins()
	})
	t.Run("olist times", func(t *testing.T) { testOlistTimes(t, open) })
	logs := reference[map[string]logReference](t, "reference/eventlogs_dev.json")
	for _, name := range []string{"bpic2012", "helpdesk"} {
		t.Run(name, func(t *testing.T) {
			ref, g := logs[name], load(t, name+"_dev.ndjson.gz")
			g.same("touches", g.touches(), ref.Counts)
			g.same("customers", g.ask(measure.Query{Question: measure.Touches}).Customers, ref.Cases)
			counts, medians, total := g.edges()
			g.same("all transitions", total, ref.Total)
			g.same("distinct transitions", len(counts), ref.Distinct)
			g.same("top transitions", only(counts, ref.Top), ref.Top)
			g.near("median", medians, ref.Medians)
			g.graph(ref)
			g.variants(ref)
			if name == "bpic2012" {
				g.ways(ref)
			}
		})
	}
	t.Run("rees46", func(t *testing.T) {
		ref, g := logs["rees46_3h"], load(t, "rees46_3h_dev.ndjson.gz")
		names := map[string]string{"view": "Product Viewed", "cart": "Product Added", "purchase": "Order Completed"}
		want := map[string]int{}
		for short, n := range ref.Events.(map[string]any) {
			want[names[short]] = int(n.(float64))
		}
		g.same("touches", g.touches(), want)
		g.same("customers", g.ask(measure.Query{Question: measure.Touches}).Customers, ref.Users)
		g.same("funnel of three", g.funnel("strict", names["view"], names["cart"], names["purchase"]), ref.Funnel3)
		g.same("funnel of two", g.funnel("strict", names["view"], names["purchase"]), ref.Funnel2)
	})
}

func only(counts, keys map[string]int) map[string]int {
	out := map[string]int{}
	for k := range keys {
		out[k] = counts[k]
	}
	return out
}

// twins compares all questions on the real data with SQL.
func (g *golden) twins() {
	w := newTwin(g.T)
	zone := time.FixedZone("", 7*3600)
	now := time.Date(2018, 8, 1, 0, 0, 0, 0, time.UTC)
	for _, q := range allQuestions() {
		if suiteOf(q).mapped {
			continue // there is no map
		}
		query := measure.Query{Question: q, From: now.AddDate(-1, 0, 0), To: now, Bucket: "month"}
		if q == measure.Funnel {
			query.Steps, query.WindowDays = single(strings.Split("Order Completed,Payment Approved,Survey Answered", ",")), 14
		}
		switch q {
		case measure.Attribution:
			query.Goal, query.Credit, query.MarkovOrder = []string{"Survey Answered"}, measure.ByName, 2
		case measure.Drivers:
			query.Goal = []string{"Survey Answered"}
		case measure.Changed:
			query.Goal, query.By, query.Compare = []string{"Survey Answered"}, measure.ByName, &measure.Period{From: now.AddDate(-2, 0, 0),
				To: now.AddDate(-1, 0, 0)}
		}
		p, err := measure.Compile(query, nil, zone, now)
		if err != nil {
			g.Fatal(err)
		}
		a, err := g.engine.Ask(context.Background(), EngineWorkspace, p)
		if err != nil {
			g.Fatal(err)
		}
		if diff := AnswersDiffer(a, w.ask(&g.model, p)); diff != "" {
			g.Errorf("%s: engine and SQL differ: %s", q, diff)
		}
	}
}
