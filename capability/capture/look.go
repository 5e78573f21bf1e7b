package capture

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"cham"
	"cham/known"
	"cham/table"
)

// Sum is what the rows that were read come to.
type Sum struct {
	// Rows were read; Whole says that there are no more.
	Rows  int
	Whole bool
	// Events are what happened, the most frequent first.
	Events      []EventSum
	First, Last time.Time
	Refused     []RefusedSum
	// People are the customers, each with the keys its touches carry.
	People map[cham.Key][]cham.Key
}

// EventSum is one event's touches, and the money they state.
type EventSum struct {
	Event string
	Count int
	Value float64
}

// RefusedSum is a reason for which rows were refused, with the first lines and
// what stood there.
type RefusedSum struct {
	Reason  string
	Count   int
	Lines   []int
	Details []string
}

// mostShown bounds the lines and details of a reason.
const mostShown = 5

func (s *Sum) add(c *Call, touches []cham.Touch, refused []Refused) {
	s.Rows += c.Rows()
	for i := range touches {
		t := &touches[i]
		s.event(t)
		if s.First.IsZero() || t.At.Before(s.First) {
			s.First = t.At
		}
		if t.At.After(s.Last) {
			s.Last = t.At
		}
		if s.People == nil {
			s.People = map[cham.Key][]cham.Key{}
		}
		if all := s.People[t.Keys[0]]; len(all) < len(t.Keys) {
			s.People[t.Keys[0]] = t.Keys
		}
	}
	for i := range refused {
		s.refuse(&refused[i], c.Rows())
	}
}

func (s *Sum) event(t *cham.Touch) {
	if !t.Type.Interaction() {
		return
	}
	i := slices.IndexFunc(s.Events, func(e EventSum) bool { return e.Event == t.Name })
	if i < 0 {
		if len(s.Events) >= mostStatuses {
			return
		}
		i, s.Events = len(s.Events), append(s.Events, EventSum{Event: t.Name})
	}
	s.Events[i].Count++
	s.Events[i].Value += t.Value
}

func (s *Sum) refuse(r *Refused, rows int) {
	i := slices.IndexFunc(s.Refused, func(x RefusedSum) bool { return x.Reason == r.Reason })
	if i < 0 {
		i, s.Refused = len(s.Refused), append(s.Refused, RefusedSum{Reason: r.Reason})
	}
	x := &s.Refused[i]
	x.Count += rows
	if len(x.Lines) < mostShown {
		x.Lines = append(x.Lines, r.Line)
	}
	if r.Detail != "" && len(x.Details) < mostShown && !slices.Contains(x.Details, r.Detail) {
		x.Details = append(x.Details, r.Detail)
	}
}

func (s *Sum) sort() {
	slices.SortStableFunc(s.Events, func(a, b EventSum) int { return b.Count - a.Count })
	slices.SortStableFunc(s.Refused, func(a, b RefusedSum) int { return b.Count - a.Count })
}

// ColumnLook is a column as it was read: what it is taken for, and why.
type ColumnLook struct {
	Name, Example, Field string
	// Ask is the question that only a person can answer, "" for none: "channel" (of
	// Values), "layout" (of the dates in Values).
	Ask string
	// Why is what speaks for the field, with the number it is about.
	Why    string
	N      int
	Values []string
}

// columnSeen is what stands in a column.
type columnSeen struct {
	example string
	filled  int
	long    int            // cells of several words
	values  map[string]int // by cell, up to mostValues
}

// mostValues bounds the different cells of a column that are kept apart.
const mostValues = 10_000

// look notes the cells of a row.
func (c *csvReader) look(cells []string) {
	for i, cell := range cells {
		if i >= len(c.seen) || cell == "" {
			continue
		}
		s := &c.seen[i]
		if s.filled++; s.example == "" {
			s.example = string(truncate(cell, 80))
		}
		if strings.Count(cell, " ") >= 2 {
			s.long++
		}
		if len(s.values) < mostValues || s.values[cell] > 0 {
			s.values[cell]++
		}
	}
}

// looks says of each column what it is taken for.
func (f *FileReader) looks() []ColumnLook {
	all := make([]ColumnLook, len(f.Columns))
	export := known.Find(f.Columns)
	for i, name := range f.Columns {
		all[i] = ColumnLook{Name: name, Example: plainCell(f.csv.seen[i].example)}
		for field, column := range f.Mapping.Columns {
			if column == name && (all[i].Field == "" || field < all[i].Field) {
				all[i].Field = field
			}
		}
		f.why(&all[i], &f.csv.seen[i], export)
	}
	return all
}

// why finds what speaks for a column's field.
func (f *FileReader) why(l *ColumnLook, s *columnSeen, export *known.Export) {
	field, _, _ := strings.Cut(l.Field, ".")
	l.N = len(s.values)
	switch {
	case isRejectColumn(l.Name):
		l.Why = "reject"
	case s.filled == 0:
		l.Why = "empty"
	case l.Field == "" && s.filled > 0 && 2*s.long > s.filled && len(s.values) > 5:
		l.Why = "freeText"
	case l.Field == "":
		l.Why = "skip"
	case l.Field == "time" || l.Field == "refundTime":
		f.whyTime(l, s)
	case l.Field == "channel":
		f.whyChannel(l, s)
	case l.Field == "phone" || l.Field == "email":
		l.Why, l.N = l.Field, keyShare(cham.KeyKind(l.Field), s)
	case slices.Contains([]string{"value", "refund", "product.price", "product.total"}, l.Field):
		l.Why, l.N = "money", f.unreadMoney(l.Name, s)
	case l.Field == "traits.name", l.Field == "order", l.Field == "status", l.Field == "branch", l.Field == "product.name":
		l.Why = strings.ReplaceAll(l.Field, ".", "-")
	case field == "traits" || field == "properties":
		l.Why = "kept"
	case export != nil:
		l.Why = "known"
	default:
		l.Why = "heading"
	}
}

// whyTime says how the dates are written; those that can be read either way are
// asked about.
func (f *FileReader) whyTime(l *ColumnLook, s *columnSeen) {
	unread, twofold := 0, ""
	for cell, n := range s.values {
		_, ok := table.Time(cell, f.csv.zone, f.Mapping.Layout)
		a, dmy := table.Time(cell, f.csv.zone, "dmy")
		b, mdy := table.Time(cell, f.csv.zone, "mdy")
		switch {
		case !ok:
			unread += n
		case dmy != mdy:
			twofold = "no"
		case !a.Equal(b) && twofold == "":
			twofold = cell
		}
	}
	l.Why, l.N = "time-"+cmp.Or(f.Mapping.Layout, "dmy"), unread
	if twofold != "" && twofold != "no" && f.Mapping.Layout == "" {
		l.Ask, l.Values = "layout", []string{twofold}
	}
}

// whyChannel asks for the words that name no channel we know, the most frequent first.
func (f *FileReader) whyChannel(l *ColumnLook, s *columnSeen) {
	l.Why, l.N = "channel", 0
	for cell := range s.values {
		if f.Mapping.channel(cell) != cell || cham.Channel(cell).Valid() || channelOf(cell) != "" {
			l.N++
		} else {
			l.Values = append(l.Values, cell)
		}
	}
	slices.SortFunc(l.Values, func(a, b string) int { return cmp.Or(s.values[b]-s.values[a], strings.Compare(a, b)) })
	if l.Values = l.Values[:min(len(l.Values), mostShown)]; len(l.Values) > 0 {
		l.Ask, l.N = "channel", s.values[l.Values[0]]
	}
}

// keyShare is the share, in thousandths, of the cells that are such keys.
func keyShare(kind cham.KeyKind, s *columnSeen) int {
	good, all := 0, 0
	for cell, n := range s.values {
		all += n
		if _, ok := NormalizeKey(kind, plainCell(cell)); ok {
			good += n
		}
	}
	return good * 1000 / max(1, all)
}

func (f *FileReader) unreadMoney(column string, s *columnSeen) (n int) {
	money := f.csv.money[column]
	for cell, rows := range s.values {
		if _, ok := money.Number(cell); !ok || !utf8.ValidString(cell) {
			n += rows
		}
	}
	return n
}

// channel is what the mapping says of a word for a channel, else the word.
func (m *Mapping) channel(said string) string {
	if c := m.Channels[said]; c != "" {
		return string(c)
	}
	return said
}
