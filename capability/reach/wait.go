package reach

import (
	"cmp"
	"slices"
	"time"
)

const day = 24 * time.Hour

// longest is how long anything may wait: longer than the longest limit, and Tết after it.
const longest = 60 * day

// waits is the first time from now at which a message may go, and the rules it
// has to wait for, each once. Rules push each other on: after a cap come the
// night, then a holiday, then a cap again. Hours that never meet the law's never
// let it go.
func (a *asked) waits(now time.Time) (at time.Time, reasons []GateReason, comes bool) {
	at = now
	for at.Before(now.Add(longest)) {
		r := a.wait(at)
		if r == nil {
			return at, reasons, true
		}
		if !r.Until.After(at) { // a midnight that clocks leap over
			r.Until = at.Add(time.Minute)
		}
		at = r.Until
		if i := slices.IndexFunc(reasons, func(x GateReason) bool { return x.Rule == r.Rule }); i >= 0 {
			reasons[i] = *r
		} else {
			reasons = append(reasons, *r)
		}
	}
	return at, reasons, false
}

// wait is the first rule that forbids a time, and until when, nil when none does.
func (a *asked) wait(at time.Time) *GateReason {
	if a.way == Web { // they came by themselves: no hour and no holiday is a wrong one
		if !a.m.Showing {
			return nil
		}
		return a.budget(at)
	}
	return cmp.Or(a.hours(at), a.holiday(at), a.cap(at), a.budget(at))
}

func (a *asked) hours(at time.Time) *GateReason {
	for _, h := range a.hoursOf(a.m.Class, a.way) {
		if next := h.Next(at, a.Zone); next.After(at) {
			return &GateReason{Rule: h.rule, Until: next, From: clock(h.From), To: clock(h.To)}
		}
	}
	return nil
}

// holiday leaves public holidays alone, where the business wants that.
func (a *asked) holiday(at time.Time) *GateReason {
	if a.m.Class == Transaction || !a.Settings.Holidays || a.Holiday == nil {
		return nil
	}
	y, m, d := at.In(a.Zone).Date()
	why := a.Holiday(time.Date(y, m, d, 0, 0, 0, 0, time.UTC))
	if why == "" {
		return nil
	}
	return &GateReason{Rule: RuleHoliday, Until: time.Date(y, m, d+1, 0, 0, 0, 0, a.Zone), Day: why}
}

// limit is how many messages of some classes and ways may go within a span.
type limit struct {
	rule    string
	most    int
	within  time.Duration
	address bool // counted by address; otherwise by person
	counts  func(Contact) bool
}

func (a *asked) cap(at time.Time) *GateReason {
	if a.m.Class != Marketing {
		return nil
	}
	var first *GateReason
	for _, l := range a.capsOf(a.way) {
		if first == nil {
			first = a.room(l, at)
		}
	}
	return first
}

// budget is the person's, over all ways: who gets a survey and an offer a day hears neither.
func (a *asked) budget(at time.Time) *GateReason {
	if a.m.Class == Transaction {
		return nil
	}
	spends := func(c Contact) bool { return c.Class != Transaction && !(c.Tried && a.m.wished) }
	return cmp.Or(
		a.room(limit{RuleDay, a.Settings.PerDay, day, false, spends}, at),
		a.room(limit{RuleWeek, a.Settings.PerWeek, 7 * day, false, spends}, at))
}

// room is when a limit has room again, nil when it has. What lies in the future,
// because a clock was put back, counts as well.
func (a *asked) room(l limit, at time.Time) *GateReason {
	var then []time.Time
	for _, c := range a.p.Contacts {
		if (c.Own || c.Hash == a.address.Hash) && (!l.address || c.Hash == a.address.Hash) && l.counts(c) && at.Before(c.At.Add(l.within)) {
			then = append(then, c.At)
		}
	}
	if len(then) < l.most {
		return nil
	}
	slices.SortFunc(then, time.Time.Compare)
	frees := then[len(then)-l.most]
	return &GateReason{Rule: l.rule, Until: frees.Add(l.within), Since: frees, Count: len(then), Limit: l.most}
}
