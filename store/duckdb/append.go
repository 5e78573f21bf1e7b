package duckdb

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql/driver"
	"encoding/hex"
	"encoding/json"
	"errors"
	"math"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/duckdb/duckdb-go/v2"

	"cham"
	"cham/capability/capture"
)

// messageKey is what makes a touch count once. Without pointers, so that many cost
// the collector nothing: the source is numbered by numberOf.
type messageKey struct {
	source uint32
	id     duckdb.UUID
}

// Append implements flow.History. A record is there already when one with its
// source and message id is in the batch before it, among the recent ids, or in
// history within capture.SentAgainWithin of the batch's time range. Records are stored as they are
// given, but U+001F becomes a space; one that the columns cannot hold is refused with CodeInvalid and nothing
// is stored: text that is not UTF-8, a number that is not finite, U+001F in what
// a kind is made of. When an append fails otherwise, Cursor says whether it was
// committed nevertheless. Cost: the insert, and a join of the batch with the
// message ids of its time range.
func (h *History) Append(ctx context.Context, records []cham.Record, journal int64) ([]bool, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := h.ready(); err != nil {
		return nil, err
	}
	for i := range records {
		if err := valid(&records[i]); err != nil {
			return nil, err
		}
	}
	keys, stored := h.fresh(records)
	seq, err := h.write(ctx, records, keys, stored, journal)
	if err != nil {
		// Also when DuckDB goes on: after a commit that could not be written, 1.4
		// may show wrong values in the next row until the file is opened anew.
		err = errors.Join(err, h.revive(h.db))
	}
	if err != nil {
		return nil, wrap("duckdb.Append", err)
	}
	h.seq = seq
	h.remember(records, keys)
	h.checkpoint(ctx)
	return stored, nil
}

// remember keeps what came in among the recent, and gives duplicates the Seq of
// the touch that is there.
func (h *History) remember(records []cham.Record, keys []messageKey) {
	for i := range records {
		if seq, ok := h.recent.seq(keys[i]); ok {
			records[i].Seq = seq
		} else if records[i].Seq > 0 {
			h.recent.add(keys[i], records[i].Seq)
		}
	}
}

// fresh tells which records are neither doubles within the batch nor recent.
func (h *History) fresh(records []cham.Record) (keys []messageKey, stored []bool) {
	keys, stored = make([]messageKey, len(records)), make([]bool, len(records))
	seen := make(map[messageKey]bool, len(records))
	for i := range records {
		k := h.keyOf(&records[i])
		_, recent := h.recent.seq(k)
		keys[i], stored[i] = k, !seen[k] && !recent
		seen[k], records[i].Seq = true, 0
	}
	return keys, stored
}

// write stores what is new in one transaction and returns the highest seq. On
// an error nothing is stored and the connection is out of the transaction.
func (h *History) write(ctx context.Context, records []cham.Record, keys []messageKey, stored []bool, journal int64) (seq int64,
	err error) {
	if _, err := h.writer.ExecContext(ctx, "BEGIN"); err != nil {
		return 0, err
	}
	defer func() {
		if err != nil {
			h.writer.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
		}
	}()
	if err := h.dropStored(ctx, records, keys, stored); err != nil {
		return 0, err
	}
	seq = h.seq
	err = raw(h.writer, func(c driver.Conn) error {
		a, err := duckdb.NewQueryAppender(c, insertSQL, "fresh", h.freshTypes, freshColumns)
		if err != nil {
			return err
		}
		var texts []byte
		return appendRows(a, func(add func(...driver.Value) error) error {
			for i := range records {
				if !stored[i] {
					continue
				}
				seq++
				records[i].Seq = seq
				texts = appendTexts(texts[:0], &records[i])
				if err := addRow(add, &records[i], keys[i].id, texts); err != nil {
					return err
				}
			}
			return nil
		})
	})
	if err != nil {
		return 0, err
	}
	if _, err := h.writer.ExecContext(ctx, moveCursorSQL, journal); err != nil {
		return 0, err
	}
	_, err = h.writer.ExecContext(ctx, "COMMIT")
	return seq, err
}

// dropStored clears stored of the records that history has.
func (h *History) dropStored(ctx context.Context, records []cham.Record, keys []messageKey, stored []bool) error {
	const skew = int64(capture.SentAgainWithin / time.Millisecond)
	first, last := int64(math.MaxInt64), int64(math.MinInt64)
	err := raw(h.writer, func(c driver.Conn) error {
		a, err := duckdb.NewAppender(c, "temp", "main", "batch")
		if err != nil {
			return err
		}
		return appendRows(a, func(add func(...driver.Value) error) error {
			for i := range records {
				if !stored[i] {
					continue
				}
				at := records[i].At.UnixMilli()
				first, last = min(first, at), max(last, at)
				if err := add(int32(i), string(records[i].Source), keys[i].id); err != nil {
					return err
				}
			}
			return nil
		})
	})
	if err != nil || first > last {
		return err
	}
	rows, err := h.writer.QueryContext(ctx, duplicatesSQL, first-skew, last+skew)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var n int
		var seq int64
		if err := rows.Scan(&n, &seq); err != nil {
			return err
		}
		stored[n], records[n].Seq = false, seq
	}
	if err := rows.Err(); err != nil {
		return err
	}
	_, err = h.writer.ExecContext(ctx, "DELETE FROM temp.batch")
	return err
}

// appendRows gives f a function that adds rows, and closes the appender.
func appendRows(a *duckdb.Appender, f func(add func(...driver.Value) error) error) error {
	if err := f(a.AppendRow); err != nil {
		a.Close()
		return err
	}
	return a.Close()
}

// addRow gives add a record's row of freshColumns.
func addRow(add func(...driver.Value) error, r *cham.Record, id duckdb.UUID, texts []byte) error {
	return add(r.Seq, r.At.UnixMilli(), r.ReceivedAt.UnixMilli(), int64(r.Key), also(r.Also), id, messageText(r.MessageID),
		string(r.Source), r.Value, r.Duration, texts)
}

// freshColumns are what insert.sql reads.
var freshColumns = []string{"seq", "happened_at", "received_at", "key", "also", "id", "message_id", "source", "value", "duration", "texts"}

// freshTypes returns their types.
func freshTypes() (types []duckdb.TypeInfo, err error) {
	for _, t := range [...]duckdb.Type{duckdb.TYPE_BIGINT, duckdb.TYPE_BIGINT, duckdb.TYPE_BIGINT, duckdb.TYPE_BIGINT, duckdb.TYPE_LIST,
		duckdb.TYPE_UUID, duckdb.TYPE_VARCHAR, duckdb.TYPE_VARCHAR, duckdb.TYPE_DOUBLE, duckdb.TYPE_DOUBLE, duckdb.TYPE_VARCHAR} {
		var info duckdb.TypeInfo
		if t == duckdb.TYPE_LIST {
			var number duckdb.TypeInfo
			if number, err = duckdb.NewTypeInfo(duckdb.TYPE_BIGINT); err == nil {
				info, err = duckdb.NewListInfo(number)
			}
		} else {
			info, err = duckdb.NewTypeInfo(t)
		}
		if err != nil {
			return nil, err
		}
		types = append(types, info)
	}
	return types, nil
}

// appendTexts appends a record's texts as insert.sql takes them apart. PropSep
// within one, which no kind holds, becomes a space.
func appendTexts(b []byte, r *cham.Record) []byte {
	for _, s := range [...]string{string(r.Type), r.Name, string(r.Channel), r.Campaign.Source, r.Campaign.Medium, r.Campaign.Name,
		r.Campaign.Term, r.Campaign.Content, r.Campaign.ClickID, r.Page.URL, r.Page.Path, r.Page.Title, r.Page.Referrer, r.Device,
		r.Branch, r.Currency, r.Import} {
		b = append(appendText(b, s), cham.PropSep...)
	}
	b = append(appendText(b, r.Properties), cham.PropSep...)
	b = append(appendText(b, r.Traits), cham.PropSep...)
	return appendText(b, r.Context)
}

func appendText[T string | json.RawMessage](b []byte, s T) []byte {
	from := len(b)
	b = append(b, s...)
	if i := bytes.IndexByte(b[from:], cham.PropSep[0]); i >= 0 {
		copy(b[from+i:], bytes.ReplaceAll(b[from+i:], []byte(cham.PropSep), []byte(" ")))
	}
	return b
}

func also(keys []cham.KeyID) driver.Value {
	if len(keys) == 0 {
		return nil
	}
	out := make([]int64, len(keys))
	for i, k := range keys {
		out[i] = int64(k)
	}
	return out
}

// messageText is the message id when the id column cannot hold it.
func messageText(id string) driver.Value {
	if _, ok := parseUUID(id); ok {
		return nil
	}
	return id
}

func (h *History) keyOf(r *cham.Record) messageKey {
	return messageKey{h.numberOf(r.Source), idOf(r.MessageID)}
}

// idOf is a message id as the id column holds it.
func idOf(message string) duckdb.UUID {
	id, ok := parseUUID(message)
	if !ok {
		sum := sha256.Sum256([]byte(message))
		id = duckdb.UUID(sum[:16])
	}
	return id
}

// numberOf is the number by which recent ids know a source; mu is held.
func (h *History) numberOf(s cham.SourceID) uint32 {
	n, ok := h.sources[s]
	if !ok {
		n = uint32(len(h.sources))
		h.sources[cham.SourceID(strings.Clone(string(s)))] = n
	}
	return n
}

// parseUUID reads a UUID as it is written in lower case; any other spelling is
// another message id.
func parseUUID(s string) (id duckdb.UUID, ok bool) {
	if len(s) != 36 || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return id, false
	}
	var digits [32]byte
	n := 0
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9' || c >= 'a' && c <= 'f':
			if n == 32 {
				return id, false
			}
			digits[n] = c
			n++
		case c != '-':
			return id, false
		}
	}
	_, err := hex.Decode(id[:], digits[:n])
	return id, err == nil && n == 32
}

// valid refuses what the columns cannot hold.
func valid(r *cham.Record) error {
	for _, s := range []string{r.MessageID, string(r.Source), string(r.Type), r.Name, string(r.Channel), r.Campaign.Source,
		r.Campaign.Medium, r.Campaign.Name, r.Campaign.Term, r.Campaign.Content, r.Campaign.ClickID, r.Page.URL, r.Page.Path,
		r.Page.Title, r.Page.Referrer, r.Device, r.Branch, r.Currency, r.Import} {
		if !utf8.ValidString(s) {
			return cham.Errorf(cham.CodeInvalid, "duckdb.Append", "message %q holds text that is not UTF-8", r.MessageID)
		}
	}
	for _, s := range inKind(r) {
		if strings.Contains(s, cham.PropSep) {
			return cham.Errorf(cham.CodeInvalid, "duckdb.Append", "message %q holds U+001F in a name", r.MessageID)
		}
	}
	for _, b := range [][]byte{r.Properties, r.Traits, r.Context} {
		if !utf8.Valid(b) {
			return cham.Errorf(cham.CodeInvalid, "duckdb.Append", "message %q holds JSON that is not UTF-8", r.MessageID)
		}
	}
	for _, v := range []float64{r.Value, r.Duration} {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return cham.Errorf(cham.CodeInvalid, "duckdb.Append", "message %q holds a number that is not finite", r.MessageID)
		}
	}
	return nil
}

// inKind are the texts a kind is made of; scan.sql puts PropSep between them.
func inKind(r *cham.Record) [9]string {
	return [...]string{string(r.Type), r.Name, string(r.Channel), r.Campaign.Source, r.Campaign.Medium,
		r.Campaign.Name, r.Page.Path, r.Device, r.Branch}
}

// recentIDs remembers the Seqs of about the last n keys: two generations of n/2.
type recentIDs struct {
	half     int
	now, old map[messageKey]int64
}

func newRecentIDs(n int) *recentIDs {
	return &recentIDs{half: max(1, n/2), now: map[messageKey]int64{}}
}

func (r *recentIDs) seq(k messageKey) (seq int64, ok bool) {
	if seq, ok = r.now[k]; !ok {
		seq, ok = r.old[k]
	}
	return seq, ok
}

func (r *recentIDs) add(k messageKey, seq int64) {
	if len(r.now) >= r.half {
		r.old, r.now = r.now, make(map[messageKey]int64, r.half)
	}
	r.now[k] = seq
}

func (h *History) loadRecent(ctx context.Context) error {
	rows, err := h.db.QueryContext(ctx, recentSQL, h.seq-int64(2*h.recent.half))
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var k messageKey
		var source cham.SourceID
		var seq int64
		if err := rows.Scan(&source, &k.id, &seq); err != nil {
			return err
		}
		k.source = h.numberOf(source)
		h.recent.add(k, seq)
	}
	return rows.Err()
}
