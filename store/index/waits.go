package index

import (
	"time"

	"cham/measure/stat"
)

const dayMS = int64(24 * time.Hour / time.Millisecond)

// wait is an origin and what came of it: an event, or none (endless) in a
// journey of this outcome.
type wait struct {
	origin, event int64
	o             outcome
}

// count adds an origin to what a rate is made of. A journey that was lost is
// watched for ever, an open one until now.
func (q *scan) count(to *stat.Waiting, w wait) {
	watched := int((q.now - w.origin) / dayMS)
	switch {
	case w.event < endless:
		to.Event(int((w.event-w.origin)/dayMS), watched)
	case w.o == open:
		to.Open(watched)
	default:
		to.Never()
	}
}

// pending is a wait that a touch before it may still take the place of: the
// origin is the first touch of its journey, and journeys are read backward.
type pending struct {
	wait
	waits bool
}

func (q *scan) settle(to *stat.Waiting, p *pending) {
	if p.waits {
		q.count(to, p.wait)
		p.waits = false
	}
}

// endsVisit reports whether the visit ends with a touch at node n, next being
// the node of the journey's next touch, pause later; −1 for none.
func endsVisit(n, next int32, pause int64) bool { return n != next || pause >= dayMS }

// started is how a journey began, read backward.
type started struct {
	end, start, origin    int64 // instants; origin is the first touch up to the goal's stage
	startKind, originKind uint16
	any, front            bool // it has a touch, one up to the goal's stage
}

func (j *started) touch(t int64, kind uint16, front bool) {
	j.start, j.startKind, j.any = t, kind, true
	if front {
		j.origin, j.originKind, j.front = t, kind, true
	}
}

// toGoal is the wait of conversion.
func (j *started) toGoal(o outcome) wait {
	w := wait{j.origin, endless, o}
	if o == converted {
		w.event = j.end
	}
	return w
}
