package index

// The cut of touches into journeys, once for all passes. journey.Cut says the
// same in plain code over times and stays beside it: it makes a list where a
// pass must make none, and being apart it is what the suite of the engines
// holds the passes against. A pass that reads backward asks endsAt and
// outcomeAt at each touch; one that reads forward keeps a cutter; one that needs
// a journey whole takes eachJourney.

// outcome of a journey, as a number to count by.
type outcome uint8

const (
	open outcome = iota
	lost
	converted
	care
)

// before is what led to a touch behind the goal.
type before uint8

const (
	nothing  before = iota // or silence
	noGoal                 // a touch up to the goal's stage, but no goal
	someGoal               // a goal
)

// ledTo looks back from touch i, which is behind the goal, at what the customer
// (whose touches begin at a) did up to the goal without a silence between.
func (q *scan) ledTo(l *level, a, i uint32) before {
	t := l.time(i)
	for ; i > a; i-- {
		n := q.bound[l.kind[i-1]]
		if n < 0 {
			continue
		}
		u := l.time(i - 1)
		switch {
		case t-u >= q.silence:
			return nothing
		case q.goal[n]:
			return someGoal
		case !q.behind[n]:
			return noGoal
		}
		t = u
	}
	return nothing
}

// endsAt reports whether a journey ends at touch i, which is at a goal or behind
// it, the customer's next one being behind it or not, pause later (endless or
// more when there is none).
func (q *scan) endsAt(l *level, a, i uint32, goal, behind, nextBehind bool, pause int64) bool {
	return pause >= q.silence || !nextBehind && (goal || behind && q.ledTo(l, a, i) == someGoal)
}

// outcomeAt is how the journey stands whose last touch is i, at node n and
// instant t, and whether no touch can follow any more; after is the customer's
// next touch, endless or more when there is none.
func (q *scan) outcomeAt(l *level, a, i uint32, n int32, t, after int64) (o outcome, closed bool) {
	closed = after < endless || q.now-t >= q.silence
	switch {
	case q.goal[n]:
		return converted, closed
	case q.behind[n]:
		switch q.ledTo(l, a, i) {
		case someGoal:
			return converted, closed
		case nothing:
			return care, closed
		}
	}
	return unfinished(closed), closed
}

func unfinished(closed bool) outcome {
	if closed {
		return lost
	}
	return open
}

// cutter is where reading forward is in a journey.
type cutter struct {
	won, front bool // it had a goal; a touch up to the goal's stage
}

// cuts reports whether a journey ends before a touch, pause after the one
// before, and takes the touch in.
func (c *cutter) cuts(at place, pause, silence int64) bool {
	cut := pause >= silence || c.won && !at.behind
	c.won, c.front = c.won && !cut || at.goal, c.front && !cut || !at.behind
	return cut
}

// journeyAt is a journey in the columns.
type journeyAt struct {
	first, last uint32 // its first and last touch with a node; between them may be some without
	end         uint32 // its goal, the last touch without one
	o           outcome
}

// eachJourney gives f every journey of a customer's touches [a, b), in order.
func (q *scan) eachJourney(l *level, a, b uint32, f func(journeyAt)) { q.eachCut(l, a, b, q.places, f) }

// eachApproach gives f what attribution divides credit over: the after part of
// a journey is the beginning of the next approach, as if nothing were behind the goal.
func (q *scan) eachApproach(l *level, a, b uint32, f func(journeyAt)) {
	q.eachCut(l, a, b, q.approaches, f)
}

func (q *scan) eachCut(l *level, a, b uint32, places []place, f func(journeyAt)) {
	kinds, at, ms := l.kind[a:b], l.at[a:b], l.ms[a:b]
	at, ms = at[:len(kinds)], ms[:len(kinds)]
	silence, lastAt := q.silence, int64(0)
	var j journeyAt
	any, won, front := false, false, false
	for i, k := range kinds {
		p := places[k]
		if p.node < 0 {
			continue
		}
		t, here := int64(at[i])*1000+int64(ms[i]), a+uint32(i)
		if !any || t-lastAt >= silence || won && !p.behind {
			if any {
				f(j.ended(won, front, true))
			}
			j.first, any, won, front = here, true, false, false
		}
		if j.last, lastAt = here, t; p.goal {
			j.end, won = here, true
		}
		front = front || !p.behind
	}
	if any {
		f(j.ended(won, front, q.now-lastAt >= silence))
	}
}

func (j journeyAt) ended(won, front, closed bool) journeyAt {
	switch {
	case won:
		j.o = converted
		return j
	case !front:
		j.o = care
	default:
		j.o = unfinished(closed)
	}
	j.end = j.last
	return j
}
