package reach

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"cham/capability/consent"
)

var vietnam = time.FixedZone("Asia/Ho_Chi_Minh", 7*3600)

const minuteFormat = "2006-01-02 15:04"

// tet2027 are the public holidays that the cases meet.
func tet2027(day time.Time) string {
	switch d := day.Format(time.DateOnly); {
	case d == "2027-01-01":
		return "newYear"
	case d >= "2027-02-05" && d <= "2027-02-09":
		return "tet"
	}
	return ""
}

// open are settings that forbid nothing of their own.
func open() GateSettings { return GateSettings{PerDay: 20, PerWeek: 50, ZaloMonth: 4} }

// oneCase is a line of testdata/cases.txt.
type oneCase struct {
	gate Gate
	m    Message
	p    Person
	now  time.Time
	want string
}

func read(t *testing.T, line string) oneCase {
	t.Helper()
	part := strings.Split(line, " | ")
	if len(part) != 5 {
		t.Fatalf("%d parts: %s", len(part), line)
	}
	c := oneCase{gate: Gate{Settings: open(), Zone: vietnam, Holiday: tet2027}, want: part[4]}
	now, err := time.ParseInLocation(minuteFormat, part[1], vietnam)
	if err != nil {
		t.Fatal(err)
	}
	c.now = now
	c.readMessage(t, strings.Fields(part[2]))
	c.p = Person{Addresses: map[Way][]Address{}, Wrote: map[Way]time.Time{}}
	for _, w := range Ways {
		c.p.Addresses[w] = []Address{{Hash: "address of " + string(w)}}
	}
	for _, word := range strings.Fields(part[3]) {
		if word != "-" {
			c.readFact(t, word)
		}
	}
	return c
}

func (c *oneCase) readMessage(t *testing.T, words []string) {
	c.m = Message{ID: "m", Class: Class(words[0]), Texts: map[Way]string{}}
	for _, w := range strings.Split(words[1], ",") {
		c.m.Ways = append(c.m.Ways, Way(w))
	}
	for _, option := range words[2:] {
		name, value, _ := strings.Cut(option, ":")
		switch name {
		case "own":
			c.gate.Settings = Defaults()
		case "template":
			c.m.Template = true
		case "goal":
			c.m.Goal = &MessageGoal{Since: c.now.Add(-100 * time.Hour)}
		case "human":
			c.m.Human = true
		case "showing":
			c.m.Showing = true
		case "text":
			way, text, _ := strings.Cut(value, "=")
			c.m.Texts[Way(way)] = strings.ReplaceAll(text, "_", " ")
		case "before":
			at, err := time.ParseInLocation("2006-01-02T15:04", value, vietnam)
			if err != nil {
				t.Fatal(err)
			}
			c.m.Before = at
		default:
			t.Fatalf("option %q", option)
		}
	}
}

func (c *oneCase) readFact(t *testing.T, word string) {
	kind, value, _ := strings.Cut(word, ":")
	value, ago, timed := strings.Cut(value, "@")
	at := c.now.Add(-1000 * time.Hour)
	if timed {
		d, err := time.ParseDuration(ago)
		if err != nil {
			t.Fatal(err)
		}
		at = c.now.Add(d)
	}
	first, second, _ := strings.Cut(value, "/")
	contact := Contact{At: at, Class: Class(first), Way: Way(second), Message: "another", Hash: "address of " + second, Own: true}
	switch kind {
	case "yes", "no":
		c.p.Said = append(c.p.Said, consent.Record{Purpose: consent.Purpose(first), Channel: Way(second).Channel(),
			State: consent.State(kind), At: at})
	case "list":
		c.p.Lists = append(c.p.Lists, value)
	case "none":
		delete(c.p.Addresses, Way(value))
	case "bounced", "complained":
		c.p.Addresses[Way(value)][0].Bad = kind
	case "other":
		contact.Own = false
		c.p.Contacts = append(c.p.Contacts, contact)
	case "sent":
		c.p.Contacts = append(c.p.Contacts, contact)
	case "same", "othersame":
		c.p.Contacts = append(c.p.Contacts, Contact{At: at, Class: Care, Way: Way(value), Message: "m",
			Hash: "address of " + value, Own: kind == "same"})
	case "reached":
		c.p.Reached.Count++
		if c.p.Reached.First.IsZero() || at.Before(c.p.Reached.First) {
			c.p.Reached.First = at
		}
	case "wrote":
		c.p.Wrote[Way(value)] = at
	default:
		t.Fatalf("fact %q", word)
	}
}

func (d GateDecision) String() string {
	var why []string
	for _, j := range d.Ways {
		var rules []string
		for _, r := range j.Reasons {
			rules = append(rules, r.Rule)
		}
		why = append(why, strings.Join(rules, ","))
	}
	switch d.Verdict {
	case Now:
		return fmt.Sprintf("now %s", d.Way)
	case Later:
		i := slices.IndexFunc(d.Ways, func(j Judged) bool { return j.Way == d.Way })
		return fmt.Sprintf("later %s %s %s", d.Way, d.At.In(vietnam).Format(minuteFormat), why[i])
	}
	return "never " + strings.Join(why, " ")
}

// TestCases goes through the cases of law and platforms, each with its source.
func TestCases(t *testing.T) {
	raw, err := os.ReadFile("testdata/cases.txt")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for i, line := range strings.Split(string(raw), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		n++
		c := read(t, line)
		if got := c.gate.Decide(&c.m, &c.p, c.now).String(); got != c.want {
			t.Errorf("line %d: %s\n%s\nwant\n%s", i+1, line, got, c.want)
		}
	}
	if n < 120 {
		t.Errorf("%d cases", n)
	}
}

// TestReachedSaysItsNumbers: how often, and since when.
func TestReachedSaysItsNumbers(t *testing.T) {
	c := read(t, "business | 2026-11-30 12:00 | care email goal | yes:care reached:@-2h reached:@-5h | never reached")
	d := c.gate.Decide(&c.m, &c.p, c.now)
	if r := d.Ways[0].Reasons[0]; r.Rule != RuleReached || r.Count != 2 || !r.Since.Equal(c.now.Add(-5*time.Hour)) {
		t.Errorf("%+v", r)
	}
}

// TestNamedRules: every reason has its line with its source.
func TestNamedRules(t *testing.T) {
	for _, r := range Rules {
		if (r.Of == "business") != (r.Source == "") {
			t.Errorf("%s: of %s with source %q", r.Name, r.Of, r.Source)
		}
	}
	d := Defaults()
	if err := d.Valid(); err != nil {
		t.Error(err)
	}
}

// TestClocksPutForward: hours and holidays where a clock leaps over the hour that was meant.
func TestClocksPutForward(t *testing.T) {
	for name, c := range map[string]struct {
		hours     SendingHours
		now, want string
		holiday   string
	}{
		"America/New_York":          {SendingHours{2*60 + 30, 20 * 60}, "2027-03-14 00:10", "2027-03-14 03:00", ""}, // 02:00 is 03:00
		"America/Santiago":          {SendingHours{0, 21 * 60}, "2027-09-04 22:00", "2027-09-05 01:00", ""},         // 00:00 is 01:00
		"America/Santiago, holiday": {SendingHours{0, 24 * 60}, "2027-09-04 22:00", "2027-09-05 01:00", "2027-09-04"},
	} {
		name, _, _ = strings.Cut(name, ",")
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		now, err := time.ParseInLocation(minuteFormat, c.now, zone)
		if err != nil {
			t.Fatal(err)
		}
		g := Gate{Zone: zone, Settings: GateSettings{PerDay: 9, PerWeek: 9, Holidays: true, Hours: map[Way]SendingHours{Email: c.hours}},
			Holiday: func(day time.Time) string {
				if day.Format(time.DateOnly) == c.holiday {
					return "own"
				}
				return ""
			}}
		p := Person{Addresses: map[Way][]Address{Email: {{Hash: "a"}}},
			Said: []consent.Record{{Purpose: consent.Care, State: consent.Yes, At: now.Add(-time.Hour)}}}
		if d := g.Decide(&Message{ID: "m", Class: Care, Ways: []Way{Email}}, &p, now); d.At.In(zone).Format(minuteFormat) != c.want {
			t.Errorf("%s: %s %s, want %s", name, d.Verdict, d.At.In(zone).Format(minuteFormat), c.want)
		}
	}
}

// TestNamesAreKeptAsTheyAre: a name that a database would keep otherwise is never found again, and a message goes twice.
func TestNamesAreKeptAsTheyAre(t *testing.T) {
	valid := func(id, occasion string, texts map[Way]string) bool {
		m := Message{ID: id, Occasion: occasion, Class: Care, Ways: []Way{SMS}, Texts: texts}
		return m.Valid() == nil
	}
	if long := strings.Repeat("ế", 100); !valid(long, "Đơn số 12", map[Way]string{SMS: "x"}) || valid(long+"e", "", nil) {
		t.Error("a hundred letters are a name")
	}
	for _, bad := range []string{"o\x00", "a\nb", "\x1f", "\xff"} {
		if valid(bad, "", nil) || valid("m", bad, nil) {
			t.Errorf("%q", bad)
		}
	}
	if valid("", "", nil) || valid("m", "", map[Way]string{"Email": "khuyến mãi"}) {
		t.Error("no name, or a text of no way")
	}
}
