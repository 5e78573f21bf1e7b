package reach

import "time"

// Verdict is whether a message may go.
type Verdict string

// The verdicts.
const (
	Now   Verdict = "now"
	Later Verdict = "later"
	Never Verdict = "never"
)

// GateDecision is what the gate says of one message to one person.
type GateDecision struct {
	Verdict Verdict   `json:"verdict" enum:"now,later,never"`
	Way     Way       `json:"way,omitempty" enum:"sms,zns,zalo,email,call,messenger,own,web" doc:"the way it may go"`
	At      time.Time `json:"at,omitzero" doc:"when it may go: ask again then"`
	Ways    []Judged  `json:"ways" doc:"each way that was looked at, in order of preference"`
	Duties  []string  `json:"duties,omitempty" enum:"label,sender,optOut" doc:"what it must have"`
}

// Rule is the rule that stands in the way, "" when none does: of what may go, of
// its way; else of the first way that was looked at.
func (d *GateDecision) Rule() string {
	for _, j := range d.Ways {
		if len(j.Reasons) > 0 && (d.Verdict == Never || j.Way == d.Way) {
			return j.Reasons[0].Rule
		}
	}
	return ""
}

// HeldBy is a decision that a message does not go though the gate would let it, for a rule of
// who sends it.
func (d GateDecision) HeldBy(rule string) GateDecision {
	never := Judged{Way: d.Way, Verdict: Never, Reasons: []GateReason{{Rule: rule}}}
	return GateDecision{Verdict: Never, Ways: []Judged{never}, Duties: d.Duties}
}

// Judged is what the gate says of one way.
type Judged struct {
	Way     Way          `json:"way" enum:"sms,zns,zalo,email,call,messenger,own,web"`
	Verdict Verdict      `json:"verdict" enum:"now,later,never"`
	At      time.Time    `json:"at,omitzero"`
	Reasons []GateReason `json:"reasons,omitempty" doc:"what forbids it, or what it has to wait for"`
	address Address
}

// GateReason is a rule that forbids a way or makes it wait, with its numbers.
type GateReason struct {
	Rule  string    `json:"rule"`
	Until time.Time `json:"until,omitzero" doc:"when it no longer stands in the way"`
	Since time.Time `json:"since,omitzero" doc:"when what it goes by happened"`
	From  string    `json:"from,omitempty" example:"07:00"`
	To    string    `json:"to,omitempty" example:"22:00"`
	Count int       `json:"count,omitempty" doc:"how many there were"`
	Limit int       `json:"limit,omitempty" doc:"how many there may be"`
	Day   string    `json:"day,omitempty" doc:"the holiday"`
}

// Decide says whether a message may go to somebody now.
func (g *Gate) Decide(m *Message, p *Person, now time.Time) GateDecision {
	d := GateDecision{Verdict: Never, Ways: []Judged{}, Duties: duties(m.Class)}
	var refused *GateReason
	for _, w := range m.Ways {
		j := g.judge(&asked{Gate: g, m: m, p: p, way: w, refused: refused}, now)
		d.Ways = append(d.Ways, j)
		if j.Verdict == Now || j.Verdict == Later && d.Verdict == Never {
			d.Verdict, d.Way, d.At = j.Verdict, w, j.At
		}
		if d.Verdict == Now || d.Verdict == Later && m.Class != Transaction {
			break
		}
		if j.isRefusal() {
			refused = &j.Reasons[0]
		}
	}
	return d
}

// isRefusal reports whether it was the customer who said no.
func (j *Judged) isRefusal() bool {
	return j.Verdict == Never && len(j.Reasons) > 0 && (j.Reasons[0].Rule == RuleRefused || j.Reasons[0].Rule == RuleComplained)
}

// judge says whether a message may go one way.
func (g *Gate) judge(a *asked, now time.Time) Judged {
	never := func(all ...GateReason) Judged {
		return Judged{Way: a.way, Verdict: Never, Reasons: all, address: a.address}
	}
	for _, forbids := range forbidding {
		if r := forbids(a); r != nil {
			return never(*r)
		}
	}
	if r := a.shut(now); r != nil {
		return never(*r)
	}
	at, reasons, comes := a.waits(now)
	if r := a.late(at); r != nil {
		return never(append(reasons, *r)...)
	}
	switch {
	case !comes:
		return never(reasons...)
	case at.Equal(now):
		return Judged{Way: a.way, Verdict: Now, At: now, address: a.address}
	}
	return Judged{Way: a.way, Verdict: Later, At: at, Reasons: reasons, address: a.address}
}

// late says why a time is too late.
func (a *asked) late(at time.Time) *GateReason {
	if !a.m.Before.IsZero() && !at.Before(a.m.Before) {
		return &GateReason{Rule: RuleBefore, Until: a.m.Before}
	}
	return a.shut(at)
}
