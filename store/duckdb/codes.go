package duckdb

import (
	"context"
	"database/sql"
	_ "embed"
	"time"

	"cham"
	"cham/capability/form"
	"cham/capability/qr"
)

//go:embed query/code_counts.sql
var codeCountsSQL string

// CodeCounts are what came by each printed code since an instant. Cost: the
// properties of all touches that came by codes.
func (h *History) CodeCounts(ctx context.Context, since time.Time) (map[string]qr.Count, error) {
	all := map[string]qr.Count{}
	err := h.pageCounts(ctx, qr.SourceID, "$.code", [2]string{qr.Scanned, qr.Answered}, since, func(id string, n [2]int, last time.Time) {
		all[id] = qr.Count{Scans: n[0], Answers: n[1], Last: last}
	})
	return all, err
}

// FormCounts are what was sent in each form since an instant. Cost: the properties
// of all touches that came by forms.
func (h *History) FormCounts(ctx context.Context, since time.Time) (map[string]form.Count, error) {
	all := map[string]form.Count{}
	err := h.pageCounts(ctx, form.SourceID, "$.formId", [2]string{form.Submitted}, since, func(id string, n [2]int, last time.Time) {
		all[id] = form.Count{Sent: n[0], Last: last}
	})
	return all, err
}

// pageCounts tells of each page of a source, which a property names, how many touches
// of each name came since an instant, and when the last of all.
func (h *History) pageCounts(ctx context.Context, source cham.SourceID, property string, names [2]string, since time.Time,
	tell func(id string, n [2]int, last time.Time)) error {
	return h.use("duckdb.pageCounts", true, func(db *sql.DB) error {
		rows, err := db.QueryContext(ctx, codeCountsSQL, string(source), names[0], names[1], since.UnixMilli(), property)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var id string
			var n [2]int
			var last int64
			if err := rows.Scan(&id, &n[0], &n[1], &last); err != nil {
				return err
			}
			tell(id, n, time.UnixMilli(last).UTC())
		}
		return rows.Err()
	})
}
