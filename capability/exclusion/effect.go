package exclusion

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"sync"
	"time"

	"cham"
)

// History is what is read of a workspace to count what rules take out.
type History interface {
	// ScanSince calls f with the interactions received since the instant, in order
	// of Seq, with what is needed of them; the slice is used again after f returns.
	ScanSince(ctx context.Context, ws cham.WorkspaceID, since time.Time, need cham.TouchNeed, f func([]cham.Record) error) error
	// KeysTaken are the keys whose customers rules take, each with the number of the first rule.
	KeysTaken(ctx context.Context, ws cham.WorkspaceID, rules cham.Exclusions) (map[cham.KeyID]int, error)
	// Assigned calls f with every key that is not its own customer.
	Assigned(ctx context.Context, ws cham.WorkspaceID, f func(cham.KeyID, cham.CustomerID)) error
	BySeq(ctx context.Context, ws cham.WorkspaceID, seqs []int64) ([]cham.Record, error)
	// NewestTouch is the highest Record.Seq.
	NewestTouch(ctx context.Context, ws cham.WorkspaceID) (int64, error)
}

// Config of a Service; all of it is required.
type Config struct {
	History History
	Now     func() time.Time
}

// Service counts what rules take out.
type Service struct {
	Config
	mu    sync.Mutex
	known map[cham.WorkspaceID]answer // the last one of each
}

type answer struct {
	of     string
	effect Effect
}

// New returns a service.
func New(c Config) *Service { return &Service{Config: c, known: map[cham.WorkspaceID]answer{}} }

// Taken is how much of the touches of some days a rule takes out.
type Taken struct {
	Touches   int `json:"touches"`
	Customers int `json:"customers" doc:"customers with any touch of these"`
	// Alone are the touches that no other rule in force takes.
	Alone int       `json:"alone" doc:"touches that no other rule takes"`
	Last  time.Time `json:"last" doc:"the newest of them; year 1 for none"`

	who map[cham.CustomerID]bool
}

func (t *Taken) add(c cham.CustomerID, at time.Time) {
	if t.who == nil {
		t.who = map[cham.CustomerID]bool{}
	}
	t.who[c] = true
	t.Touches, t.Customers = t.Touches+1, len(t.who)
	if at.After(t.Last) {
		t.Last = at
	}
}

// Effect is what rules take out of the touches of the last days.
type Effect struct {
	Days      int   `json:"days"`
	Touches   int   `json:"touches" doc:"all touches of these days, those taken out included"`
	Customers int   `json:"customers" doc:"customers of all these touches"`
	Out       Taken `json:"out" doc:"what all rules in force take out together"`
	// Gone are the customers of whom nothing is left.
	Gone  int     `json:"gone" doc:"customers of whom no touch of these days is left"`
	Rules []Taken `json:"rules" doc:"what each rule takes out, in the order of the rules; noughts for those switched off"`

	examples []int64
}

// Effect counts what rules take out of the last days. It is counted anew when
// the rules or touches have changed.
func (s *Service) Effect(ctx context.Context, ws cham.WorkspaceID, rules cham.Exclusions, days int) (Effect, error) {
	newest, err := s.History.NewestTouch(ctx, ws)
	if err != nil {
		return Effect{}, err
	}
	of, err := json.Marshal([]any{rules, days, newest, s.Now().Truncate(time.Hour)})
	if err != nil {
		return Effect{}, cham.Wrap(cham.CodeInternal, "exclusion.Effect", err)
	}
	s.mu.Lock()
	known := s.known[ws]
	s.mu.Unlock()
	if known.of == string(of) {
		return known.effect, nil
	}
	e, err := s.count(ctx, ws, rules, days, -1)
	if err == nil {
		s.mu.Lock()
		s.known[ws] = answer{string(of), e}
		s.mu.Unlock()
	}
	return e, err
}

// Preview is what one more rule, or another form of one, would do.
type Preview struct {
	Effect
	Rule     Taken     `json:"rule" doc:"what the rule itself takes out"`
	Examples []Example `json:"examples" doc:"some of the newest touches it takes out"`
}

// Example is a touch that a rule takes out.
type Example struct {
	Customer cham.CustomerID `json:"customer"`
	At       time.Time       `json:"at"`
	Name     string          `json:"name"`
	Source   cham.SourceID   `json:"source"`
	Page     string          `json:"page,omitempty" mask:"url" doc:"address of the page, or its path"`
	// Seen is what the rule found there.
	Seen string `json:"seen,omitempty" mask:"hide" doc:"what the rule found: the device, the address, the value"`
}

// Preview counts what a rule takes out of the last days beside the others; one
// with the id of another stands in its place.
func (s *Service) Preview(ctx context.Context, ws cham.WorkspaceID, rules cham.Exclusions, rule cham.Exclusion, days int) (Preview, error) {
	rule.Off = false
	with, n := slices.Clone(rules), slices.IndexFunc(rules, func(r cham.Exclusion) bool { return r.ID == rule.ID && r.ID != "" })
	if n < 0 {
		with, n = append(with, rule), len(rules)
	}
	with[n] = rule
	e, err := s.count(ctx, ws, with, days, n)
	p := Preview{Effect: e, Examples: []Example{}}
	if err != nil {
		return p, err
	}
	p.Rule = e.Rules[n]
	p.Examples, err = s.examples(ctx, ws, rule, e.examples)
	return p, err
}

const mostExamples = 8

// counting is a pass over the touches of some days.
type counting struct {
	since    time.Time
	alone    []*cham.Excluder // a rule each
	owner    map[cham.KeyID]cham.CustomerID
	outside  []map[cham.CustomerID]bool // of rules of customers
	all      map[cham.CustomerID]bool   // whether something is left
	examples int                        // of which rule
	e        Effect
}

func (s *Service) count(ctx context.Context, ws cham.WorkspaceID, rules cham.Exclusions, days, examples int) (Effect, error) {
	c := counting{since: s.Now().AddDate(0, 0, -days), owner: map[cham.KeyID]cham.CustomerID{}, all: map[cham.CustomerID]bool{},
		outside: make([]map[cham.CustomerID]bool, len(rules)), examples: examples,
		e: Effect{Days: days, Rules: make([]Taken, len(rules))}}
	if err := s.History.Assigned(ctx, ws, func(k cham.KeyID, to cham.CustomerID) { c.owner[k] = to }); err != nil {
		return c.e, err
	}
	for i, r := range rules {
		one := cham.Exclusions{r}
		c.alone = append(c.alone, one.Excluder())
		if r.Off || !r.Kind.OfCustomers() {
			continue
		}
		keys, err := s.History.KeysTaken(ctx, ws, one)
		if err != nil {
			return c.e, err
		}
		c.outside[i] = map[cham.CustomerID]bool{}
		for k := range keys {
			c.outside[i][c.customer(k)] = true
		}
	}
	// What happened in these days was received in them, but for clocks ahead.
	err := s.History.ScanSince(ctx, ws, c.since.Add(-24*time.Hour), rules.Need(), func(records []cham.Record) error {
		for i := range records {
			if r := &records[i]; !r.At.Before(c.since) {
				c.add(r)
			}
		}
		return nil
	})
	c.e.Customers = len(c.all)
	for _, left := range c.all {
		if !left {
			c.e.Gone++
		}
	}
	return c.e, err
}

func (c *counting) customer(k cham.KeyID) cham.CustomerID {
	if to, ok := c.owner[k]; ok {
		return to
	}
	return cham.CustomerID(k)
}

func (c *counting) add(r *cham.Record) {
	who, n, last := c.customer(r.Key), 0, 0
	c.e.Touches++
	for i, x := range c.alone {
		if !c.outside[i][who] && x.Touch(&r.Touch) < 0 {
			continue
		}
		n, last = n+1, i
		c.e.Rules[i].add(who, r.At)
		if i == c.examples {
			c.e.examples = append(c.e.examples, r.Seq)
			if len(c.e.examples) > 64*mostExamples {
				c.e.examples = slices.Clone(c.e.examples[len(c.e.examples)-mostExamples:])
			}
		}
	}
	if n == 1 {
		c.e.Rules[last].Alone++
	}
	if n > 0 {
		c.e.Out.add(who, r.At)
	}
	c.all[who] = c.all[who] || n == 0
}

func (s *Service) examples(ctx context.Context, ws cham.WorkspaceID, rule cham.Exclusion, seqs []int64) ([]Example, error) {
	out := []Example{}
	records, err := s.History.BySeq(ctx, ws, seqs[max(0, len(seqs)-mostExamples):])
	if err != nil {
		return out, err
	}
	owner := map[cham.KeyID]cham.CustomerID{}
	if err := s.History.Assigned(ctx, ws, func(k cham.KeyID, to cham.CustomerID) { owner[k] = to }); err != nil {
		return out, err
	}
	slices.SortFunc(records, func(a, b cham.Record) int { return cmp.Compare(b.Seq, a.Seq) })
	for i := range records {
		r := &records[i]
		who, ok := owner[r.Key]
		if !ok {
			who = cham.CustomerID(r.Key)
		}
		out = append(out, Example{Customer: who, At: r.At, Name: r.Name, Source: r.Source, Page: cmp.Or(r.Page.URL, r.Page.Path),
			Seen: seen(rule, &r.Touch)})
	}
	return out, nil
}

// seen is what a rule looks at in a touch, "" where the columns beside it say it.
func seen(rule cham.Exclusion, t *cham.Touch) string {
	object, field := t.Context, ""
	switch rule.Kind {
	case cham.ExcludeRobots, cham.ExcludeAgent:
		field = "userAgent"
	case cham.ExcludeAddress:
		field = "ip"
	case cham.ExcludeProperty:
		object, field = t.Properties, rule.Field
	default:
		return ""
	}
	var all map[string]any
	if json.Unmarshal(object, &all) != nil {
		return ""
	}
	switch v := all[field].(type) {
	case nil:
		return ""
	case string:
		return v
	default:
		b, err := json.Marshal(v)
		if err != nil {
			return ""
		}
		return string(b)
	}
}
