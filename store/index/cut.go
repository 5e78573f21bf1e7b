package index

// eachJourney gives f every journey of a customer's touches [a, b): its first
// and its last touch with a node (between them may be touches without one) and
// its outcome. It is the rule of journey.Cut, read forward.
func (q *scan) eachJourney(l *level, a, b uint32, f func(first, last uint32, o outcome)) {
	kinds, at, ms := l.kind[a:b], l.at[a:b], l.ms[a:b]
	at, ms = at[:len(kinds)], ms[:len(kinds)]
	bound, goal, silence := q.bound, q.goal, q.silence
	first, last, node, lastAt := uint32(0), uint32(0), int32(-1), int64(0)
	for j, k := range kinds {
		n := bound[k]
		if n < 0 {
			continue
		}
		t := int64(at[j])*1000 + int64(ms[j])
		if node < 0 {
			first = a + uint32(j)
		} else if goal[node] || t-lastAt >= silence {
			f(first, last, q.outcomeAt(node, lastAt, t))
			first = a + uint32(j)
		}
		last, node, lastAt = a+uint32(j), n, t
	}
	if node >= 0 {
		f(first, last, q.outcomeAt(node, lastAt, endless))
	}
}
