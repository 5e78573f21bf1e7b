package campaign

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"cham"
	"cham/capability/reach"
)

// Check is what would become of a draft that was started now.
type Check struct {
	Customers int            `json:"customers" doc:"of the segment"`
	Excluded  int            `json:"excluded" doc:"of them left out"`
	Now       int            `json:"now" doc:"of the rest, may be written to now"`
	Later     int            `json:"later"`
	Never     int            `json:"never"`
	Held      []RuleCount    `json:"held" doc:"why never"`
	Waits     []RuleCount    `json:"waits" doc:"why later"`
	Missing   []FieldCount   `json:"missing" doc:"letters that need what is not known of their receivers, of the first thousand"`
	Problems  []cham.Error   `json:"-"`
	Mend      []CheckProblem `json:"problems" doc:"what must be mended before it can start"`
	Minutes   int            `json:"minutes,omitempty" doc:"how long it takes at the account's pace"`
	Findings  []WordFinding  `json:"findings" doc:"what the law, spam filters and readers mind in what it says"`
	Codes     *CodesCheck    `json:"codes,omitempty" doc:"of one that hands out codes: whether they are enough"`
	Local     bool           `json:"local,omitempty" doc:"its links lead to this machine alone, so nobody can choose or stop by them"`
}

// FieldCount is of how many customers a field is not known.
type FieldCount struct {
	Field string `json:"field"`
	Count int    `json:"count"`
}

// CheckProblem is something to be mended, in the reader's language.
type CheckProblem struct {
	Field string `json:"field"`
	Text  string `json:"text"`
}

// tried is of how many customers it is looked whether the letter can be written.
const tried = 1000

// Check says what would become of a draft, without keeping anything.
func (s *Service) Check(ctx context.Context, ws cham.WorkspaceID, d Draft) (out Check, err error) {
	out = Check{Held: []RuleCount{}, Waits: []RuleCount{}, Missing: []FieldCount{}, Mend: []CheckProblem{}, Findings: []WordFinding{}}
	from := sender{}
	if from.business, from.contact, err = s.From(ctx, ws); err != nil {
		return out, err
	}
	out.Findings = d.Findings(from.business, from.contact)
	out.Problems = append(out.Problems, forbidden(out.Findings)...)
	compiled, err := d.Compile()
	if err := out.problem(err, ""); err != nil {
		return out, err
	}
	if err := out.problem(s.validGoal(ctx, ws, &d), "goal"); err != nil {
		return out, err
	}
	if out.Codes, err = s.checkCodes(ctx, ws, &d, compiled); out.problem(err, "voucher") != nil {
		return out, err
	}
	perMinute, err := s.accounts(ctx, ws, &d, &out)
	if err != nil {
		return out, err
	}
	ids, excluded, err := s.audience(ctx, ws, &d)
	if err := out.problem(err, "segment"); err != nil {
		return out, err
	}
	out.Customers, out.Excluded = len(ids)+excluded, excluded
	c := Campaign{Draft: d}
	mays, err := s.ask(ctx, ws, c.message(s.Now()), ids, &out)
	if err == nil && compiled != nil {
		err = s.tryLetter(ctx, ws, compiled, &d, from, mays, &out)
	}
	if perMinute > 0 {
		out.Minutes = (out.Now + perMinute - 1) / perMinute
	}
	return out, err
}

// accounts notes what is wrong with what a draft would be sent through, and answers how many
// a minute the slowest sends.
func (s *Service) accounts(ctx context.Context, ws cham.WorkspaceID, d *Draft, out *Check) (perMinute int, err error) {
	for _, way := range d.AllWays() {
		account, health, err := s.Outbox.Store.Account(ctx, ws, way)
		if cham.ErrorCode(err) == cham.CodeNotFound {
			out.Problems = append(out.Problems, cham.Error{Code: cham.CodeConflict, Field: "channel", Key: noAccount(way)})
			continue
		} else if err != nil {
			return 0, err
		}
		if health.Blocked(s.Now()) {
			out.Problems = append(out.Problems, cham.Error{Code: cham.CodeConflict, Field: "channel", Key: "error.sending." + health.Problem})
		}
		if perMinute == 0 || account.PerMinute < perMinute {
			perMinute = account.PerMinute
		}
	}
	return perMinute, nil
}

// problem notes what is wrong with a draft; another error is the asking's.
func (out *Check) problem(err error, field string) error {
	var e *cham.Error
	if err == nil || !errors.As(err, &e) || e.Code != cham.CodeInvalid {
		return err
	}
	p := *e
	p.Field = cmp.Or(p.Field, field)
	out.Problems = append(out.Problems, p)
	return nil
}

// may is who may be written to, and by which way.
type may struct {
	customer cham.CustomerID
	way      reach.Way
}

// ask asks the gate for everybody, and answers the first of those who may be written to.
func (s *Service) ask(ctx context.Context, ws cham.WorkspaceID, m reach.Message, ids []cham.CustomerID, out *Check) (mays []may,
	err error) {
	held, waits := map[string]int{}, map[string]int{}
	for some := range slices.Chunk(ids, reach.MostCustomers) {
		entries, err := s.Ask(ctx, ws, &m, some)
		if err != nil {
			return nil, err
		}
		for i := range entries {
			d := &entries[i].Decision
			switch d.Verdict {
			case reach.Now:
				out.Now++
			case reach.Later:
				out.Later++
				waits[d.Rule()]++
			case reach.Never:
				out.Never++
				held[d.Rule()]++
				continue
			}
			if len(mays) < tried {
				mays = append(mays, may{entries[i].Customer, d.Way})
			}
		}
	}
	out.Held, out.Waits = counted(held), counted(waits)
	return mays, nil
}

// counted lists rules, the most frequent first.
func counted(n map[string]int) []RuleCount {
	out := make([]RuleCount, 0, len(n))
	for _, rule := range slices.Sorted(maps.Keys(n)) {
		out = append(out, RuleCount{rule, n[rule]})
	}
	slices.SortStableFunc(out, func(a, b RuleCount) int { return b.Count - a.Count })
	return out
}

// longLink is about how long a link is that ends it, in characters.
const longLink = 200

func isOfLetter(e cham.Error) bool { return e.Field == "letter" }

// sender is who writes.
type sender struct{ business, contact string }

// tryLetter counts to whom it cannot be written.
func (s *Service) tryLetter(ctx context.Context, ws cham.WorkspaceID, c *Compiled, d *Draft, from sender, mays []may, out *Check) error {
	content := Content{Campaign: Campaign{Draft: *d}, Business: from.business, Contact: from.contact}
	ids := make([]cham.CustomerID, len(mays))
	for i := range mays {
		ids[i] = mays[i].customer
	}
	fields, err := s.Fields(ctx, ws, ids, d.Lang)
	missing, long, largest := map[string]int{}, strings.Repeat("x", longLink), 0
	code, ends := sample(out.Codes)
	for i, f := range fields {
		links := Links{Unsubscribe: long, Counted: func(to string) string { return to + long }}
		p, field, wrong := content.Write(c, mays[i].customer, mays[i].way, f.WithVoucher(code, ends), links)
		largest = max(largest, len(p.HTML))
		switch {
		case field != "":
			missing[field]++
		case wrong != nil && !slices.ContainsFunc(out.Problems, isOfLetter):
			out.Problems = append(out.Problems, cham.Error{Code: cham.CodeInvalid, Field: "letter", Key: "error.sending.letter"})
		}
	}
	out.sized(largest)
	for _, r := range counted(missing) {
		out.Missing = append(out.Missing, FieldCount{r.Rule, r.Count})
	}
	return err
}
