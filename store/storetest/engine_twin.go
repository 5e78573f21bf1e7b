package storetest

import (
	"database/sql"
	"database/sql/driver"
	_ "embed"
	"testing"
	"time"

	"github.com/duckdb/duckdb-go/v2"

	"cham"
	"cham/measure"
	"cham/measure/stat"
)

var (
	//go:embed twin/schema.sql
	twinSchema string
	//go:embed twin/accounts.sql
	twinAccounts string
	//go:embed twin/touches.sql
	twinTouches string
	//go:embed twin/touchpoints.sql
	twinTouchpoints string
	//go:embed twin/stages.sql
	twinStages string
	//go:embed twin/transitions.sql
	twinTransitions string
	//go:embed twin/journeys.sql
	twinJourneys string
	//go:embed twin/trend.sql
	twinTrend string
	//go:embed twin/head.sql
	twinHead string
)

// twin answers plans with plain SQL on DuckDB: the same questions once more,
// said in the language that everybody checks numbers with.
type twin struct {
	t    testing.TB
	db   *sql.DB
	skip bool
	// keep asks on about the touches that were loaded first.
	keep  bool
	nodes []measure.Node
}

func newTwin(t testing.TB) *twin {
	connector, err := duckdb.NewConnector("", nil)
	if err != nil {
		t.Fatal(err)
	}
	db := sql.OpenDB(connector)
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { db.Close() })
	w := &twin{t: t, db: db}
	w.exec(twinSchema)
	return w
}

func (w *twin) exec(query string, args ...any) {
	if _, err := w.db.Exec(query, args...); err != nil {
		w.t.Fatalf("%v\n%s", err, query)
	}
}

func (w *twin) each(query string, scan func(*sql.Rows) error, args ...any) {
	rows, err := w.db.Query(query, args...)
	if err != nil {
		w.t.Fatalf("%v\n%s", err, query)
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			w.t.Fatal(err)
		}
	}
	if err := rows.Err(); err != nil {
		w.t.Fatal(err)
	}
}

// load fills the tables with the model's touches, each with its node, and the
// plan's choices.
func (w *twin) load(m *model, p measure.Plan) (nodes []measure.Node) {
	w.exec("DELETE FROM params; DELETE FROM bounds; DELETE FROM members; DELETE FROM grouped")
	if !w.keep || w.nodes == nil {
		w.loadTouches(m, p)
	}
	w.fill("bounds", func(add func(...driver.Value) error) error {
		for i, b := range p.Bounds {
			if err := add(int32(i), ceilMS(b, 0)); err != nil {
				return err
			}
		}
		return nil
	})
	w.fill("members", func(add func(...driver.Value) error) error {
		for _, id := range p.Members {
			if err := add(int64(id)); err != nil {
				return err
			}
		}
		return nil
	})
	if p.Unit == "account" {
		w.loadAccounts(m)
	}
	w.loadParams(p)
	return w.nodes
}

// loadTouches fills the tables of touches and of nodes.
func (w *twin) loadTouches(m *model, p measure.Plan) {
	w.exec("DELETE FROM touches; DELETE FROM nodes")
	v, lead := &modelView{p: p, nodes: p.Nodes}, p.LeadOf()
	w.fill("touches", func(add func(...driver.Value) error) error {
		for _, r := range m.records {
			if !r.Type.Interaction() {
				continue
			}
			k := cham.KindOf(&r.Touch, cham.KindRules{})
			n := v.bind(k)
			if tooLate(p, r.At) {
				continue
			}
			var node driver.Value
			if n >= 0 {
				node = int32(n)
			}
			if err := add(int64(m.customerOf(r.Key)), r.At.UnixMilli(), r.Seq, k.Name, string(k.Channel), k.Source, node,
				int64(worth(r)*1000), int64(r.Duration*1000), p.Counts(k, n) && p.OnClock(r.At), held(p, k, n), orderOf(r),
				lead(k), k.Arrives()); err != nil {
				return err
			}
		}
		return nil
	})
	w.fill("nodes", func(add func(...driver.Value) error) error {
		for i, n := range v.nodes {
			if err := add(int32(i), n.ID, int32(n.Stage), n.Goal); err != nil {
				return err
			}
		}
		return nil
	})
	w.nodes = v.nodes
}

// loadAccounts puts accounts in the place of customers.
func (w *twin) loadAccounts(m *model) {
	w.fill("grouped", func(add func(...driver.Value) error) error {
		for _, r := range m.records {
			if r.Type == cham.CallGroup {
				if err := add(int64(m.customerOf(r.Key)), r.At.UnixMilli(), r.Seq, groupOf(r)); err != nil {
					return err
				}
			}
		}
		return nil
	})
	w.exec(twinAccounts)
}

func (w *twin) loadParams(p measure.Plan) {
	silence, window := p.Silence.Milliseconds(), int64(1<<60)
	if silence == 0 {
		silence = 1 << 60
	}
	if p.WindowDays > 0 {
		window = int64(p.WindowDays * 24 * 3600 * 1000)
	}
	w.exec("INSERT INTO params VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", ceilMS(p.From, -1<<60), ceilMS(p.To, 1<<60), p.Now.UnixMilli(),
		silence, int64(p.StepDays())*24*3600*1000, window, p.Collapse, string(p.Segment.Channel), p.Segment.Source, p.Segment.Status,
		p.Members == nil, p.Segment.FirstLead, p.Segment.LastLead)
}

func ceilMS(t time.Time, zero int64) int64 {
	if t.IsZero() {
		return zero
	}
	return t.Add(time.Millisecond - 1).UnixMilli()
}

func (w *twin) fill(table string, f func(add func(...driver.Value) error) error) {
	conn, err := w.db.Conn(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	defer conn.Close()
	err = conn.Raw(func(c any) error {
		a, err := duckdb.NewAppenderFromConn(c.(driver.Conn), "main", table)
		if err != nil {
			return err
		}
		if err := f(a.AppendRow); err != nil {
			return err
		}
		return a.Close()
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// ask answers a plan from SQL alone.
func (w *twin) ask(m *model, p measure.Plan) *measure.Answer {
	nodes := w.load(m, p)
	a := &measure.Answer{Question: p.Question, From: p.From, To: p.To, AsOf: p.Now, TimeZone: p.Location.String()}
	w.each(twinHead, func(r *sql.Rows) error { return r.Scan(&a.Customers, &a.Volume) })
	suiteOf(p.Question).twin(w, m, p, nodes, a)
	return a
}

func (w *twin) touches() (all []measure.TouchCount) {
	w.each(twinTouches, func(r *sql.Rows) error {
		var t measure.TouchCount
		err := r.Scan(&t.Name, &t.Volume, &t.Customers)
		all = append(all, t)
		return err
	})
	return all
}

func (w *twin) touchpoints(p measure.Plan, nodes []measure.Node) (all []measure.TouchpointRow) {
	waits := w.waits(twinWaitsSQL, false)
	w.each(twinTouchpoints, func(r *sql.Rows) error {
		var t measure.TouchpointRow
		var node, mapped int
		var last sql.NullInt64
		err := r.Scan(&node, &t.Volume, &t.Reach, &t.Live, &last, &mapped, &t.Journeys, &t.Went, &t.Open,
			&t.Left, &t.OpenHere, &t.Elsewhere, &t.Dwell.N, &t.Dwell.Median, &t.Dwell.P90, &t.TimeToNext.N, &t.TimeToNext.Median, &t.TimeToNext.P90)
		n := nodes[node]
		t.ID, t.Name, t.Goal = n.ID, n.Name, n.Goal
		if n.Stage >= 0 {
			t.Stage = p.Stages[n.Stage]
		}
		if last.Valid {
			t.LastAt = time.UnixMilli(last.Int64)
		}
		t.Share, t.Next = stat.NewRate(t.Journeys, mapped), share(waits[twinWait{"next", 0, node}], p.StepDays())
		t.Exit, t.Back = without(waits[twinWait{"exit", 0, node}], p.ExitDays()), share(waits[twinWait{"back", 0, node}], p.BackDays())
		t.Behind = (&modelView{nodes: nodes}).behind(node)
		if p.Nodes != nil || t.Volume > 0 {
			all = append(all, t)
		}
		return err
	})
	return all
}

func (w *twin) stages(p measure.Plan) (all []measure.StageRow) {
	waits := w.waits(twinWaitsSQL, false)
	for i, id := range p.Stages {
		all = append(all, measure.StageRow{ID: id, Next: share(waits[twinWait{"stage", 0, i}], p.StepDays()),
			Behind: (&modelView{nodes: p.Nodes}).behindStage(i), Back: share(waits[twinWait{"stage-back", 0, i}], p.BackDays())})
	}
	w.each(twinStages, func(r *sql.Rows) error {
		var stage int
		var s measure.StageRow
		err := r.Scan(&stage, &s.Reach, &s.Went, &s.Left, &s.Open)
		s.ID, s.Next, s.Behind, s.Back = p.Stages[stage], all[stage].Next, all[stage].Behind, all[stage].Back
		all[stage] = s
		return err
	})
	return all
}

func (w *twin) journeys(p measure.Plan) *measure.JourneySummary {
	var s measure.JourneySummary
	w.each(twinJourneys, func(r *sql.Rows) error {
		return r.Scan(&s.Started, &s.Converted, &s.Lost, &s.Open, &s.Care, &s.TimeToGoal.N, &s.TimeToGoal.Median, &s.TimeToGoal.P90,
			&s.NewCustomers, &s.Repeat.N, &s.Repeat.K, &s.Value)
	})
	waits := w.waits(twinGoalsSQL, false)
	s.Conversion, s.Back = share(waits[twinWait{"goal", 0, -1}], p.StepDays()), share(waits[twinWait{"won", 0, -1}], p.BackDays())
	s.Repeat = stat.NewRate(s.Repeat.K, s.Repeat.N)
	return &s
}

func (w *twin) trend(p measure.Plan, nodes []measure.Node) (all []measure.TrendPoint) {
	target := -1
	if p.Touchpoint != "" {
		target = len(nodes)
		for i, n := range nodes {
			if n.ID == p.Touchpoint {
				target = i
			}
		}
	}
	query := twinWaitsSQL
	if p.Touchpoint == "" {
		query = twinGoalsSQL
	}
	waits := w.waits(query, true)
	for i := range len(p.Bounds) - 1 {
		of := func(what string, place int) []modelWait {
			return waits[twinWait{what, i, place}]
		}
		all = append(all, measure.TrendPoint{From: p.Bounds[i], To: p.Bounds[i+1], Next: share(of("next", target), p.StepDays()),
			Exit: without(of("exit", target), p.ExitDays()), Back: share(of("back", target), p.BackDays()),
			Conversion: share(of("goal", -1), p.StepDays())})
	}
	w.each(twinTrend, func(r *sql.Rows) error {
		var bucket int
		var t measure.TrendPoint
		err := r.Scan(&bucket, &t.Volume, &t.Reach, &t.Open, &t.Started, &t.Converted, &t.Lost)
		was := all[bucket]
		t.From, t.To, t.Next, t.Exit, t.Back, t.Conversion = was.From, was.To, was.Next, was.Exit, was.Back, was.Conversion
		all[bucket] = t
		return err
	}, target)
	return all
}
