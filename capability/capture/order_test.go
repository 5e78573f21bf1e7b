package capture

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"cham"
)

// told reads a file as an import does and tells its touches and refusals, each
// as a line.
func told(t *testing.T, content string, m *Mapping) (touches, refused []string, rows int) {
	t.Helper()
	_, calls := readAll(t, content, "a.csv", m)
	for i := range calls {
		rows += calls[i].Rows()
	}
	ts, rs := judged(calls)
	for _, x := range ts {
		touches = append(touches, fmt.Sprint(x.Name, " ", x.Value, " ", x.Keys[0].Kind, ":", x.Keys[0].Value))
	}
	for _, r := range rs {
		refused = append(refused, fmt.Sprint(r.Line, " ", r.Reason, " ", r.Detail))
	}
	return touches, refused, rows
}

func expect(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s:\n %s\nwant\n %s", what, strings.Join(got, "\n "), strings.Join(want, "\n "))
	}
}

// One order is one touch, however many lines it has and wherever they stand;
// its status says what happened.
func TestOrders(t *testing.T) {
	for name, c := range map[string]struct {
		file string
		want []string
	}{
		"a shop's export: the total on the first line, Name is the number": {
			"Name,Email,Financial Status,Currency,Total,Refunded Amount,Created at,Lineitem quantity,Lineitem name,Lineitem price,Billing Name," +
				"Billing Phone,Cancelled at\n" +
				"#7,an@gmail.com,paid,VND,90,0,2025-12-31 23:59:30 +0700,1,Kem,50,Lê An,'+84912000201,\n" +
				"#7,an@gmail.com,,,,,2025-12-31 23:59:30 +0700,2,Toner,20,,,\n" +
				"#8,bi@gmail.com,partially_refunded,VND,90,30,2025-12-31 23:59:30 +0700,1,Kem,90,Lý Bi,,\n" +
				"#9,bi@gmail.com,refunded,VND,40,40,2025-12-31 23:59:30 +0700,1,Kem,40,Lý Bi,,\n" +
				"#10,bi@gmail.com,voided,VND,40,0,2025-12-31 23:59:30 +0700,1,Kem,40,Lý Bi,,2026-01-01 10:00:00 +0700\n" +
				"#11,bi@gmail.com,pending,VND,10,0,2025-12-31 23:59:30 +0700,1,Kem,10,Lý Bi,,\n",
			[]string{"Order Completed 90 phone:+84912000201", "Order Completed 90 email:bi@gmail.com", "Order Refunded -30 email:bi@gmail.com",
				"Order Completed 40 email:bi@gmail.com", "Order Refunded -40 email:bi@gmail.com", "Order Cancelled 0 email:bi@gmail.com",
				"Order Completed 10 email:bi@gmail.com"}},
		"a marketplace's export: the total on every line, masked phones": {
			"Mã đơn hàng,Ngày đặt hàng,Trạng Thái Đơn Hàng,SKU phân loại hàng,Số lượng,Tổng số tiền Người mua thanh toán,Người Mua,Số điện thoại\n" +
				"A1,2025-12-31 23:40,Hoàn thành,S1,1,480,lan_vn,******01\nA2,2025-12-31 23:41,Đã hủy,S1,1,250,minh_vn,******02\n" +
				"A1,2025-12-31 23:40,Hoàn thành,S2,2,480,lan_vn,******01\nA3,2025-12-31 23:42,Trả hàng/Hoàn tiền,S2,2,90,lan_vn,******01\n",
			[]string{"Order Completed 480 shopee:lan_vn", "Order Cancelled 0 shopee:minh_vn", "Order Completed 90 shopee:lan_vn",
				"Order Refunded -90 shopee:lan_vn"}},
		"a marketplace that states each line's price": {
			"orderItemId,orderNumber,createTime,customerEmail,itemName,paidPrice,status\n" +
				"1,L1,31/12/2025 10:00,an@gmail.com,Kem,50,delivered\n2,L1,31/12/2025 10:00,an@gmail.com,Toner,50,delivered\n",
			[]string{"Order Completed 100 email:an@gmail.com"}},
		"a till's lines, whose amounts differ within a bill": {
			"Mã hóa đơn;Thời gian;Điện thoại;Tổng tiền;Trạng thái\nHD1;1/1/2026 9:00;0912000501;50.000;Hoàn thành\n" +
				"HD1;1/1/2026 9:00;0912000501;30.000;Hoàn thành\nHD2;1/1/2026 9:05;0912000502;30.000;Hoàn thành\n" +
				"HD2;1/1/2026 9:05;0912000502;30.000;Hoàn thành\n",
			[]string{"Order Completed 80000 phone:+84912000501", "Order Completed 60000 phone:+84912000502"}},
		"a sale and what came back of it": {
			"order_id;date;email;total;status\n5;2026-01-01;an@gmail.com;100;completed\n5;2026-01-09;an@gmail.com;40;Hoàn tiền\n",
			[]string{"Order Completed 100 email:an@gmail.com", "Order Refunded -40 email:an@gmail.com"}},
		"a number that another customer's order has, too": {
			"Mã hóa đơn;Thời gian;Điện thoại;Tổng tiền;Trạng thái\nHD1;1/1/2026 9:00;0912000501;50.000;Hoàn thành\n" +
				"HD1;1/1/2026 9:00;0912000502;30.000;Hoàn thành\nHD1;1/1/2026 9:00;+84912000501;20.000;Hoàn thành\n" +
				"HD1;1/1/2026 9:00;;7.000;Hoàn thành\nHD1;2/1/2026 9:00;0912000503;10.000;Hoàn thành\n",
			[]string{"Order Completed 70000 phone:+84912000501", "Order Completed 37000 phone:+84912000502",
				"Order Completed 10000 phone:+84912000503"}},
		"calls": {
			"Thời gian gọi;Số gọi đến;Thời lượng gọi;Trạng thái\n1/1/2026 9:00;0912000501;00:03:25;Đã nghe\n1/1/2026 9:30;0912000501;0;Nhỡ\n",
			[]string{"Call Answered 0 phone:+84912000501", "Call Missed 0 phone:+84912000501"}},
	} {
		got, refused, rows := told(t, c.file, nil)
		expect(t, name, got, c.want)
		if lines := strings.Count(c.file, "\n") - 1; rows != lines || refused != nil {
			t.Errorf("%s: %d rows of %d, refused %q", name, rows, lines, refused)
		}
	}
}

// A list of orders states each once, with what became of it: one that was given
// back was sold before. What came back stands on rows of its own where it has a time of its own.
func TestReturned(t *testing.T) {
	const head = "order_id;date;email;total;status;refund amount;refund date\n"
	for name, c := range map[string]struct {
		file string
		want []string
	}{
		"sold, then given back": {head + "5;2026-01-01;an@gmail.com;100;Đã trả hàng;;\n",
			[]string{"Order Completed 100 01", "Order Refunded -100 01"}},
		"on another day, part of it": {head + "5;2026-01-01;an@gmail.com;100;Hoàn tiền;40;2026-01-09\n",
			[]string{"Order Completed 100 01", "Order Refunded -40 09"}},
		"what is left is stated, not what was paid": {head + "5;2026-01-01;an@gmail.com;0;refunded;40;\n",
			[]string{"Order Completed 40 01", "Order Refunded -40 01"}},
		"a sale of which some came back": {head + "5;2026-01-01;an@gmail.com;100;completed;40;\n",
			[]string{"Order Completed 100 01", "Order Refunded -40 01"}},
		"cancelled before it was paid": {head + "5;2026-01-01;an@gmail.com;100;Đã hủy;100;\n", []string{"Order Cancelled 0 01"}},
		"an order of no amount": {head + "5;2026-01-01;an@gmail.com;;returned;;\n",
			[]string{"Order Completed 0 01", "Order Refunded 0 01"}},
		"a refund that stands alone is no sale, its lines are one": {head + "5;2026-01-01;an@gmail.com;100;completed;;\n" +
			"5;2026-01-09;an@gmail.com;40;refunded;;\n5;2026-01-09;an@gmail.com;40;refunded;;\n",
			[]string{"Order Completed 100 01", "Order Refunded -80 09"}},
		"newest first": {head + "5;2026-01-09;an@gmail.com;40;refunded;;\n5;2026-01-01;an@gmail.com;100;completed;;\n",
			[]string{"Order Refunded -40 09", "Order Completed 100 01"}},
		"far behind its sale": {head + "5;2026-01-01;an@gmail.com;100;completed;;\n" +
			strings.Repeat(";2026-01-02;bi@gmail.com;1;cancelled;;\n", 3) +
			strings.Repeat("x;2026-01-02;bi@gmail.com;1;draft;;\n", ordersAhead) + "5;2026-01-09;an@gmail.com;40;refunded;;\n",
			[]string{"Order Completed 100 01", "Order Cancelled 0 02", "Order Cancelled 0 02", "Order Cancelled 0 02", "Checkout Started 0 02",
				"Order Refunded -40 09"}},
		"one line of an order": {"orderNumber;createTime;customerEmail;itemName;paidPrice;status\n" +
			"5;2026-01-01;an@gmail.com;Kem;50;delivered\n5;2026-01-01;an@gmail.com;Toner;30;returned\n",
			[]string{"Order Completed 80 01", "Order Refunded -30 01"}},
		"one line of an order whose total stands on each": {"order id;date;email;total;status;product name;price\n" +
			"5;2026-01-01;an@gmail.com;80;returned;Kem;50\n5;2026-01-01;an@gmail.com;80;delivered;Toner;30\n",
			[]string{"Order Completed 80 01", "Order Refunded -50 01"}},
		"a list of returns": {"Mã trả hàng;Mã hóa đơn;Thời gian;Điện thoại;Cần trả khách;Trạng thái\n" +
			"TH1;HD1;9/1/2026;0912000501;40.000;Đã trả\n", []string{"Order Refunded -40000 09"}},
	} {
		_, calls := readAll(t, c.file, "a.csv", nil)
		touches, refused := judged(calls)
		var got []string
		for _, x := range touches {
			got = append(got, fmt.Sprint(x.Name, " ", x.Value, " ", x.At.Add(7*time.Hour).Format("02")))
		}
		if expect(t, name, got, c.want); refused != nil {
			t.Errorf("%s: refused %+v", name, refused)
		}
	}
}

// A row that says two things comes in whole or not at all, and is one row.
func TestReturnedIsOneRow(t *testing.T) {
	const file = "order_id;date;email;total;status;refund date\n5;2026-01-01;an@gmail.com;100;returned;2026-01-09\n" +
		"6;2026-01-01;an@gmail.com;100;returned;2096-01-09\n7;2026-01-01;;100;returned;\n8;2026-01-01;an@gmail.com;9;paid;\n"
	_, calls := readAll(t, file, "a.csv", nil)
	a := NewAccepter(Config{Log: &memoryLog{}, NewID: func() string { return "" }})
	r, err := a.Accept(t.Context(), cham.Source{ID: "s"}, Batch{Calls: calls}, Meta{ReceivedAt: arrival, Import: true})
	if err != nil || r.Accepted != 3 || r.Refused != 2 || len(r.Refusals) != 2 || r.Refusals[0].Reason != string(ReasonFuture) {
		t.Fatalf("%+v %v", r, err)
	}
	var lines, rows []int
	for _, x := range r.Taken {
		lines, rows = append(lines, x.Line), append(rows, x.Rows)
	}
	if !slices.Equal(lines, []int{2, 2, 5}) || !slices.Equal(rows, []int{0, 1, 1}) {
		t.Errorf("lines %v, rows %v", lines, rows)
	}
}

// The lines of an order are its products, and lose nothing of their own.
func TestOrderLines(t *testing.T) {
	_, calls := readAll(t, "order id,time,phone,total,product name,sku,qty,price,colour\n"+
		"1,2026-01-01,0912000501,90,Kem,K1,1,50,red\n1,2026-01-01,0912000501,90,Toner,T1,2,20,blue\n", "a.csv", nil)
	touches, _ := judged(calls)
	const want = `{"revenue":90,"order_id":"1","colour":"red","products":[{"name":"Kem","sku":"K1","quantity":1,"price":50},` +
		`{"name":"Toner","sku":"T1","quantity":2,"price":20,"colour":"blue"}]}`
	if len(touches) != 1 || string(touches[0].Properties) != want {
		t.Errorf("%s, want\n%s", touches[0].Properties, want)
	}
}

// An order is known again from another file; what became of it comes as news.
func TestOrderIDs(t *testing.T) {
	id := func(rows string) string {
		_, calls := readAll(t, "order id,time,phone,total,status,shipped\n"+rows, "a.csv", nil)
		return calls[0].MessageID
	}
	sold := id("1,2026-01-01,0912000501,90,paid,\n")
	if again := id("1,2026-01-01 00:00:00,0912000501,90,paid,yes\n"); again != sold {
		t.Errorf("the same order is %s and %s", sold, again)
	}
	_, calls := readAll(t, "order id,time,phone,total,status\n1,2026-01-01,0912000501,90,refunded\n", "a.csv", nil)
	if c := calls[0]; c.MessageID == sold || c.sale.MessageID != sold {
		t.Errorf("a refund is %s, its sale %s, and was %s", c.MessageID, c.sale.MessageID, sold)
	}
	if later := id("1,2026-01-01,0912000501,90,refunded,\n"); later != calls[0].MessageID {
		t.Error("a refund is another one in another file")
	}
}

// What else became of an order does not make it another one; another amount does.
func TestOrderSaysElse(t *testing.T) {
	read := func(row string) cham.Touch {
		_, calls := readAll(t, "order id,time,phone,total,status\n"+row, "a.csv", nil)
		touches, _ := judged(calls)
		return touches[0]
	}
	was := read("1,2026-01-01,0912000501,90,shipping\n")
	for row, want := range map[string]bool{"1,2026-01-01,0912000501,90,completed\n": false, "1,2026-01-01,0912000501,90,returned\n": false,
		"1,2026-01-01,0912000501,95,completed\n": true} {
		if now := read(row); SaysElse(&was, &now) != want || now.MessageID != was.MessageID {
			t.Errorf("%s: %v", row, !want)
		}
	}
}

// A mapping made by hand decides; a property called status is a status, too.
func TestStatuses(t *testing.T) {
	const file = "no;when;who;sum;state\n1;1/1/2026;u1;100;Thành công\n2;1/1/2026;u2;100;Đã hủy\n3;1/1/2026;u3;100;Lạ\n4;1/1/2026;u4;100;\n"
	m := Mapping{Columns: map[string]string{"messageId": "no", "time": "when", "userId": "who", "value": "sum", "properties.status": "state"},
		Event: EventOrder}
	got, refused, _ := told(t, file, &m)
	expect(t, "touches", got, []string{"Order Completed 100 user:u1", "Order Cancelled 0 user:u2", "Order Completed 100 user:u4"})
	expect(t, "refused", refused, []string{`4 status "Lạ"`})
	m.Statuses = map[string]string{"lạ": EventRefunded, "Thành công": "Deal Won"}
	got, refused, _ = told(t, file, &m)
	expect(t, "touches", got, []string{"Deal Won 100 user:u1", "Order Cancelled 0 user:u2", "Order Refunded -100 user:u3",
		"Order Completed 100 user:u4"})
	expect(t, "refused", refused, nil)
	p, err := PreviewFile(strings.NewReader(file), "a.csv", &m, cham.Source{ID: "s"}, arrival, 2)
	if p.Returned != 0 || p.Refunds != 1 {
		t.Errorf("%d returned, %d refunds", p.Returned, p.Refunds)
	}
	if want := []PreviewStatus{{"Lạ", EventRefunded, 1}, {"Thành công", "Deal Won", 1}, {"Đã hủy", EventCancelled, 1}}; err != nil ||
		!slices.Equal(p.Statuses, want) || len(p.Rows) != 2 || len(p.Touches) != 2 {
		t.Errorf("%+v %v", p, err)
	}
	m.Event = "Booking Made"
	m.Statuses = nil
	if _, refused, _ := told(t, file, &m); refused != nil {
		t.Errorf("a status of something else: %q", refused)
	}
}

func TestStatusWords(t *testing.T) {
	for event, statuses := range map[string]string{
		EventOrder: `Hoàn thành, Đã hoàn thành, Giao hàng thành công, Đã giao, Đang giao, Chờ xác nhận, Chờ lấy hàng, Đã thanh toán,
			Chưa thanh toán, completed, wc-completed, processing, on-hold, paid, pending, partially_refunded, Hoàn tiền một phần,
			unfulfilled, fulfilled, delivered,
			Đã đối soát, Đã xác nhận, New, shipped, In transit, authorized`,
		EventCancelled: `Đã hủy, Huỷ, Đơn hủy, cancelled, Canceled, voided, failed, Giao hàng thất bại, Giao hàng không thành công,
			Khách không nhận, expired, wc-cancelled, Từ chối, Đang chuyển hoàn, Chuyển hoàn`,
		EventReturned: `Trả hàng/Hoàn tiền, Đã hoàn tiền, refunded, wc-refunded, Returned, Hoàn hàng, Đã trả hàng, Trả hàng, Đổi trả`,
		EventBegun:    `draft, Phiếu tạm, Nháp, checkout-draft, abandoned`,
	} {
		for status := range strings.SplitSeq(statuses, ",") {
			if got, _ := eventOf(status, EventOrder); got != event {
				t.Errorf("%s is %q, want %s", strings.TrimSpace(status), got, event)
			}
		}
	}
	if got, ok := eventOf("Hạng A", EventOrder); ok {
		t.Errorf("a status nobody knows is %s", got)
	}
}

// Any column can be the case, and its ids are ids whatever they spell; a
// customer's id is not.
func TestCases(t *testing.T) {
	const rows = "A,x,2024-04-01T10:00:00Z\nNA,x,2024-04-01T10:00:00Z\n0,x,2024-04-01T10:00:00Z\nnull,x,2024-04-01T10:00:00Z\n" +
		",x,2024-04-01T10:00:00Z\n"
	got, refused, _ := told(t, "case,activity,timestamp\n"+rows, nil)
	expect(t, "cases", got, []string{"x 0 user:A", "x 0 user:NA", "x 0 user:0", "x 0 user:null"})
	expect(t, "refused", refused, []string{"6 no_id "})
	m := &Mapping{Columns: map[string]string{"userId": "Phòng khám", "event": "activity", "time": "timestamp"}}
	if got, _, _ = told(t, "Phòng khám,activity,timestamp\n"+rows, m); len(got) != 4 {
		t.Errorf("any column: %q", got)
	}
	if got, _, _ = told(t, "Mã KH,activity,timestamp\n"+rows, nil); len(got) != 1 {
		t.Errorf("customers: %q", got)
	}
	got, _, _ = told(t, "case:concept:name,concept:name,time:timestamp,lifecycle:transition\n"+
		"t1,Send,2006-12-05 00:00:00+01:00,complete\n", nil)
	expect(t, "XES", got, []string{"Send 0 user:t1"})
}

// Lines of totals are no touches, and say so.
func TestTotals(t *testing.T) {
	got, refused, _ := told(t, "BẢNG KÊ;;;\n;;;\nMã hóa đơn;Thời gian;Điện thoại;Khách cần trả\nHD1;31/12/2025 10:00;0912000502;450.000\n"+
		"Tổng cộng;;;450.000\n", nil)
	expect(t, "touches", got, []string{"Order Completed 450000 phone:+84912000502"})
	expect(t, "refused", refused, []string{"5 total "})
	_, refused, _ = told(t, "Date,User ID,Event name,n\n20251231,u501,purchase,1\n,,,1,Grand total\n", nil)
	expect(t, "refused", refused, []string{"3 total "})
}

// A file that lacks something is shown all the same, so that it can be said.
func TestPreviewWithoutOwner(t *testing.T) {
	p, err := PreviewFile(strings.NewReader("x,y\n1,2\n"), "a.csv", nil, cham.Source{ID: "s"}, arrival, 9)
	if err != nil || p.Lacks != LacksOwner || len(p.Rows) != 1 || len(p.Touches)+len(p.Refused) != 0 {
		t.Errorf("%+v %v", p, err)
	}
	p, err = PreviewFile(strings.NewReader("x,phone\n1,2\n"), "a.csv", &Mapping{Columns: map[string]string{"phone": "phone"}, Event: "E"},
		cham.Source{ID: "s"}, arrival, 9)
	if err != nil || p.Lacks != LacksTime {
		t.Errorf("%+v %v", p, err)
	}
}

// The month stands before the day where days cannot be read otherwise.
func TestGuessLayout(t *testing.T) {
	got, _, _ := told(t, "date,email,total\n12/31/2025,an@gmail.com,5\n1/2/2026,an@gmail.com,6\n", nil)
	expect(t, "touches", got, []string{"Order Completed 5 email:an@gmail.com", "Order Completed 6 email:an@gmail.com"})
	p, _ := PreviewFile(strings.NewReader("date,email,total\n12/31/2025,an@gmail.com,5\n1/2/2026,an@gmail.com,6\n"), "a.csv", nil,
		cham.Source{ID: "s"}, arrival, 9)
	if p.Mapping.Layout != "mdy" || p.Touches[1].At.Month() != 1 {
		t.Errorf("%+v", p)
	}
}

// A list whose every row is a cancelled order, by the mapping and no status,
// states its money once: nothing is put before it.
func TestVoidIsOfAStatus(t *testing.T) {
	m := &Mapping{Columns: map[string]string{"order": "order id", "time": "time", "phone": "phone", "value": "total"}, Event: EventCancelled}
	_, calls := readAll(t, "order id,time,phone,total\n1,2026-01-01,0912000501,90\n", "a.csv", m)
	all := func(ids []string) (map[string]bool, error) {
		out := map[string]bool{}
		for _, id := range ids {
			out[id] = true
		}
		return out, nil
	}
	if err := Void(calls, all); err != nil || strings.Count(string(calls[0].Properties), `"revenue"`) != 1 {
		t.Errorf("%s, %v", calls[0].Properties, err)
	}
}
