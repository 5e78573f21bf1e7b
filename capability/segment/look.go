package segment

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"cham"
	"cham/measure"
)

// load brings what is watched up to date with what is stored. Who is in a segment that became live
// just now, or by another rule than before, is told of nobody: they are the starting members.
func (s *Service) load(ctx context.Context, w *watched) error {
	live, err := s.Store.Live(ctx, w.ws)
	if err != nil {
		return err
	}
	saved, err := s.Segments(ctx, w.ws)
	if err != nil {
		return err
	}
	was := w.lives
	w.lives = make(map[string]*lived, len(live))
	for _, l := range live {
		now := was[l.Segment]
		if now == nil || !now.Since.Equal(l.Since) || now.Basis != l.Basis {
			now = &lived{}
		}
		now.Live, now.saved, now.quick = l, named(saved, l.Segment), quick(saved, named(saved, l.Segment))
		if err := s.ready(ctx, w, now, basis(saved, now.saved)+l.Tag); err != nil {
			if broken(err) {
				continue // as long as it cannot be asked, nobody enters and nobody leaves
			}
			return err
		}
		w.lives[l.Segment] = now
	}
	return nil
}

// ready finds a segment's members where they are not known.
func (s *Service) ready(ctx context.Context, w *watched, l *lived, basis string) error {
	if l.Basis == basis {
		if l.members != nil {
			return nil
		}
		parts, err := s.Parts(ctx, w.ws, l.Segment)
		if err == nil {
			l.members, err = NewMembers(parts)
		}
		return err
	}
	began := s.Now()
	ids, err := s.Everyone(ctx, w.ws, l.saved)
	if err != nil {
		return err
	}
	members, c := MembersOf(ids), Change{Live: l.Live, Anew: true}
	c.Basis, c.Parts = basis, members.all()
	if l.Tag != "" {
		c.Tagged = ids
	}
	if err := s.Commit(ctx, w.ws, []Change{c}); err != nil {
		return err
	}
	l.Basis, l.members = basis, members
	w.lookedAll(l, began, s.Now())
	return nil
}

// broken reports whether a segment leads to what is not there any more.
func broken(err error) bool {
	return cham.ErrorCode(err) == cham.CodeNotFound || cham.ErrorCode(err) == cham.CodeInvalid
}

// basis is what says who is in a segment, with the segments it is narrowed by.
func basis(saved []measure.SavedSegment, g measure.SavedSegment) string {
	h, seen := sha256.New(), map[string]bool{}
	var add func(g measure.SavedSegment)
	add = func(g measure.SavedSegment) {
		if seen[g.ID] {
			return
		}
		seen[g.ID] = true
		body, err := json.Marshal([]any{g.Rule, g.Query, g.Figure, g.Relative})
		if err != nil {
			panic("segment: " + err.Error()) // it came out of JSON
		}
		h.Write(body)
		for _, other := range saved {
			if g.Uses(other.ID) {
				add(other)
			}
		}
	}
	add(g)
	return hex.EncodeToString(h.Sum(nil)[:16]) + " "
}

// quick reports whether a segment is rules throughout: a figure is only found of everybody.
func quick(saved []measure.SavedSegment, g measure.SavedSegment) bool {
	return g.Rule != nil && !slices.ContainsFunc(saved, func(other measure.SavedSegment) bool {
		return g.Uses(other.ID) && !quick(saved, other)
	})
}

// decide looks at the customers of some keys for those of the live segments that are chosen.
func (s *Service) decide(ctx context.Context, w *watched, keys []cham.KeyID, chosen func(*lived) bool) error {
	look, err := s.Source.Look(ctx, w.ws, keys)
	if err != nil {
		return err
	}
	now, moved := s.Now().UTC().Truncate(time.Millisecond), map[*lived][]turn{}
	var all []Customer
	for _, l := range w.lives {
		if !chosen(l) {
			continue
		}
		turns, err := l.turns(ctx, look)
		if err != nil && !broken(err) {
			return err
		}
		for _, t := range turns {
			moved[l] = append(moved[l], t)
			all = append(all, t.Customer)
		}
	}
	if len(all) == 0 {
		return nil
	}
	settled, err := s.Settled(ctx, w.ws, all)
	if err != nil {
		return err
	}
	return s.keep(ctx, w, moved, settled, now)
}

// turn is a customer who is in a segment and was not, or the other way round.
type turn struct {
	Customer
	was cham.KeyID // under which they were in, 0 when they were not
}

func (l *lived) turns(ctx context.Context, look Look) (all []turn, err error) {
	ids, err := look.Members(ctx, l.saved)
	if err != nil {
		return nil, err
	}
	for _, c := range look.Customers {
		_, in := slices.BinarySearch(ids, c.ID)
		if was := l.members.any(c.Keys); in != (was != 0) {
			all = append(all, turn{c, was})
		}
	}
	return all, nil
}

// keep stores what was found of those whose keys are settled; the others are looked at again.
func (s *Service) keep(ctx context.Context, w *watched, moved map[*lived][]turn, settled map[cham.CustomerID]bool, now time.Time) error {
	var changes []Change
	var again []cham.KeyID
	next := map[*lived]*Members{}
	for l, turns := range moved {
		c, changed := Change{Live: l.Live}, map[cham.KeyID]bool{}
		for _, t := range turns {
			if !settled[t.ID] {
				again = append(again, cham.KeyID(t.ID))
				continue
			}
			c.add(t, changed, now)
			if l.Tag != "" { // others may ask for it
				again = append(again, cham.KeyID(t.ID))
			}
		}
		if len(changed) > 0 {
			next[l], c.Parts = l.members.with(changed)
			changes = append(changes, c)
		}
	}
	if len(changes) > 0 {
		if err := s.Commit(ctx, w.ws, changes); err != nil {
			w.lives = map[string]*lived{} // as stored, whatever that is now
			return err
		}
	}
	for l, m := range next {
		l.members = m
	}
	s.Touched(w.ws, again, lookEvery)
	s.signal(s.news)
	return nil
}

// add notes that a customer entered or left.
func (c *Change) add(t turn, changed map[cham.KeyID]bool, now time.Time) {
	m := Move{Segment: c.Segment, Key: t.was, At: now}
	if t.was != 0 {
		for _, k := range t.Keys {
			changed[k] = false
		}
	} else {
		m.Key, m.Entered = cham.KeyID(t.ID), true
		changed[m.Key] = true
	}
	c.Moves = append(c.Moves, m)
	if c.Tag == "" {
		return
	}
	if m.Entered {
		c.Tagged = append(c.Tagged, t.ID)
	} else {
		c.Untagged = append(c.Untagged, t.ID)
	}
}

// lookAtAll looks at everybody for the segment that waits longest, where it is time.
func (s *Service) lookAtAll(ctx context.Context, ws cham.WorkspaceID) error {
	w := s.watch(ws)
	for ctx.Err() == nil {
		id, pause := w.next(s.Now())
		if id == "" {
			return nil
		}
		if err := s.Everybody(ctx, ws, id); err != nil {
			return err
		}
		wait(ctx, pause)
	}
	return nil
}

func wait(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// next is the segment at which everybody was looked at the longest ago, "" when it is not
// time for any, and how long to rest after it.
func (w *watched) next(now time.Time) (id string, rest time.Duration) {
	w.mu.Lock()
	full := w.full
	w.full = false
	w.mu.Unlock()
	w.work.Lock()
	defer w.work.Unlock()
	var oldest *lived
	for _, l := range w.lives {
		if full {
			l.lookedAt = time.Time{}
		}
		if oldest == nil || l.lookedAt.Before(oldest.lookedAt) {
			oldest = l
		}
	}
	if oldest == nil || now.Sub(oldest.lookedAt) < everyoneEvery {
		return "", 0
	}
	return oldest.Segment, oldest.spent * everyoneShare
}

// Everybody looks at everybody for one live segment: whom time moved, and what was missed. Those who
// seem to have entered or left are decided as those touched are.
func (s *Service) Everybody(ctx context.Context, ws cham.WorkspaceID, segment string) error {
	w := s.watch(ws)
	w.work.Lock()
	err := s.load(ctx, w)
	var g measure.SavedSegment
	l := w.lives[segment]
	if l != nil {
		g = l.saved
	}
	w.work.Unlock()
	if err != nil || l == nil {
		return err
	}
	began := s.Now()
	ids, err := s.Everyone(ctx, ws, g)
	if err != nil && !broken(err) {
		return err
	}
	w.work.Lock()
	defer w.work.Unlock()
	if l = w.lives[segment]; l == nil {
		return nil
	}
	w.lookedAll(l, began, s.Now())
	if err != nil {
		return nil
	}
	for some := range slices.Chunk(l.members.differ(ids), mostLooks) {
		if err := s.decide(ctx, w, some, func(one *lived) bool { return one.Segment == segment }); err != nil {
			return err
		}
	}
	return nil
}

// differ are the keys of those who are only here or only among some customers, and of some whom keys
// of both lead to.
func (m *Members) differ(ids []cham.CustomerID) (keys []cham.KeyID) {
	next := 0
	m.Each(func(k cham.KeyID) {
		for ; next < len(ids) && cham.KeyID(ids[next]) < k; next++ {
			keys = append(keys, cham.KeyID(ids[next]))
		}
		if next < len(ids) && cham.KeyID(ids[next]) == k {
			next++
			return
		}
		keys = append(keys, k)
	})
	for _, id := range ids[next:] {
		keys = append(keys, cham.KeyID(id))
	}
	return keys
}

// LookedAt is when everybody was last looked at, of each live segment.
func (s *Service) LookedAt(ws cham.WorkspaceID) map[string]time.Time {
	w, at := s.watch(ws), map[string]time.Time{}
	w.mu.Lock()
	defer w.mu.Unlock()
	maps.Copy(at, w.looked)
	return at
}

func (w *watched) lookedAll(l *lived, began, now time.Time) {
	l.lookedAt, l.spent = began, now.Sub(began)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.looked[l.Segment] = began.UTC()
}
