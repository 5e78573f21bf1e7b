package capture

import (
	"slices"
	"strings"
	"time"

	"cham"
	"cham/known"
	"cham/table"
)

// columnNames are what people and shop systems call the fields, folded; the
// most telling names first.
var columnNames = []struct{ field, names string }{
	{"messageId", "message id, messageid, event id"},
	{"order", `order id, order number, order no, order code, ma don hang, ma don, so don hang, so don, ma hoa don, so hoa don, ma hd,
		hoa don, id don hang, ma dat hang, invoice number, invoice no, invoice id, transaction id`},
	{"status", `order status, trang thai don hang, trang thai don, tinh trang don hang, status, trang thai, tinh trang, financial status,
		payment status, trang thai thanh toan, ket qua, call status, disposition, ket qua cuoc goi, trang thai cuoc goi`},
	{"cancelled", "cancelled at, canceled at, cancelled time, canceled time, ngay huy, thoi gian huy"},
	{"userId", `user id, userid, customer id, customerid, ma khach hang, ma kh, makh, id khach hang, ma khach, customer code, client code,
		ma hoc vien, ma benh nhan, student id, patient id, contact id`},
	{"anonymousId", "anonymous id, anonymousid, client id, device id, visitor id"},
	{"phone", `phone, so dien thoai, dien thoai, sdt, so dt, dt, phone number, mobile, mobile phone, tel, telephone, di dong, sdt khach hang,
		dien thoai khach hang, so dien thoai khach hang, billing phone, customer phone, buyer phone, shipping phone, so dien thoai nguoi mua,
		so dien thoai nguoi nhan, so dien thoai nguoi dat, dien thoai nguoi nhan, sdt nguoi nhan, sdt nguoi mua, so khach hang, so goi den,
		so goi di, so goi, caller, caller id, caller number, from number, customer number, recipient phone`},
	{"email", "email, e mail, mail, email address, thu dien tu, dia chi email, billing email, customer email, email khach hang, buyer email"},
	{"zalo", "zalo id, zaloid, zalo user id, zalo"},
	{"facebook", "facebook id, psid, facebook"},
	{"shopee", `shopee id, shopee, tai khoan shopee, nguoi mua shopee, username buyer, buyer username shopee, ten dang nhap nguoi mua`},
	{"lazada", "tai khoan lazada, lazada buyer"},
	{"tiktokshop", "tiktok id, tiktokshop, tiktok shop, tai khoan tiktok, buyer username, buyer nickname"},
	{"member", "member id, ma the, the thanh vien, ma thanh vien, so the, member code, loyalty id"},
	{"time", `timestamp, time, thoi gian, thoi diem, ngay gio, date time, datetime, event time, event timestamp, time timestamp, created at,
		created time, create time, order creation date, date created, ngay tao, thoi gian tao, thoi gian tao don, ngay tao don, ngay mua,
		ngay dat, ngay dat hang, thoi gian dat hang, thoi gian dat, order date, order time, ngay ban, ngay hoa don, ngay giao dich,
		thoi gian giao dich, thoi gian goi, ngay goi, call time, call date, call start, start time, bat dau,
		thoi gian bat dau, ngay hen, gio hen, lich hen,
		ngay chung tu, ngay ct, date, ngay, day, paid at, ngay thanh toan, completed at`},
	{"event", "event, event name, su kien, ten su kien, hanh dong, action, activity, hoat dong, concept name, task, buoc, cong viec"},
	{"channel", "channel, kenh, kenh ban, kenh ban hang, sales channel, nguon don, nguon don hang, kenh tiep nhan"},
	{"branch", "branch, chi nhanh, cua hang, co so, store, shop, location, diem ban"},
	{"refundTime", `refunded at, refund date, refund time, refund completed time, return date, ngay hoan tien, thoi gian hoan tien,
		ngay hoan, ngay tra hang, thoi gian tra hang`},
	{"refund", `refunded amount, refund amount, order refund amount, total refunded, so tien hoan, so tien hoan lai, tien hoan, hoan tien,
		tien hoan tra, da hoan tien`},
	{"value", `revenue, doanh thu, tong so tien nguoi mua thanh toan, khach can tra, tong thanh toan, tong tien thanh toan,
		tong so tien thanh toan, tong cong, order total, order amount, grand total, order total amount, total price, total amount,
		tong gia tri don hang, gia tri don hang, tong tien don hang, tong tien, total, tong tien hang, tong so tien, khach da tra`},
	{"currency", "currency, currency code, tien te, loai tien, don vi tien, order currency"},
	{"duration", `duration, thoi luong, thoi luong giay, duration s, call duration, thoi luong goi, thoi luong cuoc goi, thoi gian dam thoai,
		thoi gian noi chuyen, talk time, billsec`},
	{"traits.name", `full name, ho ten, ho va ten, ten khach hang, khach hang, ten khach, customer name, customer, billing name, name, ten,
		ten nguoi mua, nguoi mua hang, buyer name, ten nguoi nhan, nguoi nhan, shipping name, recipient`},
	{"traits.gender", "gender, gioi tinh, sex"},
	{"traits.birthday", "birthday, ngay sinh, sinh nhat, date of birth, dob"},
	{"traits.address", "address, dia chi"},
	{"traits.city", "city, thanh pho, tinh thanh, tinh thanh pho, tinh"},
}

// caseNames are columns that say which case of a process a row belongs to.
var caseNames = `case, case id, caseid, case concept name, case number, case no, trace, trace id, process id, incident, incident id,
	incident number, ticket, ticket id, ticket number, ho so, ma ho so, so ho so, ma phieu, so phieu, ma yeu cau, ma vu viec, application id`

// lineNames are the columns of an order's lines.
var lineNames = []struct{ field, names string }{
	{"product.name", `lineitem name, product name, item name, ten san pham, san pham, ten hang, ten hang hoa, ten mat hang, hang hoa, mat hang,
		ten dich vu, dich vu`},
	{"product.sku", `lineitem sku, seller sku, sku, sku san pham, sku phan loai hang, ma san pham, ma hang, ma hang hoa, product id,
		product code`},
	{"product.quantity", "lineitem quantity, quantity, qty, so luong, sl"},
	{"product.price", "lineitem price, unit price, don gia, gia ban, price, gia, sku unit original price"},
	{"product.total", "sku subtotal after discount, paid price, line total, item total, thanh tien, thanh tien hang"},
}

// loneAmounts are amounts of the row where no better one stands.
const loneAmounts = "can tra khach, tien tra khach, thanh tien, gia tri, so tien, amount, value, subtotal, product price"

// returnNames head a list of returns, whose orders stand elsewhere.
const returnNames = `ma tra hang, ma phieu tra, ma phieu tra hang, so phieu tra, return id, return no, return number, return order id,
	return sn, refund id, refund number`

// namesCustomer tells a customer's id from that of a case: of one, "NA" and "0"
// are nobody, of the other they are cases like any.
func namesCustomer(column string) bool {
	for _, f := range columnNames {
		if f.field == "userId" && listed(f.names, foldColumn(column)) {
			return true
		}
	}
	return false
}

// listed looks a folded name up in a list of names.
func listed(names, name string) bool {
	return slices.ContainsFunc(strings.Split(names, ","), func(n string) bool { return strings.Join(strings.Fields(n), " ") == name })
}

// guess is a mapping being found.
type guess struct {
	columns, folded []string
	taken           []bool
	sample          [][]string
	m               Mapping
}

// GuessMapping reads the fields off the column names, Vietnamese or English,
// and off the first rows where names say nothing. Columns that mean nothing to
// it become properties under their own name, or traits when the rows carry no
// time and so can only describe people.
func GuessMapping(columns []string, sample [][]string) Mapping {
	g := guess{columns: columns, taken: make([]bool, len(columns)), sample: sample, m: Mapping{Columns: map[string]string{}}}
	for _, c := range columns {
		g.folded = append(g.folded, foldColumn(c))
	}
	if e := known.Find(columns); e != nil && e.Mapped() {
		g.known(e)
		return g.m
	}
	g.shop()
	for _, f := range columnNames {
		g.find(f.field, f.names)
	}
	if g.m.Columns["order"] != "" {
		for _, f := range lineNames {
			g.find(f.field, f.names)
		}
	}
	if g.m.Columns["product.total"] == "" || g.m.Columns["product.name"]+g.m.Columns["product.sku"] == "" {
		g.release("product.total")
		g.find("value", loneAmounts)
	}
	g.fromCells()
	if !g.owned() {
		g.find("userId", caseNames)
	}
	g.layout()
	g.whatHappened()
	return g.m
}

// foldColumn folds a heading; a currency behind it is no part of its name.
func foldColumn(s string) string {
	s = table.Fold(s)
	for _, unit := range []string{" vnd", " usd", " d"} {
		s = strings.TrimSuffix(s, unit)
	}
	return s
}

// find takes the first free column of one of the names.
func (g *guess) find(field, names string) {
	if g.m.Columns[field] != "" {
		return
	}
	for name := range strings.SplitSeq(names, ",") {
		if i := slices.Index(g.folded, strings.Join(strings.Fields(name), " ")); i >= 0 && !g.taken[i] {
			g.take(field, i)
			return
		}
	}
}

func (g *guess) take(field string, column int) {
	g.m.Columns[field], g.taken[column] = g.columns[column], true
}

func (g *guess) release(field string) {
	if i := slices.Index(g.columns, g.m.Columns[field]); i >= 0 {
		g.taken[i] = false
		delete(g.m.Columns, field)
	}
}

func (g *guess) has(names ...string) bool {
	return slices.ContainsFunc(names, func(n string) bool { return slices.Contains(g.folded, n) })
}

// shop knows the exports of shop systems by headings that no other has: there
// Name is an order's number, and the buyer an account of the marketplace.
func (g *guess) shop() {
	switch {
	case g.has("lineitem name", "lineitem quantity", "financial status"):
		g.find("order", "name")
		g.find("status", "financial status")
	case g.has("tong so tien nguoi mua thanh toan", "username buyer", "sku phan loai hang", "ma kien hang"):
		g.m.Channel = "shopee"
		g.find("shopee", "nguoi mua, username buyer, ten dang nhap nguoi mua")
	case g.has("buyer username", "sku platform discount", "order substatus"):
		g.m.Channel = "tiktokshop"
	case g.has("lazada id", "lazada sku", "order item id"):
		g.m.Channel = "lazada"
	}
}

// owned tells whether a column says whose the rows are.
func (g *guess) owned() bool {
	for field := range g.m.Columns {
		if field == "userId" || field == "anonymousId" || idColumns[field] != "" {
			return true
		}
	}
	return false
}

// fromCells finds by their cells a column of times, and one of phones or
// addresses, where no name told.
func (g *guess) fromCells() {
	if g.m.Columns["time"] == "" {
		g.findCells("time", func(cell string) bool {
			_, a := table.Time(cell, time.UTC, "dmy")
			_, b := table.Time(cell, time.UTC, "mdy")
			return (a || b) && strings.ContainsAny(cell, "-/:.")
		})
	}
	for _, kind := range []cham.KeyKind{cham.KeyPhone, cham.KeyEmail} {
		if !g.owned() {
			g.findCells(string(kind), func(cell string) bool {
				_, ok := NormalizeKey(kind, plainCell(cell))
				return ok
			})
		}
	}
}

// findCells takes the first free column whose cells all are such.
func (g *guess) findCells(field string, is func(cell string) bool) {
	for i := range g.columns {
		if cells := g.cells(i); !g.taken[i] && len(cells) > 0 && !slices.ContainsFunc(cells, func(c string) bool { return !is(c) }) {
			g.take(field, i)
			return
		}
	}
}

// cells are those of a column in the sample that are not empty.
func (g *guess) cells(column int) (cells []string) {
	for _, row := range g.sample {
		if column < len(row) && row[column] != "" && !table.IsTotal(row) {
			cells = append(cells, row[column])
		}
	}
	return cells
}

// layout sees the month before the day where the days cannot be read otherwise.
func (g *guess) layout() {
	i := slices.Index(g.columns, g.m.Columns["time"])
	if i < 0 {
		return
	}
	read := map[string]int{}
	for _, cell := range g.cells(i) {
		for _, order := range []string{"dmy", "mdy"} {
			if _, ok := table.Time(cell, time.UTC, order); ok {
				read[order]++
			}
		}
	}
	if read["mdy"] > read["dmy"] {
		g.m.Layout = "mdy"
	}
}

// whatHappened names the rows that do not say it themselves, and keeps the
// columns that are left.
func (g *guess) whatHappened() {
	rest := "properties."
	switch {
	case g.m.Columns["time"] == "":
		rest = "traits."
		for _, field := range []string{"event", "status", "order"} {
			g.release(field)
		}
	case g.m.Columns["event"] != "":
		g.release("status")
	case g.isCallLog():
		g.m.Event, g.m.Channel = EventCall, "call"
	case len(g.folded) > 0 && listed(returnNames, g.folded[0]):
		g.m.Event = EventRefunded
		g.release("status")
	case g.m.Columns["value"] != "" || g.m.Columns["order"] != "":
		g.m.Event = EventOrder
	case g.has("ngay hen", "gio hen", "lich hen", "appointment", "appointment date", "booking date"):
		g.m.Event = "Booking Made"
	default:
		g.m.Event = "Imported"
	}
	if g.m.Columns["order"] == "" {
		for _, f := range lineNames {
			g.release(f.field)
		}
	}
	g.keepRest(rest)
}

// noteNames are columns of free text, which may tell private matters.
const noteNames = `ghi chu, ghi chu don hang, ghi chu khach hang, ghi chu noi bo, note, notes, order note, customer note, internal note,
	comment, comments, buyer message, seller note, loi nhan`

// keepRest keeps the columns that are left under their own names, but for notes.
func (g *guess) keepRest(prefix string) {
	for i, c := range g.columns {
		if !g.taken[i] && !isRejectColumn(c) && !listed(noteNames, g.folded[i]) {
			g.m.Columns[prefix+c] = c
		}
	}
}

// isCallLog tells a list of calls by what only calls have.
func (g *guess) isCallLog() bool {
	return slices.ContainsFunc(g.folded, func(name string) bool {
		words := " " + name + " "
		for _, sign := range []string{" goi ", " call ", " caller ", " dam thoai ", " billsec ", " may le ", " callee ", " extension "} {
			if strings.Contains(words, sign) {
				return true
			}
		}
		return false
	})
}
