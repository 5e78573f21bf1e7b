package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cham"
	"cham/capability/reach"
)

// The command says what the API says, with the rule and its numbers, and keeps nothing.
func TestReachExplain(t *testing.T) {
	r := serving(t)
	if status := r.post(t, "/v1/batch", `{"batch":[{"type":"identify","messageId":"m1","userId":"an","traits":{"email":"an@mocan.vn",
		"consent":{"care":"yes"}}}]}`); status != 200 {
		t.Fatal(status)
	}
	if err := r.Flow.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	write := func(text string) string {
		name := filepath.Join(t.TempDir(), "message.json")
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	ws, err := r.Pick(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	key := r.key(t, ws, cham.RoleAdmin)
	explain := func(message string, more ...string) (string, int) {
		var out bytes.Buffer
		status := run(t.Context(), append([]string{"reach", "explain", "--server", r.URL(), "--key", key,
			"--customer", "1", "--message", message}, more...), &out, &out)
		return out.String(), status
	}
	offer := write(`{"id":"sale","class":"marketing","ways":["sms","email"]}`)
	for range 2 {
		out, status := explain(offer, "--json")
		var e reach.Entry
		if err := json.Unmarshal([]byte(out), &e); err != nil || status != 0 || e.Decision.Verdict != reach.Never ||
			e.Decision.Ways[1].Reasons[0].Rule != reach.RuleUnasked {
			t.Fatalf("%d %s %v", status, out, err)
		}
	}
	if out, status := explain(write(`{"id":"order","class":"transaction","ways":["sms","email"]}`)); status != 0 ||
		!strings.HasPrefix(out, "now") || !strings.Contains(out, reach.RuleNoAddress) {
		t.Errorf("%d %s", status, out)
	}
	for _, bad := range []string{`{"id":"x","class":"spam","ways":["sms"]}`, `{"id":"x","class":"care","ways":["fax"]}`, `{"whom":1}`, `{`} {
		if out, status := explain(write(bad)); status == 0 {
			t.Errorf("%s: %s", bad, out)
		}
	}
}
