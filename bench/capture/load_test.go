package capture

import (
	"context"
	"testing"
	"time"

	"cham"
	"cham/capability/capture"
)

// The generator's calls are what capture takes, each with an id of its own and
// of about the size the bars speak of.
func TestCallsAreTaken(t *testing.T) {
	seen := map[string]bool{}
	for _, batch := range []int{1, 100} {
		l := Load{Batch: batch, Seed: "s", Customers: 50}
		for n := range 3 {
			body := l.body(nil, 1+batch, n)
			if size := len(body) / batch; size < 800 || size > 1200 {
				t.Fatalf("a call is %d bytes", size)
			}
			b, err := capture.Decode(body, kindOf(batch))
			if err != nil || len(b.Calls) != batch {
				t.Fatal(len(b.Calls), err)
			}
			log := &kept{}
			a := capture.NewAccepter(capture.Config{Log: log, NewID: func() string { return "" }})
			r, err := a.Accept(t.Context(), cham.Source{Workspace: "w", ID: "s", Enabled: true}, b, capture.Meta{ReceivedAt: time.Now()})
			if err != nil || r.Refused > 0 || len(log.touches) != batch {
				t.Fatal(r, err)
			}
			for _, touch := range log.touches {
				if seen[touch.MessageID] {
					t.Fatalf("%s twice", touch.MessageID)
				}
				seen[touch.MessageID] = true
			}
		}
	}
}

type kept struct{ touches []cham.Touch }

func (k *kept) Append(_ context.Context, _ cham.WorkspaceID, _ int, payload []byte) (err error) {
	k.touches, err = capture.DecodeBatch(payload)
	return err
}
