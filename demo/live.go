package demo

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"time"
)

const (
	// liveWalkers is how many customers are in the middle of something.
	liveWalkers = 40
	// liveStreak is how many touches of one customer are played at most.
	liveStreak = 14
	// liveNew is the chance that somebody who comes is new.
	liveNew = .4
)

// Live plays touches as they happen: a few dozen customers, known and new,
// each going through their journey with the waiting left out. A day of the
// business passes in some minutes, so that the map moves while one looks.
type Live struct {
	sim     *Simulator
	rng     *rand.Rand
	walkers [][]touch
	count   int
}

// Live returns a trickle that goes on where history ends. It may be read by
// one goroutine, after Calls or beside it.
func (s *Simulator) Live(rng *rand.Rand) *Live { return &Live{sim: s, rng: rng} }

// Next returns the calls that happen in the second before now: one to three,
// in order of time. Asked once a second it makes about two touches a second.
func (l *Live) Next(now time.Time) [][]byte {
	var calls [][]byte
	n := 1 + l.rng.IntN(3)
	for i := range n {
		t := l.step(now)
		t.at = instantOf(now) - instant(n-1-i)
		l.count++
		id := "live-" + strconv.FormatInt(now.UnixMilli(), 36) + "-" + strconv.Itoa(l.count)
		calls = append(calls, t.call(id))
	}
	return calls
}

// step takes the next touch of one of the walkers.
func (l *Live) step(now time.Time) touch {
	for len(l.walkers) < liveWalkers {
		l.walkers = append(l.walkers, l.walk(now))
	}
	i := l.rng.IntN(len(l.walkers))
	t := l.walkers[i][0]
	if l.walkers[i] = l.walkers[i][1:]; len(l.walkers[i]) == 0 {
		l.walkers[i] = l.walk(now)
	}
	return t
}

// walk lets somebody, new or known, begin something now. It is never empty.
func (l *Live) walk(now time.Time) []touch {
	w, from := l.newcomer(now), state(meet)
	if l.rng.Float64() >= liveNew {
		w.person, from = l.sim.people[l.rng.IntN(len(l.sim.people))], look
		w.device = w.deviceNow()
		if w.orders > 0 {
			from = again
		}
	}
	w.t = instantOf(now)
	w.until = w.t + historyDays*day
	for s := from; s != nil && len(w.out) < liveStreak; {
		s = s(w)
	}
	if len(w.out) == 0 {
		return l.walk(now)
	}
	slices.SortStableFunc(w.out, func(a, b touch) int { return int(a.at - b.at) })
	return w.out[:min(len(w.out), liveStreak)]
}

// newcomer is somebody who never came before, also not in an earlier run of
// the demo: their number goes by the clock.
func (l *Live) newcomer(now time.Time) *walk {
	l.count++
	w := l.sim.walker(people + int(now.Unix()%1e9)*100 + l.count%100)
	w.rng = l.rng
	return w
}
