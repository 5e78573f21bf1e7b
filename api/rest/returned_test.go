package rest

import (
	"testing"
	"time"

	"cham"
	"cham/api/rest/imports"
	"cham/api/rest/sources"
	"cham/capability/capture"
	"cham/measure"
)

// An order that a later export says was given back is still the sale it was,
// and its money is taken off it, not off an order before it.
func TestOrderIsReturnedLater(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	const head = "Mã đơn;Điện thoại;Ngày;Tổng tiền;Trạng thái\n"
	reads := func(rows string, returned, accepted, duplicates, value int) {
		t.Helper()
		i := decode[imports.ImportInfo](t, b.upload(cham.RoleAdmin, "/v1/imports", "a.csv", []byte(head+rows)))
		if i.Preview.Returned != returned || len(i.Preview.Problems) != 0 {
			t.Errorf("%+v", i.Preview)
		}
		b.imported(i.ID, (*capture.Mapping)(i.Preview.Mapping), accepted)
		if done := b.importState(i.ID); done.Duplicates != duplicates || done.Refused != 0 {
			t.Errorf("%+v", done)
		}
		q := measure.Query{Question: measure.Journeys, Goal: []string{"Order Completed"}, From: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
		a := decode[measure.Answer](t, k.call(b.cookie(cham.RoleViewer), "POST", "/v1/query", q))
		if a.Journeys.Value != float64(value) {
			t.Errorf("orders brought %v, want %d", a.Journeys.Value, value)
		}
		page := decode[sources.DebuggerPage](t, k.call(b.cookie(cham.RoleAdmin), "GET", "/v1/sources/"+string(i.Source)+"/debugger", nil))
		for _, x := range page.Events {
			if !x.Accepted {
				t.Errorf("refused: %+v", x)
			}
		}
	}
	const before = "D1;0912345678;01/11/2026 09:00;300.000;Hoàn thành\n"
	reads(before+"D2;0912345678;02/11/2026 09:00;500.000;Đang giao\n", 0, 2, 0, 800_000)
	reads(before+"D2;0912345678;02/11/2026 09:00;500.000;Hoàn thành\n", 0, 0, 2, 800_000)
	const now = before + "D2;0912345678;02/11/2026 09:00;500.000;Đã trả hàng\nD3;0912345678;03/11/2026 09:00;90.000;Trả hàng\n"
	reads(now, 2, 2, 1, 300_000)
	reads(now, 2, 0, 3, 300_000)

	// Cancelled after it was counted as a sale, or never one.
	const sent = "D4;0912345678;04/11/2026 09:00;200.000;Đang giao\n"
	reads(sent, 0, 1, 0, 500_000)
	const gone = "D4;0912345678;04/11/2026 09:00;200.000;Đã hủy\nD5;0912345678;05/11/2026 09:00;40.000;Đã hủy\n"
	reads(gone, 0, 2, 0, 300_000)
	reads(gone, 0, 0, 2, 300_000)
	// A line that was cancelled when the others were sold is in no amount.
	const lines = "D6;0912345678;06/11/2026 09:00;70.000;Đã giao\nD6;0912345678;06/11/2026 09:00;30.000;Đã hủy\n"
	reads(lines, 0, 2, 0, 370_000)
	reads(lines, 0, 0, 2, 370_000)
	customers := decode[struct{ Customers []measure.CustomerSummary }](t, k.call(b.cookie(cham.RoleAdmin), "GET", "/v1/customers", nil))
	if v := customers.Customers[0].Value; v != 370_000 {
		t.Errorf("the customer brought %v", v)
	}
}
