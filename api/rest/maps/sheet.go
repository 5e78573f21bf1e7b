package maps

import (
	"context"
	"maps"
	"slices"
	"strings"

	"cham"
	"cham/api/rest/route"
	"cham/locale"
)

type sheetIn struct {
	MapPath
	route.Separator
	Language string `header:"Accept-Language"`
}

func (s *server) mapCSV(ctx context.Context, in *sheetIn) (route.File, error) {
	t, err := s.sheet(ctx, in)
	return t.CSVBy(in.Separator), err
}

func (s *server) mapWorkbook(ctx context.Context, in *sheetIn) (route.File, error) {
	t, err := s.sheet(ctx, in)
	return t.Workbook(), err
}

func (s *server) mapParquet(ctx context.Context, in *sheetIn) (route.File, error) {
	t, err := s.sheet(ctx, in)
	return t.Parquet(), err
}

// sheetColumns are the words of the columns, in the order of the cells.
var sheetColumns = []string{"stage", "touchpoint", "channel", "goal", "moment", "emotion", "owner", "does", "thinks", "pain", "idea",
	"ease",
	"rule", "kpi"}

// sheet is a map flat: what its stages say in a row of their own, and then a row
// for each of their touchpoints.
func (s *server) sheet(ctx context.Context, in *sheetIn) (t route.Table, err error) {
	m, err := s.getMap(ctx, &in.MapPath)
	if err != nil {
		return t, err
	}
	m = route.Masked(ctx, m)
	lang := locale.Match(in.Language)
	t.Name = "cham-map"
	for _, c := range sheetColumns {
		t.Columns = append(t.Columns, locale.Text(lang, "export.map."+c, nil))
	}
	t.Rows = func(write func(...any) error) error {
		for _, st := range m.Stages {
			if err := write(st.Name, nil, nil, nil, nil, nil, nil, st.Does, st.Thinks, st.Pains, st.Ideas, nil, nil, st.KPI); err != nil {
				return err
			}
			for i := range m.Touchpoints {
				p := &m.Touchpoints[i]
				if p.Stage != st.ID {
					continue
				}
				var ease any
				if p.Ease > 0 {
					ease = p.Ease
				}
				if err := write(st.Name, p.Name, locale.Text(lang, "channel."+string(p.Channel), nil), p.Goal, p.MomentOfTruth, p.Emotion, p.Owner,
					p.Does, p.Thinks, p.Pain, p.Idea, ease, ruleText(p.Rule), nil); err != nil {
					return err
				}
			}
		}
		return nil
	}
	return t, nil
}

// ruleText writes a rule in one line: conditions that hold together with "+",
// ways to belong with "|".
func ruleText(r cham.Rule) string {
	var ways []string
	for _, m := range r.Any {
		var all []string
		for _, c := range [][2]string{{"event", m.Event}, {"channel", string(m.Channel)}, {"path", m.Path}, {"source", m.Source}, {"medium",
			m.Medium},
			{"campaign", m.Campaign}, {"device", m.Device}, {"branch", m.Branch}} {
			if c[1] != "" {
				all = append(all, c[0]+" "+c[1])
			}
		}
		for _, name := range slices.Sorted(maps.Keys(m.Property)) {
			all = append(all, name+" "+m.Property[name])
		}
		ways = append(ways, strings.Join(all, " + "))
	}
	return strings.Join(ways, " | ")
}
