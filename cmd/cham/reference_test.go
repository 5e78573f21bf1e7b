package main

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"maps"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"cham"
	"cham/app"
	"cham/app/server"
	"cham/chamtest"
)

// cham runs the command as a shell would, and decodes its JSON answer.
func runCham(t *testing.T, out any, args ...string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if status := run(t.Context(), args, &stdout, &stderr); status != 0 {
		t.Fatalf("cham %v: status %d\n%s", args, status, stderr.String())
	}
	if err := json.Unmarshal(stdout.Bytes(), out); err != nil {
		t.Fatalf("cham %v: %v\n%s", args, err, stdout.String())
	}
}

// figures are what the command line answers about a data folder or a server.
type figures struct {
	Customers   int
	Touches     map[string]int
	Transitions map[string]int
	Medians     map[string]float64
	Total       int
	Strict, Any []int
	Exits       map[string][3]int
}

var olistSteps = "Order Completed,Payment Approved,Order Shipped,Order Delivered,Survey Answered"

func figuresOf(t *testing.T, steps string, where ...string) (f figures) {
	t.Helper()
	query := func(out any, args ...string) {
		runCham(t, out, append(append([]string{"query"}, args...), append(where, "--json")...)...)
	}
	query(&f, "touches")
	var pairs struct {
		Pairs []pair
		Total int
	}
	query(&pairs, "transitions")
	f.Total, f.Transitions, f.Medians = pairs.Total, map[string]int{}, map[string]float64{}
	for _, p := range pairs.Pairs {
		f.Transitions[p.From+" -> "+p.To] = p.Count
		f.Medians[p.From+" -> "+p.To] = p.MedianS
	}
	for order, to := range map[string]*[]int{"strict": &f.Strict, "any": &f.Any} {
		var funnel struct{ Steps []int }
		query(&funnel, "funnel", "--steps", steps, "--order", order)
		*to = funnel.Steps
	}
	var exits struct {
		Touchpoints []struct {
			Name                  string
			Journeys, Exits, Open int
		}
	}
	query(&exits, "exits")
	f.Exits = map[string][3]int{}
	for _, e := range exits.Touchpoints {
		f.Exits[e.Name] = [3]int{e.Journeys, e.Exits, e.Open}
	}
	return f
}

func reference(t *testing.T, name string, out any) {
	t.Helper()
	data, err := os.ReadFile(chamtest.Shared(t, "reference/"+name))
	if err == nil {
		err = json.Unmarshal(data, out)
	}
	if err != nil {
		t.Fatal(err)
	}
}

type counts struct{ Accepted, Refused, Duplicate int }

// A file of 36,420 calls read once, read again, and sent by Segment's own
// client gives the numbers that were computed independently.
func TestOlistIsTheSameByFileAndByClient(t *testing.T) {
	file := chamtest.Shared(t, "journey/olist_events_dev.ndjson.gz")
	folder := t.TempDir()
	var first, again counts
	runCham(t, &first, "import", "--data", folder, "--file", file, "--json")
	if first != (counts{Accepted: 36420}) {
		t.Fatal(first)
	}
	byFile := figuresOf(t, olistSteps, "--data", folder)
	checkOlist(t, byFile)

	runCham(t, &again, "import", "--data", folder, "--file", file, "--json")
	if again != (counts{Duplicate: 36420}) {
		t.Fatal(again)
	}
	sameFigures(t, "read twice", byFile, figuresOf(t, olistSteps, "--data", folder))

	s := serving(t)
	for _, calls := range []string{"all", "5000"} { // all of it once, the start of it again
		client(t, s, file, calls)
		sameFigures(t, "sent "+calls, byFile, figuresOf(t, olistSteps, "--server", s.URL(), "--key", s.apiKey(t)))
	}
}

func checkOlist(t *testing.T, f figures) {
	t.Helper()
	var want struct {
		Users  int            `json:"distinct_userIds"`
		ByType map[string]int `json:"events_by_type"`
		DFG    struct {
			Edges map[string]int `json:"edges"`
			N     int            `json:"n_edges"`
		} `json:"dfg_by_user_track_events"`
		Funnel struct {
			Strict []int `json:"ordered_t_nondecreasing"`
			Any    []int `json:"any_order"`
		} `json:"funnel_by_user"`
	}
	reference(t, "olist_dev.json", &want)
	delete(want.ByType, "identify")
	sameFigures(t, "reference", figures{Customers: want.Users, Touches: want.ByType, Transitions: want.DFG.Edges, Total: want.DFG.N,
		Strict: want.Funnel.Strict, Any: want.Funnel.Any, Medians: f.Medians, Exits: f.Exits}, f)
}

func sameFigures(t *testing.T, what string, want, got figures) {
	t.Helper()
	a, _ := json.Marshal(want)
	b, _ := json.Marshal(got)
	if !bytes.Equal(a, b) {
		t.Fatalf("%s:\nwant %s\n got %s", what, a, b)
	}
}

// A file sent twice to a running server, without naming a source, counts once.
func TestRemoteImportTwice(t *testing.T) {
	r := serving(t)
	key := r.key(t, "main", cham.RoleAdmin)
	file := chamtest.Shared(t, "journey/rees46_3h_dev.ndjson.gz")
	for _, want := range []counts{{Accepted: 17434}, {Duplicate: 17434}} {
		var got counts
		runCham(t, &got, "import", "--server", r.URL(), "--key", key, "--file", file, "--json")
		if got != want {
			t.Fatalf("%+v, want %+v", got, want)
		}
	}
}

// Anonymous and known ids together: 4,504 people in 5,066 browsers.
func TestRees46(t *testing.T) {
	folder := t.TempDir()
	var c counts
	runCham(t, &c, "import", "--data", folder, "--file", chamtest.Shared(t, "journey/rees46_3h_dev.ndjson.gz"), "--json")
	f := figuresOf(t, "Product Viewed,Product Added,Order Completed", "--data", folder)
	var want struct {
		Rees struct {
			Rows, Users int
			Events      map[string]int
			Funnel      []int `json:"funnel_view_cart_purchase_by_user"`
		} `json:"rees46_3h"`
	}
	reference(t, "eventlogs_dev.json", &want)
	touches := map[string]int{"Product Viewed": want.Rees.Events["view"], "Product Added": want.Rees.Events["cart"],
		"Order Completed": want.Rees.Events["purchase"]}
	if c.Accepted != want.Rees.Rows || f.Customers != want.Rees.Users || !maps.Equal(f.Touches, touches) {
		t.Fatalf("%+v %+v", c, f)
	}
	if got := f.Strict; len(got) != 3 || got[0] != want.Rees.Funnel[0] || got[1] != want.Rees.Funnel[1] || got[2] != want.Rees.Funnel[2] {
		t.Fatalf("funnel %v, want %v", got, want.Rees.Funnel)
	}
}

// running is a server of the test's own, with the source that clienttest's
// programs send to.
type running struct{ *server.Server }

const clientKey = "abc123"

func serving(t *testing.T) running { return servingFrom(t, t.TempDir()) }

// servingFrom is a server on a data folder, until the test ends.
func servingFrom(t *testing.T, folder string) running {
	t.Helper()
	s, err := server.New(t.Context(), server.Options{Options: app.Options{Data: folder, Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
		Version: version}, Listen: "127.0.0.1:0", Rate: -1})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- s.Serve(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	ws, err := s.Pick(t.Context(), "")
	if err == nil {
		err = s.Sources.CreateSource(t.Context(), cham.Source{ID: "client", Workspace: ws, Name: "client", Kind: "server", WriteKey: clientKey,
			Enabled: true, CreatedAt: time.Now()})
	}
	if err != nil {
		t.Fatal(err)
	}
	return running{s}
}

func (r running) apiKey(t *testing.T) string {
	t.Helper()
	return r.key(t, "main", cham.RoleViewer)
}

// client sends a file's calls, at most so many when most is a number, with the
// real @segment/analytics-node, and waits until all of them are visible.
func client(t *testing.T, r running, file, most string) {
	t.Helper()
	_, port, _ := net.SplitHostPort(r.Addr())
	dir := filepath.Join("..", "..", "api", "track", "clienttest")
	if _, err := os.Stat(filepath.Join(dir, "node_modules")); err != nil {
		chamtest.Missing(t, "Segment's client is not installed; run make clients: %v", err)
	}
	node := exec.CommandContext(t.Context(), "node", "history-node.mjs", "http://127.0.0.1:"+port, file, most)
	node.Dir = dir
	if out, err := node.CombinedOutput(); err != nil {
		t.Fatalf("the client: %v\n%s", err, out)
	}
	if err := r.Flow.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
}
