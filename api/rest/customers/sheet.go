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

// exportStep is how many customers are read at once.
const exportStep = 2000

// customersCSV answers a list of customers, whole, as the caller may see it.
func (s *server) customersCSV(ctx context.Context, in *exportIn) (route.File, error) {
	t, err := s.table(ctx, in)
	return t.CSVBy(in.Separator), err
}

// customersWorkbook is customersCSV as an XLSX file.
func (s *server) customersWorkbook(ctx context.Context, in *exportIn) (route.File, error) {
	t, err := s.table(ctx, in)
	return t.Workbook(), err
}

// customersParquet is customersCSV as a Parquet file.
func (s *server) customersParquet(ctx context.Context, in *exportIn) (route.File, error) {
	t, err := s.table(ctx, in)
	return t.Parquet(), err
}

// table is a list page by page. The first is read before anything is sent, so
// that what is wrong with the question is still said.
func (s *server) table(ctx context.Context, in *exportIn) (t route.Table, err error) {
	ws, err := s.Workspace(ctx)
	if err != nil {
		return t, err
	}
	loc, err := s.Zone(ctx)
	if err != nil {
		return t, err
	}
	asked := &searchIn{Q: in.Q, Period: in.Period, Segment: in.Segment, Order: in.Order, Limit: exportStep}
	page, err := s.customers(ctx, asked)
	if err != nil {
		return t, err
	}
	lang := locale.Match(in.Language)
	t.Name = "cham-customers"
	for _, c := range sheetColumns {
		t.Columns = append(t.Columns, locale.Text(lang, c, nil))
	}
	t.Rows = func(write func(...any) error) error {
		for {
			for _, r := range route.Masked(ctx, page.Customers) {
				if err := write(cells(r, lang, loc, ws.Leads())...); err != nil {
					return err
				}
			}
			if asked.After = page.Next; asked.After == "" {
				return nil
			}
			if page, err = s.customers(ctx, asked); err != nil {
				return err
			}
		}
	}
	return t, nil
}

// sheetColumns are the words of the columns, in the order of cells.
var sheetColumns = []string{"customers.col.name", "customers.key.phone", "customers.key.email", "customers.key.user",
	"customers.col.otherKeys", "customers.col.first", "customers.col.last", "customers.col.lastName", "customers.col.touches",
	"customers.leadChannel", "customers.col.lead", "customers.col.firstLead", "customers.col.lastLead", "customers.col.value",
	"customers.col.tags"}

func cells(r CustomerRow, lang string, loc *time.Location, leads cham.LeadGroups) []any {
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
		r.Touches, locale.Text(lang, "channel."+string(r.FirstChannel), nil), r.FirstSource,
		route.LeadName(lang, leads, r.FirstLead), route.LeadName(lang, leads, r.LastLead), r.Value, strings.Join(r.Tags, ", "))
}
