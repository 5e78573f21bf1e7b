package rest

import (
	"testing"

	"cham"
	"cham/api/rest/sources"
)

// Orders that state revenue here and total there are told, with how many.
func TestMixedMoneyIsTold(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	for _, said := range []string{`"revenue":5`, `"revenue":5,"total":6`, `"total":6`} {
		b.send(`{"type":"track","event":"Order Completed","userId":"an","properties":{` + said + `}}`)
	}
	for _, s := range decode[[]sources.SourceInfo](t, k.call(b.cookie(cham.RoleViewer), "GET", "/v1/sources", nil)) {
		if s.Health != "mixed" || len(s.Mixed) != 1 || s.Mixed[0] != (sources.MixedMoney{Event: "Order Completed", Revenue: 2, Total: 1}) {
			t.Errorf("%+v", s)
		}
	}
}
