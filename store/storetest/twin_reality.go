package storetest

import (
	"database/sql"
	_ "embed"

	"cham/measure"
	"cham/measure/stat"
)

//go:embed twin/reality.sql
var twinReality string

const (
	conformSQL = `SELECT count(*), count(*) FILTER (back), count(*) FILTER (NOT back AND NOT skipped)
FROM (SELECT back, coalesce(bool_or(without), false) AS skipped FROM conformance GROUP BY customer, j, back)`
	skippedSQL = `SELECT s, count(*), count(*) FILTER (without) FROM conformance WHERE s IS NOT NULL GROUP BY s`
	stagedSQL  = `SELECT x.id, y.id, y.stage < x.stage AS back, count(*), count(DISTINCT customer), avg(ms) / 1000,
    quantile_cont(ms, 0.5) / 1000, quantile_cont(ms, 0.9) / 1000
FROM reality r JOIN nodes x ON x.node = r.was JOIN nodes y ON y.node = r.node
WHERE x.stage >= 0 AND y.stage >= 0 AND x.stage <> y.stage GROUP BY ALL`
	loopsSQL = `WITH visits AS (
    SELECT node, count(*) FILTER (was IS DISTINCT FROM node) AS n FROM reality GROUP BY customer, j, node)
SELECT node, count(*), count(*) FILTER (n > 1) AS looped, sum(n - 1) FROM visits GROUP BY node
HAVING looped > 0 ORDER BY looped DESC, (SELECT id FROM nodes WHERE nodes.node = visits.node)`
	unusedSQL   = `SELECT id FROM nodes WHERE node NOT IN (SELECT node FROM steps WHERE inside) ORDER BY node`
	unmappedSQL = `SELECT name, channel, count(*), count(DISTINCT customer) FROM chosen WHERE inside AND node IS NULL GROUP BY name, channel`
)

func (w *twin) reality(p measure.Plan, nodes []measure.Node) *measure.RealityAnswer {
	w.exec(twinReality)
	var a measure.RealityAnswer
	w.each(conformSQL, func(r *sql.Rows) error {
		err := r.Scan(&a.Journeys, &a.Back.K, &a.Conforms.K)
		a.Back, a.Conforms = stat.NewRate(a.Back.K, a.Journeys), stat.NewRate(a.Conforms.K, a.Journeys)
		return err
	})
	for _, id := range p.Stages {
		a.Skipped = append(a.Skipped, measure.SkippedStage{ID: id, Skip: stat.NewRate(0, 0)})
	}
	w.each(skippedSQL, func(r *sql.Rows) error {
		var s, between, without int
		err := r.Scan(&s, &between, &without)
		a.Skipped[s].Skip = stat.NewRate(without, between)
		return err
	})
	w.each(stagedSQL, func(r *sql.Rows) error {
		var t measure.Transition
		err := r.Scan(&t.From, &t.To, &t.Back, &t.Count, &t.Customers, &t.MeanS, &t.MedianS, &t.P90S)
		if t.Back {
			a.Backs = append(a.Backs, t)
		} else {
			a.Waits = append(a.Waits, t)
		}
		return err
	})
	a.Backs, a.Waits = chosenMoves(a.Backs, a.Waits)
	w.each(loopsSQL, func(r *sql.Rows) error {
		var node, journeys, looped, returns int
		err := r.Scan(&node, &journeys, &looped, &returns)
		a.Loops = append(a.Loops, measure.Loop{ID: nodes[node].ID, Name: nodes[node].Name, Loop: stat.NewRate(looped, journeys),
			Times: float64(returns) / float64(looped)})
		return err
	})
	w.each(unusedSQL, func(r *sql.Rows) error {
		var id string
		err := r.Scan(&id)
		a.Unused = append(a.Unused, id)
		return err
	})
	w.each(unmappedSQL, func(r *sql.Rows) error {
		var u measure.Unmapped
		err := r.Scan(&u.Name, &u.Channel, &u.Volume, &u.Reach)
		a.Unmapped = append(a.Unmapped, u)
		return err
	})
	a.Unmapped = mostUnmapped(a.Unmapped)
	return &a
}
