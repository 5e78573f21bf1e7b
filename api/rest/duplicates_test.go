package rest

import (
	"testing"
	"time"

	"cham"
	"cham/api/rest/sources"
)

// A call that comes again is no news; one that says something else under the
// same message id is shown as refused, and turns its source amber.
func TestDuplicatesWithAnotherBodyAreShown(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	at := b.at(1)
	call := func(id, event, properties, at string) string {
		return `{"type":"track","messageId":"` + id + `","userId":"an","event":"` + event + `",` +
			`"timestamp":"` + at + `","properties":` + properties + `}`
	}
	b.send(call("a", "Order", `{"total":1,"no":2}`, at), call("b", "Order", `{"total":1}`, at), call("c", "Order", `{}`, at))
	b.send(call("a", "Order", `{"total":1,"no":2}`, at)) // as it was
	b.send(call("a", "Order", `{"no":2,"total":1}`, at)) // in another order
	refused := func() []sources.DebuggerEvent {
		return decode[sources.DebuggerPage](t, k.call(b.cookie(cham.RoleEditor), "GET", "/v1/sources/s_alpha/debugger?show=refused", nil)).Events
	}
	info := func() sources.SourceInfo {
		return decode[[]sources.SourceInfo](t, k.call(b.cookie(cham.RoleEditor), "GET", "/v1/sources", nil))[0]
	}
	if got := refused(); len(got) > 0 || info().Health != "ok" {
		t.Fatalf("a retry is refused: %+v, %s", got, info().Health)
	}
	b.send(call("a", "Order", `{"total":99,"no":2}`, at), // another body
		call("b", "Refund", `{"total":1}`, at),                               // another name
		call("c", "Order", `{}`, b.at(9)),                                    // another day
		call("d", "Order", `{"n":1}`, at), call("d", "Order", `{"n":2}`, at)) // within one request
	wait := time.NewTimer(20 * time.Second)
	for len(refused()) < 4 {
		select {
		case <-wait.C:
			t.Fatalf("%+v", refused())
		case <-time.After(5 * time.Millisecond):
		}
	}
	seen := map[string]string{}
	for _, e := range refused() {
		if seen[e.MessageID] = string(e.Sample); e.Reason != "duplicate_differs" || e.Accepted {
			t.Errorf("%+v", e)
		}
	}
	if len(seen) != 4 || seen["a"] == "" {
		t.Errorf("%v", seen)
	}
	if i := info(); i.Refusals["duplicate_differs"] != 4 || i.Accepted24h != 4 || i.Health == "ok" {
		t.Errorf("%+v", i)
	}
}
