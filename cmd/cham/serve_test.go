package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
)

func (r running) post(t *testing.T, path, body string) int {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, r.URL()+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.SetBasicAuth(clientKey, "")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	return res.StatusCode
}

func (r running) get(t *testing.T, path string) (int, string) {
	t.Helper()
	res, err := http.Get(r.URL() + path)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

// series adds up a metric's series, by name.
func series(t *testing.T, exposition string) map[string]float64 {
	t.Helper()
	sums := map[string]float64{}
	for lines := bufio.NewScanner(strings.NewReader(exposition)); lines.Scan(); {
		line := lines.Text()
		if strings.HasPrefix(line, "#") {
			continue
		}
		var value float64
		name, _, _ := strings.Cut(line, "{")
		name, _, _ = strings.Cut(name, " ")
		if _, err := fmt.Sscan(line[strings.LastIndex(line, " ")+1:], &value); err != nil {
			t.Fatal(line, err)
		}
		sums[name] += value
	}
	return sums
}

// Every call that came in is accounted for: stored, a duplicate, refused with
// a reason, or still on its way.
func TestMetricsAddUp(t *testing.T) {
	r := serving(t)
	const touch = `{"userId":"u1","event":"E","messageId":"m%d"}`
	for i := range 30 {
		if status := r.post(t, "/v1/track", fmt.Sprintf(touch, i%20)); status != http.StatusOK {
			t.Fatal(status)
		}
	}
	for range 7 {
		if status := r.post(t, "/v1/track", `{"event":"nobody"}`); status != http.StatusOK {
			t.Fatal(status)
		}
	}
	if err := r.Flow.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, text := r.get(t, "/metrics")
	m := series(t, text)
	for name, want := range map[string]float64{
		"cham_touches_accepted_total": 30, "cham_touches_stored_total": 20, "cham_touches_duplicate_total": 10,
		"cham_calls_refused_total": 7, "cham_touches_queued": 0, "cham_touches_aside_total": 0,
	} {
		if m[name] != want {
			t.Errorf("%s is %v, want %v", name, m[name], want)
		}
	}
	if !strings.Contains(text, `cham_calls_refused_total{reason="no_id"} 7`) {
		t.Error("refusals are not told by reason")
	}
}

// A proxy on this machine does not open the figures to the world.
func TestMetricsArePrivate(t *testing.T) {
	r := serving(t)
	for key, want := range map[string]int{"": 401, "cham_wrong": 401, r.apiKey(t): 200} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, r.URL()+"/metrics", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("X-Forwarded-For", "203.0.113.7")
		req.Header.Set("Authorization", "Bearer "+key)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != want {
			t.Errorf("key %q: %d, want %d", key, res.StatusCode, want)
		}
	}
}

func TestProtocolsShareOneAddress(t *testing.T) {
	r := serving(t)
	for path, want := range map[string]int{
		"/healthz": 200, "/readyz": 200, "/metrics": 200, "/v1/openapi.json": 200, "/v1/session": 200,
		"/v1/maps": 401, "/v1/projects/" + clientKey + "/settings": 200, "/v1/nothing": 404,
	} {
		if got, body := r.get(t, path); got != want {
			t.Errorf("%s answered %d, want %d: %.200s", path, got, want, body)
		}
	}
}

// What one process accepted is there for the next one, and a second process on
// the same folder is told so.
func TestFolderIsOneProcessAtATime(t *testing.T) {
	r := serving(t)
	if status := r.post(t, "/v1/track", `{"userId":"u1","event":"E","messageId":"m"}`); status != 200 {
		t.Fatal(status)
	}
	var out, errs strings.Builder
	if status := run(t.Context(), []string{"query", "touches", "--data", r.Data}, &out, &errs); status != 1 ||
		!strings.Contains(errs.String(), "another cham is running") {
		t.Fatalf("status %d: %s", status, errs.String())
	}
	var answer struct{ Customers int }
	runCham(t, &answer, "query", "touches", "--server", r.URL(), "--key", r.apiKey(t), "--json")
	if err := r.Flow.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	runCham(t, &answer, "query", "touches", "--server", r.URL(), "--key", r.apiKey(t), "--json")
	if answer.Customers != 1 {
		t.Fatal(answer)
	}
}

func TestUsageErrors(t *testing.T) {
	for _, args := range [][]string{{}, {"nothing"}, {"query", "funnel"}, {"import"},
		{"query", "funnel", "--steps", "A", "--order", "sometimes"}} {
		var out, errs strings.Builder
		if status := run(t.Context(), args, &out, &errs); status != 2 {
			t.Errorf("cham %v: status %d, want 2\n%s", args, status, errs.String())
		}
	}
	var out, errs strings.Builder
	if status := run(t.Context(), []string{"query", "funnel", "--steps", "A", "--window", "soon", "--data", t.TempDir()}, &out,
		&errs); status != 1 || !strings.Contains(errs.String(), "--window") {
		t.Errorf("status %d: %s", status, errs.String())
	}
}

func TestDoctor(t *testing.T) {
	var out, errs strings.Builder
	if status := run(t.Context(), []string{"doctor", "--data", t.TempDir(), "--listen", "127.0.0.1:0"}, &out, &errs); status != 0 {
		t.Fatalf("%s\n%s", out.String(), errs.String())
	}
	for _, want := range []string{"Data folder", "Disk speed", "SQLite", "DuckDB v1.4"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no word of %q:\n%s", want, out.String())
		}
	}
	out.Reset()
	if status := run(t.Context(), []string{"doctor", "--data", "/proc/nowhere", "--listen", "127.0.0.1:0"}, &out, &errs); status != 1 ||
		!strings.Contains(out.String(), "fail  Data folder") {
		t.Errorf("status %d:\n%s", status, out.String())
	}
}

// Told to stop while it starts, the program stops well, and says of nothing that it failed.
func TestStopWhileStarting(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	var out bytes.Buffer
	if status := run(ctx, []string{"serve", "--data", t.TempDir(), "--listen", "127.0.0.1:0"}, &out, &out); status != 0 || out.Len() > 0 {
		t.Errorf("%d: %s", status, out.String())
	}
}
