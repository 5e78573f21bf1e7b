package storetest

import (
	"context"
	"fmt"
	"slices"
	"time"

	"pgregory.net/rapid"

	"cham"
	"cham/capability/identity"
)

// story is a business being built up by appends and moves, in the engine and
// in the model at once.
type story struct {
	model
	engine JourneyEngine
	now    time.Time
	ids    int
}

// Scan makes the model's records a history to read again from.
func (s *story) Scan(_ context.Context, after int64, keys []cham.KeyID, _ cham.TouchNeed, f func([]cham.Record) error) error {
	for _, r := range s.records {
		if r.Seq > after && r.Type.Interaction() && (keys == nil || slices.Contains(keys, r.Key)) {
			if err := f([]cham.Record{r}); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *story) Cursor(context.Context) (journal, record int64, err error) {
	return 0, int64(len(s.records)), nil
}

// Groups makes the model's group calls a history, too.
func (s *story) Groups(_ context.Context, f func([]cham.Record) error) error {
	for _, r := range s.records {
		if r.Type == cham.CallGroup {
			if err := f([]cham.Record{r}); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *story) assignments() (moves []identity.Move) {
	for k, to := range s.owner {
		moves = append(moves, identity.Move{Key: k, To: to})
	}
	return moves
}

const storyKeys = 6

// keysOf are the keys of a customer, ascending.
func (s *story) keysOf(id cham.CustomerID) (keys []cham.KeyID) {
	for k := cham.KeyID(1); k <= storyKeys; k++ {
		if s.customerOf(k) == id {
			keys = append(keys, k)
		}
	}
	return keys
}

// set makes keys one customer, named by the lowest, and returns the moves.
func (s *story) set(keys []cham.KeyID) (moves []identity.Move) {
	if len(keys) == 0 {
		return nil
	}
	to := cham.CustomerID(slices.Min(keys))
	for _, k := range keys {
		if s.customerOf(k) != to {
			moves = append(moves, identity.Move{Key: k, To: to})
		}
		if s.owner[k] = to; cham.CustomerID(k) == to {
			delete(s.owner, k)
		}
	}
	return moves
}

// regroup draws a merge, a split, or nothing.
func (s *story) regroup(t *rapid.T) []identity.Move {
	a := s.customerOf(cham.KeyID(rapid.IntRange(1, storyKeys).Draw(t, "key a")))
	b := s.customerOf(cham.KeyID(rapid.IntRange(1, storyKeys).Draw(t, "key b")))
	switch rapid.IntRange(0, 3).Draw(t, "regroup") {
	case 0:
		return s.set(append(s.keysOf(a), s.keysOf(b)...))
	case 1:
		var stay, leave []cham.KeyID
		for _, k := range s.keysOf(a) {
			if rapid.Bool().Draw(t, "stays") {
				stay = append(stay, k)
			} else {
				leave = append(leave, k)
			}
		}
		return append(s.set(stay), s.set(leave)...)
	}
	return nil
}

// StoryRules are what stories are counted by: one currency beside the
// workspace's has a rate.
var StoryRules = cham.KindRules{Money: cham.MoneyRules{Own: "VND", Rates: map[string]float64{"USD": 25}}}

// worth is what a record's money counts for.
func worth(r cham.Record) float64 {
	switch r.Currency {
	case "", "VND":
		return r.Value
	case "USD":
		return 25 * r.Value
	}
	return 0
}

// orderOf is the order a record's money is of.
func orderOf(r cham.Record) string {
	if worth(r) == 0 {
		return ""
	}
	return r.OrderID()
}

var storyNames = []string{"A", "B", "C", "D", "E", "Cart Viewed", "Order Completed"}

// touch draws a record near the others: at the same instant, a little later,
// earlier, or at the edge of a silence.
func (s *story) touch(t *rapid.T) cham.Record {
	const day = 24 * time.Hour
	step := rapid.SampledFrom([]time.Duration{0, 0, time.Millisecond, time.Minute, -time.Hour, 5 * time.Hour, day, -3 * day,
		30*day - time.Millisecond, 30 * day, 31 * day}).Draw(t, "step")
	s.now = s.now.Add(step)
	s.ids++
	r := cham.Record{Seq: int64(len(s.records) + 1), Key: cham.KeyID(rapid.IntRange(1, storyKeys).Draw(t, "key"))}
	r.Touch = cham.Touch{MessageID: fmt.Sprint(s.ids), Source: "s", Type: cham.CallTrack, At: s.now, ReceivedAt: s.now,
		Name:    rapid.SampledFrom(storyNames).Draw(t, "name"),
		Channel: rapid.SampledFrom([]cham.Channel{"website", "zalo"}).Draw(t, "channel")}
	r.Campaign.Source = rapid.SampledFrom([]string{"", "facebook"}).Draw(t, "source")
	r.Campaign.ClickID = rapid.SampledFrom([]string{"", "", "", "gclid=1"}).Draw(t, "click")
	r.Page.Path = rapid.SampledFrom([]string{"", "", "/son", "/kem"}).Draw(t, "path")
	r.Page.Referrer = rapid.SampledFrom([]string{"", "", "https://l.facebook.com/x"}).Draw(t, "referrer")
	r.Value = float64(rapid.SampledFrom([]int{0, 0, 100, 250, -120}).Draw(t, "value"))
	r.Currency = rapid.SampledFrom([]string{"", "VND", "USD", "EUR"}).Draw(t, "currency")
	r.Duration = rapid.SampledFrom([]float64{0, 0, 1.5, 60}).Draw(t, "duration")
	if order := rapid.IntRange(0, 4).Draw(t, "order"); order > 0 {
		r.Properties = fmt.Appendf(nil, `{"order_id":%d}`, order)
	}
	switch rapid.IntRange(0, 9).Draw(t, "call") {
	case 0:
		r.Type, r.Name = cham.CallIdentify, ""
	case 1:
		r.Type, r.Name = cham.CallGroup, ""
		r.Properties = fmt.Appendf(nil, `{"groupId":%q}`, rapid.SampledFrom([]string{"Hoà Phát", "Lộc \"Trời\""}).Draw(t, "account"))
	}
	return r
}

func newStory() *story {
	return &story{model: model{owner: map[cham.KeyID]cham.CustomerID{}}, now: historyStart}
}

// storyMap binds A and B (by channel, too) before C, then the goal D; E has no
// stage on Zalo and is unmapped elsewhere. One stage has no touchpoints.
var storyMap = &cham.JourneyMap{
	ID: "m", Stages: []cham.Stage{{ID: "before"}, {ID: "during"}, {ID: "empty"}, {ID: "after"}},
	Touchpoints: []cham.Touchpoint{
		{ID: "a", Stage: "before", Name: "Á", Rule: rule(cham.Match{Event: "A"})},
		{ID: "az", Stage: "before", Name: "A on Zalo", Rule: rule(cham.Match{Event: "A", Channel: "zalo"},
			cham.Match{Event: "B", Source: "facebook"})},
		{ID: "b", Stage: "during", Name: "B", Rule: rule(cham.Match{Event: "B"})},
		{ID: "c", Stage: "during", Name: "C", Rule: rule(cham.Match{Event: "C"})},
		{ID: "d", Stage: "after", Name: "D", Goal: true, Rule: rule(cham.Match{Event: "D"})},
		{ID: "loose", Name: "Loose", Rule: rule(cham.Match{Event: "E", Channel: "zalo"})},
		{ID: "never", Stage: "after", Name: "Never", Rule: rule(cham.Match{Event: "Z"})},
	},
}

func rule(any ...cham.Match) cham.Rule { return cham.Rule{Any: any} }
