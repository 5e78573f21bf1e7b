package index

import "context"

// foldLoop merges levels in the background, one workspace at a time, and
// writes checkpoints. It ends with the context.
func (x *Index) foldLoop(ctx context.Context) {
	defer x.folding.Done()
	for {
		select {
		case <-ctx.Done():
			return
		case ws := <-x.fold:
			for ws.foldOnce() && ctx.Err() == nil {
			}
			ws.mu.Lock()
			x.account(ws)
			ws.mu.Unlock()
			x.checkpoint(ws, x.o.CheckpointEvery)
		}
	}
}

// wake asks for folding; when the loop is busy the next append asks again.
func (x *Index) wake(ws *workspace) {
	select {
	case x.fold <- ws:
	default:
	}
}

// foldOnce merges the newest levels that are due into one, and reports
// whether there were any. The merging itself holds no lock: appends meanwhile
// put newer levels before the merged ones.
func (ws *workspace) foldOnce() bool {
	s := ws.current.Load()
	n := due(s.views)
	if n < 2 {
		return false
	}
	merged := merge(s.views[:n], n == len(s.views))
	ws.mu.Lock()
	defer ws.mu.Unlock()
	now := ws.current.Load()
	newer := len(now.views) - len(s.views)
	if newer < 0 || now.views[newer].level != s.views[0].level {
		return false // unloaded meanwhile
	}
	v := view{merged, newBitset(len(merged.ids))}
	for i := newer - 1; i >= 0; i-- {
		v.dead = hideCustomers(v, now.views[i].level)
	}
	views := append(append(append([]view(nil), now.views[:newer]...), v), now.views[newer+n:]...)
	ws.current.Store(&snapshot{views: views, kinds: now.kinds, reduced: now.reduced, overflow: now.overflow, version: now.version})
	return true
}

// due is how many of the newest levels shall be merged: as long as the next
// is at most four times what is gathered. Levels so grow geometrically: few
// of them, and each touch is copied a few times in its life.
func due(views []view) int {
	const growth = 4
	gathered, n := 0, 0
	for i, v := range views {
		size := v.touches() + len(v.ids)
		if i > 0 && size > growth*gathered {
			break
		}
		gathered += size
		n = i + 1
	}
	return n
}
