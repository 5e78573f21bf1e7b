package capture

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"cham"
	"cham/table"
)

// rowBuilder gathers the parts of a call while its cells are read.
type rowBuilder struct {
	call            *Call
	csv             *csvReader
	mapping         *Mapping
	column          string // of the cell being read
	traits, context []byte
	own             []property // in the order of the columns
	properties      []byte     // own and what is made of the rest

	order, status             string
	caller, callee, direction string // of a call
	cancelled                 bool
	decided                   bool       // what happened is read off the status
	returned                  bool       // sold and given back, all rows so far
	ids                       []property // whose the row is
	beside                    string     // the customer, where the number at that time is another's, too
	number                    int        // of the row in the file
	refundTime                string

	amounts, refunds []float64
	products         [][]byte
	product          []byte // of this line
	price, quantity  float64
	lineTotal        float64
	back             []float64 // amounts of the rows that were given back
	backTotal        float64   // what their lines come to
}

// property is one that a row states.
type property struct {
	name  string
	value []byte
}

// set takes in one cell that is not empty.
func (b *rowBuilder) set(field, cell string) {
	if field == b.csv.status {
		b.status = cell
		field = "properties.status"
	}
	if b.csv.isCall && b.side(field, cell) {
		return
	}
	c := b.call
	switch field {
	case "userId":
		c.UserID = cell
		b.addID(field, cell)
	case "anonymousId":
		c.AnonymousID = cell
	case "messageId":
		c.MessageID = cell
	case "event":
		c.Event = cell
	case "channel":
		c.Channel = b.mapping.channel(cell)
	case "branch":
		appendMember(&b.context, "branch", quote(cell))
	case "order":
		b.order = cell
		b.addOwn("order_id", quote(cell))
	case "cancelled":
		b.cancelled = !noWords[table.Fold(cell)]
		b.addOwn("cancelled", quote(cell))
	case "time":
		c.Timestamp = b.time(cell)
	case "refundTime":
		b.refundTime = b.time(cell)
	default:
		b.other(field, cell)
	}
}

// time reads an instant; "" with the row's fault when it cannot be read.
func (b *rowBuilder) time(cell string) string {
	t, ok := b.csv.Time(cell, b.csv.zone, b.mapping.Layout)
	if !ok {
		b.reject(ReasonTime, cell)
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

// noWords in a column of yes and no, folded.
var noWords = set(", no, false, 0, n, khong, chua")

// other takes in amounts, products, identifiers, traits and properties.
func (b *rowBuilder) other(field, cell string) {
	if name, ok := strings.CutPrefix(field, "properties."); ok {
		b.addOwn(name, jsonCell(cell))
	} else if name, ok := strings.CutPrefix(field, "traits."); ok {
		appendMember(&b.traits, name, jsonCell(cell))
	} else if name, ok := strings.CutPrefix(field, "product."); ok {
		b.productCell(name, cell)
	} else if trait := idColumns[field]; trait != "" {
		appendMember(&b.traits, trait, quote(cell))
		b.addID(field, cell)
	} else {
		b.plain(field, cell)
	}
}

func (b *rowBuilder) plain(field, cell string) {
	switch field {
	case "value":
		b.amounts = b.amount(b.amounts, cell)
	case "refund":
		b.refunds = b.amount(b.refunds, cell)
	case "duration":
		if seconds, ok := table.Seconds(cell); ok {
			b.addOwn("duration", strconv.AppendFloat(nil, seconds, 'f', -1, 64))
		} else {
			b.reject(ReasonNumber, cell)
		}
	default: // currency, and a status that decides nothing
		b.addOwn(field, quote(cell))
	}
}

func (b *rowBuilder) amount(all []float64, cell string) []float64 {
	n, ok := b.csv.money[b.column].Number(cell)
	if !ok {
		b.reject(ReasonNumber, cell)
		return all
	}
	return append(all, n)
}

func (b *rowBuilder) productCell(name, cell string) {
	n, ok := b.csv.money[b.column].Number(cell)
	switch {
	case name == "name" || name == "sku":
		appendMember(&b.product, name, quote(cell))
		return
	case !ok:
		b.reject(ReasonNumber, cell)
		return
	case name == "price":
		b.price = n
	case name == "quantity":
		b.quantity = n
	case name == "total":
		b.lineTotal = n
	}
	appendMember(&b.product, name, strconv.AppendFloat(nil, n, 'f', -1, 64))
}

// addLine ends a row: the first product of an order, and what its line comes to.
func (b *rowBuilder) addLine() {
	if b.lineTotal == 0 && b.price != 0 {
		b.lineTotal = b.price * max(b.quantity, 1)
	}
}

func (b *rowBuilder) addOwn(name string, value []byte) {
	b.own = append(b.own, property{name, value})
}

// reject names the cell that keeps the row from being read.
func (b *rowBuilder) reject(why Reason, cell string) {
	b.call.fault(why, b.column+": "+strconv.Quote(truncate(cell, 40)))
}

// decide reads off the status what happened, where no event is stated.
func (b *rowBuilder) decide() {
	c := b.call
	if c.Event != "" || b.csv.status == "" && !b.cancelled {
		if c.Event == "" {
			c.Event = b.mapping.Event
		}
		return
	}
	b.decided = true
	if b.cancelled {
		c.Event = EventCancelled
		return
	}
	if b.status != "" {
		b.csv.met(b.status)
	}
	event, ok := b.mapping.event(b.status)
	if event == EventReturned {
		event, b.returned = b.mapping.Event, b.mapping.Event != EventRefunded
		b.back, b.backTotal = slices.Clone(b.amounts), b.lineTotal
	}
	if c.Event = event; !ok {
		b.call.fault(ReasonStatus, strconv.Quote(truncate(b.status, 40)))
	}
}

// mostStatuses bounds how many a preview lists.
const mostStatuses = 100

func (c *csvReader) met(status string) {
	if c.statuses[status] > 0 || len(c.statuses) < mostStatuses {
		c.statuses[status]++
	}
}

// finish makes the call: a track call when it has an event, otherwise it only
// says who somebody is.
func (b *rowBuilder) finish() {
	c := b.call
	if c.Channel == "" {
		c.Channel = string(b.mapping.Channel)
	}
	if c.Timestamp == "" && b.mapping.hasEvent() {
		c.fault(ReasonTime, "")
	}
	b.addMoney()
	for _, p := range b.own {
		appendMember(&b.properties, p.name, p.value)
	}
	b.addProducts()
	c.Type = cham.CallTrack
	if c.Event == "" && !b.mapping.hasEvent() {
		c.Type = cham.CallIdentify
		c.Traits = closedObject(b.traits)
	} else if len(b.traits) > 0 {
		appendMember(&b.context, "traits", closedObject(b.traits))
	}
	c.Properties, c.Context = closedObject(b.properties), closedObject(b.context)
	c.Size = len(c.Properties) + len(c.Traits) + len(c.Context)
}

// appendMember adds a field to an object being written.
func appendMember(object *[]byte, name string, value []byte) {
	if len(*object) == 0 {
		*object = append(*object, '{')
	} else {
		*object = append(*object, ',')
	}
	*object = append(append(appendString(*object, name), ':'), value...)
}

func closedObject(object []byte) json.RawMessage {
	if len(object) == 0 {
		return nil
	}
	return append(object, '}')
}

func quote(s string) []byte { return appendString(nil, s) }

// jsonCell writes a cell as a number when it is one in JSON's own form, which
// leaves telephone numbers and codes with leading zeros alone, and as text
// otherwise.
func jsonCell(cell string) []byte {
	if len(cell) > 0 && len(cell) <= 15 && (cell[0] == '-' || cell[0] >= '0' && cell[0] <= '9') {
		p := parser{b: []byte(cell)}
		p.number()
		if p.end(); p.err == nil {
			return []byte(cell)
		}
	}
	return quote(cell)
}
