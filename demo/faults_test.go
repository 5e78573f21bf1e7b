package demo

import (
	"slices"
	"strings"
	"testing"
	"time"

	"cham"
)

// Each fault can be counted from the calls alone, as a user would find it.

// daysBefore the end of the demo, at midnight.
func daysBefore(n int) time.Time { return midnight(instantOf(end).day() - n).time() }

// share counts what part of the calls that pass which also pass has.
func share(t *testing.T, which, has func(*told) bool) (float64, int) {
	t.Helper()
	n, k := 0, 0
	for i := range demo().calls {
		if c := &demo().calls[i]; which(c) {
			n++
			if has(c) {
				k++
			}
		}
	}
	if n < 30 {
		t.Fatalf("only %d cases", n)
	}
	return float64(k) / float64(n), n
}

// followed reports, for each call, whether the same person makes one of the
// named within a time of it.
func followed(within time.Duration, names ...string) func(*told) bool {
	times := map[string][]time.Time{}
	for _, c := range demo().calls {
		if slices.Contains(names, c.name()) || len(names) == 0 && c.touch() {
			times[c.person] = append(times[c.person], c.Timestamp)
		}
	}
	return func(c *told) bool {
		ts := times[c.person]
		i, _ := slices.BinarySearchFunc(ts, c.Timestamp.Add(1), time.Time.Compare)
		return i < len(ts) && ts[i].Sub(c.Timestamp) <= within
	}
}

func TestFaultMobilePayment(t *testing.T) {
	since, paid := FaultMobilePayment.Since(end), followed(time.Hour, "Payment Info Entered")
	at := func(device string, from, to time.Time) func(*told) bool {
		return func(c *told) bool {
			return c.Event == "Checkout Started" && c.Context.Device.Type == device &&
				!c.Timestamp.Before(from) && c.Timestamp.Before(to.Add(-time.Hour))
		}
	}
	before, _ := share(t, at("mobile", daysBefore(120), since), paid)
	after, n := share(t, at("mobile", since, end), paid)
	desktop, _ := share(t, at("desktop", since, end), paid)
	t.Logf("mobile: %.0f %% paid before, %.0f %% of %d since; desktop %.0f %%", before*100, after*100, n, desktop*100)
	if before < .8 || after > .5 || desktop < .75 {
		t.Error("the fault does not show")
	}
}

func TestFaultZaloNight(t *testing.T) {
	since := FaultZaloNight.Since(end)
	ask := func(night bool, from, to time.Time) func(*told) bool {
		return func(c *told) bool {
			h := instantOf(c.Timestamp).hour()
			return c.Event == "Zalo Message Sent" && !c.Timestamp.Before(from) && c.Timestamp.Before(to) &&
				asked(c).After(from) && (instantOf(asked(c)).hour() >= 20) == night && h >= 0
		}
	}
	stays := followed(7 * 24 * time.Hour)
	month := daysBefore(7)
	before, _ := share(t, ask(true, daysBefore(300), since), stays)
	after, n := share(t, ask(true, since, month), stays)
	daytime, _ := share(t, ask(false, since, month), stays)
	t.Logf("asked at night: %.0f %% go on before, %.0f %% of %d since; by day %.0f %%", before*100, after*100, n, daytime*100)
	if before < .6 || after > .45 || daytime < .6 {
		t.Error("the fault does not show")
	}
	slow, _ := share(t, ask(true, since, end), func(c *told) bool { return c.Properties.Duration > 2*3600 })
	quick, _ := share(t, ask(false, since, end), func(c *told) bool { return c.Properties.Duration > 2*3600 })
	if slow < .9 || quick > .05 {
		t.Errorf("%.2f of answers slow at night, %.2f by day", slow, quick)
	}
}

// asked is when the customer wrote what c answers.
func asked(c *told) time.Time {
	return c.Timestamp.Add(-time.Duration(c.Properties.Duration) * time.Second)
}

func TestFaultBranch(t *testing.T) {
	since, again := FaultBranch.Since(end), followed(60*24*time.Hour, "Store Visited", "Booking Made", "Checkout Started", "Order Completed")
	treated := func(poor bool, from, to time.Time) func(*told) bool {
		return func(c *told) bool {
			return c.Event == "Treatment Completed" && (c.Context.Branch == branches[haDong]) == poor &&
				!c.Timestamp.Before(from) && c.Timestamp.Before(to)
		}
	}
	closed := daysBefore(60)
	before, _ := share(t, treated(true, daysBefore(300), since), again)
	after, n := share(t, treated(true, since, closed), again)
	others, _ := share(t, treated(false, since, closed), again)
	t.Logf("come again within 60 days: Hà Đông %.0f %% before, %.0f %% of %d since; others %.0f %%", before*100, after*100, n, others*100)
	if after > before-.15 || after > others-.15 {
		t.Error("the fault does not show")
	}
	scored := func(poor bool) func(*told) bool {
		return func(c *told) bool {
			return c.Event == "Survey Answered" && (c.Context.Branch == branches[haDong]) == poor && !c.Timestamp.Before(since.AddDate(0, 0, 1))
		}
	}
	happy := func(c *told) bool { return c.Properties.Score >= 4 }
	bad, _ := share(t, scored(true), happy)
	good, _ := share(t, scored(false), happy)
	if bad > .35 || good < .75 {
		t.Errorf("satisfied: %.2f at Hà Đông, %.2f elsewhere", bad, good)
	}
}

func TestFaultCareEmail(t *testing.T) {
	delivered := func(care bool) func(*told) bool {
		return func(c *told) bool {
			return c.Event == "Email Delivered" && (c.Context.Campaign.Name == "huong-dan-ve-nha") == care
		}
	}
	opened := map[string]bool{}
	for _, c := range demo().calls {
		if c.Event == "Email Opened" {
			opened[c.person+c.Context.Campaign.Name] = true
		}
	}
	opens := func(c *told) bool { return opened[c.person+c.Context.Campaign.Name] }
	care, n := share(t, delivered(true), opens)
	others, _ := share(t, delivered(false), opens)
	t.Logf("opened at least once: %.1f %% of %d care e-mails, %.0f %% of others", care*100, n, others*100)
	if n < 500 || care > .1 || others < .3 {
		t.Error("the fault does not show")
	}
}

func TestFaultMessengerIsTheBusiestUnmapped(t *testing.T) {
	unmapped, mapped := map[string]int{}, map[string]int{}
	for i := range demo().calls {
		c := &demo().calls[i]
		if !c.touch() || c.Timestamp.Before(daysBefore(30)) {
			continue
		}
		if tp := bound(c); tp != "" {
			mapped[tp]++
		} else {
			unmapped[c.name()]++
		}
	}
	t.Logf("unmapped %v, mapped %v", unmapped, mapped)
	top := unmapped["Messenger Message Received"]
	for name, n := range unmapped {
		if n > top {
			t.Errorf("%s stands before it with %d, it has %d", name, n, top)
		}
	}
	if top < 300 {
		t.Errorf("only %d price questions in 30 days", top)
	}
	for _, tp := range Map().Touchpoints {
		if neglected := tp.ID == "bien-hieu-to-roi"; (mapped[tp.ID] == 0) != neglected {
			t.Errorf("touchpoint %s has %d touches", tp.ID, mapped[tp.ID])
		}
	}
}

func TestMapIsWhole(t *testing.T) {
	m, stages, ids := Map(), map[string]int{}, map[string]bool{}
	for _, s := range m.Stages {
		stages[s.ID] = 0
		if s.Name == "" || s.Does == "" || s.Thinks == "" || s.Pains == "" || s.Ideas == "" || s.KPI == "" {
			t.Errorf("stage %s has an empty lane", s.ID)
		}
	}
	goals := 0
	for _, tp := range m.Touchpoints {
		if _, ok := stages[tp.Stage]; !ok || ids[tp.ID] || !tp.Channel.Valid() || len(tp.Rule.Any) == 0 {
			t.Errorf("touchpoint %+v", tp)
		}
		if tp.Emotion < -2 || tp.Emotion > 2 || tp.Owner == "" || tp.Name == "" {
			t.Errorf("touchpoint %+v", tp)
		}
		stages[tp.Stage]++
		ids[tp.ID] = true
		if tp.Goal {
			goals++
		}
	}
	if len(m.Stages) != 5 || len(m.Touchpoints) != 23 || goals == 0 {
		t.Errorf("%d stages, %d touchpoints, %d goals", len(m.Stages), len(m.Touchpoints), goals)
	}
}

// bound names the touchpoint a call belongs to, by the rule of cham.Rule.
func bound(c *told) string {
	best, id := 0, ""
	for _, tp := range demoMap.Touchpoints {
		for _, m := range tp.Rule.Any {
			if n := conditions(&m, c); n > best {
				best, id = n, tp.ID
			}
		}
	}
	return id
}

var demoMap = Map()

// conditions counts those of m, 0 when one does not hold.
func conditions(m *cham.Match, c *told) int {
	n := 0
	for _, x := range [][2]string{
		{m.Event, c.name()}, {string(m.Channel), string(c.channel())}, {m.Source, c.Context.Campaign.Source},
		{m.Medium, c.Context.Campaign.Medium}, {m.Campaign, c.Context.Campaign.Name}, {m.Property["placement"], c.Properties.Placement},
	} {
		if x[0] != "" {
			if x[0] != x[1] {
				return 0
			}
			n++
		}
	}
	if m.Path != "" {
		prefix, wild := strings.CutSuffix(m.Path, "*")
		if wild && !strings.HasPrefix(c.Context.Page.Path, prefix) || !wild && c.Context.Page.Path != m.Path {
			return 0
		}
		n++
	}
	return n
}
