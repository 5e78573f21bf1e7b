package storetest

import (
	"fmt"
	"testing"
	"time"

	"cham/capability/capture"
	"cham/capability/webhook"
)

func testWebhooks(t *testing.T, db Stores) {
	s := db.Webhooks
	with(t, db.Access)
	got, err := s.Hook(ctx, "a", "s1")
	same(t, got, err, webhook.Setup{})
	setup := webhook.Setup{Preset: "shopify", Sign: webhook.Sign{Kind: webhook.HMACSHA256, Name: "X-Sum", Secret: "bí mật"},
		Forms: []webhook.Form{{Topics: []string{"orders/"}, List: "lines",
			Mapping: capture.Mapping{Event: "Order Completed", Columns: map[string]string{"time": "at"}}}}}
	ok(t, s.PutHook(ctx, "a", "s1", webhook.Setup{Preset: "sapo"}))
	ok(t, s.PutHook(ctx, "a", "s1", setup))
	got, err = s.Hook(ctx, "a", "s1")
	same(t, got, err, setup)
	got, err = s.Hook(ctx, "b", "s1")
	same(t, got, err, webhook.Setup{})
	hooks, err := s.Hooks(ctx)
	same(t, hooks, err, []webhook.Hook{{Workspace: "a", Source: "s1", Setup: setup}})

	call := func(n int) webhook.Call {
		return webhook.Call{ID: fmt.Sprintf("c%03d", n), Workspace: "a", Source: "s1", At: day(1).Add(time.Duration(n) * time.Second),
			Type: "application/json", Topic: "orders/paid", Body: fmt.Appendf(nil, `{"n":%d}`, n), State: webhook.Waiting}
	}
	for n := range webhook.KeptCalls + 5 {
		ok(t, s.KeepCall(ctx, call(n)))
	}
	other := call(1)
	other.Source = "s2"
	ok(t, s.KeepCall(ctx, other))
	last := call(webhook.KeptCalls + 4)
	last.State, last.Reason, last.Detail, last.Touches, last.Rows = webhook.Refused, "time", "at: \"x\"", 2, 1
	ok(t, s.KeepCall(ctx, last))
	calls, err := s.Calls(ctx, "a", "s1")
	same(t, len(calls), err, webhook.KeptCalls)
	same(t, calls[0], nil, last)
	same(t, calls[webhook.KeptCalls-1], nil, call(5))
	for n := range webhook.KeptUnsigned + 5 { // whoever sends these pushes out no other
		forged := call(200 + n)
		forged.State = webhook.Unsigned
		ok(t, s.KeepCall(ctx, forged))
	}
	calls, err = s.Calls(ctx, "a", "s1")
	same(t, len(calls), err, webhook.KeptCalls+webhook.KeptUnsigned)
	same(t, calls[webhook.KeptUnsigned], nil, last)
	last.Body = nil
	ok(t, s.KeepCall(ctx, last))
	calls, err = s.Calls(ctx, "a", "s1")
	same(t, len(calls[webhook.KeptUnsigned].Body), err, 0)
	calls, err = s.Calls(ctx, "a", "s2")
	same(t, len(calls), err, 1)
}
