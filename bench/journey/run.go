package journey

import (
	"cmp"
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"math"
	"os"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/duckdb/duckdb-go/v2"

	"cham"
	"cham/measure"
	"cham/measure/stat"
	"cham/store/index"
)

// Options of a run.
type Options struct {
	Touches int
	Seed    uint64
	// Runs of each question; medians are of these. At least 5 for figures that count.
	Runs int
	// DuckDBRuns of each question in SQL; 0 is Runs. A hundred million touches
	// take DuckDB long.
	DuckDBRuns int
	// Say is told what is being done; nil is silent.
	Say func(string)
}

// Report is what a run measured. Times are medians in milliseconds.
type Report struct {
	Touches   int        `json:"touches"`
	Customers int        `json:"customers"`
	Cores     int        `json:"cores"`
	Questions []Question `json:"questions"`
	// RatioGeomean is the geometric mean of DuckDB's times over the index's.
	RatioGeomean  float64 `json:"ratio_geomean"`
	BytesPerTouch float64 `json:"bytes_per_touch"`
	// BuildTouchesPerS is from ordered columns in memory, CheckpointTouchesPerS
	// from a checkpoint file.
	BuildTouchesPerS      float64 `json:"build_touches_per_s"`
	CheckpointTouchesPerS float64 `json:"checkpoint_touches_per_s"`
	// ReadGBPerS is how fast all cores together read memory; BoundMS is how long
	// reading the columns once then takes.
	ReadGBPerS float64 `json:"read_gb_per_s"`
	BoundMS    float64 `json:"bound_ms"`
	// IngestRatio is the time of transitions while 10,000 touches a second come
	// in, over its time without.
	IngestRatio float64 `json:"ingest_ratio"`
}

// Question is one question's times.
type Question struct {
	Name     string  `json:"name"`
	IndexMS  float64 `json:"index_ms"`
	MinMS    float64 `json:"index_min_ms"`
	MaxMS    float64 `json:"index_max_ms"`
	DuckDBMS float64 `json:"duckdb_ms"`

	DuckDBMinMS float64 `json:"duckdb_min_ms"`
	DuckDBMaxMS float64 `json:"duckdb_max_ms"`
	Ratio       float64 `json:"ratio"`
}

const workspace cham.WorkspaceID = "bench"

// Run generates the touches and measures. It fails when the index and DuckDB
// do not give the same numbers.
func Run(ctx context.Context, o Options) (*Report, error) {
	say := o.Say
	if say == nil {
		say = func(string) {}
	}
	o.Runs = max(1, o.Runs)
	o.DuckDBRuns = cmp.Or(o.DuckDBRuns, o.Runs)
	dir, err := os.MkdirTemp("", "cham-bench-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	r := &Report{Cores: runtime.GOMAXPROCS(0)}
	r.ReadGBPerS = readBandwidth(o.Runs)
	say(fmt.Sprintf("generating %d touches", o.Touches))
	c := generate(o.Touches, o.Seed)
	r.Touches, r.Customers = len(c.At), o.Touches/perCustomer
	x, err := r.build(ctx, c, dir)
	if err != nil {
		return nil, err
	}
	defer func() { x.Close() }()
	say("filling DuckDB with the same touches")
	db, err := fillDuckDB(ctx, c, dir)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	c = index.Columns{}
	runtime.GC()
	for _, q := range questions() {
		say(q.name)
		m, err := compare(ctx, x, db, q, o)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", q.name, err)
		}
		r.Questions = append(r.Questions, m)
	}
	r.sumUp()
	say("asking while touches come in")
	return r, r.ingest(ctx, x, o.Runs)
}

func (r *Report) sumUp() {
	log := 0.0
	for _, q := range r.Questions {
		log += math.Log(q.Ratio)
	}
	r.RatioGeomean = math.Exp(log / float64(len(r.Questions)))
	r.BoundMS = r.BytesPerTouch * float64(r.Touches) / r.ReadGBPerS / 1e6
}

// build measures building the index, writing its checkpoint and starting from it.
func (r *Report) build(ctx context.Context, c index.Columns, dir string) (*index.Index, error) {
	o := index.Options{Dir: dir, MaxBytes: 1 << 40}
	first := index.New(o)
	begin := time.Now()
	if err := first.LoadColumns(workspace, c); err != nil {
		return nil, err
	}
	r.BuildTouchesPerS = perSecond(len(c.At), begin)
	r.BytesPerTouch = float64(first.Bytes()) / float64(len(c.At))
	if err := first.Close(); err != nil {
		return nil, err
	}
	x := index.New(o)
	begin = time.Now()
	if err := x.Load(ctx, workspace, checkpointOnly(len(c.At)), nil, cham.KindRules{}); err != nil {
		return nil, err
	}
	r.CheckpointTouchesPerS = perSecond(len(c.At), begin)
	return x, nil
}

func perSecond(n int, begin time.Time) float64 { return float64(n) / time.Since(begin).Seconds() }

// checkpointOnly is a history with nothing after the checkpoint.
type checkpointOnly int64

func (e checkpointOnly) Cursor(context.Context) (journal, record int64, err error) {
	return 0, int64(e), nil
}

func (e checkpointOnly) Scan(_ context.Context, after int64, _ []cham.KeyID, _ cham.TouchNeed, _ func([]cham.Record) error) error {
	if after < int64(e) {
		return errors.New("the checkpoint was not used")
	}
	return nil
}

func (e checkpointOnly) Groups(context.Context, func([]cham.Record) error) error { return nil }

func fillDuckDB(ctx context.Context, c index.Columns, dir string) (*sql.DB, error) {
	connector, err := duckdb.NewConnector("", nil)
	if err != nil {
		return nil, err
	}
	db := sql.OpenDB(connector)
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, fmt.Sprintf("SET memory_limit = '12GiB'; SET temp_directory = '%s'", dir)); err != nil {
		return nil, err
	}
	if _, err := conn.ExecContext(ctx, "CREATE TABLE touches (customer INTEGER, ms BIGINT, node UTINYINT)"); err != nil {
		return nil, err
	}
	err = conn.Raw(func(d any) error {
		a, err := duckdb.NewAppenderFromConn(d.(driver.Conn), "main", "touches")
		if err != nil {
			return err
		}
		for i, at := range c.At {
			if err := a.AppendRow(int32(c.Customer[i]), at, uint8(int(c.Kind[i])/len(channels))); err != nil {
				return errors.Join(err, a.Close())
			}
		}
		return a.Close()
	})
	return db, err
}

// compare measures a question on both, after one run of each to see that they
// agree.
func compare(ctx context.Context, x *index.Index, db *sql.DB, q question, o Options) (m Question, err error) {
	a, err := x.Ask(ctx, workspace, q.plan)
	if err != nil {
		return m, err
	}
	var got [][]float64
	theirs, err := times(1, func() error { got, err = queryRows(ctx, db, q.sql); return err })
	if err != nil {
		return m, err
	}
	if err := agree(q.rows(a), got); err != nil {
		return m, err
	}
	ours, err := times(o.Runs, func() error { _, err := x.Ask(ctx, workspace, q.plan); return err })
	if err != nil {
		return m, err
	}
	if o.DuckDBRuns > 1 { // the run that checked was not warm
		if theirs, err = times(o.DuckDBRuns, func() error { _, err := queryRows(ctx, db, q.sql); return err }); err != nil {
			return m, err
		}
	}
	m = Question{Name: q.name, IndexMS: median(ours), MinMS: slices.Min(ours), MaxMS: slices.Max(ours),
		DuckDBMS: median(theirs), DuckDBMinMS: slices.Min(theirs), DuckDBMaxMS: slices.Max(theirs)}
	m.Ratio = m.DuckDBMS / m.IndexMS
	return m, nil
}

func queryRows(ctx context.Context, db *sql.DB, query string) (all [][]float64, err error) {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		row := make([]sql.NullFloat64, len(columns))
		into := make([]any, len(columns))
		for i := range row {
			into[i] = &row[i]
		}
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		numbers := make([]float64, len(row))
		for i := range row {
			numbers[i] = row[i].Float64
		}
		all = append(all, numbers)
	}
	return all, rows.Err()
}

// agree compares rows in any order: counts exactly, times to a millionth.
func agree(a, b [][]float64) error {
	slices.SortFunc(a, slices.Compare)
	slices.SortFunc(b, slices.Compare)
	if len(a) != len(b) {
		return fmt.Errorf("index and DuckDB differ: %d rows, %d", len(a), len(b))
	}
	for i := range a {
		if !slices.EqualFunc(a[i], b[i], func(x, y float64) bool { return math.Abs(x-y) <= 1e-6*math.Abs(x) && (x < 1 || math.Abs(x-y) < 0.5) }) {
			return fmt.Errorf("index and DuckDB differ: %v, %v", a[i], b[i])
		}
	}
	return nil
}

func times(runs int, f func() error) ([]float64, error) {
	out := make([]float64, runs)
	for i := range out {
		begin := time.Now()
		if err := f(); err != nil {
			return nil, err
		}
		out[i] = float64(time.Since(begin).Microseconds()) / 1000
	}
	return out, nil
}

func median(x []float64) float64 {
	s := slices.Clone(x)
	slices.Sort(s)
	return stat.Quantile(s, 0.5)
}

// readBandwidth reads half a gigabyte on all cores, some times, and takes the best.
func readBandwidth(runs int) (best float64) {
	words := make([]uint64, 1<<26)
	for i := range words {
		words[i] = uint64(i)
	}
	cores := runtime.GOMAXPROCS(0)
	sums := make([]uint64, cores)
	for range max(5, runs) {
		var all sync.WaitGroup
		begin := time.Now()
		for core := range cores {
			all.Go(func() {
				part := words[len(words)*core/cores : len(words)*(core+1)/cores]
				var a, b, c, d uint64
				for i := 0; i+8 <= len(part); i += 8 {
					w := part[i : i+8 : i+8]
					a, b, c, d = a+w[0]+w[1], b+w[2]+w[3], c+w[4]+w[5], d+w[6]+w[7]
				}
				sums[core] = a + b + c + d
			})
		}
		all.Wait()
		best = max(best, float64(len(words)*8)/time.Since(begin).Seconds()/1e9)
	}
	return best
}

// ingest measures transitions while 10,000 touches a second come in.
func (r *Report) ingest(ctx context.Context, x *index.Index, runs int) error {
	p := plan(measure.Query{Question: measure.Transitions, NoSpread: true}, false)
	ask := func() error { _, err := x.Ask(ctx, workspace, p); return err }
	quiet, err := times(runs, ask)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	failed := make(chan error, 1)
	go func() { failed <- r.feed(ctx, x) }()
	// Over some seconds, so that folds happen meanwhile.
	var busy []float64
	for begin := time.Now(); time.Since(begin) < 5*time.Second; {
		t, err := times(1, ask)
		if err != nil {
			return errors.Join(err, stopped(stop, failed))
		}
		busy = append(busy, t[0])
	}
	r.IngestRatio = median(busy) / median(quiet)
	return stopped(stop, failed)
}

func stopped(stop func(), failed chan error) error {
	stop()
	return <-failed
}

// feed appends a thousand touches every tenth of a second.
func (r *Report) feed(ctx context.Context, x *index.Index) error {
	const batch = 1000
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	seq, customers := int64(r.Touches), int64(r.Touches/perCustomer)
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		records := make([]cham.Record, batch)
		for i := range records {
			seq++
			records[i] = cham.Record{Seq: seq, Key: cham.KeyID(1 + seq*7919%customers), Touch: cham.Touch{Type: cham.CallTrack,
				Name: name(int(seq) % touchpoints), Channel: channels[seq%int64(len(channels))], At: now.Add(time.Duration(seq) * time.Millisecond)}}
		}
		if err := x.Append(ctx, workspace, records, nil); err != nil && !errors.Is(err, context.Canceled) {
			return err
		}
	}
}
