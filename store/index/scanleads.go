package index

// bindLast finds which kinds bring a customer, and which of these are of the wanted group.
func (q *scan) bindLast(want string) {
	if want == "" {
		return
	}
	lead := q.LeadOf()
	q.came, q.last = make([]bool, len(q.s.kinds)), make([]bool, len(q.s.kinds))
	for k, kind := range q.s.kinds {
		q.came[k], q.last[k] = kind.Arrives(), lead(kind) == want
	}
}

// cameLast reports whether the last lead source of a customer with touches
// [a, b) is the wanted one.
func (q *scan) cameLast(l *level, a, b uint32) bool {
	for i := b; i > a; i-- {
		if k := l.kind[i-1]; q.came[k] {
			return q.last[k]
		}
	}
	return q.last[l.kind[a]]
}
