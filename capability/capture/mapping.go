package capture

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"cham"
)

// Mapping says what the columns of a CSV file mean.
type Mapping struct {
	// Columns maps a field to the name of its column. Fields are userId,
	// anonymousId, phone, email, zalo, facebook, shopee, lazada, tiktokshop,
	// member, event, time, channel, branch, value (money, given on as revenue),
	// refund (money given back of it), refundTime (when it was), currency, duration (seconds or h:mm:ss),
	// order (its number; rows of one order are its lines), status (of the order),
	// cancelled (filled when it was), product.name, product.sku,
	// product.quantity, product.price, product.total (of a line), messageId,
	// traits.NAME and properties.NAME. Of calls phone is who called, callee who was
	// called, and direction says which of them is the customer.
	Columns map[string]string `json:"columns"`
	// Statuses says which event a status of the order stands for (EventReturned: a
	// sale and its refund; EventRefunded: the refund alone, of an order that stands
	// elsewhere); the words of common shops are known without it. properties.status is a status, too.
	Statuses map[string]string `json:"statuses,omitempty"`
	// Channels says which channel a word of the column of channels stands for.
	Channels map[string]cham.Channel `json:"channels,omitempty"`
	// Event and Channel hold for rows whose own cell is empty. Rows without any
	// event only tell who somebody is.
	Event   string       `json:"event,omitempty"`
	Channel cham.Channel `json:"channel,omitempty"`
	// TimeZone is the IANA zone of times that state none; "" is Vietnam's.
	TimeZone string `json:"timeZone,omitempty"`
	// Layout is the order of dates like 03/04/2026: "dmy" (also "") or "mdy".
	Layout string `json:"layout,omitempty"`
	// Sheet is the sheet of a workbook; "" is the one with data.
	Sheet string `json:"sheet,omitempty"`
}

func (m *Mapping) hasEvent() bool { return m.Event != "" || m.Columns["event"] != "" }

// plainFields are the fields with a meaning of their own.
var plainFields = []string{"userId", "anonymousId", "event", "time", "channel", "branch", "value", "refund", "refundTime", "currency",
	"duration",
	"callee", "direction", "order", "status", "cancelled", "product.name", "product.sku", "product.quantity", "product.price", "product.total",
	"messageId"}

// idColumns are fields that hold identifiers, with the trait they become.
var idColumns = map[string]string{"phone": "phone", "email": "email", "zalo": "zaloId", "facebook": "facebookId",
	"shopee": "shopeeId", "lazada": "lazadaId", "tiktokshop": "tiktokshopId", "member": "memberId"}

// bind checks the mapping against the columns of a file.
func (c *csvReader) bind(m *Mapping, columns []string) (err error) {
	if c.zone, err = time.LoadLocation(cmp.Or(m.TimeZone, cham.DefaultTimeZone)); err != nil || m.TimeZone == "Local" {
		return mappingError("timeZone", "zone", m.TimeZone, "%q is no time zone", m.TimeZone)
	}
	if m.Layout != "" && m.Layout != "dmy" && m.Layout != "mdy" {
		return mappingError("layout", "layout", m.Layout, `%q is neither "dmy" nor "mdy"`, m.Layout)
	}
	if m.Channel != "" && !m.Channel.Valid() {
		return mappingError("channel", "channel", string(m.Channel), "%q is no channel", m.Channel)
	}
	for _, field := range slices.Sorted(maps.Keys(m.Columns)) {
		i := slices.Index(columns, m.Columns[field])
		switch {
		case i < 0:
			return mappingError("columns."+field, "column", m.Columns[field], "the file has no column %q; its columns are %q", m.Columns[field],
				columns)
		case !knownField(field):
			return mappingError("columns."+field, "field", field, "%q is no field", field)
		}
		c.fields = append(c.fields, boundField{field, i})
	}
	slices.SortFunc(c.fields, func(a, b boundField) int {
		return cmp.Or(a.column-b.column, strings.Compare(a.field, b.field))
	})
	return c.complete(m, columns)
}

// complete wants to know whose the rows are and when they happened.
func (c *csvReader) complete(m *Mapping, columns []string) error {
	if !slices.ContainsFunc(c.fields, func(f boundField) bool {
		return f.field == "userId" || f.field == "anonymousId" || idColumns[f.field] != ""
	}) {
		return mappingError("columns", LacksOwner, strings.Join(columns, ", "),
			"no column says whose the rows are: choose one of %q for userId, phone, email or another id", columns)
	}
	if m.hasEvent() && m.Columns["time"] == "" {
		return mappingError("columns.time", LacksTime, strings.Join(columns, ", "), "no column of %q says when it happened; "+
			"without one, rows can only describe customers, so leave the event out too", columns)
	}
	return nil
}

// What a mapping can lack: a column that says whose the rows are, or when it
// happened.
const (
	LacksOwner = "owner"
	LacksTime  = "time"
)

const mappingKey = "error.mapping."

// lack tells what a mapping that did not fit only lacks; "" when it is wrong.
func lack(err error) string {
	if e, ok := errors.AsType[*cham.Error](err); ok && (e.Key == mappingKey+LacksOwner || e.Key == mappingKey+LacksTime) {
		return strings.TrimPrefix(e.Key, mappingKey)
	}
	return ""
}

// mappingError names a place in a mapping; key is the sentence for it in
// locale/, value what stands there.
func mappingError(place, key, value, hint string, args ...any) error {
	e := cham.Errorf(cham.CodeInvalid, "capture.OpenFile", hint, args...)
	e.Field, e.Key, e.Args = place, mappingKey+key, map[string]any{"value": value}
	return e
}

func knownField(f string) bool {
	for _, prefix := range []string{"traits.", "properties."} {
		if name, ok := strings.CutPrefix(f, prefix); ok {
			return name != "" && len(name) <= maxName
		}
	}
	return slices.Contains(plainFields, f) || idColumns[f] != ""
}
