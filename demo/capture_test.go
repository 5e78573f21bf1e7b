package demo

import (
	"bytes"
	"context"
	"testing"

	"cham"
	"cham/capability/capture"
)

// kept is a log that reads back what it is given.
type kept struct {
	t       *testing.T
	touches []cham.Touch
}

func (k *kept) Append(_ context.Context, _ cham.WorkspaceID, n int, payload []byte) error {
	touches, err := capture.DecodeBatch(payload)
	if err != nil || len(touches) != n {
		k.t.Fatalf("%d touches of %d, %v", len(touches), n, err)
	}
	k.touches = append(k.touches, touches...)
	return nil
}

// TestCaptureReadsIt sends a tenth of history, and all that capture is to
// refuse, through its real steps.
func TestCaptureReadsIt(t *testing.T) {
	log := &kept{t: t}
	accepter := capture.NewAccepter(capture.Config{Log: log, NewID: func() string { t.Error("a call without id"); return "x" }})
	refused := map[capture.Reason]int{}
	batch := func(calls [][]byte) {
		body := append(append([]byte(`{"batch":[`), bytes.Join(calls, []byte{','})...), "]}"...)
		b, err := capture.Decode(body, "")
		if err != nil {
			t.Fatal(err)
		}
		r, err := accepter.Accept(context.Background(), cham.Source{ID: "demo"}, b, capture.Meta{ReceivedAt: end})
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range r.Refusals {
			refused[capture.Reason(x.Reason)]++
		}
	}
	var calls [][]byte
	sent, nth := 0, 0
	for c := range demo().sim.Calls() {
		nth++
		if nth/500%10 != 0 && !bytes.Contains(c, []byte(noPhone)) {
			continue
		}
		sent++
		if calls = append(calls, c); len(calls) == 500 {
			batch(calls)
			calls = calls[:0]
		}
	}
	batch(calls)
	t.Logf("%d accepted, refused %v", len(log.touches), refused)

	if n := refused[capture.ReasonPlaceholder]; n == 0 || n > 50 || len(refused) != 1 {
		t.Errorf("refused %v, want a few placeholders", refused)
	}
	if len(log.touches)+refused[capture.ReasonPlaceholder] != sent {
		t.Errorf("%d touches of %d calls", len(log.touches), sent)
	}
	seen := map[string]int{}
	kinds := map[cham.KeyKind]int{}
	for i := range log.touches {
		x := &log.touches[i]
		note(seen, x)
		for _, k := range x.Keys {
			kinds[k.Kind]++
		}
	}
	for _, what := range []string{"value", "duration", "mobile", "desktop", "branch", "campaign", "click id", "path"} {
		if seen[what] < 100 {
			t.Errorf("only %d touches with %s", seen[what], what)
		}
	}
	for _, kind := range []cham.KeyKind{cham.KeyUser, cham.KeyPhone, cham.KeyEmail, cham.KeyZalo, cham.KeyFacebook, cham.KeyShopee,
		cham.KeyMember, cham.KeyAnonymous} {
		if kinds[kind] < 100 {
			t.Errorf("only %d keys of kind %s", kinds[kind], kind)
		}
	}
	t.Log(seen, kinds)
}

func note(seen map[string]int, x *cham.Touch) {
	for what, is := range map[string]bool{
		"value": x.Value > 0 && x.Currency == "VND", "duration": x.Duration > 0, "branch": x.Branch != "",
		"campaign": x.Campaign.Name != "", "click id": x.Campaign.ClickID != "", "path": x.Page.Path != "", x.Device: true,
	} {
		if is {
			seen[what]++
		}
	}
}
