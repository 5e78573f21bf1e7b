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
	mature  int64    // the latest origin all of whose days are over
	span    int64    // ms of the days
	days    []uint32 // mature origins by the day of their event, the last one for those without
	younger stat.Waiting
}

func (q *scan) newWaits(days int) waits {
	span := int64(days) * dayMS
	return waits{q.now - span, span, make([]uint32, days+1), stat.Waiting{Days: days}}
}

// count adds an origin, which is watched until now; a journey that is closed is
// known to have no event after it.
func (w *waits) count(x wait) {
	if x.origin > w.mature || !x.closed && x.event == endless {
		w.young(x)
		return
	}
	w.days[dayOf(min(x.event-x.origin, w.span))]++
}

// dayOf is the whole days of a pause that is shorter than 139 years.
func dayOf(ms int64) uint32 { return uint32(uint64(ms)>>10) / uint32(dayMS>>10) }

func (w *waits) young(x wait) {
	watched := int((w.mature + w.span - x.origin) / dayMS)
	switch {
	case x.event < endless:
		w.younger.Event(int((x.event-x.origin)/dayMS), watched)
	case x.closed:
		w.younger.Never(watched)
	default:
		w.younger.Open(watched)
	}
}

// gather brings all counts together, and is called before they are asked.
func (w *waits) gather() *stat.Waiting {
	none := len(w.days) - 1
	for day, n := range w.days[:none] {
		w.younger.Past(day, int(n))
	}
	w.younger.Past(-1, int(w.days[none]))
	clear(w.days)
	return &w.younger
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

// begin takes the last touch of a visit; after is the journey's next one, if it goes on.
func (v *visit) begin(node int32, t, after int64, goesOn, closed bool) {
	v.node, v.wait = node, wait{t, endless, closed}
	if goesOn {
		v.event = after
	}
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
