package flow

import (
	"context"

	"cham"
)

// store appends the batch to history and moves the cursor past its entries. A
// record that history refuses for good is quarantined with its entry; the
// others are stored.
func (l *lane) store(ctx context.Context, b *batch) bool {
	last := b.entries[len(b.entries)-1].Seq
	b.stored = make([]bool, len(b.records))
	refused, ok := l.put(ctx, b.records, b.stored, last)
	if refused == nil {
		return ok
	}
	if !l.halve(ctx, b, 0, len(b.records), refused) {
		return false
	}
	_, ok = l.put(ctx, nil, nil, last)
	return ok
}

// halve stores records[from:to] of a batch of which history refused something.
func (l *lane) halve(ctx context.Context, b *batch, from, to int, why error) bool {
	if to-from == 1 {
		b.aside = append(b.aside, from)
		return l.quarantine(ctx, b.entries[b.from[from]], 1, why)
	}
	mid := (from + to) / 2
	for _, part := range [][2]int{{from, mid}, {mid, to}} {
		refused, ok := l.put(ctx, b.records[part[0]:part[1]], b.stored[part[0]:part[1]], b.entries[0].Seq-1)
		if refused != nil {
			ok = l.halve(ctx, b, part[0], part[1], refused)
		}
		if !ok {
			return false
		}
	}
	return true
}

// put appends records in one transaction. refused is history's word that they
// will never be taken as they are; ok is false when ctx ended first.
func (l *lane) put(ctx context.Context, records []cham.Record, stored []bool, cursor int64) (refused error, ok bool) {
	again := false
	ok = l.tryUnless(ctx, "appending to history", func(ctx context.Context) (err error) {
		var got []bool
		if again {
			got, err = l.committed(ctx, records)
		}
		if got == nil && err == nil {
			again = true
			got, err = l.history.Append(ctx, records, cursor)
		}
		if err != nil {
			return err
		}
		copy(stored, got)
		for i := range records {
			if got[i] {
				l.record = max(l.record, records[i].Seq)
			}
		}
		return nil
	}, func(err error) bool {
		if len(records) > 0 && cham.ErrorCode(err) == cham.CodeInvalid {
			refused = err
		}
		return refused != nil
	})
	return refused, ok
}

// committed finds out whether an append that failed was committed all the same:
// then the records above the last known Seq are those that were stored, and
// appending again would take them for duplicates that the index has. It
// answers nil when nothing was.
func (l *lane) committed(ctx context.Context, records []cham.Record) ([]bool, error) {
	_, record, err := l.history.Cursor(ctx)
	if err != nil || record <= l.record {
		return nil, err
	}
	newest, err := l.history.Latest(ctx, "", int(record-l.record))
	if err != nil {
		return nil, err
	}
	type key struct {
		source  cham.SourceID
		message string
	}
	seqs := make(map[key]int64, len(newest))
	for _, r := range newest {
		seqs[key{r.Source, r.MessageID}] = r.Seq
	}
	got := make([]bool, len(records))
	for i := range records {
		k := key{records[i].Source, records[i].MessageID}
		if seq := seqs[k]; seq > l.record {
			records[i].Seq, got[i] = seq, true
			delete(seqs, k)
		} else {
			records[i].Seq = 0
		}
	}
	return got, nil
}
