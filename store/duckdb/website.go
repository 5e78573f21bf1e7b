package duckdb

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"cham"
	"cham/capability/capture"
)

// Website returns what a website told beside page views, of what was received
// since the instant: touches by event of capture.WebsiteEvents, and at most limit
// errors and search terms. Cost: the properties of those touches.
func (h *History) Website(ctx context.Context, source cham.SourceID, since time.Time, limit int) (capture.Website, error) {
	var w capture.Website
	err := h.use("duckdb.Website", true, func(db *sql.DB) error {
		w = capture.Website{Events: map[string]int{}}
		names := strings.Join(capture.WebsiteEvents, "\x1f")
		err := each(ctx, db, func(scan func(...any) error) error {
			var name string
			var n int
			err := scan(&name, &n)
			w.Events[name] = n
			return err
		}, websiteEventsSQL, source, since.UnixMilli(), names)
		if err != nil {
			return err
		}
		err = each(ctx, db, func(scan func(...any) error) error {
			var e capture.PageError
			var last int64
			err := scan(&e.Path, &e.Kind, &e.Message, &e.File, &e.Touches, &e.Visitors, &last)
			e.Last = time.UnixMilli(last).UTC()
			w.Errors = append(w.Errors, e)
			return err
		}, pageErrorsSQL, source, since.UnixMilli(), limit)
		if err != nil {
			return err
		}
		return each(ctx, db, func(scan func(...any) error) error {
			var s capture.Search
			err := scan(&s.Term, &s.Touches, &s.Visitors, &s.Nothing)
			w.Searches = append(w.Searches, s)
			return err
		}, searchesSQL, source, since.UnixMilli(), limit)
	})
	return w, err
}

// each calls f for every row of a query.
func each(ctx context.Context, db *sql.DB, f func(scan func(...any) error) error, query string, args ...any) error {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := f(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}
