package index

// The cut of touches into journeys, once for all passes. journey.Cut says the
// same in plain code over times and stays beside it: it makes a list where a
// pass must make none, and being apart it is what the suite of the engines
// holds the passes against. A pass that reads backward, or needs no more than
// two touches at once, asks ends and outcomeAt at each touch; one that needs a
// journey whole takes eachJourney.

// outcome of a journey, as a number to count by.
type outcome uint8

const (
	open outcome = iota
	lost
	converted
)

// ends reports whether a journey ends at a touch that is a goal or not, the
// customer's next one with a node being pause later.
func ends(goal bool, pause, silence int64) bool { return goal || pause >= silence }

// outcomeAt is how the journey stands whose last touch is at instant t; after
// is the customer's next touch, endless or more when there is none.
func (q *scan) outcomeAt(goal bool, t, after int64) outcome {
	switch {
	case goal:
		return converted
	case after < endless || q.now-t >= q.silence:
		return lost
	}
	return open
}

// eachJourney gives f every journey of a customer's touches [a, b), in order:
// its first and its last touch with a node (between them may be touches without
// one) and its outcome.
func (q *scan) eachJourney(l *level, a, b uint32, f func(first, last uint32, o outcome)) {
	kinds, at, ms := l.kind[a:b], l.at[a:b], l.ms[a:b]
	at, ms = at[:len(kinds)], ms[:len(kinds)]
	bound, isGoal, silence := q.bound, q.goal, q.silence
	first, last, node, lastAt, goal := uint32(0), uint32(0), int32(-1), int64(0), false
	for j, k := range kinds {
		n := bound[k]
		if n < 0 {
			continue
		}
		t := int64(at[j])*1000 + int64(ms[j])
		if node < 0 {
			first = a + uint32(j)
		} else if ends(goal, t-lastAt, silence) {
			f(first, last, q.outcomeAt(goal, lastAt, t))
			first = a + uint32(j)
		}
		last, node, lastAt, goal = a+uint32(j), n, t, isGoal[n]
	}
	if node >= 0 {
		f(first, last, q.outcomeAt(goal, lastAt, endless))
	}
}
