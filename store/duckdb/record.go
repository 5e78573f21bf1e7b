package duckdb

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"cham"
)

// records reads whole records, some of them.
func (h *History) records(ctx context.Context, op string, some int, query string, args ...any) ([]cham.Record, error) {
	var all []cham.Record
	err := h.use(op, true, func(db *sql.DB) error {
		all = make([]cham.Record, 0, some)
		conn, err := db.Conn(ctx)
		if err != nil {
			return err
		}
		defer conn.Close()
		return raw(conn, func(c driver.Conn) error {
			return eachRow(ctx, c, query, args, func(v []driver.Value) error {
				all = append(all, cham.Record{})
				return recordOf(v, &all[len(all)-1])
			})
		})
	})
	return all, err
}

// eachRow calls f with the rows of an answer, past database/sql, whose Scan
// takes longer than DuckDB. The slice is used again after f returns.
func eachRow(ctx context.Context, c driver.Conn, query string, args []any, f func([]driver.Value) error) error {
	named := make([]driver.NamedValue, len(args))
	for i, a := range args {
		if n, ok := a.(int); ok {
			a = int64(n)
		}
		named[i] = driver.NamedValue{Ordinal: i + 1, Value: a}
	}
	q, ok := c.(driver.QueryerContext)
	if !ok {
		return fmt.Errorf("%T runs no queries", c)
	}
	rows, err := q.QueryContext(ctx, query, named)
	if err != nil {
		return err
	}
	defer rows.Close()
	values := make([]driver.Value, len(rows.Columns()))
	for {
		if err := rows.Next(values); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		if err := f(values); err != nil {
			return err
		}
	}
}

// recordOf reads a row as between.sql, latest.sql and timeline.sql make it.
func recordOf(v []driver.Value, r *cham.Record) error {
	f := fields{v: v}
	r.Seq = next[int64](&f)
	r.At, r.ReceivedAt = instant(&f), instant(&f)
	r.Key = cham.KeyID(next[int64](&f))
	for _, k := range next[[]any](&f) {
		n, _ := k.(int64)
		r.Also = append(r.Also, cham.KeyID(n))
	}
	message := next[string](&f)
	r.Value, r.Duration = next[float64](&f), next[float64](&f)
	texts := next[string](&f)
	for _, to := range [...]*string{(*string)(&r.Type), &r.Name, (*string)(&r.Channel), &r.Campaign.Source, &r.Campaign.Medium,
		&r.Campaign.Name, &r.Page.Path, &r.Device, &r.Branch, (*string)(&r.Source), &r.MessageID, &r.Campaign.Term,
		&r.Campaign.Content, &r.Campaign.ClickID, &r.Page.URL, &r.Page.Title, &r.Page.Referrer, &r.Currency, &r.Import} {
		*to, texts, _ = strings.Cut(texts, cham.PropSep)
	}
	if message != "" {
		r.MessageID = message
	}
	properties, texts, _ := strings.Cut(texts, cham.PropSep)
	traits, context, _ := strings.Cut(texts, cham.PropSep)
	r.Properties, r.Traits, r.Context = rawJSON(properties), rawJSON(traits), rawJSON(context)
	return f.err
}

func rawJSON(s string) json.RawMessage {
	if s == "" {
		return nil
	}
	return json.RawMessage(s)
}

// fields walks over a row and remembers the first value of another type than
// was asked for. NULL is the zero value.
type fields struct {
	v   []driver.Value
	n   int
	err error
}

func next[T any](f *fields) (zero T) {
	v := f.v[f.n]
	f.n++
	if v == nil {
		return zero
	}
	t, ok := v.(T)
	if !ok && f.err == nil {
		f.err = fmt.Errorf("column %d is a %T", f.n, v)
	}
	return t
}

func instant(f *fields) time.Time { return time.UnixMilli(next[int64](f)).UTC() }
