package campaign

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"slices"
	"time"

	"cham"
	"cham/capability/outbox"
	"cham/measure"
	"cham/measure/stat"
)

// The groups that a campaign's people are parted into, by lot.
const (
	GroupA       = "a"
	GroupB       = "b"
	GroupHoldout = "holdout"
)

// Trial is what the people of a campaign bought after it, by group, and whether the
// message made a difference.
type Trial struct {
	From   time.Time    `json:"from"`
	Until  time.Time    `json:"until" doc:"purchases before this count; it may be still to come"`
	Groups []TrialGroup `json:"groups"`
	Lifts  []Lift       `json:"lifts" doc:"each group that was written to against the holdout, and b against a"`
}

// TrialGroup is one group: who was written to, or would have been at the same moment.
type TrialGroup struct {
	Name   string  `json:"name" enum:"a,b,holdout"`
	People int     `json:"people"`
	Buyers int     `json:"buyers" doc:"who bought within the days"`
	Value  float64 `json:"value" doc:"what they paid, in the workspace's currency"`
}

// Lift is the difference between two groups, with its 95 % interval.
type Lift struct {
	Group   string `json:"group" enum:"a,b"`
	Against string `json:"against" enum:"a,holdout"`
	// Rate is in percentage points of people who buy, Value money a person.
	Rate    LiftRange `json:"rate" doc:"of those who buy, in percentage points"`
	Value   LiftRange `json:"value" doc:"money a person, in the workspace's currency"`
	Extra   LiftRange `json:"extra" doc:"money that the group brought beyond what it would have otherwise"`
	Verdict string    `json:"verdict" enum:"helps,hurts,unknown" doc:"by the share of buyers, once the days are over; else unknown"`
	TooFew  bool      `json:"tooFew,omitempty" doc:"fewer than 30 people in one of them, or nobody bought: nothing can be said"`
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

// defaultGoalDays is how long a purchase counts when nobody said.
const defaultGoalDays = 7

func (c *Campaign) goal() time.Duration {
	return time.Duration(cmp.Or(c.GoalDays, defaultGoalDays)) * 24 * time.Hour
}

// member is one of a group, and when the gate let their message go.
type member struct {
	group    string
	key      cham.KeyID
	customer cham.CustomerID // whom the key leads to by now
	at       time.Time
}

// trialMembers are whom the gate let go, who were written to and who were kept back alike: those of
// the former to whom nothing could be written belong to them, for of the latter nobody knows.
func (s *Service) trialMembers(ctx context.Context, ws cham.WorkspaceID, c *Campaign) (all []member, err error) {
	for _, of := range []struct {
		state outbox.State
		rule  string
	}{{outbox.Sent, ""}, {outbox.Unknown, ""}, {outbox.Failed, ""}, {outbox.Held, outbox.RuleMissing}, {outbox.Held, RuleHoldout}} {
		for after := ""; ; {
			items, err := s.Outbox.Store.Items(ctx, ws, c.ID, of.state, of.rule, after, mostFill)
			if err != nil {
				return nil, err
			}
			for i := range items {
				if it := &items[i]; it.Customer != 0 {
					all = append(all, member{group: c.group(it.Customer), key: it.Key, at: it.ChangedAt})
				}
			}
			if len(items) < mostFill {
				break
			}
			after = items[len(items)-1].ID
		}
	}
	return all, nil
}

// Trial tells what the groups of a campaign bought, nil when it has none or nobody was decided.
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
	spent := map[string]*stat.Spending{}
	out := &Trial{From: all[0].at, Until: all[0].at}
	for some := range slices.Chunk(all, mostFill) {
		if err := s.spent(ctx, ws, c, some, spent); err != nil {
			return nil, err
		}
		for _, m := range some {
			if m.at.Before(out.From) {
				out.From = m.at
			}
			if end := m.at.Add(c.goal()); end.After(out.Until) {
				out.Until = end
			}
		}
	}
	for _, name := range []string{GroupA, GroupB, GroupHoldout} {
		if g := spent[name]; g != nil {
			out.Groups = append(out.Groups, TrialGroup{name, g.People, g.Buyers, g.Value})
		}
	}
	for _, pair := range [][2]string{{GroupA, GroupHoldout}, {GroupB, GroupHoldout}, {GroupB, GroupA}} {
		if a, b := spent[pair[0]], spent[pair[1]]; a != nil && b != nil {
			out.Lifts = append(out.Lifts, lift(pair[0], pair[1], *a, *b))
		}
	}
	if !s.Now().Before(out.Until) {
		judge(out.Lifts, spent)
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

// spent adds what some bought, each within the days after their message went or would have.
func (s *Service) spent(ctx context.Context, ws cham.WorkspaceID, c *Campaign, some []member, to map[string]*stat.Spending) error {
	spans := make([]measure.BuySpan, len(some))
	for i, m := range some {
		spans[i] = measure.BuySpan{Customer: m.customer, From: m.at, To: m.at.Add(c.goal())}
	}
	bought, err := s.Bought(ctx, ws, spans)
	if err != nil {
		return err
	}
	for i, m := range some {
		g := to[m.group]
		if g == nil {
			g = &stat.Spending{}
			to[m.group] = g
		}
		g.People++
		if bought[i].Times > 0 {
			g.Add(bought[i].Value)
		}
	}
	return nil
}

// leastPeople are how many must be in a group before anything is said of it.
const leastPeople = 30

func lift(group, against string, a, b stat.Spending) Lift {
	l := Lift{Group: group, Against: against, Verdict: "unknown"}
	if l.TooFew = min(a.People, b.People) < leastPeople || a.Buyers+b.Buyers == 0; l.TooFew {
		return l
	}
	ra, rb := stat.NewRate(a.Buyers, a.People), stat.NewRate(b.Buyers, b.People)
	low, high := stat.Difference(ra, rb)
	l.Rate = LiftRange{100 * low, 100 * (ra.Value - rb.Value), 100 * high}
	l.Value.Low, l.Value.Mid, l.Value.High = stat.SpendingDifference(a, b)
	n := float64(a.People)
	l.Extra = LiftRange{n * l.Value.Low, n * l.Value.Mid, n * l.Value.High}
	return l
}

// judge says which differences there are, once all days are over: whoever looks every day until a
// difference shows finds one in every sixth campaign that makes none. Of three pairs
// each has to be surer (Holm); one in twenty is wrong altogether.
func judge(lifts []Lift, spent map[string]*stat.Spending) {
	p := make([]float64, len(lifts))
	for i, l := range lifts {
		p[i] = 1
		if !l.TooFew {
			a, b := spent[l.Group], spent[l.Against]
			p[i] = stat.PooledTest(stat.NewRate(a.Buyers, a.People), stat.NewRate(b.Buyers, b.People))
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
