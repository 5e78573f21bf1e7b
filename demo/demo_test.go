package demo

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"cham"
)

var end = time.Date(2026, 11, 22, 3, 0, 0, 0, time.UTC)

// told is a call as a receiver reads it.
type told struct {
	Type, MessageID, Event, UserID, AnonymousID, Name string
	Timestamp                                         time.Time
	Traits                                            struct{ Name, Phone, Email string }
	Context                                           struct {
		Channel     cham.Channel
		Branch      string
		UserAgent   string
		Traits      struct{ Phone, Email string }
		ExternalIDs []struct{ ID, Type string }
		Campaign    struct{ Source, Medium, Name string }
		Device      struct{ Type string }
		Page        struct{ Path, URL string }
	}
	Properties struct {
		Duration  float64
		Revenue   float64
		Score     int
		Placement string
	}
	person string // from the message id
}

func (c *told) touch() bool { return c.Type != "identify" }

func (c *told) name() string {
	if c.Type == "page" {
		return cham.PageViewed
	}
	return c.Event
}

// demo holds one simulated history, parsed, in order of time.
var demo = sync.OnceValue(func() (d struct {
	sim   *Simulator
	calls []told
}) {
	d.sim = New(1, end)
	for b := range d.sim.Calls() {
		var c told
		if err := json.Unmarshal(b, &c); err != nil {
			panic(fmt.Sprintf("%v in %s", err, b))
		}
		c.person = strings.Split(c.MessageID, "-")[2]
		d.calls = append(d.calls, c)
	}
	slices.SortStableFunc(d.calls, func(a, b told) int { return a.Timestamp.Compare(b.Timestamp) })
	return d
})

func hash(s *Simulator) [32]byte {
	sum := sha256.New()
	for c := range s.Calls() {
		sum.Write(c)
	}
	return [32]byte(sum.Sum(nil))
}

func TestSameSeedSameCalls(t *testing.T) {
	const people = 2_000
	one := hash(simulate(1, end, people))
	if hash(simulate(1, end, people)) != one {
		t.Error("the same seed and end gave other calls")
	}
	if hash(simulate(2, end, people)) == one {
		t.Error("another seed gave the same calls")
	}
	if hash(simulate(1, end.Add(time.Hour), people)) == one {
		t.Error("another end gave the same calls")
	}
}

func TestSize(t *testing.T) {
	touches, channels, customers := 0, map[cham.Channel]int{}, newUnion()
	month := 0
	for _, c := range demo().calls {
		customers.join(c.keys())
		if !c.touch() {
			continue
		}
		touches++
		channels[c.channel()]++
		if c.Timestamp.After(end.AddDate(0, 0, -30)) {
			month++
		}
	}
	if demo().sim.Total() != len(demo().calls) {
		t.Errorf("Total %d, but %d calls", demo().sim.Total(), len(demo().calls))
	}
	if touches < 350_000 || touches > 430_000 {
		t.Errorf("%d touches, want about 400,000", touches)
	}
	if n := customers.count(); n < 18_000 || n > 24_000 {
		t.Errorf("%d customers, want about 20,000", n)
	}
	if len(channels) < 12 {
		t.Errorf("%d channels, want 12: %v", len(channels), channels)
	}
	if month < 20_000 {
		t.Errorf("%d touches in the last 30 days, want a lively month", month)
	}
	t.Logf("%d calls, %d touches, %d in the last 30 days, %d customers, %v", len(demo().calls), touches, month, customers.count(), channels)
}

// TestCallsAreValid holds each call to what the capture API asks of it.
func TestCallsAreValid(t *testing.T) {
	d, seen, nobody := demo(), map[string]bool{}, 0
	size := 0
	for b := range d.sim.Calls() {
		size = max(size, len(b))
	}
	if size > 32<<10 {
		t.Errorf("a call of %d bytes", size)
	}
	for _, c := range d.calls {
		switch {
		case seen[c.MessageID]:
			t.Fatalf("message id %s twice", c.MessageID)
		case len(c.MessageID) > 100:
			t.Fatalf("message id %s is long", c.MessageID)
		case len(c.keys()) == 0 && !c.touch():
			nobody++
		case len(c.keys()) == 0:
			t.Fatalf("nobody's touch: %+v", c)
		case c.touch() && !c.channel().Valid():
			t.Fatalf("channel of %+v", c)
		case c.Type == "track" && c.Event == "":
			t.Fatalf("no event: %+v", c)
		case c.Timestamp.Before(d.sim.Start()) || !c.Timestamp.Before(d.sim.End()):
			t.Fatalf("at %v", c.Timestamp)
		}
		seen[c.MessageID] = true
	}
	// The counter typed a placeholder and nothing else: capture will refuse these.
	if nobody == 0 || nobody > 50 {
		t.Errorf("%d calls with a placeholder only, want a few", nobody)
	}
}

// TestOrder: newest 60 days first, in order of time within.
func TestOrder(t *testing.T) {
	last, age := instant(0), instant(0)
	for _, x := range demo().sim.history {
		a := (demo().sim.end - x.at) / (chunkDays * day)
		if a < age || a == age && x.at < last {
			t.Fatalf("touch at %v comes late", x.at.time())
		}
		last, age = x.at, a
	}
}

// TestAnySeedAndEnd: whatever the seed and the end, history is valid and lively.
func TestAnySeedAndEnd(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := time.UnixMilli(rapid.Int64Range(1_740_000_000_000, 1_900_000_000_000).Draw(t, "end")).UTC()
		s := simulate(rapid.Uint64().Draw(t, "seed"), at, 50)
		if n := s.Total(); n < 300 || n > 4_000 {
			t.Fatalf("%d calls of 50 people", n)
		}
		for i := range s.history {
			x := &s.history[i]
			if b := x.call(s.messageID(x)); !json.Valid(b) {
				t.Fatalf("not JSON: %s", b)
			}
			if x.at >= s.end || x.at < s.end-historyDays*day {
				t.Fatalf("touch at %v, end %v", x.at.time(), at)
			}
		}
	})
}

// TestHolidayIsClosed: before the holiday more people come, during it none is treated.
func TestHolidayIsClosed(t *testing.T) {
	first := time.Date(2026, 2, 17, 0, 0, 0, 0, time.FixedZone("ICT", 7*3600))
	count := func(event string, from, days int) (n int) {
		for _, c := range demo().calls {
			if d := c.Timestamp.Sub(first.AddDate(0, 0, from)); c.Event == event && d >= 0 && d < time.Duration(days)*24*time.Hour {
				n++
			}
		}
		return n
	}
	if n := count("Treatment Started", -2, 6); n > 20 {
		t.Errorf("%d treatments while closed", n)
	}
	if before, holiday := count("Ad Clicked", -14, 6), count("Ad Clicked", -2, 6); before < 2*holiday {
		t.Errorf("%d clicks in six days before Tết, %d in six days of it", before, holiday)
	}
}

func TestPhones(t *testing.T) {
	old, family, placeholder := 0, map[string]bool{}, 0
	for _, c := range demo().calls {
		digits := written.Replace(c.Traits.Phone + c.Context.Traits.Phone)
		switch {
		case digits == "":
		case digits == noPhone:
			placeholder++
		case digits == familyPhone:
			family[c.person] = true
		case len(digits) == 11:
			old++
		case len(digits) != 10:
			t.Fatalf("telephone %q", digits)
		}
	}
	if old == 0 || placeholder == 0 || len(family) < 2 {
		t.Errorf("%d old numbers, %d placeholders, %d people on the family telephone", old, placeholder, len(family))
	}
	for now, before := range oldPrefix {
		if len(before) != 4 || now[0] != '0' {
			t.Errorf("prefix %s → %s", before, now)
		}
	}
}

func TestLive(t *testing.T) {
	live := New(1, end).Live(rand.New(rand.NewPCG(1, 2)))
	ids, people, n := map[string]bool{}, map[string]bool{}, 0
	events := map[string]int{}
	for i := range 600 {
		now := end.Add(time.Duration(i) * time.Second)
		for _, b := range live.Next(now) {
			var c told
			if err := json.Unmarshal(b, &c); err != nil {
				t.Fatalf("%v in %s", err, b)
			}
			if ids[c.MessageID] || c.Timestamp.After(now) || now.Sub(c.Timestamp) > time.Second || len(c.keys()) == 0 {
				t.Fatalf("at %v: %s", now, b)
			}
			ids[c.MessageID] = true
			people[c.keys()[0]] = true
			events[c.name()]++
			n++
		}
	}
	if n < 600 || n > 1800 || len(people) < 100 || len(events) < 15 {
		t.Errorf("%d calls of %d people in ten minutes: %v", n, len(people), events)
	}
}

// TestLiveBesideHistory: the trickle may begin while history is still told.
func TestLiveBesideHistory(t *testing.T) {
	s := simulate(1, end, 300)
	done := make(chan int)
	go func() {
		n := 0
		for range s.Calls() {
			n++
		}
		done <- n
	}()
	live := s.Live(rand.New(rand.NewPCG(3, 4)))
	for i := range 300 {
		live.Next(end.Add(time.Duration(i) * time.Second))
	}
	if n := <-done; n != s.Total() {
		t.Errorf("%d calls told of %d", n, s.Total())
	}
}

// BenchmarkCalls simulates and writes the whole history.
func BenchmarkCalls(b *testing.B) {
	total := 0
	for b.Loop() {
		n := 0
		for range New(1, end).Calls() {
			n++
		}
		total += n
	}
	b.ReportMetric(float64(total)/b.Elapsed().Seconds(), "calls/s")
}

// channel of a call; page calls say none, for the website is the usual one.
func (c *told) channel() cham.Channel { return c.Context.Channel }

// keys of a call that name somebody.
func (c *told) keys() (keys []string) {
	add := func(kind, id string) {
		if id != "" && id != noEmail && id != noPhone {
			keys = append(keys, kind+" "+id)
		}
	}
	add("user", c.UserID)
	add("anonymous", c.AnonymousID)
	add("phone", fold(c.Traits.Phone+c.Context.Traits.Phone))
	add("email", c.Traits.Email+c.Context.Traits.Email)
	for _, x := range c.Context.ExternalIDs {
		add(x.Type, x.ID)
	}
	return keys
}

var written = strings.NewReplacer(" ", "", "+84", "0")

// fold brings the ways of writing a telephone number to one.
func fold(phone string) string {
	p := written.Replace(phone)
	for now, before := range oldPrefix {
		if len(p) == 11 && strings.HasPrefix(p, before) {
			return now + p[4:]
		}
	}
	return p
}

// union joins keys that were seen together.
type union map[string]string

func newUnion() union { return union{} }

func (u union) root(k string) string {
	if _, ok := u[k]; !ok {
		u[k] = k
	}
	for u[k] != k {
		u[k] = u[u[k]]
		k = u[k]
	}
	return k
}

func (u union) join(keys []string) {
	for _, k := range keys {
		u[u.root(k)] = u.root(keys[0])
	}
}

func (u union) count() (n int) {
	for k, parent := range u {
		if k == parent {
			n++
		}
	}
	return n
}

// Everything on the English map is English, and only words differ.
func TestMapInEnglish(t *testing.T) {
	vi, en := Map(), MapIn("en")
	for i, s := range en.Stages {
		was := vi.Stages[i]
		if s.ID != was.ID || s.Name == "" || s.Name == was.Name || s.Does == "" || s.Thinks == "" || s.Pains == "" ||
			s.Ideas == "" || s.KPI == "" {
			t.Errorf("%+v", s)
		}
	}
	for i, tp := range en.Touchpoints {
		was := vi.Touchpoints[i]
		if tp.ID != was.ID || tp.Name == "" || tp.Name == was.Name || tp.Owner == "" || (tp.Thinks == "") != (was.Thinks == "") ||
			tp.Does == "" || tp.Pain == "" || tp.Idea == "" || tp.Goal != was.Goal || len(tp.Rule.Any) != len(was.Rule.Any) {
			t.Errorf("%+v", tp)
		}
	}
}
