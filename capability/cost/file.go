package cost

import (
	"cmp"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"cham"
	"cham/table"
)

// columns are the names of each column, folded, the first its own; the others
// are those of reports as Google, Meta and TikTok give them out.
var columns = [6][]string{
	{"day", "date", "ngay", "by day", "stat time day", "reporting starts", "bat dau bao cao", "ngay bat dau bao cao"},
	{"channel", "kenh"},
	{"source", "nguon", "utm source"},
	{"medium", "utm medium"},
	{"campaign", "campaign name", "ten chien dich", "chien dich", "utm campaign"},
	{"amount", "cost", "amount spent", "spend", "total cost", "chi phi", "so tien da chi tieu", "so tien", "tong chi phi", "so tien chi tieu"},
}

// currencyNames are columns that say the currency of a row.
var currencyNames = []string{"currency", "currency code", "ma don vi tien te", "ma tien te", "don vi tien te", "loai tien"}

// systems are ad systems by columns that only their reports have, folded.
var systems = []struct {
	source string
	names  []string
}{
	{"facebook", []string{"amount spent", "so tien da chi tieu", "reporting starts", "bat dau bao cao", "ngay bat dau bao cao"}},
	{"tiktok", []string{"by day", "stat time day"}},
	{"google", []string{"currency code", "ma don vi tien te", "ma tien te"}},
}

// systemOf is the source of the ad system whose report it is, "" where that is not known.
func (f *file) systemOf() string {
	for _, s := range systems {
		if f.find(s.names) >= 0 {
			return s.source
		}
	}
	return ""
}

// mostLines bounds a file, which may be packed very small.
const mostLines = 1_000_000

// Read reads a table of costs of any kind that package table reads; name is the
// file's, where known. A header names the columns day and
// amount, and as wanted channel, source, medium and campaign, in any order, or
// as the reports of ad systems name them; what says no source is of that system. Days may be written 2026-03-01 or
// 01/03/2026, amounts as in table.Money; they are in the workspace's currency,
// or what a heading or a column says, and converted. Without a rate they are refused.
// Bad lines are listed and the others taken; an error (CodeInvalid) means that
// the file as a whole cannot be read.
func Read(r io.Reader, name string, loc *time.Location, money cham.MoneyRules) (costs []cham.Cost, rejects []CostReject, err error) {
	f, err := openFile(r, name, money)
	if err != nil {
		return nil, nil, err
	}
	b := batch{loc: loc, place: map[cham.Cost]int{}}
	for {
		row, err := f.Next()
		if err == io.EOF {
			return b.costs, b.rejects, nil
		} else if err != nil {
			return nil, nil, err
		}
		if row.Line > mostLines {
			return nil, nil, cham.Errorf(cham.CodeInvalid, "cost.Read", "over %d lines; split the file", mostLines)
		}
		b.row(row, f)
	}
}

// file is a table of costs.
type file struct {
	*table.Reader
	column   [6]int
	currency int    // the column that says it, −1 for none
	stated   string // by the heading of the amounts
	system   string // whose report it is
	worth    cham.MoneyRules
	money    table.Money
}

func openFile(r io.Reader, name string, money cham.MoneyRules) (*file, error) {
	in, err := table.Open(r, name)
	if err != nil {
		return nil, err
	}
	rows, err := in.Table("")
	if err != nil {
		return nil, err
	}
	f := &file{Reader: rows, worth: money}
	for i, names := range columns {
		f.column[i] = f.find(names)
	}
	if f.currency = f.find(currencyNames); f.column[0] < 0 || f.column[5] < 0 {
		return nil, badFile()
	}
	f.system = f.systemOf()
	f.stated = statedCurrency(rows.Header[f.column[5]])
	if _, known := money.Worth(0, f.stated); !known {
		e := cham.Errorf(cham.CodeInvalid, "cost.Read", "the amounts are in %s, those of the workspace in %s; set what one %[1]s is worth",
			f.stated, money.Own)
		e.Field, e.Key, e.Args = rows.Header[f.column[5]], "error.costCurrency", map[string]any{"file": f.stated, "own": money.Own}
		return nil, e
	}
	var amounts []string
	for _, row := range rows.Sample {
		if f.column[5] < len(row) {
			amounts = append(amounts, row[f.column[5]])
		}
	}
	f.money = table.NewMoney(amounts, cmp.Or(f.stated, money.Own))
	return f, nil
}

// find answers the first column of one of the names, −1 for none. A currency
// behind a name is no part of it.
func (f *file) find(names []string) int {
	for _, name := range names {
		i := slices.IndexFunc(f.Header, func(h string) bool {
			folded := table.Fold(h)
			return folded == name || folded == name+" "+strings.ToLower(statedCurrency(h))
		})
		if i >= 0 {
			return i
		}
	}
	return -1
}

var inBrackets = regexp.MustCompile(`\(([A-Za-z]{3})\)\s*$`)

// statedCurrency is USD in "Amount spent (USD)".
func statedCurrency(heading string) string {
	if m := inBrackets.FindStringSubmatch(heading); m != nil {
		return strings.ToUpper(m[1])
	}
	return ""
}

func badFile() error {
	e := cham.Errorf(cham.CodeInvalid, "cost.Read",
		"no line names the columns day,channel,source,medium,campaign,amount, of which day and amount are needed")
	e.Field, e.Key = "line 1", "error.costs"
	return e
}

// row takes a line in.
func (b *batch) row(row table.Row, f *file) {
	switch {
	case table.IsTotal(row.Cells) && !f.dated(row, b.loc):
		b.reject(row.Line, "total", "")
		return
	case row.Fault == "":
	case row.Fault == table.FaultNoText:
		b.reject(row.Line, "text", "")
		return
	default:
		b.reject(row.Line, "columns", "")
		return
	}
	var text [6]string
	for i, c := range f.column {
		if c >= len(row.Cells) {
			b.reject(row.Line, "columns", columns[i][0])
			return
		}
		if c >= 0 {
			text[i] = row.Cells[c]
		}
	}
	amount, ok := f.money.Number(text[5])
	if !ok {
		b.reject(row.Line, "amount", strings.ToValidUTF8(text[5][:min(len(text[5]), 40)], ""))
		return
	}
	currency := f.stated
	if f.currency >= 0 && f.currency < len(row.Cells) && row.Cells[f.currency] != "" {
		currency = strings.ToUpper(row.Cells[f.currency])
	}
	if amount, ok = f.worth.Worth(amount, currency); !ok {
		b.reject(row.Line, "currency", currency)
		return
	}
	if day, ok := f.Time(text[0], b.loc, ""); ok {
		text[0] = day.In(b.loc).Format(time.DateOnly)
	}
	if text[1]+text[2]+text[3] == "" && f.system != "" { // as links of ads say it
		text[2], text[3] = f.system, "cpc"
	}
	b.add(row.Line, CostRow{text[0], text[1], text[2], text[3], text[4], amount})
}

// dated tells a day's costs from a line of totals.
func (f *file) dated(row table.Row, loc *time.Location) bool {
	if f.column[0] >= len(row.Cells) {
		return false
	}
	_, ok := f.Time(row.Cells[f.column[0]], loc, "")
	return ok
}
