package customers

import (
	"context"
	"slices"
	"strings"
	"time"

	"cham"
	"cham/api/rest/route"
	"cham/locale"
)

// mostExported bounds the customers of one file, and exportStep those read at once.
const (
	mostExported = 100_000
	exportStep   = 1000
)

// customersCSV answers a list of customers, whole, as the caller may see it.
func (s *server) customersCSV(ctx context.Context, in *exportIn) (route.File, error) {
	t, err := s.table(ctx, in)
	if err != nil {
		return route.File{}, err
	}
	return t.CSVBy(in.Separator), nil
}

// customersWorkbook is customersCSV as an XLSX file.
func (s *server) customersWorkbook(ctx context.Context, in *exportIn) (route.File, error) {
	t, err := s.table(ctx, in)
	if err != nil {
		return route.File{}, err
	}
	return t.Workbook()
}

func (s *server) table(ctx context.Context, in *exportIn) (route.Table, error) {
	all, err := s.everyPage(ctx, in)
	if err != nil {
		return route.Table{}, err
	}
	loc, err := s.Zone(ctx)
	if err != nil {
		return route.Table{}, err
	}
	lang := locale.Match(in.Language)
	var head []string
	for _, c := range sheetColumns {
		head = append(head, locale.Text(lang, c, nil))
	}
	rows := route.Masked(ctx, all)
	return route.Table{Name: "cham-customers", Columns: head, Rows: func(write func(...any)) {
		for _, r := range rows {
			write(cells(r, lang, loc)...)
		}
	}}, nil
}

// everyPage reads a list to its end.
func (s *server) everyPage(ctx context.Context, in *exportIn) (all []CustomerRow, err error) {
	page := &searchIn{Q: in.Q, Period: in.Period, Segment: in.Segment, Order: in.Order, Limit: exportStep}
	for {
		p, err := s.customers(ctx, page)
		if err != nil {
			return nil, err
		}
		if all = append(all, p.Customers...); len(all) > mostExported {
			return nil, &cham.Error{Code: cham.CodeTooLarge, Op: "rest.customersCSV", Key: "error.exportMany",
				Args: map[string]any{"n": mostExported}}
		}
		if page.After = p.Next; page.After == "" {
			return all, nil
		}
	}
}

// sheetColumns are the words of the columns, in the order of cells.
var sheetColumns = []string{"customers.col.name", "customers.key.phone", "customers.key.email", "customers.key.user",
	"customers.col.otherKeys", "customers.col.first", "customers.col.last", "customers.col.lastName", "customers.col.touches",
	"customers.leadChannel", "customers.col.lead", "customers.col.value"}

func cells(r CustomerRow, lang string, loc *time.Location) []any {
	var rest []string
	kinds := []cham.KeyKind{cham.KeyPhone, cham.KeyEmail, cham.KeyUser}
	keys := make([]any, len(kinds))
	for _, k := range r.Keys {
		if i := slices.Index(kinds, k.Kind); i >= 0 && keys[i] == nil {
			keys[i] = k.Value
		} else if k.Kind.Personal() {
			rest = append(rest, k.Value)
		}
	}
	at := func(t time.Time) any {
		if t.IsZero() {
			return ""
		}
		return t.In(loc)
	}
	return append(append([]any{r.Name}, keys...), strings.Join(rest, ", "), at(r.FirstAt), at(r.LastAt), r.LastName,
		r.Touches, locale.Text(lang, "channel."+string(r.FirstChannel), nil), r.FirstSource, r.Value)
}
