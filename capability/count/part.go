package count

import (
	"strconv"
	"strings"
	"time"

	"cham"
	"cham/table"
)

// part is a table of a report: one has several, below each other.
type part struct {
	width                int
	day, source, medium  int // −1 for none; source has both where medium is −1
	dimensions, measures []named
	ranges               bool      // it compares periods
	from, to             time.Time // its days, where its rows have none
}

// named is a column and what it is of.
type named struct {
	name string
	at   int
}

// partOf reads a heading; nil where it says nothing that is kept.
func partOf(header []string) *part {
	e := exportOf(header)
	if e == nil {
		return nil
	}
	p := &part{width: len(header), day: -1, source: -1, medium: -1}
	alone, group := -1, -1
	for _, c := range e.Columns {
		at := e.Place(c, header)
		switch {
		case at < 0:
		case c.Field == "day":
			p.day = at
		case c.Field == "source":
			p.source = at
		case c.Field == "sourceAlone":
			alone = at
		case c.Field == "mediumAlone":
			p.medium = at
		case c.Field == "range":
			p.ranges = true
		case c.Field == KindCampaign, c.Field == KindPage, c.Field == KindKeyword:
			p.dimensions = append(p.dimensions, named{c.Field, at})
		case c.Field == KindGroup:
			group = at
		default:
			p.measures = append(p.measures, named{c.Field, at})
		}
	}
	if p.source >= 0 {
		p.medium = -1
	} else if alone >= 0 && p.medium >= 0 {
		p.source = alone
	}
	if group >= 0 && p.source < 0 { // sources say it more exactly
		p.dimensions = append(p.dimensions, named{KindGroup, group})
	}
	bare := p.source < 0 && len(p.dimensions) == 0
	if len(p.measures) == 0 || bare && e.Name != SearchConsole {
		return nil
	}
	return p
}

// values are what a row is of, by kind.
func (p *part) values(cells []string) (values []struct{ kind, value string }) {
	add := func(kind, value string) { values = append(values, struct{ kind, value string }{kind, value}) }
	if p.source >= 0 {
		value := cells[p.source]
		if p.medium >= 0 && value != "" {
			value += " / " + cells[p.medium]
		}
		add(KindSource, value)
	}
	for _, d := range p.dimensions {
		add(d.name, cells[d.at])
	}
	if len(values) == 0 {
		add(KindSite, "")
	}
	return values
}

// row takes a line in, or says why not.
func (f *file) row(row table.Row) {
	reject := func(reason, value string) {
		f.out.Rejects = append(f.out.Rejects, CountReject{row.Line, reason, short(value)})
	}
	cells, p := row.Cells, f.part
	switch {
	case f.out.By == Analytics && (table.IsTotal(cells) || len(cells) > 0 && cells[0] == "" && row.Fault == ""):
		reject("total", "")
		return
	case row.Fault == table.FaultNoText:
		reject("text", "")
		return
	case row.Fault != "" && row.Fault != table.FaultExtra, len(cells) < p.width,
		len(cells) > p.width && strings.Join(cells[p.width:], "") != "":
		reject("columns", strings.Join(cells, ", "))
		return
	}
	at := cham.Count{From: p.from, To: p.to}
	if p.day >= 0 {
		day, ok := f.Time(cells[p.day], f.loc, "")
		if day = day.In(f.loc); !ok || day.Year() < 1971 || day.Year() > 2105 {
			reject("day", cells[p.day])
			return
		}
		at.From, at.To = midnight(day, f.loc), midnight(day.AddDate(0, 0, 1), f.loc)
	}
	numbers := make([]float64, len(p.measures))
	for i, m := range p.measures {
		var ok bool
		if numbers[i], ok = number(m.name, cells[m.at]); !ok {
			reject("number", cells[m.at])
			return
		}
	}
	values := p.values(cells)
	for _, v := range values {
		if v.value == "" && v.kind != KindSite || len(v.value) > mostValue || strings.ContainsRune(v.value, 0) {
			reject("text", v.value)
			return
		}
	}
	for _, v := range values {
		for i, m := range p.measures {
			f.add(cham.Count{From: at.From, To: at.To, By: f.out.By, Kind: v.kind, Value: v.value, Measure: m.name, Number: numbers[i]},
				len(values) > 1)
		}
	}
}

// number reads a count, or a position with its decimals.
func number(measure, cell string) (float64, bool) {
	if measure == "position" {
		n, err := strconv.ParseFloat(strings.Replace(cell, ",", ".", 1), 64)
		return n, err == nil && n >= 0 && n <= 1e6
	}
	n, ok := table.Number(cell)
	return n, ok && n >= 0 && n <= mostNumber && n == float64(int64(n))
}

// add adds up what several lines of a part state of one value. What an earlier part
// stated, such as that of a picture above the table, is stated anew.
func (f *file) add(c cham.Count, shared bool) {
	what := c
	what.Number = 0
	here, met := f.place[what]
	again := met && here.part == f.parts
	if (again || shared) && (c.Measure == "users" || c.Measure == "position") {
		f.twice[[2]string{c.Kind, c.Measure}] = true
	}
	switch {
	case again:
		f.out.Counts[here.at].Number += c.Number
	case met:
		f.out.Counts[here.at].Number = c.Number
	default:
		here.at = len(f.out.Counts)
		f.out.Counts = append(f.out.Counts, c)
	}
	f.place[what] = placed{here.at, f.parts}
}
