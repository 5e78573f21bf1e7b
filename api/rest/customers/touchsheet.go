package customers

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"cham"
	"cham/api/rest/route"
	"cham/locale"
)

// touchesStep is how many places of history are read at once.
const touchesStep = 4000

// Touches are a workspace's touches in the order they came; *app.Workspaces has them.
type Touches interface {
	// NewestTouch is the highest Record.Seq.
	NewestTouch(ctx context.Context, ws cham.WorkspaceID) (int64, error)
	// TouchesBetween returns the records with after < Seq ≤ upTo.
	TouchesBetween(ctx context.Context, ws cham.WorkspaceID, after, upTo int64) ([]cham.Record, error)
	// KeysTaken are the keys whose customers rules take, each with the number of the first rule.
	KeysTaken(ctx context.Context, ws cham.WorkspaceID, rules cham.Exclusions) (map[cham.KeyID]int, error)
}

type touchesIn struct {
	route.Period
	Map        cham.MapID `query:"map" doc:"names the touchpoints; default: the map changed last"`
	Touchpoint string     `query:"touchpoint" doc:"only touches of this touchpoint of the map"`
	route.Separator
	Language string `header:"Accept-Language"`
}

// touchRow is a touch with whose it is, as the caller may see them.
type touchRow struct {
	TimelineTouch
	Customer cham.CustomerID
	Key      route.KeyRef
	Place    string
}

func (s *server) touchesCSV(ctx context.Context, in *touchesIn) (route.File, error) {
	t, err := s.touches(ctx, in)
	return t.CSVBy(in.Separator), err
}

func (s *server) touchesWorkbook(ctx context.Context, in *touchesIn) (route.File, error) {
	t, err := s.touches(ctx, in)
	return t.Workbook(), err
}

func (s *server) touchesParquet(ctx context.Context, in *touchesIn) (route.File, error) {
	t, err := s.touches(ctx, in)
	return t.Parquet(), err
}

// touchColumns are the words of the columns, in the order of touchCells.
var touchColumns = []string{"export.touch.at", "export.touch.customer", "export.touch.keyKind", "export.touch.key", "export.touch.name",
	"export.touch.channel", "export.touch.touchpoint", "export.touch.source", "export.touch.url", "export.touch.path", "export.touch.referrer",
	"export.touch.campaignSource", "export.touch.campaignMedium", "export.touch.campaign", "export.touch.value", "export.touch.currency",
	"export.touch.duration", "export.touch.device", "export.touch.branch", "export.touch.properties", "export.touch.messageId",
	"export.touch.excluded"}

// sheet is a file of touches as it is asked for.
type sheet struct {
	*server
	ws       cham.Workspace
	in       *touchesIn
	m        *cham.JourneyMap
	bind     func(*cham.Record) int
	sources  map[cham.SourceID]string
	rules    *cham.Excluder
	outsider map[cham.CustomerID]int // whom a rule takes whole, and which
}

// touches is the touches of a period as they came in, stretch by stretch.
func (s *server) touches(ctx context.Context, in *touchesIn) (t route.Table, err error) {
	sh, err := s.sheet(ctx, in)
	if err != nil {
		return t, err
	}
	loc, err := s.Zone(ctx)
	if err != nil {
		return t, err
	}
	newest, err := s.Touches.NewestTouch(ctx, sh.ws.ID)
	if err != nil {
		return t, err
	}
	lang := locale.Match(in.Language)
	t.Name = "cham-touches"
	for _, c := range touchColumns {
		t.Columns = append(t.Columns, locale.Text(lang, c, nil))
	}
	t.Rows = func(write func(...any) error) error {
		for after := int64(0); after < newest; after += touchesStep {
			records, err := s.Touches.TouchesBetween(ctx, sh.ws.ID, after, min(after+touchesStep, newest))
			if err != nil {
				return err
			}
			rows, err := sh.rows(ctx, records)
			if err != nil {
				return err
			}
			for _, r := range route.Masked(ctx, rows) {
				if err := write(touchCells(r, lang, loc)...); err != nil {
					return err
				}
			}
		}
		return nil
	}
	return t, nil
}

func (s *server) sheet(ctx context.Context, in *touchesIn) (sh *sheet, err error) {
	sh = &sheet{server: s, in: in}
	if sh.ws, err = s.Workspace(ctx); err != nil {
		return nil, err
	}
	if sh.m, sh.bind, err = s.Reports.Places(ctx, sh.ws, in.Map); err != nil {
		return nil, err
	}
	if in.Touchpoint != "" && (sh.m == nil || !slices.ContainsFunc(sh.m.Touchpoints, func(p cham.Touchpoint) bool {
		return p.ID == in.Touchpoint
	})) {
		return nil, &cham.Error{Code: cham.CodeNotFound, Op: "rest.touches", Field: "touchpoint"}
	}
	if sh.sources, err = s.sourceNames(ctx); err != nil {
		return nil, err
	}
	sh.rules = sh.ws.Exclusions.Excluder()
	sh.outsider, err = s.outsiders(ctx, sh.ws)
	return sh, err
}

// outsiders are the customers whom rules take whole, each with the number of the first.
func (s *server) outsiders(ctx context.Context, ws cham.Workspace) (map[cham.CustomerID]int, error) {
	taken, err := s.Touches.KeysTaken(ctx, ws.ID, ws.Exclusions)
	if err != nil || len(taken) == 0 {
		return nil, err
	}
	nodes, err := s.Graph.NodesByID(ctx, ws.ID, slices.Sorted(maps.Keys(taken)))
	first := map[cham.CustomerID]int{}
	for _, n := range nodes {
		if was, ok := first[n.Customer]; !ok || taken[n.ID] < was {
			first[n.Customer] = taken[n.ID]
		}
	}
	return first, err
}

// rows are those of a stretch that were asked for.
func (sh *sheet) rows(ctx context.Context, records []cham.Record) (rows []touchRow, err error) {
	var keys []cham.KeyID
	var by []int // of each row, the rule that takes the touch itself
	for i := range records {
		r := &records[i]
		if !r.Type.Interaction() || !sh.in.From.IsZero() && r.At.Before(sh.in.From) || !sh.in.To.IsZero() && !r.At.Before(sh.in.To) {
			continue
		}
		row := touchRow{TimelineTouch: timelineTouch(r, sh.sources)}
		if at := sh.bind(r); at >= 0 {
			row.Touchpoint, row.Place = sh.m.Touchpoints[at].ID, sh.m.Touchpoints[at].Name
		}
		if sh.in.Touchpoint != "" && row.Touchpoint != sh.in.Touchpoint {
			continue
		}
		row.Customer = cham.CustomerID(r.Key)
		rows, keys, by = append(rows, row), append(keys, r.Key), append(by, sh.rules.Touch(&r.Touch))
	}
	slices.Sort(keys)
	nodes, err := sh.Graph.NodesByID(ctx, sh.ws.ID, slices.Compact(keys))
	whose := map[cham.CustomerID]int{}
	for i, n := range nodes {
		whose[cham.CustomerID(n.ID)] = i
	}
	for i := range rows {
		if n, ok := whose[rows[i].Customer]; ok {
			rows[i].Customer, rows[i].Key = nodes[n].Customer, route.KeyRef(nodes[n].Key)
		}
		rows[i].Excluded = excludedBy(ctx, sh.first(by[i], rows[i].Customer))
	}
	return rows, err
}

// first is the first of the rules that takes a touch, or the customer whose it is.
func (sh *sheet) first(n int, of cham.CustomerID) *cham.Exclusion {
	if whole, ok := sh.outsider[of]; ok && (n < 0 || whole < n) {
		n = whole
	}
	if n < 0 {
		return nil
	}
	return &sh.ws.Exclusions[n]
}

func touchCells(r touchRow, lang string, loc *time.Location) []any {
	page, from := PageInfo{}, CampaignInfo{}
	if r.Page != nil {
		page = *r.Page
	}
	if r.Campaign != nil {
		from = *r.Campaign
	}
	word := func(key string) string { return strings.TrimSpace(locale.Text(lang, key, nil)) }
	key := ""
	if r.Key.Kind != "" {
		key = word("customers.key." + string(r.Key.Kind))
	}
	excluded := ""
	if by := r.Excluded; by != nil {
		excluded = cmp.Or(by.Name, word("exclusions.kinds."+string(by.Kind)))
	}
	return []any{r.At.In(loc), int64(r.Customer), key, r.Key.Value, r.Name, word("channel." + string(r.Channel)), r.Place, r.SourceName,
		page.URL,
		page.Path, page.Referrer, from.Source, from.Medium, from.Name, amount(r.Value), r.Currency, amount(r.Duration), r.Device, r.Branch,
		string(r.Properties), r.MessageID, excluded}
}

// amount leaves out what was not stated.
func amount(v float64) any {
	if v == 0 {
		return nil
	}
	return v
}
