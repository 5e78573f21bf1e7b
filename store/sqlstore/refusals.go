package sqlstore

import (
	"cmp"
	"context"
	"slices"
	"time"

	"cham"
	"cham/capability/capture"
)

var _ capture.RefusalStore = Refusals{}

// Refusals keeps refused calls; it is a capture.RefusalStore.
type Refusals struct{ db *DB }

// Refusals is the database's store of refusals.
func (db *DB) Refusals() Refusals { return Refusals{db} }

// keptRefusals is how many of a source's refusals are kept in full.
const keptRefusals = 1000

// refusedRow is a refusal on its way into a statement.
type refusedRow struct {
	Slot      int64  `json:"slot"`
	N         int64  `json:"n"`
	Source    string `json:"source"`
	At        int64  `json:"at"`
	Reason    string `json:"reason"`
	Detail    string `json:"detail"`
	MessageID string `json:"message_id"`
	Type      string `json:"type"`
	Name      string `json:"name"`
	Sample    string `json:"sample"`
	Line      int    `json:"line"`
}

func newRefusedRow(r capture.Refused) refusedRow {
	return refusedRow{Source: text(string(r.Source)), At: millis(r.At), Reason: text(r.Reason), Detail: text(r.Detail),
		MessageID: text(r.MessageID), Type: text(string(r.Type)), Name: text(r.Name), Sample: text(r.Sample), Line: r.Line}
}

func scanRefused(r scanner) (f capture.Refused, err error) {
	return f, r.Scan(&f.Workspace, &f.Source, instant{&f.At}, &f.Reason, &f.Detail, &f.MessageID, &f.Type, &f.Name, &f.Sample, &f.Line)
}

type sourceKey struct {
	ws     cham.WorkspaceID
	source cham.SourceID
}

// AddRefusals implements capture.RefusalStore.
func (s Refusals) AddRefusals(ctx context.Context, rs []capture.Refused) error {
	if len(rs) == 0 {
		return nil
	}
	of := map[sourceKey][]capture.Refused{}
	for _, r := range rs {
		k := sourceKey{r.Workspace, r.Source}
		of[k] = append(of[k], r)
	}
	keys := make([]sourceKey, 0, len(of))
	for k := range of {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b sourceKey) int { // one order for all, so that none waits in a ring
		return cmp.Or(cmp.Compare(a.ws, b.ws), cmp.Compare(a.source, b.source))
	})
	return s.db.transact(ctx, "sqlstore.AddRefusals", func(t *txn) {
		for _, k := range keys {
			t.addRefusals(k, of[k])
		}
	})
}

func (t *txn) addRefusals(k sourceKey, rs []capture.Refused) {
	first := t.numbers(k.ws, "refusal "+string(k.source), len(rs))
	skip := max(0, len(rs)-keptRefusals)
	rows := make([]refusedRow, 0, len(rs)-skip)
	for i, r := range rs[skip:] {
		row := newRefusedRow(r)
		row.N = first + int64(skip+i)
		row.Slot = row.N % keptRefusals
		rows = append(rows, row)
	}
	t.exec("refusals.put", k.ws, k.source, list(rows))
	t.exec("refusals.count", k.ws, k.source, list(countByHour(rs)))
}

type hourCount struct {
	Hour   int64  `json:"hour"`
	Reason string `json:"reason"`
	N      int    `json:"n"`
}

func countByHour(rs []capture.Refused) []hourCount {
	at := map[hourCount]int{}
	var counts []hourCount
	for _, r := range rs {
		k := hourCount{Hour: millis(r.At.Truncate(time.Hour)), Reason: text(r.Reason)}
		i, ok := at[k]
		if !ok {
			i = len(counts)
			at[k] = i
			counts = append(counts, k)
		}
		counts[i].N += r.Count()
	}
	return counts
}

// Refusals implements capture.RefusalStore.
func (s Refusals) Refusals(ctx context.Context, ws cham.WorkspaceID, source cham.SourceID, limit int) ([]capture.Refused, error) {
	return all(ctx, s.db, "refusals.list", scanRefused, ws, source, limit)
}

// RefusalCounts implements capture.RefusalStore. Counts are kept by the hour
// (UTC), so since means the beginning of its hour.
func (s Refusals) RefusalCounts(ctx context.Context, ws cham.WorkspaceID, source cham.SourceID, since time.Time) (map[string]int, error) {
	counts := map[string]int{}
	_, err := all(ctx, s.db, "refusals.counts", func(r scanner) (_ struct{}, err error) {
		var reason string
		var n int
		err = r.Scan(&reason, &n)
		counts[reason] = n
		return struct{}{}, err
	}, ws, source, since.Truncate(time.Hour))
	return counts, err
}
