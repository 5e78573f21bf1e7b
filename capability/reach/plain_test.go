package reach

import (
	"slices"
	"strings"
	"testing"
	"time"

	"cham/capability/consent"
	"pgregory.net/rapid"
)

// plain is the gate written down a second time, without cleverness: it tries
// every minute from now on and asks of each whether anything forbids it.
type plain struct {
	g Gate
	m Message
	p Person
}

// decide answers the verdict, the way and the minute.
func (q *plain) decide(now time.Time) (Verdict, Way, time.Time) {
	first := func(w Way, until time.Time, after int) (time.Time, bool) {
		for at := now; !at.After(until); at = at.Add(time.Minute) {
			if q.may(w, at, q.m.Ways[:after]) {
				return at, true
			}
		}
		return time.Time{}, false
	}
	if q.m.Class == Transaction { // the first that is open now
		for i, w := range q.m.Ways {
			if at, ok := first(w, now, i); ok {
				return Now, w, at
			}
		}
	}
	for i, w := range q.m.Ways {
		if at, ok := first(w, now.Add(40*day), i); ok {
			if at.Equal(now) {
				return Now, w, at
			}
			return Later, w, at
		}
	}
	return Never, "", time.Time{}
}

// may tells of one way at one minute; before are the ways preferred to it.
func (q *plain) may(w Way, at time.Time, before []Way) bool {
	return q.agreed(w, before) && !q.had(w) && !q.done() && q.address(w) != "" && q.labelled(w) && q.inWindow(w, at) && q.awake(w, at) &&
		q.room(w, at) && (q.m.Before.IsZero() || at.Before(q.m.Before))
}

func (q *plain) state(w Way) (consent.State, string) {
	purpose := map[Class]consent.Purpose{Transaction: "service", Care: "care", Survey: "care", Marketing: "marketing"}[q.m.Class]
	channel := map[Way]string{SMS: "sms", ZNS: "zalo", Zalo: "zalo", Email: "email", Call: "call", Messenger: "messenger",
		Own: string(q.g.Own.Stands), Web: "website"}[w]
	state, by, at := consent.Unasked, "", time.Time{}
	for _, r := range q.p.Said {
		if r.Purpose != purpose || r.Channel != "" && string(r.Channel) != channel {
			continue
		}
		if state == consent.Unasked || r.At.After(at) || r.At.Equal(at) && r.State == consent.No {
			state, by, at = r.State, string(r.Channel), r.At
		}
	}
	return state, by
}

// as is the way that the business's own system stands for; others stand for themselves.
func (q *plain) as(w Way) Way {
	if w != Own {
		return w
	}
	return map[string]Way{"sms": SMS, "zalo": ZNS, "call": Call, "email": Email, "other": Own}[string(q.g.Own.Stands)]
}

func (q *plain) agreed(w Way, before []Way) bool {
	state, by := q.state(w)
	if state == consent.No || w == Web && q.unfollowed() || state == consent.Unasked && q.m.Class != Transaction {
		return false
	}
	if q.m.Class == Marketing {
		if slices.Contains(q.p.Lists, "refusers") || slices.Contains(q.p.Lists, "withdrawn") {
			return false
		}
		if slices.Contains(q.p.Lists, "do_not_call") && (q.as(w) == SMS || q.as(w) == Call) {
			return false
		}
	}
	if q.m.Class != Transaction && by == "" {
		for _, other := range before {
			if said, _ := q.state(other); said == consent.No {
				return false
			}
			if q.complained(other) && said(q, other) == consent.Yes && !(other == Web && q.unfollowed()) && !q.had(other) && !q.onList(other) {
				return false
			}
		}
	}
	return true
}

// unfollowed: the last word about being followed was no.
func (q *plain) unfollowed() bool {
	no, at := false, time.Time{}
	for _, r := range q.p.Said {
		if r.Purpose == "tracking" && r.Channel == "" && (r.At.After(at) || r.At.Equal(at) && r.State == consent.No) {
			no, at = r.State == consent.No, r.At
		}
	}
	return no
}

func said(q *plain, w Way) consent.State { s, _ := q.state(w); return s }

func (q *plain) onList(w Way) bool {
	return q.m.Class == Marketing && slices.Contains(q.p.Lists, "do_not_call") && (q.as(w) == SMS || q.as(w) == Call)
}

// complained: advertising met a complaint, or there is no address but such.
func (q *plain) complained(w Way) bool {
	bad, good, last := false, false, ""
	for _, x := range q.p.Addresses[w] {
		bad, good = bad || x.Bad == BadComplained, good || x.Bad == ""
		if x.Bad != "" {
			last = x.Bad
		}
	}
	return bad && (q.m.Class == Marketing || !good && last == BadComplained)
}

func (q *plain) had(w Way) bool {
	for _, c := range q.p.Contacts {
		if c.Message != q.m.ID || c.Occasion != q.m.Occasion {
			continue
		}
		if c.Own {
			return true
		}
		for _, x := range q.p.Addresses[w] {
			if x.Hash == c.Hash {
				return true
			}
		}
	}
	return false
}

// done: what the message is for was done already.
func (q *plain) done() bool { return q.m.Goal != nil && q.p.Reached.Count > 0 }

func (q *plain) address(w Way) string {
	good := ""
	for _, x := range q.p.Addresses[w] {
		if x.Bad == BadComplained && q.m.Class == Marketing {
			return ""
		}
		if x.Bad == "" && good == "" && !q.ownerSaidNo(w, x) {
			good = x.Hash
		}
	}
	return good
}

func (q *plain) ownerSaidNo(w Way, x Address) bool {
	owner := plain{g: q.g, m: q.m, p: Person{Said: x.Owner}}
	state, _ := owner.state(w)
	return state == consent.No
}

func (q *plain) labelled(w Way) bool {
	text, given := q.m.Texts[w]
	return !given || q.m.Class != Marketing || q.as(w) != SMS && q.as(w) != Email || strings.HasPrefix(strings.TrimLeft(text, " \t\n"), "[QC]")
}

func (q *plain) inWindow(w Way, at time.Time) bool {
	wrote := q.p.Wrote[w]
	hours := 0
	switch w {
	case Zalo:
		hours = map[Class]int{Transaction: 365 * 24, Care: 7 * 24, Survey: 7 * 24}[q.m.Class]
	case Messenger:
		switch {
		case q.m.Class == Transaction && q.m.Template:
		case q.m.Class != Marketing && q.m.Human:
			hours = 7 * 24
		default:
			hours = 24
		}
	}
	return hours == 0 || !wrote.IsZero() && !at.After(wrote.Add(time.Duration(hours)*time.Hour))
}

func (q *plain) awake(w Way, at time.Time) bool {
	if q.m.Class == Transaction || w == Web {
		return true
	}
	local := at.In(q.g.Zone)
	minute := 60*local.Hour() + local.Minute()
	in := func(from, to int) bool { return minute >= from && minute < to }
	if q.m.Class == Marketing {
		switch q.as(w) {
		case SMS:
			if !in(7*60, 22*60) {
				return false
			}
		case Call:
			if !in(8*60, 17*60) {
				return false
			}
		case Zalo, ZNS:
			if !in(6*60, 22*60) {
				return false
			}
		}
	}
	if h, ok := q.g.Settings.Hours[w]; ok && !in(h.From, h.To) {
		return false
	}
	y, m, d := local.Date()
	return !q.g.Settings.Holidays || q.g.Holiday(time.Date(y, m, d, 0, 0, 0, 0, time.UTC)) == ""
}

func (q *plain) room(w Way, at time.Time) bool {
	mine := q.address(w)
	count := func(within time.Duration, address bool, counts func(Contact) bool) (n int) {
		for _, c := range q.p.Contacts {
			if counts(c) && at.Sub(c.At) < within && (c.Hash == mine || c.Own && !address) {
				n++
			}
		}
		return n
	}
	any := func(c Contact) bool { return c.Class != Transaction }
	offer := func(c Contact) bool { return c.Class == Marketing && q.as(c.Way) == q.as(w) }
	if q.m.Class == Transaction || w == Web && !q.m.Showing {
		return true
	}
	if count(24*time.Hour, false, any) >= q.g.Settings.PerDay || count(7*24*time.Hour, false, any) >= q.g.Settings.PerWeek {
		return false
	}
	if q.m.Class != Marketing {
		return true
	}
	most, capped := map[Way]int{SMS: 3, Email: 3, Call: 1, Zalo: 1}[q.as(w)]
	if capped && count(24*time.Hour, true, offer) >= most {
		return false
	}
	return w != Zalo || count(30*24*time.Hour, true, offer) < q.g.Settings.ZaloMonth
}

// draw picks one of some values.
func draw[T any](t *rapid.T, label string, of ...T) T { return rapid.SampledFrom(of).Draw(t, label) }

// drawn is a case that chance made, crowded about the limits, where rules meet.
func drawn(t *rapid.T) (q plain, now time.Time) {
	zone := draw(t, "zone", "Asia/Ho_Chi_Minh", "Europe/Berlin", "America/New_York")
	location, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	// About Tết, and about clocks that are put forward and back.
	start, _ := time.ParseInLocation(time.DateOnly, draw(t, "start",
		"2027-02-02", "2026-12-30", "2027-03-13", "2027-10-30", "2026-06-01"), location)
	minute := 60*draw(t, "hour", 0, 2, 6, 7, 8, 12, 17, 20, 21, 22) + draw(t, "minute", -1, 0, 1, 30)
	now = start.Add(time.Duration(minute+24*60*draw(t, "day", 0, 1, 2)) * time.Minute)
	q.g = Gate{Settings: open(), Zone: location, Holiday: tet2027, Own: OwnWay{Stands: draw(t, "stands", Stands...)}}
	if rapid.Bool().Draw(t, "own") {
		q.g.Settings = Defaults()
		q.g.Settings.PerDay, q.g.Settings.PerWeek = draw(t, "perDay", 1, 2, 3), draw(t, "perWeek", 3, 5)
	}
	q.m = Message{ID: "m", Class: draw(t, "class", append(Classes, Marketing, Marketing)...), Texts: map[Way]string{},
		Ways:     rapid.SliceOfNDistinct(rapid.SampledFrom(Ways), 1, 3, rapid.ID[Way]).Draw(t, "ways"),
		Template: rapid.Bool().Draw(t, "template"), Human: rapid.Bool().Draw(t, "human"), Showing: rapid.Bool().Draw(t, "showing")}
	if draw(t, "short", 0, 0, 0, 1) > 0 {
		q.m.Before = now.Add(time.Duration(draw(t, "before", -1, 0, 1, 60, 600, 1500)) * time.Minute)
	}
	if draw(t, "goal", 0, 0, 1) > 0 {
		q.m.Goal = &MessageGoal{Since: now.Add(-time.Hour)}
	}
	if draw(t, "texts", 0, 0, 1) > 0 {
		q.m.Texts[SMS] = draw(t, "text", "[QC] a", " [QC]", "a [QC]", "")
	}
	q.drawPerson(t, now)
	return q, now
}

func (q *plain) drawPerson(t *rapid.T, now time.Time) {
	minutes := func(label string, of ...int) time.Duration {
		return time.Duration(draw(t, label, of...)+draw(t, "off by", -1, 0, 1)) * time.Minute
	}
	q.p = Person{Addresses: map[Way][]Address{}, Wrote: map[Way]time.Time{}}
	if draw(t, "agreed", 1, 1, 1, 0) > 0 {
		q.p.Said = []consent.Record{{Purpose: q.m.Class.Purpose(), State: consent.Yes, At: now.Add(-3 * time.Hour)}}
	}
	for range draw(t, "said", 0, 0, 1, 2, 3) {
		q.p.Said = append(q.p.Said, consent.Record{
			Purpose: draw(t, "purpose", append(consent.Purposes, q.m.Class.Purpose(), q.m.Class.Purpose())...),
			Channel: q.g.Own.ChannelOf(draw(t, "by", "", q.m.Ways[0], SMS, Zalo, Email)),
			State:   draw(t, "state", consent.Yes, consent.Yes, consent.No),
			At:      now.Add(-time.Duration(draw(t, "at", 1, 2, 3, 4)) * time.Hour)})
	}
	if draw(t, "listed", 0, 0, 0, 0, 1) > 0 {
		q.p.Lists = []string{draw(t, "list", "do_not_call", "refusers", "withdrawn")}
	}
	for _, w := range Ways {
		for range draw(t, "addresses", 1, 1, 1, 2, 0) {
			q.p.Addresses[w] = append(q.p.Addresses[w], Address{Hash: draw(t, "hash", "a", "a", "b"),
				Bad: draw(t, "bad", "", "", "", "", BadBounced, BadComplained)})
		}
		for i := range q.p.Addresses[w] {
			if draw(t, "another's", 0, 0, 0, 0, 1) > 0 {
				q.p.Addresses[w][i].Owner = []consent.Record{{Purpose: draw(t, "of", q.m.Class.Purpose(), consent.Marketing),
					Channel: draw(t, "for", "", q.g.Own.ChannelOf(w), "sms"), State: draw(t, "owner", consent.No, consent.Yes)}}
			}
		}
		if draw(t, "wrote", 1, 1, 0) > 0 {
			q.p.Wrote[w] = now.Add(-minutes("wrote ago", 0, 23*60, 24*60, 6*24*60, 7*24*60, 365*24*60))
		}
	}
	if draw(t, "reached", 0, 0, 1) > 0 { // also of a message without a goal, which is all the same then
		q.p.Reached = Reached{Count: 1, First: now.Add(-time.Minute)}
	}
	for range draw(t, "contacts", 0, 1, 2, 3, 4, 6) {
		q.p.Contacts = append(q.p.Contacts, Contact{
			At:      now.Add(-minutes("ago", -60, 30, 60, 600, 14*60, 23*60, 24*60, 48*60, 7*24*60, 30*24*60)),
			Class:   draw(t, "of", q.m.Class, q.m.Class, q.m.Class, Care, Transaction),
			Way:     draw(t, "way", q.m.Ways[0], q.m.Ways[0], q.m.Ways[0], SMS, Zalo, Own),
			Message: draw(t, "message", "x", "x", "x", "x", "x", "x", "x", "m"),
			Hash:    draw(t, "to", "a", "a", "b", "c"), Own: rapid.Bool().Draw(t, "theirs")})
	}
}

// TestGateAgainstPlain: the gate answers what trying every minute finds.
func TestGateAgainstPlain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q, now := drawn(t)
		got := q.g.Decide(&q.m, &q.p, now)
		verdict, way, at := q.decide(now)
		if got.Verdict != verdict || got.Way != way || !got.At.Equal(at) {
			t.Fatalf("%s\nwant %s %s %s", got, verdict, way, at.In(vietnam).Format(minuteFormat))
		}
	})
}
