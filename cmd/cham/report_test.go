package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"cham"
	"cham/app"
)

// reports are each made by the command, the API and a tool of assistants.
var reports = []struct {
	command, path, tool, args string
}{
	{"home", "/v1/home?", "home", `{`},
	{"home --map m_main", "/v1/home?map=m_main&", "home", `{"map":"m_main",`},
	{"map m_main", "/v1/maps/m_main/overlay?", "map_numbers", `{"id":"m_main",`},
	{"touchpoint m_main buy", "/v1/maps/m_main/touchpoints/buy?", "touchpoint", `{"id":"m_main","touchpoint":"buy",`},
}

// shop is a data folder with a map, and with customers of two months.
func shop(t *testing.T) (folder string) {
	t.Helper()
	folder = t.TempDir()
	var calls strings.Builder
	for i := range 120 {
		at := time.Date(2026, 8, 1+i/2, 9, i%60, 0, 0, time.UTC)
		fmt.Fprintf(&calls, `{"type":"track","messageId":"a%d","userId":"u%d","event":"Look","timestamp":"%s"}`+"\n", i, i,
			at.Format(time.RFC3339))
		if i%3 == 0 {
			fmt.Fprintf(&calls, `{"type":"track","messageId":"b%d","userId":"u%d","event":"Buy","timestamp":"%s"}`+"\n", i, i,
				at.Add(time.Hour).Format(time.RFC3339))
		}
		fmt.Fprintf(&calls, `{"type":"track","messageId":"c%d","userId":"u%d","event":"Ask","timestamp":"%s"}`+"\n", i, i,
			at.Add(2*time.Hour).Format(time.RFC3339))
	}
	file := filepath.Join(t.TempDir(), "calls.ndjson")
	if err := os.WriteFile(file, []byte(calls.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	var counts map[string]int
	runCham(t, &counts, "import", "--data", folder, "--file", file, "--json")
	m := cham.JourneyMap{ID: "m_main", Name: "Shop", Version: 1, Stages: []cham.Stage{{ID: "s", Name: "S"}}, Touchpoints: []cham.Touchpoint{
		{ID: "look", Stage: "s", Name: "Look", Rule: cham.Rule{Any: []cham.Match{{Event: "Look"}}}},
		{ID: "buy", Stage: "s", Name: "Buy", Goal: true, Rule: cham.Rule{Any: []cham.Match{{Event: "Buy"}}}}}}
	err := app.Offline(t.Context(), app.Options{Data: folder}, "main", func(a *app.App, ws cham.WorkspaceID) error {
		return a.Store.Maps().CreateMap(t.Context(), ws, m)
	})
	if err != nil {
		t.Fatal(err)
	}
	return folder
}

// The command on the folder, the command on the server, the API and assistants
// say the same of the same data.
func TestReportsAgree(t *testing.T) {
	folder := shop(t)
	period := []string{"--from", "2026-09-01T00:00:00Z", "--to", "2026-10-01T00:00:00Z", "--compare-from", "2026-08-01T00:00:00Z",
		"--compare-to", "2026-09-01T00:00:00Z"}
	report := func(name string, where ...string) (out any) {
		args := append(append([]string{"report"}, strings.Fields(name)...), where...)
		runCham(t, &out, append(append(args, period...), "--json")...)
		return out
	}
	var offline []any
	for _, r := range reports {
		offline = append(offline, report(r.command, "--data", folder))
	}
	s := servingFrom(t, folder)
	key := s.key(t, "main", cham.RoleEditor)
	assistant, err := s.assistant(t, key)
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range reports {
		search := "from=2026-09-01T00:00:00Z&to=2026-10-01T00:00:00Z"
		args := r.args + `"from":"2026-09-01T00:00:00Z","to":"2026-10-01T00:00:00Z"`
		if r.tool != "touchpoint" {
			search += "&compareFrom=2026-08-01T00:00:00Z&compareTo=2026-09-01T00:00:00Z"
			args += `,"compareFrom":"2026-08-01T00:00:00Z","compareTo":"2026-09-01T00:00:00Z"`
		}
		api, status := s.api(t, key, "GET", r.path+search, "")
		told, failed := use(t, assistant, r.tool, json.RawMessage(args+"}"))
		if status != 200 || failed || len(api) < 200 {
			t.Fatalf("%s: %d %s\n%s", r.command, status, api, told)
		}
		want := plain(t, api)
		for who, got := range map[string]any{"the tool": plain(t, told),
			"the command on the server": settled(report(r.command, "--server", s.URL(), "--key", key)),
			"the command on the folder": settled(offline[i])} {
			if !reflect.DeepEqual(got, want) {
				t.Errorf("%s: %s says\n%v\nthe API\n%v", r.command, who, got, want)
			}
		}
		var out, errs bytes.Buffer
		args2 := append(append([]string{"report"}, strings.Fields(r.command)...), append(period, "--server", s.URL(), "--key", key)...)
		if status := run(t.Context(), args2, &out, &errs); status != 0 || strings.Count(out.String(), "\n") < 5 {
			t.Errorf("%s: status %d %s\n%s", r.command, status, errs.String(), out.String())
		}
	}
}

func plain(t *testing.T, s string) (x any) {
	t.Helper()
	if err := json.Unmarshal([]byte(s), &x); err != nil {
		t.Fatal(err)
	}
	return settled(x)
}

// settled leaves out when it was asked: asOf, which differs between two questions.
func settled(x any) any {
	switch x := x.(type) {
	case map[string]any:
		delete(x, "asOf")
		for _, v := range x {
			settled(v)
		}
	case []any:
		for _, v := range x {
			settled(v)
		}
	}
	return x
}
