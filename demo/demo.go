package demo

import (
	"iter"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"
)

const (
	// people is how many the simulated business has met. It knows them as about
	// 20,000 customers: somebody who watched a video on a telephone and bought
	// on a computer without ever signing in there is two.
	people = 15_800
	// historyDays is the length of the history: 18 months.
	historyDays = 548
	// chunkDays: history is told newest chunk first, so that a map of the
	// last month is complete at once; within a chunk, oldest first.
	chunkDays = 60
)

// Seed is the usual one, for which docs/demo.md gives the figures.
const Seed uint64 = 1

// Simulator knows the whole history of the simulated business. It is safe for
// use by several goroutines, except that Live writes to its customers.
type Simulator struct {
	seed    uint64
	end     instant
	people  []*person
	history []touch
}

// New simulates the 18 months before end. It takes about half a second.
func New(seed uint64, end time.Time) *Simulator { return simulate(seed, end, people) }

func simulate(seed uint64, end time.Time, people int) *Simulator {
	s := &Simulator{seed: seed, end: instantOf(end)}
	start := s.end - historyDays*day
	arrivals := newArrivals(start, s.end)
	for i := range people {
		w := s.walker(i)
		for w.t = arrivals.draw(w.rng); w.t < start || w.t >= s.end; {
			w.t = arrivals.draw(w.rng)
		}
		w.run(meet)
		s.people = append(s.people, w.person)
		s.history = append(s.history, w.out...)
	}
	s.sort()
	return s
}

// walker makes customer i, of whom the business has never heard, about to walk.
func (s *Simulator) walker(i int) *walk {
	w := &walk{
		person: newPerson(s.seed, i),
		rng:    rand.New(rand.NewPCG(s.seed, uint64(i)*2)),
		end:    s.end,
		until:  s.end,
	}
	w.device = w.deviceNow()
	return w
}

// sort puts history in the order it is told.
func (s *Simulator) sort() {
	chunk := func(t touch) instant { return (s.end - t.at) / (chunkDays * day) }
	slices.SortStableFunc(s.history, func(a, b touch) int {
		if c := chunk(a) - chunk(b); c != 0 {
			return int(c)
		}
		return int(a.at - b.at)
	})
}

// Total is the number of calls in Calls.
func (s *Simulator) Total() int { return len(s.history) }

// Start is the beginning of history, UTC; End is where it stops.
func (s *Simulator) Start() time.Time { return (s.end - historyDays*day).time() }

// End is the moment given to New, in whole milliseconds, UTC.
func (s *Simulator) End() time.Time { return s.end.time() }

// Calls yields history as calls of the Segment HTTP API, one JSON object
// each, which the receiver may keep. The last 60 days come first, then the 60
// before, and so on; within each, in order of time.
func (s *Simulator) Calls() iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for i := range s.history {
			t := &s.history[i]
			if !yield(t.call(s.messageID(t))) {
				return
			}
		}
	}
}

// messageID is the same for the same touch of the same seed and end.
func (s *Simulator) messageID(t *touch) string {
	b := append(make([]byte, 0, 48), "demo-"...)
	b = strconv.AppendUint(b, s.seed, 36)
	b = append(b, '-')
	b = strconv.AppendInt(b, int64(t.person.i), 10)
	b = append(b, '-')
	return string(strconv.AppendInt(b, int64(t.n), 10))
}
