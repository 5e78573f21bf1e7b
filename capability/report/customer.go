package report

import (
	"context"
	"time"

	"cham"
	"cham/journey"
	"cham/measure"
)

// Customer is one customer's parts besides who they are.
type Customer struct {
	Summary measure.CustomerSummary
	Stages  []StageReached // of the map, in its order
	// Unconfirmed is how much of Summary.Value only a public source said.
	Unconfirmed float64
}

// StageReached says when a customer first and last touched a stage.
type StageReached struct {
	Stage   string    `json:"stage"`
	Name    string    `json:"name"`
	Touches int       `json:"touches"`
	FirstAt time.Time `json:"firstAt"`
	LastAt  time.Time `json:"lastAt"`
}

// customerLook is how many of a customer's latest records are looked at for the
// stages reached and for unconfirmed money; nobody but a robot has more.
const customerLook = 5000

// Customer is one customer, who has these keys, and the stages they reached on a
// map; id "" is the one changed last.
func (s *Service) Customer(ctx context.Context, ws cham.Workspace, id cham.CustomerID, keys []cham.KeyID,
	of cham.MapID) (out Customer, err error) {
	p, err := s.openAny(ctx, ws, of, Choice{})
	if err != nil {
		return out, err
	}
	all, err := summaries(ctx, p, []cham.CustomerID{id})
	if err != nil {
		return out, err
	}
	out.Summary = all[0]
	records, err := s.History.Timeline(ctx, ws.ID, keys, "", time.Time{}, 0, customerLook)
	if err != nil {
		return out, err
	}
	excluded, err := s.excluded(ctx, ws, keys)
	if err != nil {
		return out, err
	}
	if p.m != nil {
		bind, err := s.binder(ctx, p.m, ws)
		if err != nil {
			return out, err
		}
		out.Stages = stages(p.m, records, func(r *cham.Record) int {
			if excluded(r) != nil {
				return -1
			}
			return bind(r)
		})
	}
	doubt, err := s.doubter(ctx, ws.ID, records)
	if err != nil {
		return out, err
	}
	for i := range records {
		if cham.Paid(records[i].Name) && excluded(&records[i]) == nil && doubt(&records[i]) {
			worth, _ := ws.Money().Worth(records[i].Value, records[i].Currency)
			out.Unconfirmed += worth
		}
	}
	return out, nil
}

// stages sums up what records, newest first, touched of a map.
func stages(m *cham.JourneyMap, records []cham.Record, bind func(*cham.Record) int) []StageReached {
	at := map[string]*StageReached{}
	for i := range records {
		if t := bind(&records[i]); t >= 0 {
			reach(at, m.Touchpoints[t].Stage, records[i].At)
		}
	}
	var out []StageReached
	for _, st := range m.Stages {
		if r := at[st.ID]; r != nil {
			r.Stage, r.Name = st.ID, st.Name
			out = append(out, *r)
		}
	}
	return out
}

// reach notes a touch of a stage; records come newest first.
func reach(at map[string]*StageReached, stage string, t time.Time) {
	r := at[stage]
	if r == nil {
		r = &StageReached{LastAt: t}
		at[stage] = r
	}
	r.FirstAt = t
	r.Touches++
}

// binder answers which touchpoint of a map a record belongs to, −1 for none and
// for calls that are no interaction.
func (s *Service) binder(ctx context.Context, m *cham.JourneyMap, ws cham.Workspace) (func(*cham.Record) int, error) {
	if m == nil {
		return func(*cham.Record) int { return -1 }, nil
	}
	rules, bind := ws.KindRules(), journey.Bind(m)
	var err error
	if rules.Pages, err = s.Pages(ctx, ws.ID); err != nil {
		return nil, err
	}
	return func(r *cham.Record) int {
		if !r.Type.Interaction() {
			return -1
		}
		return bind(cham.KindOf(&r.Touch, rules))
	}, nil
}

// Places is a map, the one changed last for "", and which of its touchpoints a
// record belongs to, −1 for none. Without any map it is nil.
func (s *Service) Places(ctx context.Context, ws cham.Workspace, id cham.MapID) (*cham.JourneyMap, func(*cham.Record) int, error) {
	m, err := journey.MapOr(ctx, s.Maps, ws.ID, id)
	if err != nil {
		return nil, nil, err
	}
	bind, err := s.binder(ctx, m, ws)
	return m, bind, err
}

// Timeline is a page of a customer's records, newest first.
type Timeline struct {
	Records     []cham.Record
	Touchpoints []string          // of each record, its touchpoint's id on the map, "" for none
	Unconfirmed []bool            // of each record, whether only a public source said its money
	Excluded    []*cham.Exclusion // of each record, the rule that leaves it out; nil where it counts
	Last        *cham.Record      // to go on after; nil at the end
}

// TimelineChoice says which part of a timeline. A zero Before is now; BeforeSeq
// goes on within that instant; Channel "" is any; Map "" is the one changed last;
// Counted leaves out what rules leave out.
type TimelineChoice struct {
	Before    time.Time
	BeforeSeq int64
	Channel   cham.Channel
	Counted   bool
	Map       cham.MapID
	Limit     int
}

// Timeline is a part of the timeline of the customer who has these keys.
func (s *Service) Timeline(ctx context.Context, ws cham.Workspace, keys []cham.KeyID, c TimelineChoice) (out Timeline, err error) {
	m, err := journey.MapOr(ctx, s.Maps, ws.ID, c.Map)
	if err != nil {
		return out, err
	}
	if out, err = s.look(ctx, ws, keys, c); err != nil {
		return out, err
	}
	bind, err := s.binder(ctx, m, ws)
	if err != nil {
		return out, err
	}
	out.Touchpoints = make([]string, len(out.Records))
	for i := range out.Records {
		if at := bind(&out.Records[i]); at >= 0 {
			out.Touchpoints[i] = m.Touchpoints[at].ID
		}
	}
	out.Unconfirmed, err = s.unconfirmed(ctx, ws.ID, keys, out.Records)
	return out, err
}
