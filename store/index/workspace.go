package index

import (
	"cmp"
	"context"
	"math"
	"slices"
	"sync"
	"sync/atomic"

	"cham"
	"cham/capability/identity"
)

// workspace is one business's index. Its writers hold mu; its readers take
// the snapshot.
type workspace struct {
	id      cham.WorkspaceID
	history History

	mu    sync.Mutex
	dict  *dictionary
	seq   int64 // highest Record.Seq seen
	owner map[cham.KeyID]cham.CustomerID
	keys  map[cham.CustomerID][]cham.KeyID // of customers with keys besides the one they are named by
	last  mark                             // the last touch taken in
	out   outsiders                        // whose touches, and which, are left out
	saved atomic.Int64                     // seq of the last checkpoint

	saving  sync.Mutex // held while a checkpoint is written
	retired atomic.Bool

	groups  grouping
	grouped atomic.Bool              // there are group calls
	joining sync.Mutex               // held while joined is made
	joined  atomic.Pointer[snapshot] // by account; nil when nobody has asked

	current  atomic.Pointer[snapshot]
	outgrown atomic.Pointer[cham.Error] // why the workspace is not answered for any more
	bytes    atomic.Int64               // as of the last change
}

func newWorkspace(id cham.WorkspaceID, h History, rules cham.KindRules, kinds int) *workspace {
	ws := &workspace{id: id, history: h, dict: newDictionary(rules, kinds),
		groups: newGrouping(), owner: map[cham.KeyID]cham.CustomerID{}, keys: map[cham.CustomerID][]cham.KeyID{},
		out: newOutsiders(rules.Except)}
	ws.current.Store(&snapshot{kinds: ws.dict.kinds, reduced: ws.dict.reduced})
	return ws
}

// customer is whose touches a key owns now.
func (ws *workspace) customer(k cham.KeyID) cham.CustomerID {
	if c, ok := ws.owner[k]; ok {
		return c
	}
	return cham.CustomerID(k)
}

// members are the keys of a customer, those that never owned a touch included
// when they were ever moved.
func (ws *workspace) members(c cham.CustomerID) []cham.KeyID {
	own := cham.KeyID(c)
	all := ws.keys[c]
	if ws.customer(own) == c && !slices.Contains(all, own) {
		all = append([]cham.KeyID{own}, all...)
	}
	return all
}

// assign moves a key to a customer.
func (ws *workspace) assign(k cham.KeyID, to cham.CustomerID) {
	from := ws.customer(k)
	if from == to {
		return
	}
	ws.out.moved(k, from, to)
	if left := slices.DeleteFunc(ws.keys[from], func(x cham.KeyID) bool { return x == k }); len(left) > 0 {
		ws.keys[from] = left
	} else {
		delete(ws.keys, from)
	}
	if cham.CustomerID(k) == to {
		delete(ws.owner, k)
		return
	}
	ws.owner[k] = to
	ws.keys[to] = append(ws.keys[to], k)
}

// apply takes in stored records and moves: the runs of all customers they
// concern are made anew and become the newest level. Cost: the touches of
// these customers. When it fails nothing has changed.
func (ws *workspace) apply(ctx context.Context, records []cham.Record, moves []identity.Move) (*snapshot, error) {
	upTo := ws.seq
	for i := range records {
		upTo = max(upTo, records[i].Seq)
	}
	changed, undo, err := ws.regroup(ctx, moves, upTo)
	if err != nil {
		undo()
		return nil, err
	}
	regrouped := len(moves) > 0
	for i := range records {
		r := &records[i]
		switch {
		case r.Seq <= ws.seq:
		case r.Type.Interaction():
			if ws.out.keeps(ws.customer(r.Key), &r.Touch) {
				ws.addTouch(changed, r)
			}
			ws.last = mark{r.Seq, r.Key, millis(r.At)}
		case r.Type == cham.CallGroup:
			regrouped = ws.groups.note(r) || regrouped
			ws.grouped.Store(len(ws.groups.of) > 0)
		}
	}
	ws.seq = upTo
	s := ws.current.Load()
	if len(changed) > 0 {
		s = s.with(changed.level(), ws.dict)
		ws.current.Store(s)
	} else if regrouped {
		s = s.newVersion()
		ws.current.Store(s)
	}
	return s, nil
}

// changes are customers and the touches they shall have.
type changes map[cham.CustomerID]*change

type change struct {
	touches []touch
	again   bool // read again from history, this batch included
}

func (ws *workspace) addTouch(c changes, r *cham.Record) {
	id := ws.customer(r.Key)
	ch := c[id]
	if ch == nil {
		ch = &change{touches: ws.current.Load().find(id).touches()}
		c[id] = ch
	}
	if !ch.again {
		ch.touches = append(ch.touches, ws.touchOf(r))
	}
}

func (ws *workspace) touchOf(r *cham.Record) touch {
	worth, _ := ws.dict.rules.Money.Worth(r.Value, r.Currency)
	t := touch{at: millis(r.At), kind: ws.dict.of(&r.Touch), value: milli(worth), dur: milli(r.Duration)}
	if t.value != 0 {
		t.order = orderNumber(r.OrderID())
	}
	return t
}

// level lays the changed customers out, each in order of time, ties as they
// were and new ones after.
func (c changes) level() *level {
	ids := make([]cham.CustomerID, 0, len(c))
	total := 0
	for id, ch := range c {
		ids = append(ids, id)
		total += len(ch.touches)
	}
	slices.Sort(ids)
	l := newLevel(len(ids), total)
	for _, id := range ids {
		run := c[id].touches
		if !slices.IsSortedFunc(run, byTime) {
			slices.SortStableFunc(run, byTime)
		}
		l.append(id, run)
	}
	return l
}

func byTime(x, y touch) int { return cmp.Compare(x.at, y.at) }

// milli is a number in thousandths, as the index keeps money and durations.
func milli(v float64) int64 {
	return int64(math.Round(max(-maxMilli, min(v*1000, maxMilli))))
}

// maxMilli bounds what one touch can bring to a sum: a billion touches of it
// still fit.
const maxMilli = 9e9 * 1000 * 1000
