package rest

import (
	"fmt"
	"testing"

	"cham"
	"cham/api/rest/customers"
	"cham/measure"
)

// What a customer bought is what Home says they brought: no cart on its way to
// the order, and no order given back twice taken off another.
func TestBoughtIsRevenue(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	call := func(event string, days float64, order string, money int) string {
		return fmt.Sprintf(`{"type":"track","event":%q,"userId":"an","timestamp":%q,"properties":{"order_id":%q,"revenue":%d}}`,
			event, b.at(days), order, money)
	}
	b.send(call("Product Added", 9.2, "", 100_000), call("Checkout Started", 9.1, "1", 100_000), call("Order Completed", 9, "1", 100_000),
		call("Order Updated", 8.9, "1", 100_000), call("Order Completed", 8, "2", 500_000),
		call("Order Refunded", 7, "1", 40_000), call("Order Cancelled", 6, "1", 100_000), call("Checkout Started", 1, "3", 900_000))
	viewer := b.cookie(cham.RoleViewer)
	q := measure.Query{Question: measure.Journeys, Map: b.m.ID}
	if a := decode[measure.Answer](t, k.call(viewer, "POST", "/v1/query", q)); a.Journeys.Value != 500_000 {
		t.Errorf("journeys bring %v", a.Journeys.Value)
	}
	of := decode[customers.CustomerPage](t, k.call(viewer, "GET", "/v1/customers", nil)).Customers
	if len(of) != 1 || of[0].Value != 500_000 {
		t.Errorf("%+v", of)
	}
	one := decode[customers.CustomerProfile](t, k.call(viewer, "GET", "/v1/customers/"+itoa(int64(of[0].ID)), nil))
	if one.Summary.Value != 500_000 {
		t.Errorf("%+v", one.Summary)
	}
}
