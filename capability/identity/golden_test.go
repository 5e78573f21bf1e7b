package identity_test

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"os"
	"testing"
	"time"

	"cham"
	"cham/capability/identity"
	"cham/chamtest"
)

// Real calls, counted independently (reference/eventlogs_dev.json,
// reference/olist_dev.json). In the shop's clicks one device has two users and
// 426 users have several devices.
func TestGolden(t *testing.T) {
	golden := func(t *testing.T, g identity.Graph) {
		for _, c := range []struct {
			file                   string
			calls, customers, open int
		}{
			{"journey/rees46_3h_dev.ndjson.gz", 17_434, 4504, 1},
			{"journey/olist_events_dev.ndjson.gz", 36_420, 9610, 0},
		} {
			if m, ok := g.(*memory); ok {
				*m = *newMemory(m.t)
			}
			w := newWorld(t, g, c.file)
			touches := readCalls(t, chamtest.Shared(t, c.file))
			owners := map[cham.KeyID]bool{}
			for rest := touches; len(rest) > 0; {
				n := min(len(rest), 5000)
				for _, r := range w.resolve(rest[:n]) {
					owners[r.Key] = true
				}
				rest = rest[n:]
			}
			customers := map[cham.CustomerID]bool{}
			for k := range owners {
				customers[w.at[k]] = true
			}
			if len(touches) != c.calls || len(customers) != c.customers || len(w.suggestions()) != c.open {
				t.Errorf("%s: %d calls, %d customers, %d suggestions; want %d, %d, %d", c.file,
					len(touches), len(customers), len(w.suggestions()), c.calls, c.customers, c.open)
			}
			before := w.state()
			w.resolve(touches)
			newWorld(t, g, c.file).resolve(touches)
			if w.state() != before {
				t.Errorf("%s: sending it again changed the graph", c.file)
			}
		}
	}
	t.Run("memory", func(t *testing.T) { golden(t, newMemory(t)) })
	t.Run("sqlite", func(t *testing.T) { golden(t, sqlGraph(t)) })
}

// readCalls reads the ids of Segment calls, one a line.
func readCalls(t testing.TB, path string) []cham.Touch {
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
	var touches []cham.Touch
	for lines := bufio.NewScanner(z); lines.Scan(); {
		var c struct {
			Type                           cham.CallType
			UserID, AnonymousID, MessageID string
			Timestamp                      time.Time
			Traits                         json.RawMessage
		}
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		touch := cham.Touch{Type: c.Type, MessageID: c.MessageID, Source: "file", At: c.Timestamp.UTC(), Traits: c.Traits}
		if c.UserID != "" {
			touch.Keys = append(touch.Keys, cham.Key{Kind: cham.KeyUser, Value: c.UserID})
		}
		if c.AnonymousID != "" {
			touch.Keys = append(touch.Keys, cham.Key{Kind: cham.KeyAnonymous, Value: c.AnonymousID})
		}
		touches = append(touches, touch)
	}
	return touches
}
