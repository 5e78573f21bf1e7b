package campaign

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"slices"
	"time"

	"cham"
	"cham/capability/outbox"
	"cham/measure/stat"
)

// The groups that a campaign's people are parted into, by lot.
const (
	GroupA       = "a"
	GroupB       = "b"
	GroupHoldout = "holdout"
)

// Trial is what the people of a campaign did after it, by group, and whether the
// message made a difference.
type Trial struct {
	From   time.Time    `json:"from"`
	Until  time.Time    `json:"until" doc:"what is done before this counts; it may be still to come"`
	Gone   bool         `json:"gone,omitempty" doc:"the goal cannot be counted any more: its map or touchpoint was removed"`
	Groups []TrialGroup `json:"groups"`
	Lifts  []Lift       `json:"lifts" doc:"each group that was written to against the holdout, and b against a"`
}

// TrialGroup is one group: who was written to, or would have been at the same moment.
type TrialGroup struct {
	Name    string  `json:"name" enum:"a,b,holdout"`
	People  int     `json:"people"`
	Reached int     `json:"reached" doc:"who reached the goal within the days; the buyers where it is a purchase"`
	Buyers  int     `json:"buyers" doc:"who bought within the days"`
	Value   float64 `json:"value" doc:"what they paid, in the workspace's currency"`
}

// Lift is the difference between two groups, with its 95 % interval.
type Lift struct {
	Group   string `json:"group" enum:"a,b"`
	Against string `json:"against" enum:"a,holdout"`
	// Rate is in percentage points of people who reach the goal, Value money a person.
	Rate    LiftRange `json:"rate" doc:"of those who reach the goal, in percentage points"`
	Value   LiftRange `json:"value,omitzero" doc:"money a person, in the workspace's currency; not there when nobody bought"`
	Extra   LiftRange `json:"extra,omitzero" doc:"money that the group brought beyond what it would have otherwise"`
	Verdict string    `json:"verdict" enum:"helps,hurts,unknown" doc:"by the share who reach the goal, once the days are over; else unknown"`
	TooFew  bool      `json:"tooFew,omitempty" doc:"fewer than 30 people in one of them, or nobody reached the goal: nothing can be said"`
}

// LiftRange is an estimate between its bounds.
type LiftRange struct {
	Low  float64 `json:"low"`
	Mid  float64 `json:"mid"`
	High float64 `json:"high"`
}

// RuleHoldout is why a message is held back that its receiver does not get so that there is
// something to compare with.
const RuleHoldout = "holdout"

// group is the one a customer is in by lot: the same whenever it is asked, and of each campaign
// another lot.
func (c *Campaign) group(id cham.CustomerID) string {
	sum := sha256.Sum256(binary.BigEndian.AppendUint64([]byte(c.ID+"/"), uint64(id)))
	lot := binary.BigEndian.Uint64(sum[:]) // its upper bits choose the holdout, a lower one the version
	switch {
	case lot%100 < uint64(c.Holdout):
		return GroupHoldout
	case c.B != nil && lot/100%2 == 1:
		return GroupB
	}
	return GroupA
}

// tried reports whether there are groups to compare.
func (c *Campaign) tried() bool { return c.Holdout > 0 || c.B != nil }

// Hold tells which messages are held back for a comparison, of those that the gate lets go; it
// is an outbox.Config's.
func (s *Service) Hold(m *outbox.Mailing, items []outbox.Item) (rule string, held []bool, err error) {
	var c Content
	if err := json.Unmarshal(m.Content, &c); err != nil {
		return "", nil, cham.Wrap(cham.CodeInternal, "campaign.Hold", err)
	}
	held = make([]bool, len(items))
	for i := range items {
		held[i] = c.group(items[i].Customer) == GroupHoldout
	}
	return RuleHoldout, held, nil
}

// Trial tells what the groups of a campaign did, nil when it has none or nobody was decided.
func (s *Service) Trial(ctx context.Context, ws cham.WorkspaceID, c *Campaign) (*Trial, error) {
	if !c.tried() {
		return nil, nil
	}
	all, err := s.trialMembers(ctx, ws, c)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	if all, err = s.once(ctx, ws, all); err != nil || len(all) == 0 {
		return nil, err
	}
	of := map[string]*outcome{}
	out := &Trial{From: all[0].at, Until: all[0].at}
	for some := range slices.Chunk(all, mostFill) {
		if err := s.did(ctx, ws, c, some, of); isGone(err) {
			return &Trial{Gone: true, Groups: []TrialGroup{}, Lifts: []Lift{}}, nil
		} else if err != nil {
			return nil, err
		}
		for _, m := range some {
			if m.at.Before(out.From) {
				out.From = m.at
			}
			if end := m.at.Add(c.goalFor()); end.After(out.Until) {
				out.Until = end
			}
		}
	}
	for _, name := range []string{GroupA, GroupB, GroupHoldout} {
		if g := of[name]; g != nil {
			out.Groups = append(out.Groups, TrialGroup{name, g.People, g.reached, g.Buyers, g.Value})
		}
	}
	out.Lifts = compare(of)
	if !s.Now().Before(out.Until) {
		judge(out.Lifts, of)
	}
	return out, nil
}

// once says who the members are by now, and leaves out those who are in it twice: they were taken
// for two when the lot fell, and may have been in both groups.
func (s *Service) once(ctx context.Context, ws cham.WorkspaceID, all []member) ([]member, error) {
	times := map[cham.CustomerID]int{}
	for from := 0; from < len(all); from += mostFill {
		some := all[from:min(from+mostFill, len(all))]
		keys := make([]cham.KeyID, len(some))
		for i, m := range some {
			keys[i] = m.key
		}
		now, err := s.Current(ctx, ws, keys)
		if err != nil {
			return nil, err
		}
		for i := range some {
			some[i].customer = now[some[i].key]
			times[some[i].customer]++
		}
	}
	return slices.DeleteFunc(all, func(m member) bool { return times[m.customer] > 1 }), nil
}

// judge says which differences there are, once all days are over: whoever looks every day until a
// difference shows finds one in every sixth campaign that makes none. Of three pairs
// each has to be surer (Holm); one in twenty is wrong altogether.
func judge(lifts []Lift, of map[string]*outcome) {
	p := make([]float64, len(lifts))
	for i, l := range lifts {
		p[i] = 1
		if !l.TooFew {
			p[i] = stat.PooledTest(of[l.Group].rate(), of[l.Against].rate())
		}
	}
	for i, is := range stat.Rejected(p, 0.05) {
		switch l := &lifts[i]; {
		case is && l.Rate.Low > 0:
			l.Verdict = "helps"
		case is && l.Rate.High < 0:
			l.Verdict = "hurts"
		}
	}
}
