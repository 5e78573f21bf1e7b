package count

import (
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"cham"
	"cham/known"
	"cham/table"
)

// CountReject is a line of a report that could not be taken. It is named for the
// API, whose schemas have no packages.
type CountReject struct {
	Line int `json:"line"`
	// Reason is "columns" (too few or too many fields), "day", "number", "text", "total"
	// (a line that sums up) or "part" (a part of the report that says nothing of
	// sources, channel groups, campaigns, pages or keywords).
	Reason string `json:"reason" enum:"columns,day,number,text,total,part"`
	// Value is what stands there.
	Value string `json:"value,omitempty"`
}

// Report is what a file says.
type Report struct {
	// By is the system whose export it is.
	By     string
	Counts []cham.Count
	// Rejects are lines that were not taken.
	Rejects []CountReject
	// Whole says that the file has no days, but counts of its period as one.
	Whole bool
	// Asks says that the file does not tell which days it is of: the counts have none.
	Asks bool
	// LeftOut are measures that were left out of a kind, as several lines had the same
	// value, and people, unlike visits, cannot be added up.
	LeftOut []string
}

// mostLines and mostValue bound a file, which may be packed very small, and what
// is counted, in bytes.
const (
	mostLines  = 1_000_000
	mostCounts = 2_000_000
	mostValue  = 500
	mostNumber = 1e12
)

func open(r io.Reader, name string) (*table.Reader, error) {
	in, err := table.Open(r, name)
	if err != nil {
		return nil, err
	}
	return in.Table("")
}

// exportOf is the report with such headings, nil for none.
func exportOf(header []string) *known.Export {
	if e := known.Find(header); e != nil && e.Kind == known.Counts {
		return e
	}
	return nil
}

// Read reads a report of any kind that package table reads; name is the file's.
// Days are those of the zone. A report without days is of the period that its
// comments state, else of the one given. Bad lines are listed and the others taken;
// an error (CodeInvalid) means that the file as a whole says nothing that is kept.
func Read(r io.Reader, name string, loc *time.Location, period DaySpan) (Report, error) {
	rows, err := open(r, name)
	if err != nil {
		return Report{}, err
	}
	e := exportOf(rows.Header)
	if e == nil {
		return Report{}, refused("error.counts.none", "no report of Google Analytics or Search Console; export one as CSV")
	}
	f := &file{Reader: rows, loc: loc, place: map[cham.Count]placed{}, twice: map[[2]string]bool{}, out: Report{By: e.Name}}
	for _, row := range rows.Above {
		f.comment(row)
	}
	if err = f.begin(table.Row{Line: 1 + len(rows.Above), Cells: rows.Header}); err == nil {
		err = f.all()
	}
	if err != nil {
		return Report{}, err
	}
	return f.report(period), nil
}

func refused(key, hint string) error {
	e := cham.Errorf(cham.CodeInvalid, "count.Read", "%s", hint)
	e.Key = key
	return e
}

// ErrDays says that a report names no days, and that none were given.
func ErrDays() error {
	return refused("error.counts.days", "the report does not say which days it is of; give its first and last day (from, to: 2026-11-05)")
}

// file is a report being read.
type file struct {
	*table.Reader
	loc    *time.Location
	part   *part // nil in a part that is not kept
	heads  bool  // the next line is the heading of a part
	parts  int
	stated DaySpan
	place  map[cham.Count]placed
	twice  map[[2]string]bool // kinds and measures that cannot be added up
	out    Report
}

// placed is where a count stands, and the part that it was read in.
type placed struct{ at, part int }

func (f *file) all() error {
	for {
		row, err := f.Next()
		switch {
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		case row.Line > mostLines || len(f.out.Counts) > mostCounts:
			return refused("error.counts.long", "too many lines; split the file")
		case f.out.By == Analytics && f.comment(row.Cells):
			f.heads, f.part = true, nil
		case f.heads:
			if err := f.begin(row); err != nil {
				return err
			}
		case f.part != nil:
			f.row(row)
		}
	}
}

// statedDays finds the days in a comment, folded.
var statedDays = regexp.MustCompile(`^(?:(start date|ngay bat dau) (\d{8})|(end date|ngay ket thuc) (\d{8})|(\d{8}) (\d{8}))$`)

// comment reads a line that Google Analytics puts above a table; false for others.
func (f *file) comment(cells []string) bool {
	if len(cells) == 0 || !strings.HasPrefix(cells[0], "#") || slices.ContainsFunc(cells[1:], func(c string) bool {
		_, number := table.Number(c)
		return number
	}) {
		return false
	}
	if m := statedDays.FindStringSubmatch(table.Fold(cells[0])); m != nil {
		if from := m[2] + m[5]; from != "" {
			f.stated.From = dashed(from)
		}
		if to := m[4] + m[6]; to != "" {
			f.stated.To = dashed(to)
		}
	}
	return true
}

// dashed writes 20261105 as 2026-11-05.
func dashed(d string) string { return d[:4] + "-" + d[4:6] + "-" + d[6:] }

// begin reads the heading of a part.
func (f *file) begin(row table.Row) error {
	f.heads, f.part = false, partOf(row.Cells)
	f.parts++
	switch {
	case f.part == nil:
		f.out.Rejects = append(f.out.Rejects, CountReject{row.Line, "part", short(strings.Join(row.Cells, ", "))})
	case f.part.ranges:
		return refused("error.counts.ranges", "the report compares periods; take the comparison off and export it again")
	case f.part.day < 0:
		f.out.Whole = true
		f.part.from, f.part.to, _ = f.stated.instants(f.loc)
	}
	return nil
}

// report closes what was read; counts that have no days yet are of the period.
func (f *file) report(period DaySpan) Report {
	f.leaveOut()
	from, to, known := period.instants(f.loc)
	for i := range f.out.Counts {
		if c := &f.out.Counts[i]; c.From.IsZero() {
			c.From, c.To, f.out.Asks = from, to, !known
		}
	}
	return f.out
}

// leaveOut takes out what several lines state and cannot be added up.
func (f *file) leaveOut() {
	if len(f.twice) == 0 {
		return
	}
	f.out.Counts = slices.DeleteFunc(f.out.Counts, func(c cham.Count) bool { return f.twice[[2]string{c.Kind, c.Measure}] })
	for what := range f.twice {
		if !slices.Contains(f.out.LeftOut, what[1]) {
			f.out.LeftOut = append(f.out.LeftOut, what[1])
		}
	}
	slices.Sort(f.out.LeftOut)
}

// short is a text as it is shown.
func short(s string) string { return strings.ToValidUTF8(s[:min(len(s), 40)], "") }
