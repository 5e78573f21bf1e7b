package capture

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"

	"cham/table"
)

// ordersAhead is how many rows further a line of an order is still looked for.
const ordersAhead = 1000

// orders gathers the rows of a file that are lines of one order.
type orders struct {
	open  []*rowBuilder // in the order of the file
	last  map[string]*rowBuilder
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
	delete(o.last, b.orderKey())
	f.finish(b)
	return *b.call, nil
}

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
	if first := o.last[key]; first != nil {
		first.join(b)
		return
	}
	o.open = append(o.open, b)
	o.last[b.order], o.last[b.orderKey()] = b, b
}

// join takes in a further line of the order: its product, its money, and what
// else it says of its own.
func (b *rowBuilder) join(line *rowBuilder) {
	b.call.rows = b.call.Rows() + 1
	b.call.Raw = slices.Concat(b.call.Raw, []byte{'\n'}, line.call.Raw)
	b.amounts = append(b.amounts, line.amounts...)
	b.refunds = append(b.refunds, line.refunds...)
	b.lineTotal += line.lineTotal
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

// addMoney states what the order brought, or took back: a sale less what was
// refunded of it, a refund below zero, and for an order cancelled or only begun nothing.
func (b *rowBuilder) addMoney() {
	amount, refund := b.money(b.amounts), b.money(b.refunds)
	if len(b.amounts) == 0 {
		amount = b.lineTotal
	}
	if len(b.amounts)+len(b.refunds) == 0 && b.lineTotal == 0 {
		return
	}
	switch {
	case b.decided && (b.call.Event == EventCancelled || b.call.Event == EventBegun):
		b.addNumber("order_value", amount)
		return
	case b.decided && b.call.Event == EventRefunded && refund != 0:
		amount = -abs(refund)
	case b.decided && b.call.Event == EventRefunded:
		amount = -abs(amount)
	default:
		amount -= abs(refund)
	}
	b.addNumber("revenue", amount)
}

func abs(f float64) float64 { return max(f, -f) }

func (b *rowBuilder) addNumber(name string, n float64) {
	appendMember(&b.properties, name, strconv.AppendFloat(nil, n, 'f', -1, 64))
}

// orderID is the message id of an order: one order is one touch, whatever file
// it comes in, and its refund another.
func (b *rowBuilder) orderID() string {
	sum := sha256.Sum256([]byte(b.order + "\x00" + b.call.Timestamp + "\x00" + b.call.Event))
	return "order-" + hex.EncodeToString(sum[:16])
}

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
