package capture

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"hash/maphash"
	"slices"
	"strconv"
	"strings"

	"cham"
	"cham/table"
)

// ordersAhead is how many rows further a line of an order is still looked for.
const ordersAhead = 1000

// orders gathers the rows of a file that are lines of one order.
type orders struct {
	open  []*rowBuilder // in the order of the file
	last  map[string]*rowBuilder
	sold  map[uint64]bool // orders whose sale was read, by their number's hash
	seed  maphash.Seed
	rows  int   // read so far
	end   error // why there are no more
	lines bool  // the column of money holds a line's, not the order's
}

// nextOrder returns the next order, or row that belongs to none.
func (f *FileReader) nextOrder() (Call, error) {
	o := f.csv.orders
	for o.end == nil && (len(o.open) == 0 || o.rows-o.open[0].number < ordersAhead) {
		b, err := f.readRow()
		if err != nil {
			o.end = err
			break
		}
		o.rows++
		b.number = o.rows
		o.join(b)
	}
	if len(o.open) == 0 {
		return Call{}, o.end
	}
	b := o.open[0]
	o.open = o.open[1:]
	if o.last[b.order] == b {
		delete(o.last, b.order)
	}
	if o.last[b.orderKey()] == b {
		delete(o.last, b.orderKey())
	}
	if b.order != "" && f.csv.status != "" && b.sale() && !b.returned {
		o.sold[o.hash(b)] = true
	}
	f.finish(b)
	o.void(b)
	return *b.call, nil
}

// void says which sale of an earlier file a cancelled order undoes; one whose
// other lines were sold was only cancelled in part, and its sale says what is left.
func (o *orders) void(b *rowBuilder) {
	c := b.call
	sale, _ := b.sums()
	if b.order == "" || !b.decided || c.Event != EventCancelled || sale <= 0 || o.sold[o.hash(b)] || o.last[b.order+"\x00"+EventOrder] != nil {
		return
	}
	c.undone, c.voids = sale, strings.TrimSuffix(c.MessageID, " "+EventCancelled)
	if c.voids == c.MessageID {
		c.voids = b.orderID(EventOrder)
	}
}

// Void finds the calls that cancel an order which an earlier file brought as
// sold, and takes its money off again. known tells which message ids are in history.
func Void(calls []Call, known func(ids []string) (map[string]bool, error)) error {
	var ids []string
	for i := range calls {
		if calls[i].voids != "" {
			ids = append(ids, calls[i].voids)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	there, err := known(ids)
	for i := range calls {
		if c := &calls[i]; there[c.voids] {
			money := strconv.AppendFloat([]byte(`{"revenue":`), -c.undone, 'f', -1, 64)
			c.Properties = slices.Concat(money, []byte{','}, c.Properties[1:])
			c.Size += len(money)
		}
	}
	return err
}

func (o *orders) hash(b *rowBuilder) uint64 { return maphash.String(o.seed, b.order) }

func (b *rowBuilder) orderKey() string { return b.order + "\x00" + b.call.Event }

// join adds a row to its order, or begins one. A row without a status of its
// own belongs to the latest of its number.
func (o *orders) join(b *rowBuilder) {
	if b.order == "" || b.call.Fault != "" {
		o.open = append(o.open, b)
		return
	}
	key := b.orderKey()
	if b.status == "" {
		key = b.order
	}
	first := o.last[key]
	if first != nil && first.another(b) {
		first = o.ofSame(b, first)
	}
	switch {
	case first == nil:
		if b.returned && o.sold[o.hash(b)] {
			b.alone()
		}
		o.begin(b)
	case b.status != "" && b.returned != first.returned && b.call.Timestamp != first.call.Timestamp:
		o.apart(first, b)
	default:
		first.join(b)
	}
}

// ofSame looks for the order of a row whose number is another customer's, too:
// tills count anew every day, or in every branch.
func (o *orders) ofSame(b, latest *rowBuilder) *rowBuilder {
	for _, x := range slices.Backward(o.open) {
		if x.order == b.order && (b.status == "" || x.orderKey() == b.orderKey()) && !x.another(b) {
			return x
		}
	}
	if b.call.Timestamp == latest.call.Timestamp {
		b.beside = string(b.ids[0].value)
	}
	return nil
}

// another tells whether a row names another customer than an order's.
func (b *rowBuilder) another(row *rowBuilder) bool {
	for _, x := range b.ids {
		for _, y := range row.ids {
			if x.name == y.name && !bytes.Equal(x.value, y.value) {
				return true
			}
		}
	}
	return false
}

func (b *rowBuilder) addID(kind, cell string) {
	if key, ok := NormalizeKey(cham.KeyKind(kind), cell); ok {
		cell = key.Value
	}
	b.ids = append(b.ids, property{kind, []byte(cell)})
}

func (o *orders) begin(b *rowBuilder) {
	o.open = append(o.open, b)
	o.last[b.order], o.last[b.orderKey()] = b, b
}

// apart tells a sale from what came back of it, each on rows with a time of its
// own: the refund is no sale besides.
func (o *orders) apart(first, b *rowBuilder) {
	if first.returned {
		first.alone()
		o.last[first.orderKey()] = first
	} else if b.alone(); o.last[b.orderKey()] != nil {
		o.last[b.orderKey()].join(b)
		return
	}
	o.begin(b)
}

// alone makes an order that was given back a refund whose sale stands elsewhere.
func (b *rowBuilder) alone() { b.returned, b.call.Event = false, EventRefunded }

// join takes in a further line of the order: its product, its money, and what
// else it says of its own.
func (b *rowBuilder) join(line *rowBuilder) {
	b.call.rows = b.call.Rows() + 1
	b.call.Raw = slices.Concat(b.call.Raw, []byte{'\n'}, line.call.Raw)
	b.amounts = append(b.amounts, line.amounts...)
	b.refunds = append(b.refunds, line.refunds...)
	b.back, b.backTotal = append(b.back, line.back...), b.backTotal+line.backTotal
	b.lineTotal += line.lineTotal
	b.returned = b.returned && (line.returned || line.status == "")
	for _, p := range line.own {
		if at := slices.IndexFunc(b.own, func(q property) bool { return q.name == p.name }); at < 0 {
			b.own = append(b.own, p)
		} else if !bytes.Equal(b.own[at].value, p.value) {
			appendMember(&line.product, p.name, p.value)
		}
	}
	b.products = append(b.products, closedObject(line.product))
}

// money is what the lines of an order come to: amounts stated on several lines
// are the order's own, stated again, unless the file shows that they are each line's.
func (b *rowBuilder) money(amounts []float64) float64 {
	if len(amounts) == 0 {
		return 0
	}
	if !b.csv.orders.sums() && allEqual(amounts) {
		return amounts[0]
	}
	sum := 0.0
	for _, a := range amounts {
		sum += a
	}
	return sum
}

func (o *orders) sums() bool { return o != nil && o.lines }

func allEqual(all []float64) bool {
	return !slices.ContainsFunc(all, func(a float64) bool { return a != all[0] })
}

// lineMoney finds out by the first rows whether money stands for lines: then it
// differs within an order.
func (c *csvReader) lineMoney(m *Mapping, columns []string) bool {
	order, value := slices.Index(columns, m.Columns["order"]), slices.Index(columns, m.Columns["value"])
	said := map[string]float64{}
	for _, row := range c.Sample {
		if order < 0 || value < 0 || max(order, value) >= len(row) || row[order] == "" {
			continue
		}
		amount, ok := c.money[columns[value]].Number(row[value])
		if before, again := said[row[order]]; ok && again && before != amount {
			return true
		} else if ok {
			said[row[order]] = amount
		}
	}
	return false
}

// sums are what an order came to, and what was given back of it: what the file
// says was, else the rows that were, else all of it. No more comes back than was paid.
func (b *rowBuilder) sums() (sale, back float64) {
	sale, back = b.money(b.amounts), abs(b.money(b.refunds))
	if len(b.amounts) == 0 {
		sale = b.lineTotal
	}
	switch {
	case back != 0:
		return max(sale, back), back
	case b.returned:
		return abs(sale), abs(sale)
	case b.backTotal != 0:
		return sale, min(abs(b.backTotal), abs(sale))
	}
	return sale, min(abs(b.money(b.back)), abs(sale))
}

// sale tells whether the order was one: neither cancelled, nor only begun, nor a refund alone.
func (b *rowBuilder) sale() bool {
	return b.call.Event != EventRefunded && !(b.decided && (b.call.Event == EventCancelled || b.call.Event == EventBegun))
}

// addMoney states what the order brought: a sale its amount, a refund alone that
// below zero, and an order cancelled or only begun nothing.
func (b *rowBuilder) addMoney() {
	sale, back := b.sums()
	switch {
	case len(b.amounts)+len(b.refunds) == 0 && b.lineTotal == 0:
	case b.sale():
		b.addNumber("revenue", sale)
	case b.call.Event == EventRefunded:
		b.addNumber("revenue", -cmp.Or(back, abs(sale)))
	default:
		b.addNumber("order_value", sale)
	}
}

// giveBack puts what was given back of a sale after it, as a touch of its own.
func (b *rowBuilder) giveBack(amount float64) {
	refund := *b.call
	refund.Event, refund.sale, refund.Timestamp = EventRefunded, b.call, cmp.Or(b.refundTime, b.call.Timestamp)
	b.properties = nil
	if amount != 0 {
		b.addNumber("revenue", -amount)
	}
	for _, p := range b.own {
		appendMember(&b.properties, p.name, p.value)
	}
	refund.Properties = closedObject(b.properties)
	refund.Size = len(refund.Properties) + len(refund.Traits) + len(refund.Context)
	b.call = &refund
}

func abs(f float64) float64 { return max(f, -f) }

func (b *rowBuilder) addNumber(name string, n float64) {
	appendMember(&b.properties, name, strconv.AppendFloat(nil, n, 'f', -1, 64))
}

// orderID is the message id of an order: one order is one touch, whatever file
// it comes in, and its refund another.
func (b *rowBuilder) orderID(event string) string {
	at := b.call.Timestamp
	if b.call.sale != nil {
		at = b.call.sale.Timestamp
	}
	key := b.order + "\x00" + at + "\x00" + event
	if b.beside != "" {
		key += "\x00" + b.beside
	}
	sum := sha256.Sum256([]byte(key))
	return orderPrefix + hex.EncodeToString(sum[:16])
}

// orderPrefix begins the message ids that are made of an order's number.
const orderPrefix = "order-"

// addProducts lists what was ordered, the first line's product first.
func (b *rowBuilder) addProducts() {
	var list []byte
	for _, p := range append([][]byte{closedObject(b.product)}, b.products...) {
		if len(p) > 0 {
			list = append(append(list, ','), p...)
		}
	}
	if len(list) > 0 {
		list[0] = '['
		appendMember(&b.properties, "products", append(list, ']'))
	}
}

// moneyOf looks how the columns of amounts are written. The currency is that of
// the column of currencies, where it is one.
func moneyOf(m *Mapping, columns []string, sample [][]string) map[string]table.Money {
	cells := func(field string) (all []string) {
		i := slices.Index(columns, m.Columns[field])
		for _, row := range sample {
			if i >= 0 && i < len(row) && row[i] != "" {
				all = append(all, row[i])
			}
		}
		return all
	}
	currencies := cells("currency")
	slices.Sort(currencies)
	currency := ""
	if one := slices.Compact(currencies); len(one) == 1 {
		currency = one[0]
	}
	out := map[string]table.Money{}
	for _, field := range []string{"value", "refund", "product.price", "product.total"} {
		out[m.Columns[field]] = table.NewMoney(cells(field), currency)
	}
	return out
}
