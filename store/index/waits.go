package index

import (
	"time"

	"cham/measure/stat"
)

const dayMS = int64(24 * time.Hour / time.Millisecond)

// wait is an origin and what came of it: an event, or none (endless), and
// whether none can come any more.
type wait struct {
	origin, event int64
	closed        bool
}

// waits counts the waits behind a rate of so many days. Most origins are so old
// that all their days are over: those are counted here by the day of their
// event, the others by stat.Waiting.
type waits struct {
	stat.Waiting
	mature int64    // the latest origin all of whose days are over
	span   int64    // ms of the days
	old    int      // mature origins
	days   []uint32 // mature events, by day
}

func (q *scan) newWaits(days int) waits {
	span := int64(days) * dayMS
	return waits{Waiting: stat.Waiting{Days: days}, mature: q.now - span, span: span, days: make([]uint32, days)}
}

// count adds an origin. A journey that is closed is watched for ever, another
// one until now.
func (w *waits) count(x wait) {
	pause := x.event - x.origin
	switch {
	case x.origin > w.mature:
		w.young(x)
	case pause < w.span:
		w.old++
		w.days[dayOf(pause)]++
	case x.closed || x.event < endless:
		w.old++
	default:
		w.young(x)
	}
}

// dayOf is the whole days of a pause that is shorter than 139 years.
func dayOf(ms int64) uint32 { return uint32(uint64(ms)>>10) / uint32(dayMS>>10) }

func (w *waits) young(x wait) {
	watched := int((w.mature + w.span - x.origin) / dayMS)
	switch {
	case x.event < endless:
		w.Event(int((x.event-x.origin)/dayMS), watched)
	case x.closed:
		w.Never()
	default:
		w.Open(watched)
	}
}

// gather brings all counts to Waiting, and is called before it is asked.
func (w *waits) gather() *stat.Waiting {
	for day, n := range w.days {
		w.Past(day, int(n))
		w.days[day], w.old = 0, w.old-int(n)
	}
	w.Past(-1, w.old)
	w.old = 0
	return &w.Waiting
}

func (w *waits) add(o *waits) { w.gather().Add(o.gather()) }

// pending is a wait that a touch before it may still take the place of: the
// origin is the first touch of its journey, and journeys are read backward.
type pending struct {
	wait
	waits bool
}

func (w *waits) settle(p *pending) {
	if p.waits {
		w.count(p.wait)
		p.waits = false
	}
}

// visit is a row of touches at one touchpoint, read backward: all that is
// judged of it is known at its last touch, whether it counts at its first.
type visit struct {
	wait
	node int32  // −1: none
	kind uint16 // of its earliest touch so far
}

// exitCounts reports whether the visit, read to its first touch, is counted.
func (q *scan) exitCounts(v *visit) bool {
	return v.node >= 0 && q.exits[v.node] && q.in(v.origin) && q.meets[v.kind]
}

// started is how a journey began, read backward.
type started struct {
	goal, start, origin   int64 // instants, goal endless without; origin is the first touch up to the goal's stage
	startKind, originKind uint16
	any, front            bool // it has a touch, one up to the goal's stage
}

func (j *started) touch(t int64, kind uint16, goal, behind bool) {
	j.start, j.startKind, j.any = t, kind, true
	if goal {
		j.goal = t
	}
	if !behind {
		j.origin, j.originKind, j.front = t, kind, true
	}
}

// toGoal is the wait of conversion.
func (j *started) toGoal(closed bool) wait { return wait{j.origin, j.goal, closed} }
