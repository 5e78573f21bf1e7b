package index

import (
	"context"
	"errors"
	"unsafe"

	"cham"
	"cham/capability/identity"
)

// maxCustomerID is the highest customer number the columns can say.
const maxCustomerID = 1<<32 - 2

// build makes the workspace from all of its history.
func (ws *workspace) build(ctx context.Context, moves []identity.Move) error {
	for _, m := range moves {
		ws.assign(m.Key, m.To)
	}
	for _, k := range ws.dict.rules.Outsiders {
		ws.out.set(k, ws.customer(k), true)
	}
	_, highest, err := ws.history.Cursor(ctx)
	if err != nil {
		return err
	}
	var b builder
	err = ws.scan(ctx, 0, func(records []cham.Record) error {
		for i := range records {
			r := &records[i]
			id := ws.customer(r.Key)
			if id > maxCustomerID {
				return cham.Errorf(cham.CodeUnavailable, "index.build", "customer number %d is beyond what the index can hold", id)
			}
			if ws.out.keeps(id, &r.Touch) {
				b.add(id, ws.touchOf(r))
			}
			highest = max(highest, r.Seq)
			ws.last = mark{r.Seq, r.Key, millis(r.At)}
		}
		return nil
	})
	if err != nil {
		return err
	}
	ws.seq = highest
	l := b.build()
	ws.current.Store((&snapshot{}).with(l, ws.dict))
	return nil
}

func (ws *workspace) scan(ctx context.Context, after int64, f func([]cham.Record) error) error {
	return ws.history.Scan(ctx, after, nil, ws.need(), f)
}

// need is what the rules of the workspace look at of a touch.
func (ws *workspace) need() cham.TouchNeed {
	n := ws.dict.rules.Except.Need()
	n.Properties = n.Properties || len(ws.dict.rules.Properties) > 0
	return n
}

// catchUp brings a restored workspace up to what identity and history say now.
// History must begin again with the very touch that was the last.
func (ws *workspace) catchUp(ctx context.Context, moves []identity.Move) error {
	if _, err := ws.apply(ctx, nil, ws.difference(moves)); err != nil {
		return err
	}
	last, found, after := ws.last, ws.last.Seq == 0, ws.seq
	if !found {
		after = last.Seq - 1
	}
	err := ws.scan(ctx, after, func(records []cham.Record) error {
		if !found {
			if r := records[0]; (mark{r.Seq, r.Key, millis(r.At)}) != last {
				return errors.New("the checkpoint is of another history")
			}
			found = true
		}
		if _, err := ws.apply(ctx, records, nil); err != nil {
			return err
		}
		for ws.foldOnce() {
		}
		return nil
	})
	if err == nil && !found {
		err = errors.New("the checkpoint is of another history")
	}
	return err
}

// difference is what to move so that assignments become as given.
func (ws *workspace) difference(now []identity.Move) []identity.Move {
	want := make(map[cham.KeyID]cham.CustomerID, len(now))
	var moves []identity.Move
	for _, m := range now {
		want[m.Key] = m.To
		if ws.customer(m.Key) != m.To {
			moves = append(moves, m)
		}
	}
	for k := range ws.owner {
		if _, ok := want[k]; !ok {
			moves = append(moves, identity.Move{Key: k, To: cham.CustomerID(k)})
		}
	}
	return moves
}

// measureBytes is what the workspace holds in memory.
func (ws *workspace) measureBytes() int64 {
	const perKey = 2 * (16 + 24) // two map entries
	joined := int64(0)
	if s := ws.joined.Load(); s != nil {
		joined = s.bytes() + int64(len(s.accounts.named))*perKey
	}
	return ws.current.Load().bytes() + joined + ws.dict.bytes() + ws.groups.bytes() + int64(len(ws.owner))*perKey + int64(unsafe.Sizeof(*ws))
}

// unload frees the workspace and makes its questions say why.
func (ws *workspace) unload(limit int64) {
	n := ws.current.Load().touches()
	ws.outgrown.Store(tooLarge(n, limit))
	ws.current.Store(&snapshot{})
	ws.joined.Store(nil)
	ws.owner, ws.keys, ws.groups = nil, nil, newGrouping()
	ws.dict = newDictionary(cham.KindRules{}, ws.dict.ceiling)
	ws.bytes.Store(0)
}

func tooLarge(touches int, limit int64) *cham.Error {
	e := cham.Errorf(cham.CodeUnavailable, "index", "the workspace's %d touches need more memory than the index may take (%d MiB); "+
		"raise the limit and start again, or move the workspace to ClickHouse", touches, limit>>20)
	e.Key, e.Args = "error.index_full", map[string]any{"touches": touches, "limitMB": limit >> 20}
	return e
}
