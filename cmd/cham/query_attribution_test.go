package main

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cham/chamtest"
)

// The command prints what the reference says of the same file.
func TestAttributionOfPaths(t *testing.T) {
	var ref struct {
		Heuristics map[string]map[string]float64 `json:"heuristics_conversions"`
		Markov     struct {
			Attributed map[string]float64 `json:"attributed_conversions"`
		} `json:"markov1_repeats_collapsed_with_null"`
		Shapley map[string]map[string]float64
	}
	reference(t, "attribution_dev_half.json", &ref)
	var got map[string]map[string]float64
	runCham(t, &got, "query", "attribution", "--paths", chamtest.Shared(t, "attribution/pathdata_dev_half.csv.gz"), "--json")
	for model, want := range map[string]map[string]float64{"first": ref.Heuristics["first"], "last": ref.Heuristics["last"],
		"linear": ref.Heuristics["linear"], "time_decay": ref.Heuristics["time_decay_halflife_1_touch"],
		"position": ref.Heuristics["position_40_20_40"],
		"markov":   ref.Markov.Attributed, "shapley": ref.Shapley["game_total_conversions_of_paths_within_S"]} {
		if len(want) == 0 {
			t.Error("no reference of", model)
		}
		for channel, w := range want {
			if math.Abs(got[model][channel]-w) > 1e-6 {
				t.Errorf("%s of %s: %v, want %v", model, channel, got[model][channel], w)
			}
		}
	}
}

func TestAttributionOfABadFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "paths.csv")
	if err := os.WriteFile(path, []byte("path;total_conversions\na > b;1\na;many\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var stdout, stderr bytes.Buffer
	status := run(t.Context(), []string{"query", "attribution", "--paths", path}, &stdout, &stderr)
	if status != 1 || stdout.Len() > 0 || !strings.Contains(stderr.String(), "line 3") || !strings.Contains(stderr.String(), `"many"`) {
		t.Fatal(status, stdout.String(), stderr.String())
	}
}
