package capture

import (
	"strings"

	"cham/table"
)

// The names of the events that a file's rows stand for when its status column,
// or the file as a whole, says so. Those of orders are the standard's
// (Segment, e-commerce v2).
const (
	EventOrder     = "Order Completed"
	EventCancelled = "Order Cancelled"
	EventRefunded  = "Order Refunded"
	// EventReturned is no touch's name: what a status says of an order that was
	// sold, then given back. It is a sale, and its refund.
	EventReturned = "Order Returned"
	EventBegun    = "Checkout Started"
	EventCall     = "Call Answered"
	EventMissed   = "Call Missed"
)

// statusWords are parts of the statuses of shops and telephone systems, folded,
// with the event they stand for. The first that is found decides: "partially
// refunded" is a sale of which some came back, "hoàn thành" no "hoàn". A parcel
// that nobody took ("chuyển hoàn" of carriers, too) was no sale, and a sale is what the customer ordered, paid or not.
var statusWords = map[string][]struct{ event, words string }{
	EventOrder: {
		{EventOrder, "partial, mot phan"},
		{EventBegun, "draft, incomplete, abandon, nhap, ban nhap, don nhap, phieu tam"},
		{EventCancelled, `huy, cancel, void, that bai, khong thanh cong, fail, expired, het han, trash, tu choi, declined, rejected, boom,
			bom hang, khong nhan, khong giao duoc, khong lien lac, undelivered, unsuccessful, loi,
			chuyen hoan`},
		{EventOrder, "hoan thanh, hoan tat"},
		{EventReturned, `refund, return, tra hang, tra lai, doi tra, hoan hang, hoan tien, hoan tra, hoan ve, hoan don, da hoan, dang hoan,
			chargeback, charged back`},
		{EventOrder, `complete, thanh cong, success, da giao, giao, dang, van chuyen, da nhan, da gui, deliver, ship, in transit, paid, unpaid,
			thanh toan, pending, cho, process, xu ly, confirm, xac nhan, moi, new, open, authorized, on hold, placed, active, fulfilled,
			unfulfilled, ready, packed, dong goi, da xuat, done, xong, closed, da ban, approved, duyet, cod, ghi no, con no, received,
			finished, da doi soat`},
	},
	EventCall: {
		{EventMissed, `nho, miss, no answer, khong tra loi, khong nghe, khong bat may, busy, ban, fail, that bai, abandon, cancel, huy,
			voicemail`},
		{EventCall, "answer, nghe, tra loi, thanh cong, success, complete, ket noi, connect, ended, da goi, noi may, in, out"},
	},
}

// eventOf is the event a status stands for, where usual says what rows mean
// without one; false when that is not known.
func eventOf(status, usual string) (string, bool) {
	folded := " " + table.Fold(status) + " "
	for _, w := range statusWords[usual] {
		for word := range strings.SplitSeq(w.words, ",") {
			// From the beginning of a word: "shipped" is no "ip".
			if strings.Contains(folded, " "+strings.Join(strings.Fields(word), " ")) {
				return w.event, true
			}
		}
	}
	return "", false
}

// event is what a row with such a status says: the mapping's word goes first.
// Only where rows are orders or calls is a status looked up, and has to be known.
func (m *Mapping) event(status string) (event string, ok bool) {
	if status == "" {
		return m.Event, true
	}
	folded := table.Fold(status)
	for word, event := range m.Statuses {
		if event != "" && table.Fold(word) == folded {
			return event, true
		}
	}
	if statusWords[m.Event] == nil {
		return m.Event, true
	}
	return eventOf(status, m.Event)
}

// statusField is the field that decides what a row says, "" when its event
// does: a property of that name, too.
func (m *Mapping) statusField() string {
	for _, field := range []string{"status", "properties.status"} {
		if m.Columns[field] != "" && m.Event != "" {
			return field
		}
	}
	return ""
}
