package measure

import (
	"slices"
	"strings"
	"time"

	"cham"
)

const (
	day             = 24 * time.Hour
	defaultSilence  = 30 * day
	defaultWindow   = 30 * day
	defaultComeback = 60 * day
)

// Compile makes a query ready for an engine: defaults filled in, names
// resolved, choices checked. m is the query's map, nil without one; loc is the
// workspace's zone. With a map the caller sets Plan.Bind, for which rules live
// in package journey. A wrong choice is a cham.Error with CodeInvalid that
// names the field.
func Compile(q Query, m *cham.JourneyMap, loc *time.Location, now time.Time) (Plan, error) {
	p := Plan{Query: q, Now: now, Location: loc, Silence: defaultSilence, Window: defaultWindow, Comeback: defaultComeback}
	if q.AsOf.IsZero() || !q.AsOf.Before(now) {
		p.AsOf = time.Time{}
	} else {
		p.Now = q.AsOf
	}
	if m != nil {
		p.addMap(m)
	} else if q.Question == Transitions || q.Question == Graph {
		p.Silence = 0
	}
	for _, check := range []func(*Plan) error{checkPeriod, checkSegment, checkDimensions, checkGoal, checkQuestion} {
		if err := check(&p); err != nil {
			return Plan{}, err
		}
	}
	return p, nil
}

func (p *Plan) addMap(m *cham.JourneyMap) {
	stage := map[string]int{}
	for i, s := range m.Stages {
		stage[s.ID] = i
		p.Stages = append(p.Stages, s.ID)
	}
	p.Nodes = make([]Node, len(m.Touchpoints))
	for i, t := range m.Touchpoints {
		s, ok := stage[t.Stage]
		if !ok {
			s = -1
		}
		p.Nodes[i] = Node{ID: t.ID, Name: t.Name, Stage: s, Goal: t.Goal}
	}
	if m.SilenceDays > 0 {
		p.Silence = time.Duration(m.SilenceDays) * day
	}
	if m.ReturnDays > 0 {
		p.Comeback = time.Duration(m.ReturnDays) * day
	}
	if m.WindowDays > 0 {
		p.Window = time.Duration(m.WindowDays) * day
	}
}

// Invalid is the error of a query whose field cannot be: CodeInvalid.
func Invalid(field, hint string, args ...any) error {
	e := cham.Errorf(cham.CodeInvalid, "measure.Compile", hint, args...)
	e.Field, e.Key = field, "error.query"
	e.Args = map[string]any{"field": field}
	return e
}

func checkPeriod(p *Plan) error {
	if !p.From.IsZero() && !p.To.IsZero() && !p.From.Before(p.To) {
		return Invalid("to", "the period must end after it starts")
	}
	return nil
}

func checkSegment(p *Plan) error {
	switch p.Segment.Status {
	case "", "new", "returning":
		return nil
	}
	return Invalid("segment.status", "must be \"new\" or \"returning\"")
}

func checkDimensions(p *Plan) error {
	if p.By != "" && !p.By.OfTouches() && !p.By.OfCustomers() && !p.By.OfClock() {
		return Invalid("by", "unknown dimension %q", p.By)
	}
	for _, is := range p.Where {
		if !is.By.OfTouches() && !is.By.OfClock() {
			return Invalid("where", "%q is no dimension of touches", is.By)
		}
	}
	if p.Hold != "" && !p.Hold.OfTouches() {
		return Invalid("hold", "%q is no dimension of touches", p.Hold)
	}
	if p.Compare != nil && !p.Compare.From.Before(p.Compare.To) {
		return Invalid("compare", "the compared period must end after it starts")
	}
	switch p.Unit {
	case "", "customer", "account":
		return nil
	}
	return Invalid("unit", "must be \"customer\" or \"account\"")
}

// CheckProperties wants the properties that the plan tells touches apart by to
// be declared; touches have no value of others, which would look like none at all.
func (p *Plan) CheckProperties(declared []string) error {
	type use struct {
		field string
		by    Dimension
	}
	used := []use{{"by", p.By}, {"hold", p.Hold}, {"credit", p.Credit}}
	for _, is := range p.Where {
		used = append(used, use{"where", is.By})
	}
	for _, u := range used {
		if name, ok := strings.CutPrefix(string(u.by), string(ByProperty)); ok && !slices.Contains(declared, name) {
			return Invalid(u.field, "the property %q is not declared; declared are %q", name, declared)
		}
	}
	return nil
}

// checkGoal puts the query's goal in place of the map's.
func checkGoal(p *Plan) error {
	if err := p.checkNodes("goal", p.Goal); err != nil {
		return err
	}
	if p.Goal != nil && p.Nodes != nil {
		for i := range p.Nodes {
			p.Nodes[i].Goal = slices.Contains(p.Goal, p.Nodes[i].ID)
		}
	}
	return nil
}

func (p *Plan) checkNodes(field string, ids []string) error {
	for _, id := range ids {
		if err := p.checkNode(field, id); err != nil {
			return err
		}
	}
	return nil
}

// checkNode checks that a touchpoint is on the map; without a map any name may
// come, as nobody may have touched it yet.
func (p *Plan) checkNode(field, id string) error {
	if id == "" {
		return Invalid(field, "a name is empty")
	}
	if p.Nodes == nil || p.NodeIndex(id) >= 0 {
		return nil
	}
	return Invalid(field, "the map has no touchpoint %q", id)
}

// NodeIndex returns the index in Nodes of a touchpoint, −1 when it is not there.
func (p *Plan) NodeIndex(id string) int {
	for i, n := range p.Nodes {
		if n.ID == id {
			return i
		}
	}
	return -1
}

func checkQuestion(p *Plan) error {
	d := Describe(p.Question)
	if d == nil {
		return Invalid("question", "unknown question %q", p.Question)
	}
	if d.check == nil {
		return nil
	}
	return d.check(p)
}
