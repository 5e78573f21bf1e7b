package server

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/alexedwards/argon2id"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"cham/capability/rights"
	"cham/chamtest/kit"
)

// Each metric that the dashboard and the alert rules name is there, and each of
// ours is in the dashboard.
func TestDeployedMetricsExist(t *testing.T) {
	k := kit.New(t)
	k.Touch("an", "Step", k.Now())
	k.Drain()
	asked := rights.Request{Workspace: k.Source.Workspace, Kind: rights.View}
	if _, err := k.Requests.Take(t.Context(), asked); err != nil {
		t.Fatal(err)
	}
	service, err := newAccess(k.App, argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32})
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	promhttp.HandlerFor(newMetrics(k.App, service), promhttp.HandlerOpts{}).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	body, err := io.ReadAll(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	have := regexp.MustCompile(`(?m)^# TYPE (\S+) `).FindAllStringSubmatch(string(body), -1)
	// Those with labels are not told while there is nothing to tell.
	exists := map[string]bool{"cham_calls_refused_total": true, "cham_feed_lag": true, "cham_feed_failing": true,
		"cham_outgoing_waiting": true, "cham_outgoing_failing": true, "cham_outgoing_dropped_total": true}
	for _, m := range have {
		exists[m[1]] = true
	}
	named := map[string][]string{}
	for _, file := range []string{"alerts.yml", "grafana.json"} {
		text, err := os.ReadFile("../../deploy/" + file)
		if err != nil {
			t.Fatal(err)
		}
		named[file] = regexp.MustCompile(`\b(cham|go|process)_[a-z_]+`).FindAllString(string(text), -1)
		for _, name := range named[file] {
			if !exists[name] {
				t.Errorf("%s names %s, which /metrics has not", file, name)
			}
		}
	}
	for name := range exists {
		if strings.HasPrefix(name, "cham_") && !slices.Contains(named["grafana.json"], name) && name != "cham_touches_queued_at_start" {
			t.Errorf("%s is not on the dashboard", name)
		}
	}
}
