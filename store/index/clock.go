package index

import (
	"sync"
	"time"

	"cham"
	"cham/measure"
)

// Conditions on the hour or the weekday of a touch are the only ones that a
// kind cannot answer. They are turned into such: every kind gets a twin that
// meets no condition, and a touch off the clock is of its kind's twin. So no
// question needs to know of clocks. Cost: a copy of the kinds' column for the
// question, one reading of the times.

// clocked returns the snapshot with touches off the plan's clock as twins. The
// twin of kind k is k + len(s.kinds).
func (s *snapshot) clocked(p *measure.Plan) (*snapshot, error) {
	n := len(s.kinds)
	if 2*n > MaxKinds {
		return nil, cham.Errorf(cham.CodeInvalid, "index.clocked",
			"hours and weekdays cannot be told apart beside %d kinds of touches, only beside %d", n, MaxKinds/2)
	}
	c := newClock(p)
	out := &snapshot{overflow: s.overflow, views: make([]view, len(s.views)),
		kinds: append(s.kinds[:n:n], s.kinds...), reduced: append(s.reduced[:n:n], s.reduced...)}
	var all sync.WaitGroup
	for i, v := range s.views {
		all.Go(func() { out.views[i] = view{c.level(v.level, uint16(n)), v.dead} })
	}
	all.Wait()
	return out, nil
}

// clock says of an instant whether its local hour of the week is wanted.
type clock struct {
	wanted [7 * 24]bool // hours since the local Thursday 0:00 with which 1970 began
	zones  []zone       // of the workspace's location, ascending
}

// zone is an offset from UTC and until when it holds, in seconds.
type zone struct{ until, offset int64 }

func newClock(p *measure.Plan) *clock {
	c := &clock{zones: zonesOf(p.Location)}
	utc := *p
	utc.Location = time.UTC
	for h := range c.wanted {
		c.wanted[h] = utc.OnClock(time.Unix(int64(h)*3600, 0))
	}
	return c
}

// zonesOf lists the offsets of a location from 1970 to 2106.
func zonesOf(l *time.Location) (all []zone) {
	if l == nil {
		l = time.UTC
	}
	const end, day = 1 << 32, 24 * 3600
	for at := int64(0); at < end; {
		t := time.Unix(at, 0).In(l)
		_, offset := t.Zone()
		_, until := t.ZoneBounds()
		z := zone{end, int64(offset)}
		if !until.IsZero() {
			// On some last days of a year the bound lies behind (a quirk of
			// time.ZoneBounds); the offset then holds for the day, at least.
			z.until = max(until.Unix(), at+day)
		}
		all, at = append(all, z), z.until
	}
	return all
}

// on reports whether a second is on the clock.
func (c *clock) on(second uint32) bool {
	i, t := 0, int64(second)
	for t >= c.zones[i].until {
		i++
	}
	const week = 7 * 24 * 3600
	return c.wanted[(t+c.zones[i].offset+week)%week/3600]
}

// level is l with the kinds of touches off the clock moved up by twins.
func (c *clock) level(l *level, twins uint16) *level {
	out := *l
	out.kind = make([]uint16, len(l.kind))
	for i, k := range l.kind {
		if !c.on(l.at[i]) {
			k += twins
		}
		out.kind[i] = k
	}
	return &out
}
