package storetest

import (
	"cmp"
	"database/sql"
	_ "embed"
	"slices"
	"strings"

	"cham/measure"
)

var (
	//go:embed twin/paths.sql
	twinPaths string
	//go:embed twin/flow.sql
	twinFlow string
)

const (
	topPathsSQL = `SELECT array_to_string(steps, chr(1)), outcome, more, count(*) AS n, count(DISTINCT customer),
		quantile_cont(ms, 0.5) / 1000,
    quantile_cont(ms, 0.9) / 1000 FROM paths GROUP BY steps, outcome, more ORDER BY n DESC, steps, outcome, more LIMIT ?`
	flowNodesSQL = `SELECT d, id, others, outcome, count(*) AS n, count(*) FILTER (more) FROM flow GROUP BY d, id, others, outcome
ORDER BY d, list_position(['', 'converted', 'lost', 'open', 'care'], outcome), others, n DESC, id`
	flowLinksSQL = `SELECT a.d, a.id, a.others, b.id, b.others, b.outcome, count(*)
		FROM flow a JOIN flow b ON a.path = b.path AND b.d = a.d + 1
GROUP BY ALL`
)

func (w *twin) paths(p measure.Plan, nodes []measure.Node) *measure.PathsAnswer {
	number := func(id string) int {
		if id == "" {
			return -1
		}
		if id == measure.AnyGoal {
			return -2
		}
		if i := slices.IndexFunc(nodes, func(n measure.Node) bool { return n.ID == id }); i >= 0 {
			return i
		}
		return len(nodes)
	}
	w.exec(twinPaths, number(p.Start), number(p.End), p.Depth, toEnd(p))
	w.exec(twinFlow, toEnd(p), p.Width)
	var out measure.PathsAnswer
	w.each("SELECT count(*), count(DISTINCT (steps, outcome, more)) FROM paths",
		func(r *sql.Rows) error { return r.Scan(&out.Journeys, &out.Distinct) })
	out.Others = out.Journeys
	w.each(topPathsSQL, func(r *sql.Rows) error {
		var t measure.Path
		var steps string
		err := r.Scan(&steps, &t.Outcome, &t.More, &t.Journeys, &t.Customers, &t.Time.Median, &t.Time.P90)
		t.Steps, t.Time.N = strings.Split(steps, "\x01"), t.Journeys
		out.Top = append(out.Top, t)
		out.Others -= t.Journeys
		return err
	}, cmp.Or(p.Most, 50))
	place := map[measure.FlowNode]int{}
	w.each(flowNodesSQL, func(r *sql.Rows) error {
		var n measure.FlowNode
		var journeys, more int
		err := r.Scan(&n.Depth, &n.ID, &n.Others, &n.Outcome, &journeys, &more)
		place[n] = len(out.Nodes)
		n.Journeys, n.More = journeys, more
		out.Nodes = append(out.Nodes, n)
		return err
	})
	w.each(flowLinksSQL, func(r *sql.Rows) error {
		var a, b measure.FlowNode
		var l measure.FlowLink
		err := r.Scan(&a.Depth, &a.ID, &a.Others, &b.ID, &b.Others, &b.Outcome, &l.Journeys)
		b.Depth = a.Depth + 1
		l.From, l.To = place[a], place[b]
		out.Links = append(out.Links, l)
		return err
	})
	slices.SortFunc(out.Links, func(x, y measure.FlowLink) int { return cmp.Or(x.From-y.From, x.To-y.To) })
	return &out
}
