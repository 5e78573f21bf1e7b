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

// touchesStep is how many places of history are read at once.
const touchesStep = 4000

// Touches are a workspace's touches in the order they came; *app.Workspaces has them.
type Touches interface {
	// NewestTouch is the highest Record.Seq.
	NewestTouch(ctx context.Context, ws cham.WorkspaceID) (int64, error)
	// TouchesBetween returns the records with after < Seq ≤ upTo.
	TouchesBetween(ctx context.Context, ws cham.WorkspaceID, after, upTo int64) ([]cham.Record, error)
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
	"export.touch.duration", "export.touch.device", "export.touch.branch", "export.touch.properties", "export.touch.messageId"}

// touches is the touches of a period as they came in, stretch by stretch.
func (s *server) touches(ctx context.Context, in *touchesIn) (t route.Table, err error) {
	ws, err := s.Workspace(ctx)
	if err != nil {
		return t, err
	}
	loc, err := s.Zone(ctx)
	if err != nil {
		return t, err
	}
	m, bind, err := s.Reports.Places(ctx, ws, in.Map)
	if err != nil {
		return t, err
	}
	if in.Touchpoint != "" && (m == nil || !slices.ContainsFunc(m.Touchpoints, func(p cham.Touchpoint) bool {
		return p.ID == in.Touchpoint
	})) {
		return t, &cham.Error{Code: cham.CodeNotFound, Op: "rest.touches", Field: "touchpoint"}
	}
	newest, err := s.Touches.NewestTouch(ctx, ws.ID)
	if err != nil {
		return t, err
	}
	sources, err := s.sourceNames(ctx)
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
			records, err := s.Touches.TouchesBetween(ctx, ws.ID, after, min(after+touchesStep, newest))
			if err != nil {
				return err
			}
			rows, err := s.touchRows(ctx, ws.ID, in, m, bind, records, sources)
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

// touchRows are those of a stretch that were asked for.
func (s *server) touchRows(ctx context.Context, ws cham.WorkspaceID, in *touchesIn, m *cham.JourneyMap, bind func(*cham.Record) int,
	records []cham.Record, sources map[cham.SourceID]string) (rows []touchRow, err error) {
	var keys []cham.KeyID
	for i := range records {
		r := &records[i]
		if !r.Type.Interaction() || !in.From.IsZero() && r.At.Before(in.From) || !in.To.IsZero() && !r.At.Before(in.To) {
			continue
		}
		row := touchRow{TimelineTouch: timelineTouch(r, sources)}
		if at := bind(r); at >= 0 {
			row.Touchpoint, row.Place = m.Touchpoints[at].ID, m.Touchpoints[at].Name
		}
		if in.Touchpoint != "" && row.Touchpoint != in.Touchpoint {
			continue
		}
		row.Customer = cham.CustomerID(r.Key)
		rows, keys = append(rows, row), append(keys, r.Key)
	}
	slices.Sort(keys)
	nodes, err := s.Graph.NodesByID(ctx, ws, slices.Compact(keys))
	whose := map[cham.CustomerID]int{}
	for i, n := range nodes {
		whose[cham.CustomerID(n.ID)] = i
	}
	for i := range rows {
		if n, ok := whose[rows[i].Customer]; ok {
			rows[i].Customer, rows[i].Key = nodes[n].Customer, route.KeyRef(nodes[n].Key)
		}
	}
	return rows, err
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
	return []any{r.At.In(loc), int64(r.Customer), key, r.Key.Value, r.Name, word("channel." + string(r.Channel)), r.Place, r.SourceName,
		page.URL,
		page.Path, page.Referrer, from.Source, from.Medium, from.Name, amount(r.Value), r.Currency, amount(r.Duration), r.Device, r.Branch,
		string(r.Properties), r.MessageID}
}

// amount leaves out what was not stated.
func amount(v float64) any {
	if v == 0 {
		return nil
	}
	return v
}
