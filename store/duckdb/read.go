package duckdb

import (
	"cmp"
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"cham"
	"cham/capability/capture"
	"cham/capability/pages"
)

// Timeline returns a customer's records, newest first, of all call types,
// strictly before the instant (and seq within it); channel "" is all. A zero
// instant starts at the newest. Cost: a scan of the key column.
func (h *History) Timeline(ctx context.Context, keys []cham.KeyID, channel cham.Channel, before time.Time, beforeSeq int64,
	limit int) ([]cham.Record, error) {
	at := int64(math.MaxInt64)
	if !before.IsZero() {
		at = before.UnixMilli()
	}
	return h.records(ctx, "duckdb.Timeline", 0, timelineSQL, list(keys), string(channel), at, beforeSeq, limit)
}

// Latest implements flow.History: the newest records by arrival; source "" is all.
func (h *History) Latest(ctx context.Context, source cham.SourceID, limit int) ([]cham.Record, error) {
	return h.records(ctx, "duckdb.Latest", 0, latestSQL, string(source), limit)
}

// Between returns the records with after < Seq ≤ upTo, whole, in order of Seq;
// U+001F in their texts is a space. Cost: about three times Scan's for each
// touch, when the stretch is thousands long, and nothing for what follows it.
func (h *History) Between(ctx context.Context, after, upTo int64) ([]cham.Record, error) {
	records, err := h.records(ctx, "duckdb.Between", int(min(max(upTo-after, 0), scanChunk)), betweenSQL, after, upTo)
	bySeq := func(a, b cham.Record) int { return cmp.Compare(a.Seq, b.Seq) }
	if !slices.IsSortedFunc(records, bySeq) {
		slices.SortFunc(records, bySeq)
	}
	return records, err
}

// BySeq implements flow.History. U+001F in texts is a space.
func (h *History) BySeq(ctx context.Context, seqs []int64) ([]cham.Record, error) {
	if len(seqs) == 0 {
		return nil, nil
	}
	return h.records(ctx, "duckdb.BySeq", len(seqs), bySeqSQL, list(seqs), slices.Min(seqs), slices.Max(seqs))
}

// Known tells which of these message ids of a source are here. Cost: a scan of
// two columns.
func (h *History) Known(ctx context.Context, source cham.SourceID, ids []string) (map[string]bool, error) {
	there := map[string]bool{}
	err := h.use("duckdb.Known", true, func(db *sql.DB) error {
		clear(there)
		rows, err := db.QueryContext(ctx, knownSQL, string(source), strings.Join(ids, "\x1f"))
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var id string
			if err := rows.Scan(&id); err != nil {
				return err
			}
			there[id] = true
		}
		return rows.Err()
	})
	return there, err
}

// ReceivedBefore returns the Seq before the first touch that was received at t
// or later: where a reader stands that begins there. Cost: a scan of one column, skipping
// what zone maps rule out.
func (h *History) ReceivedBefore(ctx context.Context, t time.Time) (seq int64, err error) {
	err = h.use("duckdb.ReceivedBefore", true, func(db *sql.DB) error {
		return db.QueryRowContext(ctx, receivedBeforeSQL, t.UnixMilli()).Scan(&seq)
	})
	return seq, err
}

// SourceVolumes counts stored records per source and hour since the instant;
// the hours are those of being received.
func (h *History) SourceVolumes(ctx context.Context, since time.Time) ([]capture.SourceVolume, error) {
	var all []capture.SourceVolume
	err := h.use("duckdb.SourceVolumes", true, func(db *sql.DB) error {
		all = nil
		rows, err := db.QueryContext(ctx, sourceVolumesSQL, since.UnixMilli())
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var v capture.SourceVolume
			var hour int64
			if err := rows.Scan(&v.Source, &hour, &v.Count); err != nil {
				return err
			}
			v.Hour = time.UnixMilli(hour * 3600_000).UTC()
			all = append(all, v)
		}
		return rows.Err()
	})
	return all, err
}

// PagePaths returns the paths that interactions happened at, those with the most
// touches first, at most limit; recent are touches since the instant. Cost: a
// scan of one column.
func (h *History) PagePaths(ctx context.Context, recent time.Time, limit int) ([]pages.Seen, error) {
	var all []pages.Seen
	err := h.use("duckdb.PagePaths", true, func(db *sql.DB) error {
		all = nil
		rows, err := db.QueryContext(ctx, pagePathsSQL, recent.UnixMilli(), limit)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var s pages.Seen
			if err := rows.Scan(&s.Path, &s.Touches, &s.Recent); err != nil {
				return err
			}
			all = append(all, s)
		}
		return rows.Err()
	})
	return all, err
}

// Currencies are the currencies of money that interactions state, by name, with
// how many and how much. Cost: a scan of two columns.
func (h *History) Currencies(ctx context.Context) ([]cham.MoneySeen, error) {
	var all []cham.MoneySeen
	err := h.use("duckdb.Currencies", true, func(db *sql.DB) error {
		all = nil
		rows, err := db.QueryContext(ctx, currenciesSQL)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var m cham.MoneySeen
			if err := rows.Scan(&m.Currency, &m.Touches, &m.Amount); err != nil {
				return err
			}
			all = append(all, m)
		}
		return rows.Err()
	})
	return all, err
}

// MoneyFields counts which field said the money of interactions received since
// the instant, by source and event. Cost: the properties of those with money.
func (h *History) MoneyFields(ctx context.Context, since time.Time) ([]capture.MoneyFields, error) {
	var all []capture.MoneyFields
	err := h.use("duckdb.MoneyFields", true, func(db *sql.DB) error {
		all = nil
		rows, err := db.QueryContext(ctx, moneyFieldsSQL, since.UnixMilli())
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var m capture.MoneyFields
			if err := rows.Scan(&m.Source, &m.Event, &m.Revenue, &m.Total, &m.Value); err != nil {
				return err
			}
			all = append(all, m)
		}
		return rows.Err()
	})
	return all, err
}

// list is a list parameter; the driver binds none, so it goes as text.
func list[T ~int64](keys []T) string {
	var b strings.Builder
	b.WriteByte('[')
	for i, k := range keys {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strconv.FormatInt(int64(k), 10))
	}
	b.WriteByte(']')
	return b.String()
}

// Scan calls f with the interactions (CallType.Interaction) of the keys, nil
// for all, whose Seq is above after, in order of Seq; the slice is used again
// after f returns. Also and Traits are left out; so are, unless needed, Properties
// (without money), Source and the whole URL, and of Context all but the address and
// the user agent. Cost: about 3 million touches a second.
func (h *History) Scan(ctx context.Context, after int64, keys []cham.KeyID, need cham.TouchNeed, f func([]cham.Record) error) error {
	return h.use("duckdb.Scan", false, func(db *sql.DB) error {
		conn, err := db.Conn(ctx)
		if err != nil {
			return err
		}
		defer conn.Close()
		s := scanner{f: f, kinds: map[string]*cham.Touch{}}
		if keys != nil {
			return raw(conn, func(c driver.Conn) error {
				return s.query(ctx, c, scanKeysSQL, need.Properties, after, list(keys), need.Address, need.Context)
			})
		}
		var journal, last int64
		if err := conn.QueryRowContext(ctx, cursorSQL).Scan(&journal, &last); err != nil {
			return err
		}
		return raw(conn, func(c driver.Conn) error { return s.pages(ctx, c, need, after, last) })
	})
}

// Groups calls f with all group calls in order of Seq: Seq, Key, At and
// Properties; the slice is used again after f returns. Cost: a scan of the
// type column, and the group calls.
func (h *History) Groups(ctx context.Context, f func([]cham.Record) error) error {
	return h.use("duckdb.Groups", false, func(db *sql.DB) error {
		conn, err := db.Conn(ctx)
		if err != nil {
			return err
		}
		defer conn.Close()
		s := scanner{f: f, kinds: map[string]*cham.Touch{}}
		return raw(conn, func(c driver.Conn) error { return s.query(ctx, c, scanGroupsSQL) })
	})
}

const (
	scanPage  = 1 << 19 // seqs a query; DuckDB makes a whole answer before giving any of it
	scanChunk = 1 << 13 // records a call of f
)

// scanner makes records of the answers to scan.sql.
type scanner struct {
	f     func([]cham.Record) error
	kinds map[string]*cham.Touch // packed kind → touch of that kind
	chunk []cham.Record
}

func (s *scanner) pages(ctx context.Context, c driver.Conn, need cham.TouchNeed, after, last int64) error {
	for ; after < last; after += scanPage {
		if err := s.query(ctx, c, scanSQL, need.Properties, after, min(after+scanPage, last), need.Address, need.Context); err != nil {
			return err
		}
	}
	return nil
}

func (s *scanner) query(ctx context.Context, c driver.Conn, query string, args ...any) error {
	if err := eachRow(ctx, c, query, args, s.add); err != nil {
		return err
	}
	return s.flush()
}

func (s *scanner) add(v []driver.Value) error {
	packed, _ := v[5].(string)
	kind := s.kinds[packed]
	if kind == nil {
		var err error
		if kind, err = unpack(packed); err != nil {
			return err
		}
		if len(s.kinds) > 1<<17 {
			clear(s.kinds)
		}
		s.kinds[packed] = kind
	}
	r := cham.Record{Touch: *kind}
	r.Seq, _ = v[0].(int64)
	key, _ := v[1].(int64)
	at, _ := v[2].(int64)
	r.Key, r.At = cham.KeyID(key), time.UnixMilli(at)
	r.Value, _ = v[3].(float64)
	r.Duration, _ = v[4].(float64)
	if p, ok := v[6].(string); ok {
		r.Properties = json.RawMessage(p)
	}
	if source, ok := v[7].(string); ok {
		r.Source = cham.SourceID(source)
		r.Page.URL, _ = v[8].(string)
	}
	if c, ok := v[9].(string); ok {
		r.Context = json.RawMessage(c)
	}
	if s.chunk = append(s.chunk, r); len(s.chunk) >= scanChunk {
		return s.flush()
	}
	return nil
}

func (s *scanner) flush() error {
	if len(s.chunk) == 0 {
		return nil
	}
	err := s.f(s.chunk)
	s.chunk = s.chunk[:0]
	return err
}

// unpack reads the packed kind of scan.sql.
func unpack(packed string) (*cham.Touch, error) {
	p := strings.Split(packed, "\x1f")
	if len(p) != 13 {
		return nil, fmt.Errorf("a kind has %d parts: %q", len(p), packed)
	}
	return &cham.Touch{Type: cham.CallType(p[0]), Name: p[1], Channel: cham.Channel(p[2]),
		Campaign: cham.Campaign{Source: p[3], Medium: p[4], Name: p[5], ClickID: p[10]},
		Page:     cham.Page{Path: p[6], URL: p[11], Referrer: p[12]}, Device: p[7], Branch: p[8], Currency: p[9]}, nil
}
