package capture

import (
	"slices"
	"strings"

	"cham/known"
)

// known maps the columns of an export that is known by its headings. A field
// whose heading is called otherwise in this file is looked for by its names, as
// in any file.
func (g *guess) known(e *known.Export) {
	g.m.Event, g.m.Channel, g.m.Layout = e.Event, e.Channel, e.Layout
	for status, event := range e.Statuses {
		if g.m.Statuses == nil {
			g.m.Statuses = map[string]string{}
		}
		g.m.Statuses[status] = event
	}
	for _, c := range e.Columns {
		if i := e.Place(c, g.columns); i >= 0 && !g.taken[i] && g.m.Columns[c.Field] == "" {
			g.take(c.Field, i)
		}
	}
	for _, f := range slices.Concat(columnNames, lineNames) {
		if slices.ContainsFunc(e.Columns, func(c known.Column) bool { return c.Field == f.field }) {
			g.find(f.field, f.names)
		}
	}
	if !g.owned() || g.m.Event != "" && g.m.Columns["time"] == "" {
		g.fromCells()
	}
	if g.m.Columns["status"] == "" {
		g.m.Statuses = nil
	}
	if e.Layout == "" {
		g.layout()
	}
	if e.Rest {
		g.keepRest("properties.")
	}
}

// ownNumbers are those that stand on most rows of a list of calls, on either
// side: the business's own.
func ownNumbers(m *Mapping, columns []string, sample [][]string) map[string]bool {
	rows, own := map[string]int{}, map[string]bool{}
	for _, row := range sample {
		for _, field := range []string{"phone", "callee"} {
			if i := slices.Index(columns, m.Columns[field]); i >= 0 && i < len(row) {
				rows[phoneDigits(row[i])]++
			}
		}
	}
	for number, n := range rows {
		if len(sample) >= 4 && 2*n > len(sample) {
			own[number] = true
		}
	}
	return own
}

// side takes in what a row says of the two sides of a call.
func (b *rowBuilder) side(field, cell string) bool {
	switch field {
	case "phone":
		b.caller = cell
	case "callee":
		b.callee = cell
	case "direction":
		b.direction = cell
	default:
		return false
	}
	return true
}

// addParty finds the customer's side of a call: who was called where the call went
// out, or where the other side is an inner number or one's own.
func (b *rowBuilder) addParty() {
	if !b.csv.isCall {
		return
	}
	who, outer := b.caller, func(number string) bool { return len(phoneDigits(number)) >= 8 && !b.csv.ours[phoneDigits(number)] }
	if b.callee != "" && (goesOut(b.direction) || !outer(b.caller) && outer(b.callee)) {
		who = b.callee
	}
	if b.direction != "" {
		b.addOwn("direction", quote(b.direction))
	}
	if b.column = b.mapping.Columns["phone"]; who != "" {
		b.other("phone", who)
	}
}

// goesOut tells by its word that a call went out.
func goesOut(direction string) bool {
	folded := " " + foldColumn(direction) + " "
	return slices.ContainsFunc([]string{" out", " goi ra ", " goi di ", " di ", " ra "}, func(w string) bool {
		return strings.Contains(folded, w)
	})
}
